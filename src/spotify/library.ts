import type { Library } from '../service/ports.ts';
import type { Period } from '../session/session.ts';
import { isPlayable, read, readTrack, topsAnswer } from './answers.ts';
import type { SpotifyClient } from './client.ts';

/** Spotify's spans: about four weeks, about six months, about a year. */
const TIME_RANGE: Record<Period, 'short_term' | 'medium_term' | 'long_term'> = {
  month: 'short_term',
  'half-year': 'medium_term',
  year: 'long_term',
};

/** What people listen to. */
export function createLibrary(client: SpotifyClient): Library {
  return {
    async tops(userId, period, limit) {
      const { body } = await client.callAs(userId, 'tops', 'person', (api) =>
        api.getMyTopTracks({ limit, time_range: TIME_RANGE[period] }),
      );
      const { items } = read(topsAnswer, body, 'GET /v1/me/top/tracks');
      return items
        .filter(isPlayable)
        .map(readTrack)
        .filter((track) => track !== null);
    },
  };
}
