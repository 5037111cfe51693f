import { expect, test } from 'vitest';
import { createEvening } from '../evening.ts';

test('pressing play on a fresh phone plays the songs one likes', async () => {
  const { ada, phone, ids, player, spotify } = await createEvening({}, { awake: false });
  ada.pressPlay();
  expect(ada.now()).toMatchObject({ isPlaying: true, track: ids[0], device: phone });
  expect(spotify.requests).toEqual([]);
  expect((await player('GET')).json.context?.type).toBe('collection');
});

test('everything the fingers do is in the record', async () => {
  const { ada, ids, clock, heard } = await createEvening();
  ada.playAlbum(ids.slice(0, 3), 'spotify:album:0000000000000000000001');
  await clock.advance(10_000);
  ada.pressNext();
  await clock.advance(2_000);
  ada.pressPrevious();
  await clock.advance(5_000);
  ada.pressPrevious();
  ada.seek(100_000);
  await clock.advance(5_000);
  ada.pressPause();
  ada.pressPause();
  await clock.advance(5_000);
  ada.pressPlay();
  await clock.advance(5_000);
  expect(heard()).toEqual([
    'Song 1 0-10 hand',
    'Song 2 0-2 hand',
    'Song 1 0-5 hand',
    'Song 1 100-105 hand',
    'Song 1 105-110 hand',
  ]);
  expect(ada.now()).toMatchObject({ context: 'spotify:album:0000000000000000000001', upcoming: ids.slice(1, 3) });
});

test('at the first track, back means from the beginning', async () => {
  const { ada, ids, clock } = await createEvening();
  ada.playAlbum(ids, 'spotify:album:0000000000000000000001');
  await clock.advance(1_000);
  ada.pressPrevious();
  expect(ada.now()).toMatchObject({ track: ids[0], progressMs: 0 });
});

test('shuffle and repeat can be set to what they are', async () => {
  const { ada, ids } = await createEvening();
  ada.playAlbum(ids, 'spotify:album:0000000000000000000001');
  ada.setShuffle(true);
  ada.setShuffle(true);
  ada.setRepeat('context');
  ada.setRepeat('context');
  expect(ada.now()).toMatchObject({ shuffle: true, repeat: 'context', track: ids[0] });
  expect(ada.now().upcoming.toSorted()).toEqual(ids.slice(1).toSorted());
});

test('an advertisement and an episode sound, and the music goes on with the next song', async () => {
  const { ada, play, uris, clock, heard, player } = await createEvening();
  await play({ uris });
  await clock.advance(60_000);
  ada.playAd();
  expect((await player('GET')).json).toMatchObject({ item: null, currently_playing_type: 'ad', is_playing: true });
  await clock.advance(40_000);
  ada.playEpisode('Nothing Happens', 600_000);
  expect((await player('GET')).json).toMatchObject({ item: null, currently_playing_type: 'episode' });
  expect((await player('GET', '?additional_types=track,episode')).json.item).toMatchObject({ name: 'Nothing Happens' });
  await clock.advance(610_000);
  expect(heard()).toEqual([
    'Song 1 0-60 play request',
    'ad 0-30 hand',
    'Song 2 0-10 end of track',
    'episode 0-600 hand',
    'Song 3 0-10 end of track',
  ]);
});

test('a device that is put away stops; taken up again it can go on', async () => {
  const { ada, phone, play, player, uris, clock, heard } = await createEvening();
  await play({ uris });
  await clock.advance(60_000);
  ada.sleep(phone);
  expect((await player('GET')).status).toBe(204);
  expect((await player('GET', '/devices')).json).toEqual({ devices: [] });
  await clock.advance(60_000);
  ada.wake(phone);
  expect((await player('GET')).status).toBe(204);
  await play();
  await clock.advance(5_000);
  expect(heard()).toEqual(['Song 1 0-60 play request', 'Song 1 60-65 resume']);
});

