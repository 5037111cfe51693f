import { describe, expect, it } from 'vitest';
import {
  ADA,
  ALL,
  createSpotifyAdapter,
  HOUR_MS,
  IMPATIENT,
  MINUTE_MS,
  refusalOf,
  SECOND_MS,
  VERIFIER,
} from '../../test/spotify-adapter.ts';

const GRANT = { error: 'invalid_grant' };

describe('an access token', () => {
  it('is refreshed once, however many calls need it', async () => {
    const { clock, asked, link, library } = await createSpotifyAdapter();
    await link();
    await clock.advance(HOUR_MS);
    await Promise.all([1, 2, 3].map(() => library.tops(ADA, 'year', 5)));
    expect(asked(/token$/)).toBe(2);
  });

  it.each(['always', 'never', 'alternate'] as const)(
    'is there for hours when Spotify rotates refresh tokens: %s',
    async (rotateRefreshTokens) => {
      const { clock, link, library, spotify } = await createSpotifyAdapter({ rotateRefreshTokens });
      await link();
      for (let hour = 0; hour < 4; hour++) {
        await clock.advance(HOUR_MS);
        expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
      }
      expect(spotify.violations).toEqual([]);
    },
  );

  it('made ready every ten minutes needs no refresh in between', async () => {
    const { clock, asked, link, player } = await createSpotifyAdapter();
    await link();
    for (let minute = 0; minute < 120; minute++) {
      if (minute % 10 === 0) await player.ready(ADA);
      const refreshes = asked(/token$/);
      await player.look(ADA);
      expect(asked(/token$/)).toBe(refreshes);
      await clock.advance(MINUTE_MS);
    }
    expect(asked(/token$/)).toBe(3);
  });

  it('that is good for a while yet is used while the service that would refresh it hangs', async () => {
    const { clock, link, library, spotify } = await createSpotifyAdapter();
    await link();
    await clock.advance(57 * MINUTE_MS);
    const { promise: until, resolve: answer } = Promise.withResolvers<void>();
    spotify.failNext({ service: 'accounts', path: /token$/, until });
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
    const refreshes = spotify.requests.filter(({ path }) => path.endsWith('/token')).slice(1);
    expect(refreshes.map(({ status }) => status)).toEqual([null]);
    answer();
  });

  it('that Spotify takes back before its time is refreshed once, and every call goes through', async () => {
    const { spotify, asked, link, library } = await createSpotifyAdapter();
    await link();
    const body = { error: { status: 401, message: 'The access token expired' } };
    spotify.failNext({ path: /top\/tracks/, status: 401, body, times: 3 });
    const calls = [1, 2, 3].map(() => library.tops(ADA, 'year', 5));
    for (const songs of await Promise.all(calls)) expect(songs).not.toEqual([]);
    expect(asked(/token$/)).toBe(2);
  });

  it('that lacks a permission is not refreshed: the person has to agree to more', async () => {
    const { spotify, asked, link, player } = await createSpotifyAdapter();
    await link(['tops']);
    expect(await refusalOf(player.look(ADA))).toEqual({ kind: 'scopeMissing', unsure: false });
    const body = { error: { status: 401, message: 'Permissions missing' } };
    spotify.failNext({ path: /player$/, status: 401, body });
    expect(await refusalOf(player.look(ADA))).toEqual({ kind: 'scopeMissing', unsure: false });
    expect(asked(/token$/)).toBe(1);
  });
});

