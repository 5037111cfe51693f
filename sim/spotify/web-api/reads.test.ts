import { expect, test } from 'vitest';
import { createEvening, type State } from '../evening.ts';

type Queue = { currently_playing: State['item']; queue: { id: string; name: string }[] };
type Devices = { devices: { id: string; name: string; is_active: boolean; is_restricted: boolean }[] };

test('nothing active, nothing to see', async () => {
  const { player } = await createEvening();
  const replies = [await player('GET'), await player('GET', '/currently-playing')];
  expect(replies.map(({ status, text }) => [status, text])).toEqual([
    [204, ''],
    [204, ''],
  ]);
  expect((await player('GET', '/queue')).json).toEqual({ currently_playing: null, queue: [] });
});

test('reads after a command show the state before it for a while', async () => {
  const { play, player, uris, clock, ada } = await createEvening({ staleReadsMs: 400 });
  await play({ uris });
  expect(ada.now().isPlaying).toBe(true);
  expect((await player('GET')).status).toBe(204);
  await clock.advance(400);
  expect((await player('GET')).json).toMatchObject({ is_playing: true, progress_ms: 400 });
  await player('POST', '/next');
  await clock.advance(200);
  await player('PUT', '/pause');
  await clock.advance(100);
  expect((await player('GET')).json).toMatchObject({ item: { name: 'Song 1' }, is_playing: true, progress_ms: 700 });
  await clock.advance(100);
  expect((await player('GET')).json).toMatchObject({ item: { name: 'Song 2' }, is_playing: true, progress_ms: 400 });
  await clock.advance(200);
  expect((await player('GET')).json).toMatchObject({ item: { name: 'Song 2' }, is_playing: false, progress_ms: 200 });
});

test('what is done by hand is seen at once', async () => {
  const { player, ada, ids } = await createEvening({ staleReadsMs: 400 });
  ada.playAlbum(ids, 'spotify:album:0000000000000000000001');
  expect((await player('GET')).json.context?.uri).toBe('spotify:album:0000000000000000000001');
});

test('the queue shows at most twenty, and the list over and over', async () => {
  const { play, player, uris, titles, ids } = await createEvening();
  await play({ uris: uris.slice(0, 3) });
  await player('POST', `/queue?uri=${uris[5]}`);
  const { json } = await player<Queue>('GET', '/queue');
  expect(json.currently_playing?.name).toBe('Song 1');
  expect(json.queue).toHaveLength(20);
  const [one = '', two = '', three = ''] = ids;
  expect(json.queue.slice(0, 7).map(({ name }) => name)).toEqual(
    titles([ids[5] ?? '', two, three, one, two, three, one]),
  );
});

test('a relinked track is reported under the id of another edition, with the same recording code', async () => {
  const { spotify, play, player, ada } = await createEvening();
  const edition = spotify.addTrack({
    title: 'Twin',
    artists: ['X'],
    album: 'Deluxe',
    durationMs: 180_000,
    isrc: 'QZSIM0000001',
  });
  const asked = spotify.addTrack({
    title: 'Twin',
    artists: ['X'],
    album: 'Plain',
    durationMs: 180_000,
    isrc: 'QZSIM0000001',
    soundsAs: edition.id,
  });
  await play({ uris: [`spotify:track:${asked.id}`] });
  const { item } = (await player('GET')).json;
  expect(item).toMatchObject({ id: edition.id, external_ids: { isrc: 'QZSIM0000001' } });
  expect(item).not.toHaveProperty('linked_from');
  expect(ada.record[0]?.trackId).toBe(asked.id);
});

test('a private session shows nothing, and is marked on its devices', async () => {
  const { play, player, uris, ada } = await createEvening();
  await play({ uris });
  ada.privateSession = true;
  expect((await player('GET')).status).toBe(204);
  const { devices } = (await player<{ devices: State['device'][] }>('GET', '/devices')).json;
  expect(devices[0]).toMatchObject({ is_private_session: true });
});

