import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Library } from '../ports/library.ts';
import type { LinkStore } from '../ports/links.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { Refusal } from '../session/refusal.ts';
import type { Period, Settings } from '../session/settings.ts';
import { sameSong, type Track } from '../session/track.ts';
import { createAskedOnce } from './asked-once.ts';
import type { Shares } from './shares.ts';

/**
 * The songs that a member brings, and their next favourites to swap for. `unknown`: Spotify could not be asked; it is
 * asked again at Start. `relink`: Spotify no longer takes the link, or the person has not allowed enough.
 */
export type FetchedSongs =
  | { is: 'songs'; songs: readonly Track[]; alternatives: readonly Track[]; toppedUp: boolean }
  | { is: 'none' }
  | { is: 'unknown' }
  | { is: 'relink' };

export type TopSongs = {
  /** The top songs that a linked person brings under these settings, without those in `besides`. */
  fetch(userId: string, settings: Settings, besides?: readonly Track[]): Promise<FetchedSongs>;
  /** Drops what is known of this person's songs. */
  forget(userId: string): void;
};

/** The next longer period, which fills up one that has too little. */
const LONGER: Record<Period, Period | null> = { month: 'half-year', 'half-year': 'year', year: null };
/** As many as one call gives: songs that cannot be played leave no gap, and there is something to swap for. */
const ASKED_FOR = 50;
/** Top songs change by the day: who leaves and joins again is not asked for anew. */
const KEPT_MS = 10 * 60_000;
const LISTS_KEPT = 1_000;

/** Fetches what people bring. Songs are kept for a few minutes in memory, and nowhere else. */
export function createTopSongs(world: {
  library: Library;
  links: LinkStore;
  shares: Shares;
  clock: Clock;
  log: Log;
}): TopSongs {
  const lists = createAskedOnce<readonly Track[]>({ clock: world.clock, forMs: KEPT_MS, most: LISTS_KEPT });

  function tops(userId: string, period: Period): Promise<readonly Track[]> {
    return lists.ask(`${userId} ${period}`, userId, async () => {
      world.shares.charge('press', userId);
      return world.library.tops(userId, period, ASKED_FOR);
    });
  }

  async function collect(userId: string, { songs: wanted, period: first }: Settings, besides: readonly Track[]) {
    let songs: readonly Track[] = [];
    let periods = 0;
    for (let period: Period | null = first; period && songs.length < wanted; period = LONGER[period]) {
      periods++;
      songs = distinct([...songs, ...(await tops(userId, period))], besides);
    }
    return { songs: songs.slice(0, wanted), alternatives: songs.slice(wanted, wanted + SPARE), toppedUp: periods > 1 };
  }

  return {
    async fetch(userId, settings, besides = []) {
      const link = await world.links.find(userId);
      if (link?.dead) return { is: 'relink' };
      if (!link?.permissions.includes('tops')) return { is: 'none' };
      try {
        const found = await collect(userId, settings, besides);
        return found.songs.length > 0 ? { is: 'songs', ...found } : { is: 'none' };
      } catch (error) {
        if (error instanceof Refusal) return { is: 'unknown' }; // their share is used up
        if (!(error instanceof Unavailable)) throw error;
        world.log.warn({ err: error, user: userId }, 'top songs could not be fetched');
        return { is: error.isTheLink ? 'relink' : 'unknown' };
      }
    },
    forget: lists.forget,
  };
}

/** The most further favourites kept to swap for. */
const SPARE = 20;

function distinct(tracks: readonly Track[], besides: readonly Track[]): Track[] {
  return tracks.filter((track, place) => {
    const isFirst = tracks.findIndex((other) => sameSong(other, track)) === place;
    return isFirst && !besides.some((other) => sameSong(other, track));
  });
}
