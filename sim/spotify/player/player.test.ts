import { expect, test } from 'vitest';
import { createEvening } from '../evening.ts';
import { uriOf } from '../harness.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test('a list sounds track by track and stops at its end', async () => {
  const { play, uris, clock, heard, ada } = await createEvening();
  await play({ uris: uris.slice(0, 3) });
  await clock.advance(5 * HOUR_MS);
  expect(heard()).toEqual(['Song 1 0-180 play request', 'Song 2 0-180 end of track', 'Song 3 0-180 end of track']);
  expect(ada.now()).toMatchObject({ isPlaying: false, progressMs: 0, upcoming: [] });
});

test('the moment a track ends the next one sounds', async () => {
  const { play, uris, clock, ada, ids } = await createEvening();
  await play({ uris });
  await clock.advance(3 * MINUTE_MS - 1);
  expect(ada.now()).toMatchObject({ track: ids[0], progressMs: 179_999 });
  await clock.advance(1);
  expect(ada.now()).toMatchObject({ track: ids[1], progressMs: 0, upcoming: ids.slice(2) });
});

test.each([5, 12])(
  'with a fade of %i s the next song begins, and is shown, so long before the end',
  async (seconds) => {
    const { play, player, uris, clock, heard, ada, ids } = await createEvening({}, {}, { fadeMs: seconds * 1_000 });
    await play({ uris: uris.slice(0, 2) });
    await clock.advance((180 - seconds) * 1_000 - 1);
    expect(ada.now().track).toBe(ids[0]);
    await clock.advance(1);
    expect((await player('GET')).json).toMatchObject({ item: { name: 'Song 2' }, progress_ms: 0 });
    await clock.advance(HOUR_MS);
    expect(heard()).toEqual([`Song 1 0-${180 - seconds} play request`, 'Song 2 0-180 end of track']);
  },
);

test('what is skipped, sought or paused does not fade; sought into the fade a song gives way at once', async () => {
  const { play, player, uris, clock, heard } = await createEvening({}, {}, { fadeMs: 12_000 });
  await play({ uris });
  await clock.advance(10_000);
  await player('POST', '/next');
  await clock.advance(160_000);
  await player('PUT', '/pause');
  await clock.advance(MINUTE_MS);
  await player('PUT', '/play');
  await clock.advance(10_000);
  await player('PUT', '/seek?position_ms=170000');
  await clock.advance(5_000);
  expect(heard()).toEqual([
    'Song 1 0-10 play request',
    'Song 2 0-160 next',
    'Song 2 160-168 resume',
    'Song 3 0-2 end of track',
    'Song 4 0-5 end of track',
  ]);
});

test('an episode does not fade into the song after it', async () => {
  const { ada, play, uris, clock, heard } = await createEvening({}, {}, { fadeMs: 5_000 });
  await play({ uris });
  ada.playEpisode('Nothing Happens', 600_000);
  await clock.advance(610_000);
  expect(heard()).toEqual(['episode 0-600 hand', 'Song 2 0-10 end of track']);
});

test('some devices are stuck at the end and call it playing', async () => {
  const { play, uris, clock, player, heard } = await createEvening({}, { atEnd: 'sticks' });
  await play({ uris: uris.slice(0, 1) });
  await clock.advance(4 * MINUTE_MS);
  expect((await player('GET')).json).toMatchObject({ is_playing: true, progress_ms: 180_000 });
  expect(heard()).toEqual(['Song 1 0-180 play request']);
});

test('autoplay goes on with songs that were not in the list', async () => {
  const { play, uris, clock, heard, player } = await createEvening({}, { autoplay: true });
  await play({ uris: uris.slice(0, 2) });
  await clock.advance(7 * MINUTE_MS);
  expect(heard()).toEqual(['Song 1 0-180 play request', 'Song 2 0-180 end of track', 'Song 3 0-60 autoplay']);
  expect((await player('GET')).json.context).toBeNull();
});

test('queued tracks sound before the rest, and survive a new play request', async () => {
  const { play, player, uris, clock, ada, ids, heard } = await createEvening();
  await play({ uris: uris.slice(0, 2) });
  await player('POST', `/queue?uri=${uris[4]}`);
  ada.queueByHand(ids[5] ?? '');
  expect(ada.now().upcoming).toEqual([ids[4], ids[5], ids[1]]);
  await play({ uris: uris.slice(2, 4) });
  await clock.advance(13 * MINUTE_MS);
  expect(heard()).toEqual([
    'Song 3 0-180 play request',
    'Song 5 0-180 queue',
    'Song 6 0-180 queue',
    'Song 4 0-180 end of track',
  ]);
});

