/** A song as Spotify names it, reduced to what the evening needs. */
export type Track = {
  id: string;
  uri: string;
  title: string;
  /** At least one name; the first is the main artist. */
  artists: readonly string[];
  album: string;
  /** The album's URI, where Spotify gave one. */
  albumUri?: string;
  durationMs: number;
  explicit: boolean;
  /** The recording's international code: the same under every id that Spotify gives the recording. */
  isrc?: string;
  artUrl?: string;
  /** The page of the track on Spotify. */
  url: string;
};

/** How far two lengths of the same recording may differ. */
const SAME_LENGTH_MS = 2_000;

/**
 * Whether two tracks are the same song: same id, else same ISRC, else same title, first artist and (nearly) length.
 * Spotify relinks tracks between markets, so the id that plays may not be the id that was asked for.
 */
export function sameSong(a: Track, b: Track): boolean {
  return likeness(a, b) > 0;
}

/** How surely two tracks are the same song: 3 by their id, 2 by their ISRC, 1 by name and length, 0 not at all. */
export function likeness(a: Track, b: Track): 0 | 1 | 2 | 3 {
  if (a.id === b.id) return 3;
  if (a.isrc !== undefined && a.isrc === b.isrc) return 2;
  const isAlike =
    fold(a.title) === fold(b.title) &&
    fold(a.artists[0] ?? '') === fold(b.artists[0] ?? '') &&
    Math.abs(a.durationMs - b.durationMs) <= SAME_LENGTH_MS;
  return isAlike ? 1 : 0;
}

/** A title or a name without what makes no difference: case, width, space around it. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}
