import { fold } from './names.ts';

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
  if (Math.abs(a.durationMs - b.durationMs) > SAME_LENGTH_MS) return 0;
  return signatureOf(a) === signatureOf(b) ? 1 : 0;
}

/** Songs are compared with many others: each is folded once. */
const signatures = new WeakMap<Track, string>();

function signatureOf(track: Track): string {
  const known = signatures.get(track);
  if (known !== undefined) return known;
  const signature = JSON.stringify([fold(track.title), fold(track.artists[0] ?? '')]);
  signatures.set(track, signature);
  return signature;
}

/** What a song is called on a list of choices: title, artists, and what tells two editions apart. */
export function partsOf({ title, artists, album, durationMs }: Track): [string, ...string[]] {
  return [title, artists.join(', '), album, minutesAndSeconds(durationMs)];
}

/** Minutes and seconds as a player shows them: 3:05. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
