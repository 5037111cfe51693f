import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Grant, type Permission, type TokenVault, Unavailable } from '../service/ports.ts';
import { populate, songs } from '../sim/cast.ts';
import { createClock } from '../sim/clock.ts';
import { watchRequests } from '../sim/quiet.ts';
import { createSpotify, type SpotifyOptions } from '../sim/spotify.ts';
import { createAccounts } from './accounts.ts';
import { createClient } from './client.ts';
import { createLibrary } from './library.ts';
import { createPlayer } from './player.ts';

/*
 * The adapter against the simulated service, over real HTTP: what comes back for each answer that the real one gives,
 * and for each that it only gives on a bad day.
 */
const REDIRECT = 'http://127.0.0.1:9/oauth/spotify/callback';
const ADA = 'ada-on-discord';
const HOUR_MS = 60 * 60_000;
const ALL: Permission[] = ['tops', 'playback'];

async function studio(options: Omit<SpotifyOptions, 'clock'> = {}) {
  const quiet = watchRequests();
  const clock = createClock({ start: Date.UTC(2026, 10, 21, 20), settle: quiet.settle });
  const spotify = createSpotify({ clock, staleReadsMs: 0, ...options });
  const { ada } = populate(spotify, { ada: ['phone'] });
  const server = createServer(express().use('/api', spotify.apiRouter).use('/accounts', spotify.accountsRouter));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    quiet.stop();
    spotify.close();
    server.closeAllConnections();
    server.close();
  });

  const vault = memoryVault();
  const { clientId, clientSecret } = spotify;
  const urls = { apiUrl: `${base}/api`, accountsUrl: `${base}/accounts`, timeoutMs: 200 };
  const client = createClient({ clientId, clientSecret, ...urls, clock, vault });
  const accounts = createAccounts(client, { clientId, ...urls, redirectUri: REDIRECT });

  async function consent(permissions = ALL, decision = 'agree'): Promise<string | null> {
    const url = accounts.consentUrl({ state: 'state', challenge: CHALLENGE, permissions });
    const body = new URLSearchParams({ account: ada.accountId, decision });
    const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
    return new URL(response.headers.get('location') ?? '').searchParams.get('code');
  }

  /** Ada has linked; her first access token lives an hour. */
  async function link(permissions = ALL): Promise<Grant> {
    const grant = await accounts.redeem((await consent(permissions)) ?? '', VERIFIER);
    vault.replaceRefreshToken(ADA, grant.refreshToken);
    client.tokens.adopt(ADA, grant);
    return grant;
  }

  const device = () => ({ id: ada.devices[0]?.id ?? '', name: 'phone' });
  const player = createPlayer(client, clock);
  return {
    clock,
    spotify,
    ada,
    vault,
    client,
    accounts,
    player,
    library: createLibrary(client),
    consent,
    link,
    device,
  };
}

const VERIFIER = 'a-verifier-that-is-long-enough-for-the-rule-of-43-characters';
const CHALLENGE = 'DvT5P1SaaXdTHM2lJjQ8znZXEI9Tegk_t4NFIsNP5TM';

function memoryVault() {
  const vault = {
    token: '',
    dead: false,
    refreshToken: () => (vault.dead || vault.token === '' ? null : vault.token),
    replaceRefreshToken(_: string, token: string) {
      vault.token = token;
    },
    markDead() {
      vault.dead = true;
    },
  };
  return vault satisfies TokenVault;
}

async function refusalOf(call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    if (error instanceof Unavailable) return { kind: error.kind, unsure: error.unsure };
    throw error;
  }
  return 'no refusal';
}

const HARBOUR = songs.harbourLights.id;
const URI = `spotify:track:${HARBOUR}`;

describe('linking', () => {
  it('redeems a consent with its verifier and learns who the account is', async () => {
    const { accounts, ada, link } = await studio();
    const grant = await link();
    expect(grant.permissions).toEqual(ALL);
    expect(await accounts.probe(grant)).toEqual({ accountId: ada.accountId });
  });

  it('grants no more than was asked', async () => {
    const { link } = await studio();
    expect((await link(['tops'])).permissions).toEqual(['tops']);
  });

  it.each(['developer dashboard', 'not approved', 'check settings', 'not registered'] as const)(
    'tells an account that is not on the user list, however that is worded: %s',
    async (wording) => {
      const { spotify, ada, accounts, link } = await studio();
      spotify.unlistedWording = wording;
      ada.listed = false;
      const grant = await link();
      expect(await refusalOf(accounts.probe(grant))).toEqual({ kind: 'notListed', unsure: false });
    },
  );

  it('tells that the owner of the app has no Premium', async () => {
    const { spotify, accounts, link } = await studio();
    spotify.ownerPremium = false;
    expect(await refusalOf(accounts.probe(await link()))).toEqual({ kind: 'ownerPremium', unsure: false });
  });

  it('refuses a code that was used before', async () => {
    const { accounts, consent } = await studio();
    const code = (await consent()) ?? '';
    await accounts.redeem(code, VERIFIER);
    expect(await refusalOf(accounts.redeem(code, VERIFIER))).toEqual({ kind: 'relink', unsure: false });
  });
});

