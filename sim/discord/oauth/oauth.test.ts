import { expect, test } from 'vitest';
import { breaks, createDiscordHarness, type DiscordHarness, type DiscordReply, expectRefusal } from '../harness.ts';

const REDIRECT = 'http://127.0.0.1:8888/oauth/discord/callback';

test('somebody says who they are, and the application learns it', async () => {
  const harness = await createDiscordHarness();
  const page = await (await fetch(authorizeUrl(harness))).text();
  expect(page).toContain('wants to access your Discord account');
  expect(page).toContain(harness.ana.user.id);

  const back = await agree(harness);
  expect(back.searchParams.get('state')).toBe('s');
  const { body } = await exchange(harness, { code: back.searchParams.get('code') ?? '' });
  expect(body).toMatchObject({ token_type: 'Bearer', scope: 'identify' });
  const me = await harness.ask('GET', '/users/@me', undefined, { authorization: `Bearer ${body.access_token}` });
  expect(me.body).toMatchObject({ id: harness.ana.user.id, username: 'ana', global_name: 'Ana' });
  expect(harness.discord.violations).toEqual([]);
  await harness.close();
});

test('somebody cancels, and the application learns that', async () => {
  const harness = await createDiscordHarness();
  const back = await agree(harness, { cancel: '1' });
  expect([back.searchParams.get('error'), back.searchParams.get('state')]).toEqual(['access_denied', 's']);
  await harness.close();
});

test('the secret may come by HTTP Basic', async () => {
  const harness = await createDiscordHarness();
  const code = (await agree(harness)).searchParams.get('code') ?? '';
  const pair = `${harness.discord.applicationId}:${harness.discord.clientSecret}`;
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT };
  expect((await postForm(harness, form, { authorization })).status).toBe(200);
  await harness.close();
});

test('the application proves its secret without anybody’s consent', async () => {
  const harness = await createDiscordHarness();
  const credentials = { client_id: harness.discord.applicationId, client_secret: harness.discord.clientSecret };
  const { status, body } = await postForm(harness, {
    ...credentials,
    grant_type: 'client_credentials',
    scope: 'identify',
  });
  expect([status, body.scope, body.token_type]).toEqual([200, 'identify', 'Bearer']);
  expect(harness.discord.violations).toEqual([]);
  await harness.close();
});

breaks('oauth-client', async (harness) => {
  expect(await pageStatus(harness, { client_id: '1' })).toBe(400);
});

breaks('oauth-response-type', async (harness) => {
  expect(await pageStatus(harness, { response_type: 'token' })).toBe(400);
});

breaks('oauth-redirect', async (harness) => {
  expect(await pageStatus(harness, { redirect_uri: 'http://example.com/oauth/discord/callback' })).toBe(400);
});

breaks('oauth-scope', async (harness) => {
  expect(await pageStatus(harness, { scope: 'identify email' })).toBe(400);
  expectRefusal(await exchange(harness, { grant_type: 'client_credentials' }), 'oauth-scope');
});

breaks('oauth-form', async ({ ask }) => {
  expectRefusal(await ask('POST', '/oauth2/token', { grant_type: 'authorization_code' }), 'oauth-form');
});

breaks('oauth-client-secret', async (harness) => {
  expectRefusal(await exchange(harness, { client_secret: 'wrong' }), 'oauth-client-secret');
});

breaks('oauth-grant-type', async (harness) => {
  expectRefusal(await exchange(harness, { grant_type: 'password' }), 'oauth-grant-type');
});

breaks('oauth-code', async (harness) => {
  const code = (await agree(harness)).searchParams.get('code') ?? '';
  expect((await exchange(harness, { code })).status).toBe(200);
  expectRefusal(await exchange(harness, { code }), 'oauth-code');

  const late = (await agree(harness)).searchParams.get('code') ?? '';
  await harness.clock.advance(10 * 60_000 + 1);
  expectRefusal(await exchange(harness, { code: late }), 'oauth-code');
});

breaks('oauth-same-redirect', async (harness) => {
  const code = (await agree(harness)).searchParams.get('code') ?? '';
  const redirect_uri = 'http://localhost:8888/oauth/discord/callback';
  expectRefusal(await exchange(harness, { code, redirect_uri }), 'oauth-same-redirect');
});

breaks('oauth-bearer', async (harness) => {
  const code = (await agree(harness)).searchParams.get('code') ?? '';
  const authorization = `Bearer ${(await exchange(harness, { code })).body.access_token}`;
  expect((await harness.ask('GET', '/users/@me', undefined, { authorization })).status).toBe(200);
  await harness.clock.advance(7 * 24 * 60 * 60_000 + 1);
  expectRefusal(await harness.ask('GET', '/users/@me', undefined, { authorization }), 'oauth-bearer');
});

function authorizeUrl({ url, discord }: DiscordHarness, more: Record<string, string> = {}) {
  const query = { response_type: 'code', client_id: discord.applicationId, scope: 'identify', state: 's' };
  return `${url}/oauth2/authorize?${new URLSearchParams({ ...query, redirect_uri: REDIRECT, ...more })}`;
}

async function pageStatus(harness: DiscordHarness, more: Record<string, string>) {
  return (await fetch(authorizeUrl(harness, more))).status;
}

async function agree(harness: DiscordHarness, form: Record<string, string> = { user: harness.ana.user.id }) {
  const body = new URLSearchParams(form);
  const response = await fetch(authorizeUrl(harness), { method: 'POST', body, redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '');
}

function exchange(harness: DiscordHarness, more: Record<string, string>) {
  const { applicationId, clientSecret } = harness.discord;
  const credentials = { client_id: applicationId, client_secret: clientSecret };
  return postForm(harness, { ...credentials, grant_type: 'authorization_code', redirect_uri: REDIRECT, ...more });
}

async function postForm({ url }: DiscordHarness, form: Record<string, string>, headers = {}): Promise<DiscordReply> {
  const body = new URLSearchParams(form);
  const response = await fetch(`${url}/api/oauth2/token`, { method: 'POST', body, headers });
  // The body is what the simulation writes; the tests look into it.
  return { status: response.status, headers: response.headers, body: (await response.json()) as DiscordReply['body'] };
}