test('in the other variant a queued track sounds before the first of the new list', async () => {
  const { play, player, uris, clock, heard } = await createEvening({ queuedTracksFirst: true });
  await play({ uris: uris.slice(0, 2) });
  await player('POST', `/queue?uri=${uris[4]}`);
  await play({ uris: uris.slice(2, 4) });
  await clock.advance(10 * MINUTE_MS);
  expect(heard()).toEqual(['Song 5 0-180 play request', 'Song 3 0-180 end of track', 'Song 4 0-180 end of track']);
});

test('skipping goes to the queue, then the list, then to the end', async () => {
  const { play, player, uris, clock, heard, ada } = await createEvening();
  await play({ uris: uris.slice(0, 2) });
  await player('POST', `/queue?uri=${uris[4]}`);
  for (let skips = 0; skips < 3; skips++) {
    await clock.advance(10_000);
    await player('POST', '/next');
  }
  expect(heard()).toEqual(['Song 1 0-10 play request', 'Song 5 0-10 next', 'Song 2 0-10 next']);
  expect(ada.now().isPlaying).toBe(false);
});

test('the track before is the one before, from a queued one the one it cut in after', async () => {
  const { play, player, uris, ada, ids } = await createEvening();
  await play({ uris, offset: { position: 2 } });
  await player('POST', '/previous');
  expect(ada.now().track).toBe(ids[1]);
  await player('POST', `/queue?uri=${uris[5]}`);
  await player('POST', '/next');
  expect(ada.now().track).toBe(ids[5]);
  await player('POST', '/previous');
  expect(ada.now().track).toBe(ids[1]);
});

test('pausing and resuming are two pieces of the same track', async () => {
  const { play, player, uris, clock, heard } = await createEvening();
  await play({ uris });
  await clock.advance(60_000);
  await player('PUT', '/pause');
  await clock.advance(60_000);
  await player('PUT', '/play');
  await clock.advance(30_000);
  expect(heard()).toEqual(['Song 1 0-60 play request', 'Song 1 60-90 resume']);
});

test('a position, in a request or sought, may lie beyond the end', async () => {
  const { play, player, uris, clock, heard } = await createEvening();
  await play({ uris, position_ms: 170_000 });
  await clock.advance(5_000);
  await player('PUT', '/seek?position_ms=60000');
  await clock.advance(5_000);
  await player('PUT', '/seek?position_ms=999999');
  await clock.advance(5_000);
  expect(heard()).toEqual(['Song 1 170-175 play request', 'Song 1 60-65 seek', 'Song 2 0-5 seek']);
});

test('an offset may name the track', async () => {
  const { play, uris, ada, ids } = await createEvening();
  await play({ uris, offset: { uri: uris[4] } });
  expect(ada.now()).toMatchObject({ track: ids[4], upcoming: [ids[5]] });
});

test('with shuffle on a list comes in random order; switched off it goes on in its own', async () => {
  const { play, player, uris, ada, ids } = await createEvening({ seed: 3 });
  await play({ uris });
  await player('PUT', '/shuffle?state=true');
  await play({ uris });
  const { track, upcoming } = ada.now();
  expect([track, ...upcoming].toSorted()).toEqual(ids.toSorted());
  expect([track, ...upcoming]).not.toEqual(ids);
  await player('PUT', '/shuffle?state=false');
  expect(ada.now().upcoming).toEqual(ids.slice(ids.indexOf(track ?? '') + 1));
});

test('shuffle switched on keeps the present track and mixes the others', async () => {
  const { play, player, uris, ada, ids } = await createEvening();
  await play({ uris, offset: { position: 1 } });
  await player('PUT', '/shuffle?state=true');
  const { track, upcoming } = ada.now();
  expect(track).toBe(ids[1]);
  expect(upcoming.toSorted()).toEqual(ids.filter((id) => id !== track).toSorted());
});

test('repeat loops the list, or sticks to the track', async () => {
  const { play, player, uris, clock, ada, ids } = await createEvening();
  await play({ uris: uris.slice(0, 2) });
  await player('PUT', '/repeat?state=context');
  await clock.advance(7 * MINUTE_MS);
  expect(ada.now()).toMatchObject({ track: ids[0], progressMs: 60_000 });
  await player('PUT', '/repeat?state=track');
  await clock.advance(300 * MINUTE_MS);
  expect(ada.now()).toMatchObject({ track: ids[0], progressMs: 60_000 });
});