test('a closed browser tab is gone and silent, but read as playing, beyond the end of the song', async () => {
  const { ada, api, play, player, phone, uris, clock, heard } = await createEvening();
  await play({ uris });
  await clock.advance(60_000);
  ada.closeTab(phone);
  expect(ada.now()).toMatchObject({ isPlaying: false, device: null });
  await clock.advance(240_000);
  expect((await player('GET')).json).toMatchObject({
    device: { id: phone.id, is_active: true },
    item: { name: 'Song 1', duration_ms: 180_000 },
    is_playing: true,
    progress_ms: 300_000,
  });
  expect((await player('GET', '/devices')).json).toEqual({ devices: [] });
  const commands = ['/pause', '/play', '/seek?position_ms=0'].map((path) => ['PUT', path] as const);
  for (const [method, path] of [...commands, ['POST', '/next'] as const]) {
    expect((await player(method, path)).status).toBe(404);
    const named = `${path}${path.includes('?') ? '&' : '?'}device_id=${phone.id}`;
    expect(await player(method, named)).toMatchObject({
      status: 404,
      json: { error: { message: 'Device not found' } },
    });
  }
  expect((await api(ada, 'PUT', '/me/player', { device_ids: [phone.id] })).status).toBe(404);
  expect(heard()).toEqual(['Song 1 0-60 play request']);
});

test('a tab opened again is there, with nothing active; another device takes the song up where it fell silent', async () => {
  const { ada, play, player, phone, uris, clock, heard } = await createEvening({ staleReadsMs: 400 });
  const computer = ada.addDevice({ name: 'Computer', type: 'Computer', awake: true });
  await play({ uris });
  await clock.advance(60_000);
  ada.closeTab(phone);
  await clock.advance(240_000);
  await player('PUT', `/play?device_id=${computer.id}`);
  expect((await player('GET')).json).toMatchObject({ device: { name: 'Phone' }, progress_ms: 300_000 });
  await clock.advance(5_000);
  expect((await player('GET')).json).toMatchObject({ device: { name: 'Computer' }, progress_ms: 65_000 });
  expect(heard()).toEqual(['Song 1 0-60 play request', 'Song 1 60-65 resume']);
  ada.closeTab(computer);
  expect((await player('GET')).status).toBe(200);
  ada.wake(computer);
  expect((await player('GET')).status).toBe(204);
});

test('a tab closed in a pause is gone like any other device', async () => {
  const { ada, play, player, phone, uris } = await createEvening();
  await play({ uris });
  ada.pressPause();
  ada.closeTab(phone);
  expect((await player('GET')).status).toBe(204);
});

test('a dozing phone answers with an error, and does late what it was told', async () => {
  const { ada, phone, play, uris, clock, heard } = await createEvening();
  ada.sleep(phone, 'dozing');
  expect((await play({ uris })).status).toBe(500);
  await clock.advance(120_000);
  expect(heard()).toEqual([]);
  ada.wake(phone);
  await clock.advance(5_000);
  expect(heard()).toEqual(['Song 1 0-5 play request']);
});

test('a device may come back under another id', async () => {
  const { ada, phone, player } = await createEvening();
  const { id } = phone;
  ada.sleep(phone);
  ada.wake(phone, { asNew: true });
  const { devices } = (await player<{ devices: { id: string; name: string }[] }>('GET', '/devices')).json;
  expect(devices).toMatchObject([{ name: 'Phone' }]);
  expect(devices[0]?.id).not.toBe(id);
});

test('music moved by hand keeps its place', async () => {
  const { ada, play, uris, clock } = await createEvening();
  const computer = ada.addDevice({ name: 'Computer', type: 'Computer' });
  await play({ uris });
  await clock.advance(30_000);
  ada.transferTo(computer);
  expect(ada.now()).toMatchObject({ device: computer, progressMs: 30_000, isPlaying: true });
});

test('those who watch hear of every change, boundaries too', async () => {
  const { ada, ids, spotify, clock } = await createEvening();
  const seen: (string | null)[] = [];
  const unsubscribe = spotify.subscribe((person) => seen.push(person.now().track));
  ada.playAlbum(ids.slice(0, 3), 'spotify:album:0000000000000000000001');
  await clock.advance(200_000);
  ada.pressPause();
  ada.pressPlay();
  await clock.advance(3_600_000);
  expect(seen).toEqual([ids[0], ids[1], ids[1], ids[1], ids[2], ids[2]]);
  unsubscribe();
  ada.pressPlay();
  expect(seen).toHaveLength(6);
});
