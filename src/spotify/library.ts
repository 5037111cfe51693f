import type { Library } from '../ports/library.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { Period } from '../session/settings.ts';
import type { Track } from '../session/track.ts';
import { isPlayable, playlistAnswer, read, readTrack, searchAnswer, topsAnswer } from './answers.ts';
import type { SpotifyClient } from './client.ts';
import { SpotifyRefused } from './errors.ts';

/** Spotify's spans: about four weeks, about six months, about a year. */
const TIME_RANGE: Record<Period, 'short_term' | 'medium_term' | 'long_term'> = {
  month: 'short_term',
  'half-year': 'medium_term',
  year: 'long_term',
};
/** Since February 2026 a page of search results has no more. */
const FOUND_AT_MOST = 10;
/** The most characters of somebody's text that are sent to the search. */
const SEARCHED_CHARACTERS = 100;

/** Creates the access to people's music: top songs, search, tracks, playlists. Calls throw `Unavailable`. */
export function createLibrary(client: SpotifyClient): Library {
  return {
    async tops(userId, period, limit) {
      const { body } = await client.callAs(userId, { group: 'tops', urgency: 'person' }, (api) =>
        api.getMyTopTracks({ limit, time_range: TIME_RANGE[period] }),
      );
      return playable(read(topsAnswer, body, 'GET /v1/me/top/tracks').items);
    },
    async search(userId, text, limit) {
      const wanted = searchable(text);
      if (wanted === '') return [];
      const query = { q: wanted, type: 'track', limit: Math.min(Math.max(limit, 1), FOUND_AT_MOST) };
      const { body } = await client.callAs(userId, { group: 'search', urgency: 'person' }, (_, request) =>
        request('get', '/v1/search', { query }),
      );
      return playable(read(searchAnswer, body, 'GET /v1/search').tracks.items);
    },
    async track(userId, id) {
      if (!TRACK_ID.test(id)) return null;
      try {
        const { body } = await client.callAs(userId, { group: 'search', urgency: 'person' }, (api) => api.getTrack(id));
        return playable([body])[0] ?? null;
      } catch (error) {
        if (isUnknownToSpotify(error)) return null;
        throw error;
      }
    },
    async createPlaylist(userId, name, description) {
      const { body } = await client.callAs(userId, { group: 'playlists', urgency: 'person', writes: true }, (api) =>
        api.createPlaylist(name, { description, public: false }),
      );
      const { id, external_urls: urls } = read(playlistAnswer, body, 'POST /v1/me/playlists');
      return { id, url: urls?.spotify ?? `https://open.spotify.com/playlist/${id}` };
    },
    async fillPlaylist(userId, playlistId, uris, how) {
      const path = `/v1/playlists/${encodeURIComponent(playlistId)}/items`;
      await client.callAs(userId, { group: 'playlists', urgency: 'person', writes: true }, (_, request) =>
        request(how === 'anew' ? 'put' : 'post', path, { body: { uris: [...uris] } }),
      );
    },
  };
}

const TRACK_ID = /^[A-Za-z0-9]{22}$/;

function playable(rows: readonly unknown[]): Track[] {
  return rows
    .filter(isPlayable)
    .map(readTrack)
    .filter((track) => track !== null);
}

/** One line of visible characters, not too long. */
function searchable(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return [...line].slice(0, SEARCHED_CHARACTERS).join('').trim();
}

function isUnknownToSpotify(error: unknown): boolean {
  const cause = error instanceof Unavailable ? error.cause : null;
  return cause instanceof SpotifyRefused && (cause.status === 404 || cause.status === 400);
}
