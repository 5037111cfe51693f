import { expect, test } from 'vitest';
import { createEvening } from '../evening.ts';

type Summary = { id: string; name: string; uri: string; public: boolean; snapshot_id: string };
type Items = { items: { item: { name: string } }[]; total: number };

async function withPlaylist() {
  const evening = await createEvening();
  const { api, ada } = evening;
  const details = { name: 'Recap', public: false, description: 'Friday' };
  const { status, json } = await api<Summary>(ada, 'POST', '/me/playlists', details);
  expect(status).toBe(201);
  const path = `/playlists/${json.id}`;
  const names = async () => (await api<Items>(ada, 'GET', `${path}/items`)).json.items.map(({ item }) => item.name);
  return { ...evening, playlist: json, path, names };
}

test('a playlist is made, filled, replaced and read', async () => {
  const { api, ada, uris, path, names, playlist, spotify } = await withPlaylist();
  const added = await api<{ snapshot_id: string }>(ada, 'POST', `${path}/items`, { uris: uris.slice(0, 2) });
  expect(added.status).toBe(201);
  expect(added.json.snapshot_id).not.toBe(playlist.snapshot_id);
  await api(ada, 'POST', `${path}/items`, { uris: uris.slice(2, 3), position: 0 });
  expect(await names()).toEqual(['Song 3', 'Song 1', 'Song 2']);
  await api(ada, 'PUT', `${path}/items`, { uris: uris.slice(4) });
  expect(await names()).toEqual(['Song 5', 'Song 6']);
  expect((await api(ada, 'GET', path)).json).toMatchObject({ name: 'Recap', public: false, items: { total: 2 } });
  expect((await api<Items>(ada, 'GET', '/me/playlists')).json).toMatchObject({ total: 1, items: [{ name: 'Recap' }] });
  expect(spotify.violations).toEqual([]);
});

test('a playlist plays as a context, even where bare lists do not', async () => {
  const { api, ada, uris, path, playlist, play, phone } = await withPlaylist();
  phone.ignoresUris = true;
  await api(ada, 'POST', `${path}/items`, { uris });
  await play({ context_uri: playlist.uri, offset: { position: 2 } });
  expect(ada.now()).toMatchObject({ isPlaying: true, context: playlist.uri, progressMs: 0 });
  expect(ada.now().upcoming).toHaveLength(3);
});

test('a private playlist does not exist for others', async () => {
  const { api, spotify, path } = await withPlaylist();
  expect((await api(spotify.addPerson({ displayName: 'Ben' }), 'GET', path)).status).toBe(404);
});
