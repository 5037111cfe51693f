import { expect, test } from 'vitest';
import { createSpotifyHarness, REDIRECT_URI, type SpotifyHarness, type TokenAnswer, VERIFIER } from '../harness.ts';

const MONTH_MS = 30 * 24 * 3_600_000;

const refresh = ({ exchange }: SpotifyHarness, refresh_token: string) =>
  exchange({ grant_type: 'refresh_token', refresh_token });
const works = async ({ ask }: SpotifyHarness, { access_token }: TokenAnswer) =>
  (await ask('GET', '/api/v1/me', { token: access_token })).status === 200;

test('the consent page says what is asked and lets the visitor be anybody', async () => {
  const { ask, authorize, spotify } = await createSpotifyHarness();
  const ada = spotify.addPerson({ displayName: 'Ada <script>' });
  const gus = spotify.addPerson({ displayName: 'Gus', premium: false, listed: false });
  const page = await ask('GET', authorize({ scope: 'user-top-read' }));
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.text).toContain('See the songs and artists you listen to most');
  expect(page.text).toContain(`value="${ada.accountId}"`);
  expect(page.text).toContain(`value="${gus.accountId}"`);
  expect(page.text).toContain('(Free, not on the app’s user list)');
  expect(page.text).not.toContain('<script>');
});

test('agreeing leads back with a code and the state; cancelling with a refusal', async () => {
  const { consent, spotify } = await createSpotifyHarness();
  const agreed = await consent(spotify.addPerson({ displayName: 'Ada' }));
  expect(`${agreed.origin}${agreed.pathname}`).toBe(REDIRECT_URI);
  expect(agreed.searchParams.get('state')).toBe('of-the-union');
  expect(agreed.searchParams.get('code')).toBeTruthy();
  const cancelled = await consent(null);
  expect(Object.fromEntries(cancelled.searchParams)).toEqual({ error: 'access_denied', state: 'of-the-union' });
});

test('agreeing without choosing an account goes nowhere', async () => {
  const { ask, authorize } = await createSpotifyHarness();
  const reply = await ask('POST', authorize(), {
    text: 'decision=agree',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([reply.status, reply.text]).toEqual([400, 'Choose an account.']);
});

test('a code becomes tokens with the scopes that were asked', async () => {
  const { link, spotify } = await createSpotifyHarness();
  const linked = await link(spotify.addPerson({ displayName: 'Ada' }), 'user-top-read');
  expect(linked).toEqual({
    access_token: expect.any(String),
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'user-top-read',
    refresh_token: expect.any(String),
  });
  expect(spotify.violations).toEqual([]);
});

test('a refresh answers without and with a new refresh token, in turns', async () => {
  const harness = await createSpotifyHarness();
  const first = await harness.link(harness.spotify.addPerson({ displayName: 'Ada' }));
  const second = (await refresh(harness, first.refresh_token)).json;
  expect(second).not.toHaveProperty('refresh_token');
  const third = (await refresh(harness, first.refresh_token)).json;
  expect(third.refresh_token).toBeTruthy();
  expect(await works(harness, third)).toBe(true);
});

test('with PKCE a new refresh token ends the one before', async () => {
  const harness = await createSpotifyHarness({ rotateRefreshTokens: 'always' });
  const first = await harness.link(harness.spotify.addPerson({ displayName: 'Ada' }));
  await refresh(harness, first.refresh_token);
  const reply = await refresh(harness, first.refresh_token);
  expect([reply.status, reply.json]).toEqual([
    400,
    { error: 'invalid_grant', error_description: 'Refresh token revoked' },
  ]);
});

test('without PKCE both go on working', async () => {
  const harness = await createSpotifyHarness({ rotateRefreshTokens: 'always' });
  const noPkce = { code_challenge: null, code_challenge_method: null };
  const first = await harness.link(harness.spotify.addPerson({ displayName: 'Ada' }), 'user-top-read', noPkce);
  const second = (await refresh(harness, first.refresh_token)).json;
  expect((await refresh(harness, first.refresh_token)).status).toBe(200);
  expect((await refresh(harness, second.refresh_token)).status).toBe(200);
});

test('refreshing does not lengthen the six months, a new consent begins them anew', async () => {
  const harness = await createSpotifyHarness({ rotateRefreshTokens: 'never' });
  const ada = harness.spotify.addPerson({ displayName: 'Ada' });
  const old = await harness.link(ada);
  await harness.clock.advance(5 * MONTH_MS);
  expect((await refresh(harness, old.refresh_token)).status).toBe(200);
  const renewed = await harness.link(ada);
  await harness.clock.advance(2 * MONTH_MS);
  expect((await refresh(harness, old.refresh_token)).status).toBe(400);
  expect((await refresh(harness, renewed.refresh_token)).status).toBe(200);
});

test('an access token outlives the revocation, but no longer than its hour', async () => {
  const harness = await createSpotifyHarness();
  const ada = harness.spotify.addPerson({ displayName: 'Ada' });
  const linked = await harness.link(ada);
  ada.revoke();
  expect(await works(harness, linked)).toBe(true);
  await harness.clock.advance(3_600_000);
  expect(await works(harness, linked)).toBe(false);
});

test('somebody who is not on the user list can link, and then do nothing', async () => {
  const harness = await createSpotifyHarness();
  const gus = harness.spotify.addPerson({ displayName: 'Gus', listed: false });
  const linked = await harness.link(gus);
  expect((await refresh(harness, linked.refresh_token)).status).toBe(200);
  expect(await works(harness, linked)).toBe(false);
});

test.each([
  ['http://127.0.0.1:8888/oauth/spotify/callback', undefined, 200],
  ['http://[::1]:9/oauth/spotify/callback', undefined, 200],
  ['https://sesh.example/oauth/spotify/callback', undefined, 200],
  ['http://localhost:8888/oauth/spotify/callback', undefined, 400],
  ['https://localhost/oauth/spotify/callback', undefined, 400],
  ['http://192.168.1.7/oauth/spotify/callback', undefined, 400],
  ['http://sesh.example/oauth/spotify/callback', undefined, 400],
  ['not a uri', undefined, 400],
  ['https://sesh.example/cb', ['https://sesh.example/cb'], 200],
  ['https://sesh.example/cb/', ['https://sesh.example/cb'], 400],
  ['https://sesh.example/CB', ['https://sesh.example/cb'], 400],
  ['http://127.0.0.1:4321/cb', ['http://127.0.0.1/cb'], 200],
  ['http://127.0.0.1:4321/cb', ['http://127.0.0.1:1234/cb'], 400],
])('redirect URI %s with %j registered: %i', async (redirect_uri, redirectUris, status) => {
  const { ask, authorize } = await createSpotifyHarness(redirectUris && { redirectUris });
  expect((await ask('GET', authorize({ redirect_uri }))).status).toBe(status);
});

test('the client may put its credentials into the form', async () => {
  const { consent, ask, spotify } = await createSpotifyHarness();
  const back = await consent(spotify.addPerson({ displayName: 'Ada' }));
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
    client_id: spotify.clientId,
    client_secret: spotify.clientSecret,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await ask('POST', '/accounts/api/token', { text: form.toString(), headers })).status).toBe(200);
});
