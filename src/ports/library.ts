import type { Period } from '../session/settings.ts';
import type { Track } from '../session/track.ts';

/** The access to a member's music, and the writing of playlists. Every call may throw `Unavailable`. */
export type Library = {
  /** The person's top songs of a period, best first, playable ones only; at most `limit` (1–50). */
  tops(userId: string, period: Period, limit: number): Promise<Track[]>;
  /** Playable songs that match what somebody typed, best first; at most `limit` (1–10). */
  search(userId: string, text: string, limit: number): Promise<Track[]>;
  /** One song by its id; null if there is none, or none that can be played. */
  track(userId: string, id: string): Promise<Track | null>;
  /** Makes an empty private playlist in the person's own account. */
  createPlaylist(userId: string, name: string, description: string): Promise<Playlist>;
  /** Writes songs into it, at most 100 at a time: in the place of all that it holds, or behind it. */
  fillPlaylist(userId: string, playlistId: string, uris: readonly string[], how: 'anew' | 'behind'): Promise<void>;
};

export type Playlist = {
  id: string;
  /** Its page on Spotify. */
  url: string;
};
