import type { Log } from '../log.ts';
import type { Period, Settings } from '../session/session.ts';
import { sameSong, type Track } from '../session/track.ts';
import { type Library, type LinkStore, Unavailable } from './ports.ts';

/** What a member brings. `unknown`: Spotify could not be asked; it is asked again at Start. */
export type Gathered = { is: 'songs'; songs: Track[]; toppedUp: boolean } | { is: 'none' } | { is: 'unknown' };

export type Gathering = {
  /** The top songs that a linked person brings under these settings. */
  gather(userId: string, settings: Settings): Promise<Gathered>;
};

/** Where to look on when a period has too little: always the next longer one. */
const LONGER: Record<Period, Period | null> = { month: 'half-year', 'half-year': 'year', year: null };
/** More than is needed, so that songs that cannot be played leave no gap. One call all the same. */
const ASKED_FOR = 30;

export function createGathering(world: { library: Library; links: LinkStore; log: Log }): Gathering {
  async function collect(userId: string, settings: Settings): Promise<{ songs: Track[]; periods: number }> {
    let songs: Track[] = [];
    let periods = 0;
    for (
      let period: Period | null = settings.period;
      period && songs.length < settings.songs;
      period = LONGER[period]
    ) {
      periods++;
      songs = distinct([...songs, ...(await world.library.tops(userId, period, ASKED_FOR))]);
    }
    return { songs: songs.slice(0, settings.songs), periods };
  }

  return {
    async gather(userId, settings) {
      const link = world.links.find(userId);
      if (!link || link.dead || !link.permissions.includes('tops')) return { is: 'none' };
      try {
        const { songs, periods } = await collect(userId, settings);
        return songs.length > 0 ? { is: 'songs', songs, toppedUp: periods > 1 } : { is: 'none' };
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        world.log.warn({ err: error, user: userId }, 'top songs could not be fetched');
        return { is: 'unknown' };
      }
    },
  };
}

function distinct(tracks: readonly Track[]): Track[] {
  return tracks.filter((track, place) => tracks.findIndex((other) => sameSong(other, track)) === place);
}