test('dead tracks are passed over', async () => {
  const { play, spotify, uris, clock, heard } = await createEvening();
  const dead = spotify.addTrack({ title: 'Dead', artists: ['X'], album: 'Y', durationMs: 180_000, playable: false });
  await play({ uris: [uriOf(dead.id), uris[0], uris[1]] });
  await clock.advance(4 * MINUTE_MS);
  expect(heard()).toEqual(['Song 1 0-180 play request', 'Song 2 0-60 end of track']);
});

test('the same track twice, with an offset: accepted, and nothing plays', async () => {
  const { play, uris, ada, heard, player } = await createEvening();
  const reply = await play({ uris: [uris[0], uris[1], uris[0]], offset: { position: 1 } });
  expect(reply.status).toBeLessThan(300);
  expect(ada.now()).toMatchObject({ isPlaying: false, track: null });
  expect(heard()).toEqual([]);
  expect((await player('GET')).json).toMatchObject({ item: null, is_playing: false });
});

test('a device that ignores uris says yes and falls silent; albums and the queue work', async () => {
  const { api, play, player, uris, ada, ids, spotify } = await createEvening({}, { ignoresUris: true });
  expect((await play({ uris })).status).toBeLessThan(300);
  expect((await player('GET')).json).toMatchObject({ item: null, is_playing: false });
  const { album } = (await api<{ album: { uri: string } }>(ada, 'GET', `/tracks/${ids[1]}`)).json;
  await play({ context_uri: album.uri, offset: { uri: uris[1] } });
  await player('POST', `/queue?uri=${uris[5]}`);
  expect(ada.now()).toMatchObject({ track: ids[1], context: album.uri, queue: [ids[5]] });
  expect(spotify.violations).toEqual([]);
});

test('a device that refuses uris keeps what it has; albums and the queue work', async () => {
  const { api, play, player, uris, ada, ids, phone, spotify } = await createEvening();
  await play({ uris: uris.slice(0, 1) });
  phone.refusesUris = true;
  const refused = await play({ uris: uris.slice(1) });
  expect(refused).toMatchObject({
    status: 403,
    json: { error: { status: 403, message: 'Player command failed: Restriction violated', reason: 'UNKNOWN' } },
  });
  expect(ada.now()).toMatchObject({ track: ids[0], isPlaying: true });
  const { album } = (await api<{ album: { uri: string } }>(ada, 'GET', `/tracks/${ids[1]}`)).json;
  expect((await play({ context_uri: album.uri, offset: { uri: uris[1] } })).status).toBeLessThan(300);
  await player('POST', `/queue?uri=${uris[5]}`);
  expect(ada.now()).toMatchObject({ track: ids[1], context: album.uri, queue: [ids[5]] });
  expect(spotify.violations).toEqual([]);
});

test('resuming with an empty object loses the queue', async () => {
  const { play, player, uris, ada } = await createEvening();
  await play({ uris });
  await player('POST', `/queue?uri=${uris[5]}`);
  await player('PUT', '/pause');
  await play({});
  expect(ada.now()).toMatchObject({ isPlaying: true, queue: [] });
});

test('transferring moves the sound, from the same position', async () => {
  const { play, player, uris, clock, ada } = await createEvening();
  const computer = ada.addDevice({ name: 'Computer', type: 'Computer', awake: true });
  await play({ uris });
  await clock.advance(60_000);
  await player('PUT', '', { device_ids: [computer.id] });
  await clock.advance(60_000);
  expect(ada.record.map(({ device, fromMs, toMs }) => [device, fromMs, toMs])).toEqual([
    ['Phone', 0, 60_000],
    ['Computer', 60_000, 120_000],
  ]);
});

test('a paused player stays paused when transferred, unless told to play', async () => {
  const { play, player, uris, ada } = await createEvening();
  const computer = ada.addDevice({ name: 'Computer', type: 'Computer', awake: true });
  await play({ uris });
  await player('PUT', '/pause');
  await player('PUT', '', { device_ids: [computer.id] });
  expect(ada.now()).toMatchObject({ isPlaying: false, device: computer });
  await player('PUT', '', { device_ids: [computer.id], play: true });
  expect(ada.now().isPlaying).toBe(true);
});
