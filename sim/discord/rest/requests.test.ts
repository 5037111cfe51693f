import { request } from 'node:http';
import { expect, test } from 'vitest';
import { breaks, createDiscordHarness, type DiscordHarness, expectRefusal } from '../harness.ts';

breaks('bot-token', async ({ ask, channel }) => {
  expectRefusal(await ask('GET', `/channels/${channel.id}`, undefined, { authorization: 'Bot wrong' }), 'bot-token');
});

breaks('user-agent', async ({ url, discord }) => {
  const headers = { authorization: `Bot ${discord.token}` };
  const status = await new Promise((resolve) => {
    request(`${url}/api/v10/gateway/bot`, { headers }, (response) => resolve(response.resume().statusCode)).end();
  });
  expect(status).toBe(403);
});

breaks('known-route', async ({ ask }) => {
  expectRefusal(await ask('GET', '/voice/regions'), 'known-route');
});

breaks('known-query', async ({ ask, channel }) => {
  const { status } = await ask('GET', `/channels/${channel.id}/messages?newest=1`);
  expect(status).toBe(200);
});

breaks('known-fields', async ({ discord, url, ask, channel }) => {
  const { body } = await ask('POST', `/channels/${channel.id}/messages`, { content: 'Hello' });
  expectRefusal(await ask('DELETE', `/channels/${channel.id}/messages/${body.id}`, { reason: 'old' }), 'known-fields');
  const form = new URLSearchParams({
    client_id: discord.applicationId,
    grant_type: 'authorization_code',
    surprise: '1',
  });
  const { status } = await fetch(`${url}/api/oauth2/token`, { method: 'POST', body: form });
  expect(status).toBe(400);
});

breaks('known-feature', async ({ ask, channel }) => {
  const poll = { question: { text: '?' }, answers: [{ poll_media: { text: 'yes' } }] };
  expectRefusal(await ask('POST', `/channels/${channel.id}/messages`, { content: 'Well?', poll }), 'known-feature');
});

breaks('readable-body', async ({ ask, channel }) => {
  expectRefusal(await ask('POST', `/channels/${channel.id}/messages`, '{"content":'), 'readable-body');
});

breaks('global-rate-limit', async ({ ask }) => {
  const replies = await Promise.all(Array.from({ length: 120 }, () => ask('GET', '/gateway/bot')));
  const refused = replies.find(({ status }) => status === 429);
  expect([refused?.body.global, refused?.headers.get('x-ratelimit-scope')]).toEqual([true, 'global']);
});

breaks('route-rate-limit', async (harness) => {
  const attempt = () => post(harness, 'Hello');
  const replies = [await attempt(), await attempt(), await attempt(), await attempt(), await attempt()];
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(replies.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual(['4', '3', '2', '1', '0']);

  const refused = await attempt();
  expectRefusal(refused, 'route-rate-limit');
  expect(refused.body).toMatchObject({ global: false, retry_after: Number(refused.headers.get('retry-after')) });

  await harness.clock.advance(5_000);
  expect((await attempt()).status).toBe(200);
});

test('limits that are not announced hold all the same', async () => {
  const harness = await createDiscordHarness({ announcesLimits: false });
  const replies = [];
  for (let count = 0; count < 6; count++) replies.push(await post(harness, 'Hello'));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
  expect(replies[0]?.headers.has('x-ratelimit-remaining')).toBe(false);
  await harness.close();
});

breaks('old-message-edits', async (harness) => {
  const { ask, channel, clock } = harness;
  const { body } = await post(harness, 'Hello');
  const edit = (content: string) => ask('PATCH', `/channels/${channel.id}/messages/${body.id}`, { content });
  await clock.advance(60 * 60_000 + 1);
  for (const content of ['one', 'two', 'three']) expect((await edit(content)).status).toBe(200);
  expectRefusal(await edit('four'), 'old-message-edits');

  await clock.advance(6_000);
  expect((await edit('five')).status).toBe(200);
});

function post({ ask, channel }: DiscordHarness, content: string) {
  return ask('POST', `/channels/${channel.id}/messages`, { content });
}
