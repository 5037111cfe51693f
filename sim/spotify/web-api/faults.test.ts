import { expect, test } from 'vitest';
import { createEvening, type State } from '../evening.ts';
import { type OddRead, oddRead } from '../player/odd-reads.ts';
import type { UnlistedWording } from './web-api.ts';

test('a fault strikes as often as it is told, and only what it is meant for', async () => {
  const { player, spotify } = await createEvening();
  spotify.failNext({ method: 'GET', path: /devices$/, status: 502, body: '<html>Bad Gateway</html>', times: 2 });
  const statuses = [];
  for (const path of ['/devices', '', '/devices', '/devices']) statuses.push((await player('GET', path)).status);
  expect(statuses).toEqual([502, 204, 502, 200]);
});

test('a plain-text refusal has no content type, a JSON one has', async () => {
  const { player, spotify } = await createEvening();
  spotify.failNext({ path: /player$/, status: 429, body: 'Too many requests', headers: { 'retry-after': '5' } });
  spotify.failNext({ path: /player$/, status: 503, body: { error: { status: 503, message: 'Service unavailable' } } });
  const [text, json] = [await player('GET'), await player('GET')];
  expect([text.status, text.text, text.headers.get('content-type')]).toEqual([429, 'Too many requests', null]);
  expect(json.headers.get('content-type')).toContain('application/json');
});

test('a command struck by a fault is not carried out, unless told otherwise', async () => {
  const { play, uris, spotify, ada, ids } = await createEvening();
  spotify.failNext({ path: /play$/, status: 500 });
  await play({ uris });
  expect(ada.now().track).toBeNull();
  spotify.failNext({ path: /play$/, status: 500, afterEffect: true });
  await play({ uris });
  expect(ada.now().track).toBe(ids[0]);
});

test('a command may be accepted and never land', async () => {
  const { play, player, uris, spotify, ada } = await createEvening();
  await play({ uris });
  spotify.failNext({ path: /queue$/, status: 204 });
  expect((await player('POST', `/queue?uri=${uris[5]}`)).status).toBe(204);
  expect(ada.now().queue).toEqual([]);
});

test('a connection may break before or after the command', async () => {
  const { play, uris, spotify, ada, ids } = await createEvening();
  spotify.failNext({ path: /play$/, reset: true, status: 0 });
  await expect(play({ uris })).rejects.toThrow();
  expect(ada.now().track).toBeNull();
  spotify.failNext({ path: /play$/, reset: true, afterEffect: true });
  await expect(play({ uris })).rejects.toThrow();
  expect(ada.now().track).toBe(ids[0]);
  expect(spotify.requests.map(({ status }) => status)).toEqual([302, 200, null, null]);
});

test('an answer may keep waiting; closing ends the wait', async () => {
  const { player, spotify } = await createEvening();
  await player('GET');
  spotify.failNext({ path: /player$/, hangMs: 60_000 });
  const waiting = player('GET');
  const failed = expect(waiting).rejects.toThrow();
  await expect.poll(() => spotify.requests.length).toBe(4);
  spotify.close();
  await failed;
});

test.each<[OddRead, status: number, Partial<State> | undefined]>([
  ['noPosition', 200, { progress_ms: null, is_playing: true }],
  ['noItem', 200, { item: null, is_playing: true, progress_ms: 1_000, currently_playing_type: 'unknown' }],
  ['nothing', 204, undefined],
  ['empty', 200, undefined],
])('one look after a boundary may come out odd, and the next one right: %s', async (how, status, shown) => {
  const { play, player, uris, clock, spotify, heard } = await createEvening();
  await play({ uris });
  await clock.advance(181_000);
  spotify.failNext(oddRead(how));
  const odd = await player('GET');
  expect(odd.status).toBe(status);
  if (shown) expect(odd.json).toMatchObject(shown);
  else expect(odd.text).toBe('');
  expect((await player('GET')).json).toMatchObject({ item: { name: 'Song 2' }, is_playing: true, progress_ms: 1_000 });
  expect(heard()).toEqual(['Song 1 0-180 play request', 'Song 2 0-1 end of track']);
});

test('the accounts service fails too', async () => {
  const { spotify, exchange } = await createEvening();
  spotify.failNext({ service: 'accounts', path: /token$/, status: 503 });
  expect((await exchange({ grant_type: 'client_credentials' })).status).toBe(503);
});

test.each<[UnlistedWording, string]>([
  ['developer dashboard', 'User not registered in the Developer Dashboard'],
  ['not approved', 'User not approved for app'],
  ['check settings', 'the user may not be registered.'],
  ['not registered', 'The user is not registered for this application.'],
])('who is not on the user list is told so: %s', async (wording, text) => {
  const { spotify, ada, api } = await createEvening();
  ada.listed = false;
  spotify.unlistedWording = wording;
  const reply = await api(ada, 'GET', '/me');
  expect(reply.status).toBe(403);
  expect(reply.text).toContain(text);
});

test('every request is in the log, with who asked and what was answered', async () => {
  const { api, ada, spotify, clock, phone, uris } = await createEvening();
  await api(ada, 'PUT', `/me/player/play?device_id=${phone.id}`, { uris: uris.slice(0, 1) });
  expect(spotify.requests.at(-1)).toEqual({
    at: clock.now(),
    service: 'api',
    method: 'PUT',
    path: '/v1/me/player/play',
    query: { device_id: phone.id },
    body: { uris: [uris[0]] },
    person: ada.accountId,
    status: 200,
  });
});

test('every answer takes the time it is told to take', async () => {
  const { api, ada } = await createEvening({ latencyMs: 30 });
  await api(ada, 'GET', '/me');
  const before = performance.now();
  await api(ada, 'GET', '/me');
  expect(performance.now() - before).toBeGreaterThanOrEqual(29);
});
