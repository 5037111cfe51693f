import { Refusal } from '../rules/rules.ts';
import { apiError } from '../web-api/answer.ts';
import { type Call, oneOf, type Route, whole } from '../web-api/call.ts';
import { anyTrackObject, pageObject, profileObject } from '../web-api/objects.ts';
import type { Catalogue, TrackId } from './catalogue.ts';

const TIME_RANGES = ['short_term', 'medium_term', 'long_term'] as const;
const SEARCH_TYPES = ['album', 'artist', 'playlist', 'track', 'show', 'episode', 'audiobook'];
const TRACK_ID = /^[0-9A-Za-z]{22}$/;

/** Creates the routes for profiles, top tracks, search and tracks. */
export function libraryRoutes({ catalogue, imageBase }: { catalogue: Catalogue; imageBase: string }): Route[] {
  const shown = (id: TrackId) => anyTrackObject(catalogue.get(id), imageBase);

  function tops(call: Call) {
    const range = oneOf(call, 'time_range', TIME_RANGES, 'medium_term');
    const limit = whole(call, 'limit', { from: 1, to: 50, otherwise: 20, rule: 'page-limit' });
    const offset = whole(call, 'offset', { from: 0, to: 50_000, otherwise: 0 });
    const page = { limit, offset, path: '/me/top/tracks', query: `time_range=${range}&` };
    return { status: 200, body: pageObject(call.account.person.tops[range].map(shown), page) };
  }

  function search(call: Call) {
    const { q, type = '' } = call.query;
    if (!q) throw new Refusal('search-query');
    const types = type.split(',');
    if (types.some((name) => !SEARCH_TYPES.includes(name))) {
      throw new Refusal('parameter-valid', apiError(400, `Bad search type field ${type}`));
    }
    const limit = whole(call, 'limit', { from: 1, to: 10, otherwise: 5, rule: 'search-limit' });
    const offset = whole(call, 'offset', { from: 0, to: 1000, otherwise: 0 });
    const page = { limit, offset, path: '/search', query: `q=${encodeURIComponent(q)}&type=${type}&` };
    const found = catalogue.search(q).map((track) => anyTrackObject(track, imageBase));
    const pages = types.map((name) => [`${name}s`, pageObject(name === 'track' ? found : [], page)]);
    return { status: 200, body: Object.fromEntries(pages) };
  }

  function track({ params }: Call) {
    const { id = '' } = params;
    if (!TRACK_ID.test(id)) throw new Refusal('track-id');
    const found = catalogue.find(id);
    if (!found || found.local) throw new Refusal('track-exists');
    return { status: 200, body: anyTrackObject(found, imageBase) };
  }

  return [
    {
      method: 'GET',
      path: '/me',
      group: 'profile',
      scopes: [],
      answer: ({ account }) => ({ status: 200, body: profileObject(account.person) }),
    },
    {
      method: 'GET',
      path: '/me/top/tracks',
      group: 'top tracks',
      scopes: ['user-top-read'],
      parameters: ['time_range', 'limit', 'offset'],
      answer: tops,
    },
    {
      method: 'GET',
      path: '/search',
      group: 'search',
      scopes: [],
      parameters: ['q', 'type', 'market', 'limit', 'offset', 'include_external'],
      answer: search,
    },
    { method: 'GET', path: '/tracks/:id', group: 'search', scopes: [], parameters: ['market'], answer: track },
  ];
}
