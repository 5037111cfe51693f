import type { Clock } from '../ports/clock.ts';
import type { Library } from '../ports/library.ts';
import type { Track } from '../session/track.ts';
import { createAskedOnce } from './asked-once.ts';
import type { Shares } from './shares.ts';

/** The person and the session that a search is charged to, and the account it runs on. */
export type Asker = { userId: string; sessionId: string; accountId: string };

/**
 * The songs that were looked up, found or not, for everybody: Spotify is asked once.
 * What asks may throw `Unavailable`, and the refusals of `Shares`.
 */
export type KnownSongs = {
  search(asker: Asker, words: string): Promise<readonly Track[]>;
  /** Null if there is no such song, or none that can be played. */
  track(asker: Asker, id: string): Promise<Track | null>;
  /** Returns what is known without asking; undefined if nothing is. */
  found(words: string): readonly Track[] | undefined;
  trackFound(id: string): Track | null | undefined;
  /** Returns what was found for the longest beginning of these words. */
  nearest(words: string): readonly Track[];
  /** Drops what this person typed and found. */
  forget(userId: string): void;
};

/** As many as Spotify gives at once. */
const FOUND = 10;
const KEPT_MS = 60 * 60_000;
const SEARCHES_KEPT = 500;
const TRACKS_KEPT = 5_000;
/** Nobody types more than this to find a song. */
const LONGEST_WORDS = 100;
/** From here on words are worth a search. */
export const SHORTEST_WORDS = 3;

export function createKnownSongs(world: { library: Library; shares: Shares; clock: Clock }): KnownSongs {
  const { library, shares, clock } = world;
  const searches = createAskedOnce<readonly Track[]>({ clock, forMs: KEPT_MS, most: SEARCHES_KEPT });
  const tracks = createAskedOnce<Track | null>({ clock, forMs: KEPT_MS, most: TRACKS_KEPT });

  async function lookFor({ userId, sessionId, accountId }: Asker, words: string): Promise<readonly Track[]> {
    shares.charge('search', userId, sessionId);
    const found = await library.search(accountId, words, FOUND);
    for (const track of found) tracks.learn(track.id, userId, track);
    return found;
  }

  async function lookUp({ userId, sessionId, accountId }: Asker, id: string): Promise<Track | null> {
    shares.charge('search', userId, sessionId);
    return library.track(accountId, id);
  }

  const found = (words: string) => searches.recall(keyOf(words))?.answer;

  return {
    search: (asker, words) => searches.ask(keyOf(words), asker.userId, () => lookFor(asker, words)),
    track: (asker, id) => tracks.ask(id, asker.userId, () => lookUp(asker, id)),
    found,
    trackFound: (id) => tracks.recall(id)?.answer,
    nearest(words) {
      const key = keyOf(words);
      for (let end = key.length; end >= SHORTEST_WORDS; end--) {
        const known = found(key.slice(0, end));
        if (known) return known;
      }
      return [];
    },
    forget(userId) {
      searches.forget(userId);
      tracks.forget(userId);
    },
  };
}

/** Returns the form that different spellings of the same words share. */
function keyOf(words: string): string {
  return words
    .slice(0, LONGEST_WORDS)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .toLowerCase();
}
