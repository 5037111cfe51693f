import { addSongs, type SpotifyHarness, uriOf } from '../harness.ts';
import type { Breach } from './breach.ts';

/** Ada and a public playlist of hers. */
async function withPlaylist({ spotify, api }: SpotifyHarness) {
  const songs = addSongs(spotify, 101);
  const ada = spotify.addPerson({ displayName: 'Ada' });
  const { id } = (await api<{ id: string }>(ada, 'POST', '/me/playlists', { name: 'Recap' })).json;
  return { ada, id, uris: songs.map((song) => uriOf(song.id)) };
}

export const playlistBreaches = {
  'playlist-name': ({ spotify, api }) => api(spotify.addPerson({ displayName: 'Ada' }), 'POST', '/me/playlists', {}),
  'playlist-scope': async ({ spotify, link, ask }) => {
    const { access_token } = await link(spotify.addPerson({ displayName: 'Ada' }), 'playlist-modify-private');
    return ask('POST', '/api/v1/me/playlists', { token: access_token, json: { name: 'Recap', public: true } });
  },
  'playlist-hundred': async (harness) => {
    const { ada, id, uris } = await withPlaylist(harness);
    return harness.api(ada, 'POST', `/playlists/${id}/items`, { uris });
  },
  'playlist-exists': ({ spotify, api }) => api(spotify.addPerson({ displayName: 'Ada' }), 'GET', '/playlists/none'),
  'playlist-own': async (harness) => {
    const { id } = await withPlaylist(harness);
    return harness.api(harness.spotify.addPerson({ displayName: 'Ben' }), 'GET', `/playlists/${id}/items`);
  },
} satisfies Record<string, Breach>;
