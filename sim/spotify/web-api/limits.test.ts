import { expect, test } from 'vitest';
import { createEvening } from '../evening.ts';

const retryAfter = (reply: { status: number; headers: Headers }) => [reply.status, reply.headers.get('retry-after')];

test('the rate counts the last thirty seconds, whatever was asked', async () => {
  const { api, ada, spotify, clock } = await createEvening();
  await api(ada, 'GET', '/me');
  spotify.rate = 2;
  await clock.advance(10_000);
  await api(ada, 'GET', '/me/top/tracks');
  expect(retryAfter(await api(ada, 'GET', '/me/player'))).toEqual([429, '20']);
  await clock.advance(20_000);
  expect(retryAfter(await api(ada, 'GET', '/me/player'))).toEqual([204, null]);
  expect(spotify.violations).toEqual([]);
});

test('a spent quota closes its group for long, and no other', async () => {
  const { api, ada, spotify } = await createEvening();
  spotify.setQuota('search', 2, 50_000);
  const search = () => api(ada, 'GET', '/search?q=song&type=track');
  await search();
  await search();
  expect(retryAfter(await search())).toEqual([429, '50000']);
  expect((await api(ada, 'GET', '/me')).status).toBe(200);
});

test('a quota looks back a day', async () => {
  const { spotify, ask, link, ada, clock } = await createEvening();
  spotify.setQuota('profile', 1, 3_600);
  const me = async () => ask('GET', '/api/v1/me', { token: (await link(ada)).access_token });
  expect((await me()).status).toBe(200);
  await clock.advance(24 * 3_600_000);
  expect((await me()).status).toBe(200);
  expect((await me()).status).toBe(429);
  await clock.advance(3_600_000);
  expect((await me()).status).toBe(200);
  expect(spotify.violations).toEqual([]);
});

test('calls already under way when the refusal came are nobody’s mistake', async () => {
  const { api, ada, spotify } = await createEvening();
  await api(ada, 'GET', '/me');
  spotify.setQuota('profile', 0, 600);
  await Promise.all([api(ada, 'GET', '/me'), api(ada, 'GET', '/me'), api(ada, 'GET', '/me')]);
  expect(spotify.violations).toEqual([]);
});

test('a refusal played by a fault has to be waited out as well', async () => {
  const { api, ada, spotify, clock } = await createEvening();
  await api(ada, 'GET', '/me');
  spotify.failNext({ path: /me$/, status: 429, headers: { 'retry-after': '30' } });
  await api(ada, 'GET', '/me');
  await clock.advance(10_000);
  await api(ada, 'GET', '/me');
  expect(spotify.violations).toEqual(['retry-after: profile: asked again 20 s too early']);
});
