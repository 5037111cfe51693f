import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../sim/browser.ts';
import { consent, freePort, linkIn } from '../../sim/world.ts';
import { rawRequest, sendRaw } from '../raw-http.ts';
import { agree, headline, ids, linkUrlOf, openConsent } from '../stories/linking-steps.ts';
import { MINUTE, type Story, startStory } from '../stories/story.ts';

const NOT_LINKED = 'Connect your Spotify account, so that your songs come along.';

async function isLinked(story: Story, name: 'ada' | 'ben'): Promise<boolean> {
  return !story.told(await story.type(name, '/sesh link')).startsWith(NOT_LINKED);
}

/** The address to which a person would be sent back, taken from the consent page before the browser follows it. */
async function wayBack(consentUrl: string, fields: Record<string, string>): Promise<URL> {
  const body = new URLSearchParams(fields);
  const response = await fetch(consentUrl, { method: 'POST', body, redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '');
}

describe('a callback in a browser that did not begin', () => {
  it('at Discord’s step links nothing, shows whom it is about, and starts again there; the newest browser wins', async () => {
    const story = await startStory();
    const older = createBrowser();
    await older.open(await linkUrlOf(story));
    const atDiscord = await older.submit();
    const callback = await wayBack(atDiscord.url, { user: story.people.ada.user.id });

    const other = createBrowser();
    const page = await other.open(callback.href);
    expect([page.status, headline(page)]).toEqual([403, 'Let us start again']);
    expect(page.text).toContain('<button>Start again here</button>');
    expect(page.text).toContain('<b>Ada</b>');
    expect(page.text).toContain('see your top songs');
    expect(page.text).toContain('<form method="post" action="/link/');

    expect(headline(await consent(other, ...ids(story, 'ada', 'ada')))).toBe('You are connected');
    const late = await older.open(callback.href);
    expect([late.status, headline(late)]).toEqual([403, 'Let us start again']);
    expect(late.text).not.toContain('Start again here');
  });

  it('at Spotify’s step links nothing either, and proves the person anew', async () => {
    const story = await startStory();
    const begun = await openConsent(story, 'ada', await story.type('ada', '/sesh create'));
    const { accountId } = story.accounts.ada;
    const callback = await wayBack(begun.page().url, { account: accountId, decision: 'agree' });

    const other = createBrowser();
    const page = await other.open(callback.href);
    expect([page.status, headline(page)]).toEqual([403, 'Let us start again']);
    expect(page.text).toContain('see and steer what your own Spotify plays');
    expect(await isLinked(story, 'ada')).toBe(false);

    const atDiscord = await other.submit();
    expect(atDiscord.url).toContain('/oauth2/authorize');
    await other.submit({ user: story.people.ada.user.id });
    expect(headline(await other.submit({ account: accountId, decision: 'agree' }))).toBe('You are connected');
  });

  it('may look and look again: no visit changes anything for the browser that began', async () => {
    const story = await startStory();
    const begun = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    const { accountId } = story.accounts.ada;
    const callback = await wayBack(begun.page().url, { account: accountId, decision: 'agree' });
    for (let visit = 0; visit < 3; visit++) await createBrowser().open(callback.href);
    await fetch(callback, { method: 'HEAD' });
    const state = callback.searchParams.get('state') ?? '';
    expect((await fetch(`${callback.origin}/link/${state}`)).status).toBe(404);
    expect(headline(await begun.open(callback.href))).toBe('You are connected');
  });

  it('loses to the newest browser even while its own answer is on the way', async () => {
    const story = await startStory();
    const url = await linkUrlOf(story);
    const older = createBrowser();
    await older.open(url);
    await older.submit();
    await older.submit({ user: story.people.ada.user.id });
    story.spotify.failNext({ path: /\/api\/token$/, hangMs: 300 });
    const answer = older.submit({ account: story.accounts.ada.accountId, decision: 'agree' });
    while (!story.spotify.requests.some(({ path }) => path === '/api/token')) await new Promise(setImmediate);
    const newer = createBrowser();
    await newer.open(url);
    await newer.submit();
    const page = await answer;
    expect([page.status, headline(page)]).toEqual([403, 'Let us start again']);
    await newer.submit({ user: story.people.ada.user.id });
    expect(headline(await agree(story, newer, 'ada'))).toBe('You are connected');
  });

  it('cannot be started again with a state that is unknown, superseded or expired', async () => {
    const story = await startStory();
    const browser = createBrowser();
    await browser.open(await linkUrlOf(story));
    const first = await browser.submit();
    const old = new URL(first.url).searchParams.get('state') ?? '';
    await browser.submit({ user: story.people.ada.user.id });
    const present = new URL(browser.page().url).searchParams.get('state') ?? '';
    const { origin } = new URL(await linkUrlOf(story, 'ben'));
    const startAgain = async (state: string) =>
      (await fetch(`${origin}/link/${state}`, { method: 'POST', redirect: 'manual' })).status;
    expect([await startAgain('unknown'), await startAgain(old)]).toEqual([404, 404]);
    await story.advance(10 * MINUTE + 1);
    expect(await startAgain(present)).toBe(410);
    expect(headline(await createBrowser().open(`${origin}/oauth/spotify/callback?state=${present}&code=x`))).toBe(
      'Let us start again',
    );
  });

  it('cannot be started again by a form on another site', async () => {
    const story = await startStory();
    const browser = createBrowser();
    await browser.open(await linkUrlOf(story));
    const state = new URL((await browser.submit()).url).searchParams.get('state') ?? '';
    const { origin } = new URL(await linkUrlOf(story, 'ben'));
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const response = await fetch(`${origin}/link/${state}`, { method: 'POST', headers, redirect: 'manual' });
    expect([response.status, response.headers.get('set-cookie')]).toEqual([403, null]);
    expect(headline(await browser.submit({ user: story.people.ada.user.id }))).not.toBe('Let us start again');
  });
});

describe('an attacker', () => {
  it('who sends a friend their own link gets nothing, however far the friend goes', async () => {
    const story = await startStory();
    const friend = createBrowser();
    await friend.open(await linkUrlOf(story, 'ben'));
    await friend.submit();
    const page = await friend.submit({ user: story.people.ada.user.id });
    expect([page.status, headline(page)]).toEqual([403, 'That is somebody else’s link']);
    expect(page.text).not.toContain('Start again here');
    expect(story.spotify.requests).toEqual([]);
    expect(await isLinked(story, 'ben')).toBe(false);
  });

  it('who proves themselves and sends a friend on to Spotify gets nothing, even if the friend starts again', async () => {
    const story = await startStory();
    const attacker = await openConsent(story, 'ben', await story.type('ben', '/sesh link'));
    const friend = createBrowser();
    await friend.open(attacker.page().url);
    const back = await friend.submit({ account: story.accounts.ada.accountId, decision: 'agree' });
    expect([back.status, headline(back)]).toEqual([403, 'Let us start again']);
    expect(back.text).toContain('<b>Ben</b>');
    await friend.submit();
    const end = await friend.submit({ user: story.people.ada.user.id });
    expect([end.status, headline(end)]).toEqual([403, 'That is somebody else’s link']);
    expect([await isLinked(story, 'ben'), await isLinked(story, 'ada')]).toEqual([false, false]);
  });

  it('who puts their own consent into a friend’s callback does not become the friend’s Spotify', async () => {
    const story = await startStory();
    const [ada, ben] = [
      await openConsent(story, 'ada', await story.type('ada', '/sesh link')),
      await openConsent(story, 'ben', await story.type('ben', '/sesh link')),
    ];
    const theirs = await wayBack(ada.page().url, { account: story.accounts.ada.accountId, decision: 'agree' });
    const mine = await wayBack(ben.page().url, { account: story.accounts.ben.accountId, decision: 'agree' });
    const [state, code] = [theirs.searchParams.get('state') ?? '', mine.searchParams.get('code') ?? ''];

    const swappedState = await ada.open(mine.href);
    expect([swappedState.status, headline(swappedState)]).toEqual([403, 'Let us start again']);
    const swappedCode = await ada.open(`${mine.origin}${mine.pathname}?${new URLSearchParams({ state, code })}`);
    expect([swappedCode.status, headline(swappedCode)]).toEqual([403, 'Nothing was connected']);
    const tooLate = await ada.open(theirs.href);
    expect([tooLate.status, headline(tooLate)]).toEqual([403, 'Let us start again']);
    expect([await isLinked(story, 'ada'), await isLinked(story, 'ben')]).toEqual([false, false]);
  });

  it('who replays a callback links nothing more: its browser is told that the link stands, others nothing', async () => {
    const story = await startStory();
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    const callback = await wayBack(browser.page().url, { account: story.accounts.ada.accountId, decision: 'agree' });
    const both = await Promise.all([browser.open(callback.href), browser.open(callback.href)]);
    const again = await browser.open(callback.href);
    for (const page of [...both, again]) expect([page.status, headline(page)]).toEqual([200, 'You are connected']);
    const elsewhere = await createBrowser().open(callback.href);
    expect([elsewhere.status, headline(elsewhere)]).toEqual([403, 'Let us start again']);
    expect(elsewhere.text).not.toMatch(/Start again here|Ada/);
    expect(story.spotify.requests.filter(({ path }) => path === '/api/token')).toHaveLength(1);
  });

  it('who links one Spotify account for two people at the same moment gets one of them', async () => {
    const story = await startStory();
    const [one, two] = [
      await openConsent(story, 'ada', await story.type('ada', '/sesh link')),
      await openConsent(story, 'ben', await story.type('ben', '/sesh link')),
    ];
    const pages = await Promise.all([agree(story, one, 'ada'), agree(story, two, 'ada')]);
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect([await isLinked(story, 'ada'), await isLinked(story, 'ben')].sort()).toEqual([false, true]);
  });

  it('who is slow finds the link expired at every step', async () => {
    const story = await startStory();
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    await story.advance(10 * MINUTE + 1);
    const page = await agree(story, browser, 'ada');
    expect([page.status, headline(page)]).toEqual([410, 'This link has expired']);
    expect(page.text).not.toContain('Start again here');
    expect(story.spotify.requests.filter(({ path }) => path === '/api/token')).toEqual([]);
  });

  it('who claims to be another host is not believed', async () => {
    const story = await startStory();
    const url = new URL(await linkUrlOf(story));
    const spoofed = [
      'Host: evil.example',
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: https',
      'Forwarded: host=evil.example',
      'Connection: close',
      'Content-Length: 0',
    ];
    const lines = (method: string) => [`${method} ${url.pathname} HTTP/1.1`, ...spoofed, '', ''].join('\r\n');
    const [shown, taken] = [
      await sendRaw(Number(url.port), lines('GET')),
      await sendRaw(Number(url.port), lines('POST')),
    ];
    expect(shown).toContain('<b>Ada</b>');
    expect(taken).toContain(`redirect_uri=${encodeURIComponent(`${url.origin}/oauth/discord/callback`)}`);
    expect(taken).toContain('Set-Cookie: sesh-link=');
    expect(shown + taken).not.toContain('evil.example');
  });
});

describe('the cookie', () => {
  const setCookie = (answer: string) => /^Set-Cookie: (.*)$/im.exec(answer)?.[1]?.trim() ?? '';

  it('is kept from scripts and other sites, and dies with the link', async () => {
    const story = await startStory();
    const url = new URL(await linkUrlOf(story));
    const answer = await sendRaw(Number(url.port), rawRequest(`POST ${url.pathname}`, 'Content-Length: 0'));
    const expires = new Date(story.clock.now() + 10 * MINUTE).toUTCString();
    expect(setCookie(answer)).toMatch(
      new RegExp(`^sesh-link=[\\w-]{43}; Path=/; Expires=${expires}; HttpOnly; SameSite=Lax$`),
    );
  });

  it('under https is bound to the host and never leaves by plain http', async () => {
    const story = await startStory({
      configured: {
        web: { host: '127.0.0.1', port: await freePort(), publicUrl: 'https://sesh.example', trustProxy: undefined },
      },
    });
    const url = new URL(await linkUrlOf(story));
    expect(url.origin).toBe('https://sesh.example');
    const { port } = story.settings.web;
    const answer = await sendRaw(port, rawRequest(`POST ${url.pathname}`, 'Content-Length: 0'));
    expect(setCookie(answer)).toMatch(
      /^__Host-sesh-link=[\w-]{43}; Path=\/; Expires=[^;]*; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer).toContain('Strict-Transport-Security: max-age=');
    const plain = setCookie(answer).split(';')[0]?.replace('__Host-', '') ?? '';
    const state = /state=([\w-]+)/.exec(answer)?.[1] ?? '';
    const back = rawRequest(`GET /oauth/discord/callback?code=x&state=${state}`, `Cookie: ${plain}`);
    expect(await sendRaw(port, back)).toContain('Start again here');
  });
});

describe('names with markup in them', () => {
  const EVIL = `<script>alert(1)</script><img src=x onerror=alert(1)>"'&`;
  const LOUD = '@everyone <@&1> [free](https://evil.example) **loud** `x` <https://evil.example>';

  it('on Discord stay words on every page', async () => {
    const story = await startStory();
    const mallory = story.guild.addPerson(story.discord.addUser(EVIL, { username: 'mallory' }));
    const browser = createBrowser();
    const asking = await mallory.type(story.channel, '/sesh link');
    await story.settle();
    const first = await browser.open(linkIn(asking));
    const atDiscord = await browser.submit();
    const callback = await wayBack(atDiscord.url, { user: mallory.user.id });
    const startAgain = await createBrowser().open(callback.href);
    await browser.submit({ user: mallory.user.id });
    const done = await browser.submit({ account: story.accounts.ada.accountId, decision: 'agree' });
    expect([first, startAgain, done].map(headline)).toEqual([
      'Connect Spotify',
      'Let us start again',
      'You are connected',
    ]);
    for (const { text } of [first, startAgain, done]) {
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(text).not.toMatch(/<script|<img/);
    }
  });

  it('on Spotify stay words in every message, and mention nobody', async () => {
    const story = await startStory();
    const { ada } = story.accounts;
    ada.addDevice({ name: LOUD, type: 'Computer', awake: true });
    const track = {
      id: 'Ev1l000000000000000000',
      title: LOUD,
      artists: [LOUD] as [string],
      album: LOUD,
      durationMs: 60_000,
    };
    story.spotify.addTrack(track);
    ada.tops = { short_term: [track.id], medium_term: [track.id], long_term: [track.id] };
    await story.create('ada', 'songs:1');
    const started = await story.type('ada', '/sesh start');
    await story.advance(10_000);
    const ended = await story.type('ada', '/sesh queue');
    const told = [started, ended].flatMap(({ replies }) => replies);
    const texts = JSON.stringify([...story.discord.messages(story.channel), ...told]);
    expect(texts).toContain('free');
    expect(texts).not.toMatch(/@everyone|<@&1>|[^\\]\]\(https:\/\/evil|\*\*loud\*\*/);
    const allowed = story.discord.requests.flatMap(({ body }) => {
      const { allowed_mentions: mentions } = (body ?? {}) as { allowed_mentions?: { parse?: unknown } };
      return mentions ? [mentions.parse] : [];
    });
    expect(new Set(allowed.map((parse) => JSON.stringify(parse)))).toEqual(new Set(['[]']));
    expect([...story.discord.messages(story.channel), ...told].flatMap(({ pings }) => pings)).toEqual([]);
  });
});