describe('tokens', () => {
  it('are refreshed once, however many calls need them', async () => {
    const { clock, spotify, link, library } = await studio();
    await link();
    await clock.advance(HOUR_MS);
    await Promise.all([1, 2, 3].map(() => library.tops(ADA, 'year', 5)));
    expect(spotify.requests.filter(({ path }) => path === '/api/token')).toHaveLength(2);
  });

  it.each(['always', 'never'] as const)(
    'keep working for hours when Spotify rotates them: %s',
    async (rotateRefreshTokens) => {
      const { clock, link, library, spotify } = await studio({ rotateRefreshTokens });
      await link();
      for (let hour = 0; hour < 3; hour++) {
        await clock.advance(HOUR_MS);
        expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
      }
      expect(spotify.violations).toEqual([]);
    },
  );

  it('that Spotify takes back before their time are refreshed, and the call goes through', async () => {
    const { spotify, link, library } = await studio();
    await link();
    const body = { error: { status: 401, message: 'The access token expired' } };
    spotify.failNext({ path: /top\/tracks/, status: 401, body });
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
  });

  it('are dead for good after a refusal: the link is marked, and nobody asks again', async () => {
    const { clock, spotify, ada, vault, link, library } = await studio();
    await link();
    ada.revoke();
    await clock.advance(HOUR_MS);
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'relink', unsure: false });
    expect(vault.dead).toBe(true);
    const asked = spotify.requests.length;
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'relink', unsure: false });
    expect(spotify.requests).toHaveLength(asked);
  });

  it('survive an outage of the accounts service', async () => {
    const { clock, spotify, vault, link, library } = await studio();
    await link();
    await clock.advance(HOUR_MS);
    spotify.failNext({ service: 'accounts', path: /token/, status: 503, body: 'upstream connect error' });
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'unreachable', unsure: true });
    expect(vault.dead).toBe(false);
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
  });
});

describe('top songs', () => {
  it('come as tracks, without what cannot be played or told apart', async () => {
    const { ada, spotify, link, library } = await studio();
    await link();
    const local = spotify.addTrack({ title: 'Mine', artists: ['Me'], album: 'Tape', durationMs: 1_000, local: true });
    const dead = spotify.addTrack({
      title: 'Gone',
      artists: ['Me'],
      album: 'Tape',
      durationMs: 1_000,
      playable: false,
    });
    ada.tops = { ...ada.tops, long_term: [local.id, HARBOUR, dead.id] };
    expect((await library.tops(ADA, 'year', 5)).map(({ title, artists, uri }) => ({ title, artists, uri }))).toEqual([
      { title: 'Harbour Lights', artists: ['Mirela Ost'], uri: URI },
    ]);
  });

  it('are asked for by period', async () => {
    const { ada, link, library } = await studio();
    await link();
    ada.tops = { short_term: [], medium_term: [HARBOUR], long_term: [] };
    expect(await library.tops(ADA, 'month', 5)).toEqual([]);
    expect(await library.tops(ADA, 'half-year', 5)).toHaveLength(1);
  });
});

