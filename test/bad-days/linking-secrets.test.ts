import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createBrowser } from '../../sim/browser.ts';
import { linkIn } from '../../sim/world.ts';
import { agree, headline, linkUrlOf, openConsent } from '../stories/linking-steps.ts';
import { MINUTE, SECOND, type Story, startStory, temporaryFolder } from '../stories/story.ts';

/** In forms, queries and answers: what must not be seen by anybody but whom it is sent to. */
const SECRET_NAMES = new Set(['state', 'code', 'code_verifier', 'client_secret', 'refresh_token', 'access_token']);

type Heard = {
  /** Everything that opens something, by what it is. */
  secrets: Map<string, string>;
  /** Every page that the bot served, as it came, but for where the form that starts again leads. */
  pages: string[];
};

/** Listens to everything that browsers, bot and services say to each other. */
function listenIn(): Heard {
  const secrets = new Map<string, string>();
  const pages: string[] = [];
  const keep = (name: string, value: unknown) => {
    if (typeof value === 'string' && value.length > 8 && !secrets.has(value)) secrets.set(value, name);
  };
  const keepNamed = (pairs: Iterable<[string, unknown]>) => {
    for (const [name, value] of pairs) if (SECRET_NAMES.has(name)) keep(name, value);
  };

  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await real(input, init);
    const url = new URL(String(input));
    keepNamed(url.searchParams);
    if (init?.body !== undefined) keepNamed(new URLSearchParams(String(init.body)));
    const location = response.headers.get('location');
    if (location !== null) keepNamed(new URL(location, url).searchParams);
    for (const cookie of response.headers.getSetCookie()) keep('cookie', /=([^;]+)/.exec(cookie)?.[1]);
    const text = await response.clone().text();
    if (url.pathname.endsWith('/api/token') && text.startsWith('{')) keepNamed(Object.entries(JSON.parse(text)));
    if (/^\/(link|oauth)\//.test(url.pathname)) pages.push(text.replace(/ action="\/link\/[^"]*"/g, ''));
    return response;
  };

  const authorized = (message: unknown) => {
    const { headers } = (message as { request: { headers: string | string[] } }).request;
    const sent = [headers].flat().join('\n');
    for (const [, token] of sent.matchAll(/(?:Bearer|Bot|Basic) (\S+)/g)) keep('authorization', token);
  };
  subscribe('undici:request:create', authorized);
  onTestFinished(() => {
    globalThis.fetch = real;
    unsubscribe('undici:request:create', authorized);
  });
  return { secrets, pages };
}

/** Links that succeed, fail and are attacked, an evening, refreshed tokens, and a goodbye. */
async function eveningOfLinking(story: Story, tokens: string[]): Promise<string[]> {
  const seen: string[] = [];
  const note = (page: { text: string }) => void seen.push(headline(page));
  const remember = (url: string) => {
    tokens.push(new URL(url).pathname.split('/').at(-1) ?? '');
    return url;
  };

  story.accounts.chloe.listed = false;
  note(await agree(story, await openConsent(story, 'chloe', await story.type('chloe', '/sesh link')), 'chloe'));

  story.spotify.failNext({ path: /\/v1\/me$/, status: 502, body: '<html>bad gateway</html>' });
  note(await agree(story, await openConsent(story, 'dev', await story.type('dev', '/sesh link')), 'dev'));

  const swapped = await openConsent(story, 'elif', await story.type('elif', '/sesh link'));
  const state = new URL(swapped.page().url).searchParams.get('state') ?? '';
  const origin = new URL(linkIn(await story.type('finn', '/sesh link'))).origin;
  note(await createBrowser().open(`${origin}/oauth/spotify/callback?code=stolen-code&state=${state}`));
  note(await swapped.open(`${origin}/oauth/spotify/callback?code=stolen-code&state=${state}`));

  const denied = createBrowser();
  await denied.open(remember(await linkUrlOf(story, 'ben')));
  await denied.submit();
  note(await denied.submit({ cancel: '1' }));

  const wrong = createBrowser();
  await wrong.open(remember(await linkUrlOf(story, 'ben')));
  await wrong.submit();
  note(await wrong.submit({ user: story.people.finn.user.id }));

  const asking = await story.type('ada', '/sesh create songs:2');
  remember(linkIn(asking));
  note(await story.link('ada', asking));
  await story.settle();
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  await story.advance(70 * MINUTE);
  await story.type('ada', '/sesh start');

  const late = remember(await linkUrlOf(story, 'ben'));
  await story.advance(11 * MINUTE);
  note(await createBrowser().open(late));
  return seen;
}

it('no token, code, verifier, secret, cookie or state is in any log line, page or byte of the database', async () => {
  const heard = listenIn();
  const folder = temporaryFolder();
  const story = await startStory({ awake: { ada: ['phone'] }, configured: { databasePath: join(folder, 'sesh.db') } });
  for (const message of ['top songs could not be fetched', 'a press failed: spotify is unavailable'])
    story.expectWarning(message);
  const tokens: string[] = [];
  expect(await eveningOfLinking(story, tokens)).toEqual([
    'Not on the list yet',
    'No answer just now',
    'Let us start again',
    'Nothing was connected',
    'Nothing was connected',
    'That is somebody else’s link',
    'You are connected',
    'This link has expired',
  ]);

  const { secrets, pages } = heard;
  for (const token of tokens) secrets.set(token, 'link');
  for (const { body } of story.discord.requests) {
    for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
      if (SECRET_NAMES.has(name) && typeof value === 'string') secrets.set(value, name);
    }
  }
  for (const key of story.settings.secretKeys) secrets.set(key.toString('base64'), 'key');
  secrets.set(story.settings.discord.token, 'bot token');
  expect(new Set(secrets.values())).toEqual(
    new Set([...SECRET_NAMES, 'cookie', 'authorization', 'link', 'key', 'bot token']),
  );

  const files = readdirSync(folder)
    .filter((file) => !file.endsWith('.sock'))
    .map((file) => readFileSync(join(folder, file), 'latin1'));
  for (const [place, texts] of Object.entries({ log: story.lines, page: pages, file: files })) {
    expect(texts.length).toBeGreaterThan(0);
    const leaked = [...secrets].filter(([secret]) => texts.some((text) => text.includes(secret)));
    expect([place, leaked.map(([, name]) => name)]).toEqual([place, []]);
  }
});
