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
  /** The page of the track on Spotify; a file of the host's own has none. */
  url?: string;
};

/** The largest difference in length between two tracks that are the same recording. */
const SAME_LENGTH_MS = 2_000;

/**
 * Returns true if two tracks are the same song: same id, else same ISRC, else same title, first artist and (nearly)
 * length. Spotify relinks tracks between markets, so the id that plays may not be the id that was asked for.
 */
export function sameSong(a: Track, b: Track): boolean {
  return likeness(a, b) > 0;
}

/** Returns how surely two tracks are the same song: 3 by id, 2 by ISRC, 1 by name and length, 0 not at all. */
export function likeness(a: Track, b: Track): 0 | 1 | 2 | 3 {
  if (a.id === b.id) return 3;
  if (a.isrc !== undefined && a.isrc === b.isrc) return 2;
  if (Math.abs(a.durationMs - b.durationMs) > SAME_LENGTH_MS) return 0;
  return areNamedAlike(a, b) ? 1 : 0;
}

/** Returns title and artists without what makes no difference to a reader. */
export function foldedName(track: Track): string {
  const { title, artists } = foldedOf(track);
  return `${title} ${artists.join(' ')}`;
}

type Folded = { title: string; artists: readonly string[] };

/** Songs are compared with many others, and at every keystroke: each is folded once. */
const foldedTracks = new WeakMap<Track, Folded>();

function foldedOf(track: Track): Folded {
  const known = foldedTracks.get(track);
  if (known) return known;
  const folded = { title: fold(track.title), artists: track.artists.map(fold) };
  foldedTracks.set(track, folded);
  return folded;
}

function areNamedAlike(a: Track, b: Track): boolean {
  const [one, other] = [foldedOf(a), foldedOf(b)];
  return one.title === other.title && one.artists[0] === other.artists[0];
}

/** Returns what a song is called on a list of choices: title, artists, and what tells two editions of it apart. */
export function partsOf(track: Track): [string, ...string[]] {
  return [track.title, track.artists.join(', '), ...editionOf(track)];
}

/** Returns what tells two editions of a song apart: the album, then the length. */
export function editionOf({ album, durationMs }: Track): string[] {
  return [album, minutesAndSeconds(durationMs)];
}

/** Minutes and seconds as a player shows them: 3:05. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