test('a phone that is silent for ten minutes vanishes; a computer stays longer and still answers to its id', async () => {
  const { play, player, uris, clock, ada, phone } = await createEvening();
  const computer = ada.addDevice({ name: 'Computer', type: 'Computer', awake: true });
  const names = async () => (await player<Devices>('GET', '/devices')).json.devices.map(({ name }) => name);
  await play({ uris });
  await clock.advance(15 * 60_000);
  await player('PUT', '/pause');
  expect(await names()).toEqual(['Phone', 'Computer']);
  await clock.advance(10 * 60_000);
  expect(await names()).toEqual(['Computer']);
  expect((await player('GET')).status).toBe(204);
  expect((await player('PUT', `/play?device_id=${phone.id}`)).status).toBe(404);
  await clock.advance(20 * 60_000);
  expect(await names()).toEqual([]);
  expect((await player('PUT', `/play?device_id=${computer.id}`)).status).toBeLessThan(300);
  expect(await names()).toEqual(['Computer']);
});

test('a freshly opened app is listed but not active: it needs to be named', async () => {
  const { player, play, uris } = await createEvening();
  const { devices } = (await player<Devices>('GET', '/devices')).json;
  expect(devices).toMatchObject([{ name: 'Phone', is_active: false }]);
  expect((await player('PUT', '/play', { uris })).json).toEqual({
    error: { status: 404, message: 'Player command failed: No active device found', reason: 'NO_ACTIVE_DEVICE' },
  });
  expect((await play({ uris })).status).toBeLessThan(300);
});

test('an app opened again after it vanished is not active any more', async () => {
  const { play, player, uris, clock, ada, phone } = await createEvening();
  await play({ uris });
  await player('PUT', '/pause');
  await clock.advance(15 * 60_000);
  ada.wake(phone);
  expect((await player('PUT', '/play')).status).toBe(404);
  expect((await play()).status).toBeLessThan(300);
});

test('a device may be listed under no id', async () => {
  const { player } = await createEvening({}, { withoutId: true });
  expect((await player<Devices>('GET', '/devices')).json.devices).toMatchObject([{ id: null, name: 'Phone' }]);
});

test('positions may be off by a little', async () => {
  const { play, player, uris, clock } = await createEvening({ progressJitterMs: 1_000 });
  await play({ uris });
  await clock.advance(60_000);
  const positions = [];
  for (let looks = 0; looks < 20; looks++) positions.push((await player('GET')).json.progress_ms ?? 0);
  expect(new Set(positions).size).toBeGreaterThan(10);
  for (const position of positions) expect(Math.abs(position - 60_000)).toBeLessThanOrEqual(1_000);
});

test('a file of the listener’s own sounds between two songs, without an id, pictures or an address', async () => {
  const { spotify, play, player, uris, clock, ada, heard } = await createEvening();
  const tape = { title: 'Our Tape', artists: ['Ada & Co'] as [string], album: 'Cellar: 2019', durationMs: 60_000 };
  const local = spotify.addTrack({ ...tape, local: true });
  await play({ uris: uris.slice(0, 2) });
  ada.queueByHand(local.id);
  await clock.advance(190_000);
  const { json } = await player('GET');
  expect(json).toMatchObject({ is_playing: true, progress_ms: 10_000, context: null, currently_playing_type: 'track' });
  expect(json.item).toMatchObject({
    id: null,
    uri: 'spotify:local:Ada+%26+Co:Cellar%3A+2019:Our+Tape:60',
    is_local: true,
    name: 'Our Tape',
    duration_ms: 60_000,
    external_ids: {},
    album: { name: 'Cellar: 2019', images: [], id: null, uri: null },
  });
  await clock.advance(100_000);
  expect(heard().slice(0, 2)).toEqual(['Song 1 0-180 play request', 'Our Tape 0-60 queue']);
  expect(heard()[2]).toBe('Song 2 0-50 end of track');
});