describe('the player', () => {
  it('plays a list on a device, and shows what sounds', async () => {
    const { clock, player, link, device } = await studio();
    await link();
    await player.play(ADA, device(), [URI], 2_000);
    await clock.advance(3_000);
    const { seen, device: active } = await player.look(ADA);
    expect(seen).toMatchObject({
      saw: 'track',
      isPlaying: true,
      progressMs: 5_000,
      context: null,
      shuffle: false,
      repeat: 'off',
    });
    expect(active?.name).toBe('Ada’s phone');
  });

  it('takes an opaque text for the success that it is', async () => {
    const { ada, player, link, device } = await studio({ opaqueBodies: 'always' });
    await link();
    await player.play(ADA, device(), [URI], 0);
    expect(ada.now().track).toBe(HARBOUR);
  });

  it('shows nothing in a private session, and something else during an ad', async () => {
    const { ada, player, link, device } = await studio();
    await link();
    expect((await player.look(ADA)).seen.saw).toBe('nothing');
    await player.play(ADA, device(), [URI], 0);
    ada.playAd();
    expect((await player.look(ADA)).seen.saw).toBe('other');
    ada.privateSession = true;
    expect((await player.look(ADA)).seen.saw).toBe('nothing');
  });

  it('takes “Restriction violated” for success if what was wanted is so', async () => {
    const { ada, player, link, device } = await studio();
    await link();
    await player.play(ADA, device(), [URI], 0);
    await player.pause(ADA, device());
    await player.pause(ADA, device());
    await player.shuffleOff(ADA, device());
    expect(ada.now().isPlaying).toBe(false);
  });

  it('resumes with no body at all: an empty one loses the queue', async () => {
    const { ada, player, link, device, spotify } = await studio();
    await link();
    await player.play(ADA, device(), [URI], 0);
    await player.pause(ADA, device());
    await player.resume(ADA, device());
    expect(ada.now().isPlaying).toBe(true);
    expect(spotify.violations).toEqual([]);
  });

  it('queues a song and lists what comes next', async () => {
    const { player, link, device } = await studio();
    await link();
    await player.play(ADA, device(), [URI], 0);
    await player.enqueue(ADA, device(), `spotify:track:${songs.lowTide.id}`);
    expect((await player.upNext(ADA))[0]?.title).toBe('Low Tide');
  });

  it.each([
    ['no device is active', 404, { error: { status: 404, message: 'x', reason: 'NO_ACTIVE_DEVICE' } }, 'asleep', false],
    ['the device is gone', 404, { error: { status: 404, message: 'Device not found' } }, 'asleep', false],
    [
      'the account is free',
      403,
      { error: { status: 403, message: 'x', reason: 'PREMIUM_REQUIRED' } },
      'premium',
      false,
    ],
    ['the grant is too small', 403, { error: { status: 403, message: 'Insufficient client scope' } }, 'relink', false],
    [
      'the app was removed from an endpoint',
      403,
      { error: { status: 403, message: 'Forbidden' } },
      'restricted',
      false,
    ],
    ['the list is too long', 413, 'Request Entity Too Large', 'restricted', false],
    [
      'the app sleeps in the background',
      500,
      { error: { status: 500, message: 'Server error.' } },
      'unreachable',
      true,
    ],
    ['a proxy fails with a page', 502, '<html>Bad Gateway</html>', 'unreachable', true],
  ])('says in our own words that %s', async (_, status, body, kind, unsure) => {
    const { spotify, player, link, device } = await studio();
    await link();
    spotify.failNext({ path: /play$/, status, body });
    expect(await refusalOf(player.play(ADA, device(), [URI], 0))).toEqual({ kind, unsure });
  });

  it.each([
    ['hangs', { hangMs: 2_000 }],
    ['breaks the connection', { reset: true }],
  ])('is unsure what happened when Spotify %s', async (_, fault) => {
    const { spotify, player, link, device } = await studio();
    await link();
    spotify.failNext({ path: /play$/, ...fault });
    expect(await refusalOf(player.play(ADA, device(), [URI], 0))).toEqual({ kind: 'unreachable', unsure: true });
  });

  it.each([
    ['no JSON', 'surprise'],
    ['another shape', { device: 7 }],
  ])('contains an answer of %s', async (_, body) => {
    const { spotify, player, link } = await studio();
    await link();
    spotify.failNext({ path: /player$/, status: 200, body });
    expect(await refusalOf(player.look(ADA))).toEqual({ kind: 'unreachable', unsure: false });
  });
});

describe('asked to wait', () => {
  it('waits out a few seconds and goes on', async () => {
    const { clock, spotify, player, link } = await studio();
    await link();
    spotify.failNext({ path: /player$/, status: 429, body: 'Too many requests', headers: { 'Retry-After': '3' } });
    const looking = player.look(ADA);
    await clock.advance(2_900);
    expect(spotify.requests.filter(({ path }) => path.endsWith('/player'))).toHaveLength(1);
    await clock.advance(200);
    expect((await looking).seen.saw).toBe('nothing');
  });

  it('tells when a long wait ends, and asks nothing of that group until then', async () => {
    const { clock, spotify, player, library, link } = await studio();
    await link();
    const body = { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } };
    spotify.failNext({ path: /player$/, status: 429, body, headers: { 'Retry-After': '52531' } });
    const until = clock.now() + 52_531_000;
    await expect(player.look(ADA)).rejects.toMatchObject({ kind: 'wait', until });
    const asked = spotify.requests.length;
    await expect(player.look(ADA)).rejects.toMatchObject({ kind: 'wait', until });
    expect(spotify.requests).toHaveLength(asked);
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
  });

  it('spends at most thirty calls in any thirty seconds, those of people first', async () => {
    const { clock, spotify, player, library, link } = await studio();
    await link();
    const looks = Array.from({ length: 40 }, () => player.look(ADA));
    const press = library.tops(ADA, 'year', 5);
    await clock.advance(29_000);
    expect(spotify.requests.filter(({ service }) => service === 'api')).toHaveLength(30);
    await clock.advance(2_000);
    await Promise.all([...looks, press]);
    const api = spotify.requests.filter(({ service }) => service === 'api').map(({ path }) => path);
    expect(api.indexOf('/v1/me/top/tracks')).toBeLessThan(32);
  });
});
