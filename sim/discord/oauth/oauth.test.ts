import { expect, test } from 'vitest';
import { breaks, createStage, expectRefusal, type Reply, type Stage } from '../stage.ts';

const REDIRECT = 'http://127.0.0.1:8888/oauth/discord/callback';

test('somebody says who they are, and the application learns it', async () => {
  const stage = await createStage();
  const page = await (await fetch(authorizeUrl(stage))).text();
  expect(page).toContain('wants to access your Discord account');
  expect(page).toContain(stage.ana.user.id);

  const back = await agree(stage);
  expect(back.searchParams.get('state')).toBe('s');
  const { body } = await exchange(stage, { code: back.searchParams.get('code') ?? '' });
  expect(body).toMatchObject({ token_type: 'Bearer', scope: 'identify' });
  const me = await stage.ask('GET', '/users/@me', undefined, { authorization: `Bearer ${body.access_token}` });
  expect(me.body).toMatchObject({ id: stage.ana.user.id, username: 'ana', global_name: 'Ana' });
  expect(stage.discord.violations).toEqual([]);
  await stage.close();
});

test('somebody cancels, and the application learns that', async () => {
  const stage = await createStage();
  const back = await agree(stage, { cancel: '1' });
  expect([back.searchParams.get('error'), back.searchParams.get('state')]).toEqual(['access_denied', 's']);
  await stage.close();
});

test('the secret may come by HTTP Basic', async () => {
  const stage = await createStage();
  const code = (await agree(stage)).searchParams.get('code') ?? '';
  const pair = `${stage.discord.applicationId}:${stage.discord.clientSecret}`;
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT };
  expect((await postForm(stage, form, { authorization })).status).toBe(200);
  await stage.close();
});

test('the application proves its secret without anybody’s consent', async () => {
  const stage = await createStage();
  const credentials = { client_id: stage.discord.applicationId, client_secret: stage.discord.clientSecret };
  const { status, body } = await postForm(stage, {
    ...credentials,
    grant_type: 'client_credentials',
    scope: 'identify',
  });
  expect([status, body.scope, body.token_type]).toEqual([200, 'identify', 'Bearer']);
  expect(stage.discord.violations).toEqual([]);
  await stage.close();
});

breaks('oauth-client', async (stage) => {
  expect(await pageStatus(stage, { client_id: '1' })).toBe(400);
});

breaks('oauth-response-type', async (stage) => {
  expect(await pageStatus(stage, { response_type: 'token' })).toBe(400);
});

breaks('oauth-redirect', async (stage) => {
  expect(await pageStatus(stage, { redirect_uri: 'http://example.com/oauth/discord/callback' })).toBe(400);
});

breaks('oauth-scope', async (stage) => {
  expect(await pageStatus(stage, { scope: 'identify email' })).toBe(400);
  expectRefusal(await exchange(stage, { grant_type: 'client_credentials' }), 'oauth-scope');
});

breaks('oauth-form', async ({ ask }) => {
  expectRefusal(await ask('POST', '/oauth2/token', { grant_type: 'authorization_code' }), 'oauth-form');
});

breaks('oauth-client-secret', async (stage) => {
  expectRefusal(await exchange(stage, { client_secret: 'wrong' }), 'oauth-client-secret');
});

breaks('oauth-grant-type', async (stage) => {
  expectRefusal(await exchange(stage, { grant_type: 'password' }), 'oauth-grant-type');
});

breaks('oauth-code', async (stage) => {
  const code = (await agree(stage)).searchParams.get('code') ?? '';
  expect((await exchange(stage, { code })).status).toBe(200);
  expectRefusal(await exchange(stage, { code }), 'oauth-code');

  const late = (await agree(stage)).searchParams.get('code') ?? '';
  await stage.clock.advance(10 * 60_000 + 1);
  expectRefusal(await exchange(stage, { code: late }), 'oauth-code');
});

breaks('oauth-same-redirect', async (stage) => {
  const code = (await agree(stage)).searchParams.get('code') ?? '';
  const redirect_uri = 'http://localhost:8888/oauth/discord/callback';
  expectRefusal(await exchange(stage, { code, redirect_uri }), 'oauth-same-redirect');
});

breaks('oauth-bearer', async (stage) => {
  const code = (await agree(stage)).searchParams.get('code') ?? '';
  const authorization = `Bearer ${(await exchange(stage, { code })).body.access_token}`;
  expect((await stage.ask('GET', '/users/@me', undefined, { authorization })).status).toBe(200);
  await stage.clock.advance(7 * 24 * 60 * 60_000 + 1);
  expectRefusal(await stage.ask('GET', '/users/@me', undefined, { authorization }), 'oauth-bearer');
});

function authorizeUrl({ url, discord }: Stage, more: Record<string, string> = {}) {
  const query = { response_type: 'code', client_id: discord.applicationId, scope: 'identify', state: 's' };
  return `${url}/oauth2/authorize?${new URLSearchParams({ ...query, redirect_uri: REDIRECT, ...more })}`;
}

async function pageStatus(stage: Stage, more: Record<string, string>) {
  return (await fetch(authorizeUrl(stage, more))).status;
}

async function agree(stage: Stage, form: Record<string, string> = { user: stage.ana.user.id }) {
  const body = new URLSearchParams(form);
  const response = await fetch(authorizeUrl(stage), { method: 'POST', body, redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '');
}

function exchange(stage: Stage, more: Record<string, string>) {
  const { applicationId, clientSecret } = stage.discord;
  const credentials = { client_id: applicationId, client_secret: clientSecret };
  return postForm(stage, { ...credentials, grant_type: 'authorization_code', redirect_uri: REDIRECT, ...more });
}

async function postForm({ url }: Stage, form: Record<string, string>, headers = {}): Promise<Reply> {
  const body = new URLSearchParams(form);
  const response = await fetch(`${url}/api/oauth2/token`, { method: 'POST', body, headers });
  // The body is what the simulation writes; the tests look into it.
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
}