test('some devices are shown at 0 wherever they are, for a while', async () => {
  const { play, player, uris, clock, phone, heard } = await createEvening({ progressJitterMs: 1_000 });
  await play({ uris });
  phone.hidesPosition = true;
  const positions: (number | null)[] = [];
  for (let looks = 0; looks < 3; looks++) {
    await clock.advance(50_000);
    positions.push((await player('GET')).json.progress_ms);
  }
  expect(positions).toEqual([0, 0, 0]);
  phone.hidesPosition = false;
  expect((await player('GET')).json.progress_ms).toBeGreaterThan(140_000);
  expect(heard()).toEqual(['Song 1 0-150 play request']);
});

test('covers lie where they are said to lie, and can be drawn', async () => {
  type Track = { album: { images: { url: string; width: number }[] } };
  const { api, ask, ada, ids } = await createEvening({ imageBase: 'http://127.0.0.1/art' });
  const { images } = (await api<Track>(ada, 'GET', `/tracks/${ids[0]}`)).json.album;
  expect(images.map(({ width }) => width)).toEqual([640, 300, 64]);
  const [cover, other] = await Promise.all(images.map(({ url }) => ask('GET', new URL(url).pathname)));
  expect(cover?.headers.get('content-type')).toContain('image/svg+xml');
  expect(cover?.text).toMatch(/^<svg .*<\/svg>$/);
  expect(cover?.text).toBe(other?.text);
});

test('commands answer with an opaque text without a type, or with nothing', async () => {
  const { play, player, uris } = await createEvening();
  const replies = [await play({ uris }), await player('POST', '/next')];
  expect(replies.map(({ status, text, headers }) => [status, text.length, headers.get('content-type')])).toEqual([
    [200, 27, null],
    [204, 0, null],
  ]);
});

test('tops come in pages, by period, as a development-mode app sees them', async () => {
  const { api, ada, ids } = await createEvening();
  type Page = { items: Record<string, unknown>[]; total: number; next: string | null };
  const { json } = await api<Page>(ada, 'GET', '/me/top/tracks?limit=4&offset=4');
  expect(json.items.map((item) => item.id)).toEqual(ids.slice(4));
  expect(json).toMatchObject({ total: 6, next: null });
  expect(Object.keys(json.items[0] ?? {}).toSorted()).toEqual([
    'album',
    'artists',
    'disc_number',
    'duration_ms',
    'explicit',
    'external_ids',
    'external_urls',
    'href',
    'id',
    'is_local',
    'is_playable',
    'name',
    'preview_url',
    'track_number',
    'type',
    'uri',
  ]);
  expect((await api<Page>(ada, 'GET', '/me/top/tracks?time_range=short_term')).json.items).toEqual([]);
});

test('a profile says who, and neither where nor what they pay', async () => {
  const { api, ada } = await createEvening();
  const { json } = await api<Record<string, unknown>>(ada, 'GET', '/me');
  expect(json).toMatchObject({ account_id: ada.accountId, id: ada.id, display_name: 'Ada' });
  expect(Object.keys(json).toSorted()).toEqual([
    'account_id',
    'display_name',
    'external_urls',
    'href',
    'id',
    'images',
    'type',
    'uri',
  ]);
});

test('search finds words anywhere and fields where they belong', async () => {
  const { api, ada } = await createEvening();
  type Found = { tracks: { items: { name: string }[]; total: number } };
  const names = async (query: string) =>
    (await api<Found>(ada, 'GET', `/search?type=track&${query}`)).json.tracks.items.map(({ name }) => name);
  expect(await names('q=song')).toEqual(['Song 1', 'Song 2', 'Song 3', 'Song 4', 'Song 5']);
  expect(await names('q=artist%203')).toEqual(['Song 3']);
  expect(await names('q=track:song%20artist:4&limit=10')).toEqual(['Song 4']);
  expect(await names('q=track:nothing')).toEqual([]);
});