describe('a refresh token', () => {
  it.each([
    ['revoked', { ...GRANT, error_description: 'Refresh token revoked' }],
    ['unknown', { ...GRANT, error_description: 'Invalid refresh token' }],
    ['dead without a word on why', GRANT],
    ['dead in a nested answer', { error: { status: 400, message: 'invalid_grant: token expired' } }],
    ['dead in plain text', 'invalid_grant'],
  ])('that is %s ends the link, and nobody asks again', async (_, body) => {
    const { clock, spotify, asked, links, lines, link, library } = await createSpotifyAdapter();
    await link();
    await clock.advance(HOUR_MS);
    spotify.failNext({ service: 'accounts', path: /token$/, status: 400, body });
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'relink', unsure: false });
    expect((await links.find(ADA))?.dead).toBe(true);
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'relink', unsure: false });
    expect([asked(/token$/), lines]).toEqual([2, []]);
  });

  it('dies half a year after the consent; a new consent brings everything back', async () => {
    const { clock, links, link, library } = await createSpotifyAdapter();
    await link();
    await clock.advance(190 * 24 * HOUR_MS);
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'relink', unsure: false });
    await link();
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
    expect((await links.find(ADA))?.dead).toBe(false);
  });

  it('that cannot be stored takes its access token with it; that link alone has to be made anew', async () => {
    const { clock, asked, cast, db, link, library, lines } = await createSpotifyAdapter({
      rotateRefreshTokens: 'always',
    });
    await link();
    await link(ALL, cast.ben, 'ben');
    await clock.advance(HOUR_MS);
    db.$client.exec(`create trigger full before update of refresh_token on links when old.user_id = '${ADA}'
      begin select raise(abort, 'database or disk is full'); end`);
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'relink', unsure: false });
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'relink', unsure: false });
    expect([asked(/token$/), asked(/tracks$/)]).toEqual([3, 0]);
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['new tokens could not be stored']);
    expect(await library.tops('ben', 'year', 5)).not.toEqual([]);
    db.$client.exec('drop trigger full');
    await link();
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
  });
});

describe('while a refresh is under way', () => {
  /** Ada's token has run out, and the answer to its refresh keeps waiting. */
  async function refreshing(fault: { status?: number; body?: unknown } = {}) {
    const at = await createSpotifyAdapter({ rotateRefreshTokens: 'always' });
    await at.link();
    await at.clock.advance(HOUR_MS);
    const { promise: until, resolve: answer } = Promise.withResolvers<void>();
    at.spotify.failNext({ service: 'accounts', path: /token$/, until, ...fault });
    const call = at.library.tops(ADA, 'year', 5);
    await expect.poll(() => at.asked(/token$/)).toBe(2);
    return { ...at, call, answer };
  }

  it('an unlink is not undone by its answer', async () => {
    const { call, answer, unlink, links, player, asked } = await refreshing();
    await unlink();
    answer();
    expect(await refusalOf(call)).toEqual({ kind: 'relink', unsure: false });
    expect(await refusalOf(player.look(ADA))).toEqual({ kind: 'relink', unsure: false });
    expect([await links.find(ADA), await links.refreshToken(ADA), asked(/^\/v1/)]).toEqual([null, null, 0]);
  });

  it('a new consent is not overwritten by its answer, and the call goes out with the new token', async () => {
    const { call, answer, link, links, library, clock, spotify } = await refreshing();
    const { refreshToken } = await link();
    answer();
    expect(await call).not.toEqual([]);
    expect(await links.refreshToken(ADA)).toBe(refreshToken);
    await clock.advance(HOUR_MS);
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
    expect(spotify.violations).toEqual([]);
  });

  it('a new consent is not killed by a late “invalid_grant” of the old token', async () => {
    const { call, answer, link, links } = await refreshing({ status: 400, body: GRANT });
    const { refreshToken } = await link();
    answer();
    expect(await call).not.toEqual([]);
    expect([(await links.find(ADA))?.dead, await links.refreshToken(ADA)]).toEqual([false, refreshToken]);
  });

  it('a new consent is not taken for dead because its answer, late, could not be stored', async () => {
    const { call, answer, link, links, library, clock } = await refreshing();
    const { keepRefreshed } = links;
    const { promise: failed, reject: fail } = Promise.withResolvers<never>();
    const { promise: storing, resolve: stores } = Promise.withResolvers<void>();
    links.keepRefreshed = () => {
      stores();
      return failed;
    };
    answer();
    await storing;
    await link();
    fail(new Error('the database is gone'));
    expect(await call).not.toEqual([]);
    links.keepRefreshed = keepRefreshed;
    await clock.advance(HOUR_MS);
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
  });

  it('a link that was saved behind our back is neither overwritten nor killed', async () => {
    const { link, links } = await createSpotifyAdapter();
    const { refreshToken } = await link();
    const late = { refreshToken: 'late', accessToken: 'late', expiresAt: 0 };
    expect(await links.keepRefreshed(ADA, 'an older one', late)).toBe(false);
    await links.markDead(ADA, 'an older one');
    expect([(await links.find(ADA))?.dead, await links.refreshToken(ADA)]).toEqual([false, refreshToken]);
  });
});

describe('an accounts service', () => {
  it.each([
    ['fails', { status: 503, body: 'upstream connect error' }],
    ['fails with a page', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['hangs', { hangMs: 20_000 }],
    ['breaks the connection', { reset: true }],
    ['asks to wait', { status: 429, body: 'Too many requests' }],
    ['talks nonsense', { status: 200, body: 'surprise' }],
    ['gives no token', { status: 200, body: { token_type: 'Bearer', expires_in: 3600 } }],
    ['gives a token of the wrong kind', { status: 200, body: { access_token: 7, expires_in: 'soon' } }],
    ['gives a token that fits into no header', { status: 200, body: { access_token: 'two\nlines', expires_in: 3600 } }],
    ['redirects', { status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } }],
  ])('that %s leaves the link alone, and is left alone for half a minute', async (_, fault) => {
    const { clock, spotify, asked, links, link, library } = await createSpotifyAdapter({
      rotateRefreshTokens: 'never',
      ...('hangMs' in fault && IMPATIENT),
    });
    await link();
    await clock.advance(HOUR_MS);
    spotify.failNext({ service: 'accounts', path: /token$/, ...fault });
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'unreachable', unsure: false });
    await clock.advance(29 * SECOND_MS);
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'unreachable', unsure: false });
    expect([(await links.find(ADA))?.dead, asked(/token$/)]).toEqual([false, 2]);
    await clock.advance(SECOND_MS);
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
  });

  it('that is down for long is asked by one of twenty sessions every half minute', async () => {
    const { clock, spotify, asked, link, player } = await createSpotifyAdapter();
    const hosts = Array.from({ length: 20 }, (_, place) => `host ${place}`);
    for (const host of hosts) await link(ALL, spotify.addPerson({ displayName: host }), host);
    await clock.advance(HOUR_MS);
    spotify.failNext({ service: 'accounts', path: /token$/, status: 503, times: 100 });
    const before = asked(/token$/);
    for (let half = 0; half < 4; half++) {
      await Promise.all(hosts.map((host) => refusalOf(player.look(host))));
      await clock.advance(30 * SECOND_MS);
    }
    // At first nobody knows; then it is one each time.
    expect(asked(/token$/) - before).toBe(20 + 3);
  });

  it('that is down does not matter while the old token still works', async () => {
    const { clock, spotify, link, library } = await createSpotifyAdapter();
    await link();
    await clock.advance(56 * MINUTE_MS);
    spotify.failNext({ service: 'accounts', path: /token$/, status: 503, times: 100 });
    expect(await library.tops(ADA, 'year', 5)).not.toEqual([]);
    await clock.advance(4 * MINUTE_MS);
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'unreachable', unsure: false });
  });

  it('that finds the bot’s secret wrong says so when somebody links', async () => {
    const { accounts, consent, lines } = await createSpotifyAdapter({ secret: 'mistyped' });
    const no = refusalOf(accounts.redeem(await consent(), VERIFIER, ['tops']));
    expect(await no).toEqual({ kind: 'misconfigured', unsure: false });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('mistyped');
  });

  it('that does not know the bot’s credentials is nobody’s fault but the operator’s, who is told once', async () => {
    const { spotify, clock, accounts, consent, link, links, lines, library } = await createSpotifyAdapter();
    await link();
    await clock.advance(HOUR_MS);
    const body = { error: 'invalid_client', error_description: 'Invalid client secret' };
    spotify.failNext({ service: 'accounts', path: /token$/, status: 400, body, times: 3 });
    const misconfigured = { kind: 'misconfigured', unsure: false };
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual(misconfigured);
    expect(await refusalOf(accounts.redeem(await consent(), 'verifier', ['tops']))).toEqual(misconfigured);
    await clock.advance(MINUTE_MS);
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual(misconfigured);
    expect((await links.find(ADA))?.dead).toBe(false);
    const told = lines.map((line) => JSON.parse(line));
    expect(told.map(({ level, msg }) => [level, msg])).toEqual([
      [50, 'spotify does not accept SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET'],
    ]);
    expect(lines.join()).not.toContain(spotify.clientSecret);
  });
});
