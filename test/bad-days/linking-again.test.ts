import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../sim/browser.ts';
import { linkIn } from '../../sim/world.ts';
import { agree, headline, linkUrlOf, openConsent } from '../stories/linking-steps.ts';
import { MINUTE, type Story, startStory, temporaryFolder } from '../stories/story.ts';

const STANDS = [200, 'You are connected'];
const seen = (page: { status: number; text: string }) => [page.status, headline(page)];

/** A browser that went all the way, with the addresses of ours that it can load again. */
async function finished(story: Story) {
  const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
  await agree(story, browser, 'ada');
  const ours = browser.history().filter((url) => /\/link\/|\/oauth\/\w+\/callback/.test(url));
  const [link = '', , discord = '', spotify = ''] = ours;
  expect([link, discord, spotify].map((url) => new URL(url).pathname.split('/')[1])).toEqual([
    'link',
    'oauth',
    'oauth',
  ]);
  return { browser, link, discord, spotify };
}

describe('a link that is finished', () => {
  it.each(['link', 'discord', 'spotify'] as const)(
    'says to its browser that it stands: the %s address',
    async (where) => {
      const story = await startStory({ configured: { databasePath: join(temporaryFolder(), 'sesh.db') } });
      const { browser, ...addresses } = await finished(story);
      for (let visit = 0; visit < 3; visit++) {
        const page = await browser.open(addresses[where]);
        expect(seen(page)).toEqual(STANDS);
        expect(page.text).toContain('<b>Ada</b>');
      }
      await story.advance(11 * MINUTE);
      expect(seen(await browser.open(addresses[where]))).toEqual(STANDS);
      await story.restart();
      expect(seen(await browser.open(addresses[where]))).toEqual(STANDS);
      expect(story.spotify.requests.filter(({ path }) => path === '/api/token')).toHaveLength(1);
    },
  );

  it('says so too where the first page is still open and its button pressed again', async () => {
    const story = await startStory();
    const { browser, link } = await finished(story);
    const other = createBrowser();
    await other.open(await linkUrlOf(story, 'ben'));
    const response = await fetch(link, { method: 'POST', redirect: 'manual' });
    expect(response.status).toBe(404);
    await browser.open(link);
    expect(seen(await browser.submit())).toEqual(STANDS);
  });

  it('tells another browser nothing, not even a name', async () => {
    const story = await startStory();
    const { link, discord, spotify } = await finished(story);
    const benAtWork = createBrowser();
    await benAtWork.open(await linkUrlOf(story, 'ben'));
    await benAtWork.submit();
    for (const browser of [createBrowser(), benAtWork]) {
      for (const url of [link, discord, spotify]) {
        const page = await browser.open(url);
        expect(page.status).toBeGreaterThanOrEqual(400);
        expect(page.text).not.toMatch(/Ada|You are connected/);
      }
    }
  });

  it('is known again where the same person has begun another one in the same browser', async () => {
    const story = await startStory();
    const { browser, spotify } = await finished(story);
    await browser.open(await linkUrlOf(story));
    await browser.submit();
    await browser.submit({ user: story.people.ada.user.id });
    expect(seen(await browser.open(spotify))).toEqual(STANDS);
  });

  it('stands no more after unlinking', async () => {
    const story = await startStory();
    const { browser, link, spotify } = await finished(story);
    await story.type('ada', '/sesh unlink');
    expect(seen(await browser.open(link))).toEqual([404, 'This link leads nowhere']);
    expect(seen(await browser.open(spotify))).toEqual([403, 'Let us start again']);
  });
});

describe('a callback that comes twice at once', () => {
  it('from Spotify gets the same answer twice, and the code is redeemed once', async () => {
    const story = await startStory();
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh create songs:2'));
    const body = new URLSearchParams({ account: story.accounts.ada.accountId, decision: 'agree' });
    const back = await fetch(browser.page().url, { method: 'POST', body, redirect: 'manual' });
    const callback = back.headers.get('location') ?? '';
    const pages = await Promise.all([1, 2, 3].map(() => browser.open(callback)));
    expect(pages.map(seen)).toEqual([STANDS, STANDS, STANDS]);
    for (const { text } of pages) expect(text).toContain('Your lobby is open');
    expect(story.spotify.requests.filter(({ path }) => path === '/api/token')).toHaveLength(1);
  });

  it('fails twice in the same words', async () => {
    const story = await startStory();
    story.accounts.ada.listed = false;
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    const body = new URLSearchParams({ account: story.accounts.ada.accountId, decision: 'agree' });
    const back = await fetch(browser.page().url, { method: 'POST', body, redirect: 'manual' });
    const callback = back.headers.get('location') ?? '';
    const pages = await Promise.all([1, 2].map(() => browser.open(callback)));
    expect(pages.map(headline)).toEqual(['Not on the list yet', 'Not on the list yet']);
  });

  it('from Discord leads on to the same consent', async () => {
    const story = await startStory();
    const browser = createBrowser();
    await browser.open(linkIn(await story.type('ada', '/sesh link')));
    const atDiscord = await browser.submit();
    const body = new URLSearchParams({ user: story.people.ada.user.id });
    const back = await fetch(atDiscord.url, { method: 'POST', body, redirect: 'manual' });
    const callback = back.headers.get('location') ?? '';
    const [one, two] = await Promise.all([browser.open(callback), browser.open(callback)]);
    expect(one.url).toBe(two.url);
    expect(seen(await agree(story, browser, 'ada'))).toEqual(STANDS);
  });

  it('loaded again on the way leads on: the browser starts again by itself', async () => {
    const story = await startStory();
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    const discord = browser.history().find((url) => url.includes('/oauth/discord/callback')) ?? '';
    const page = await browser.open(discord);
    expect(seen(page)).toEqual([403, 'Let us start again']);
    expect(page.text).toContain('Start again here');
    await browser.submit();
    await browser.submit({ user: story.people.ada.user.id });
    expect(seen(await agree(story, browser, 'ada'))).toEqual(STANDS);
  });
});

describe('a browser that does not say where a form came from', () => {
  it('is asked once more on every form, and gets through', async () => {
    const story = await startStory();
    const browser = createBrowser(undefined, 'private');
    await browser.open(await linkUrlOf(story));
    const page = await browser.submit();
    expect(seen(page)).toEqual([403, 'One more press']);
    expect(page.text).toContain('<b>Ada</b>');
    expect((await browser.submit()).url).toContain('/oauth2/authorize');
    await browser.submit({ user: story.people.ada.user.id });
    expect(seen(await agree(story, browser, 'ada'))).toEqual(STANDS);
  });

  it('gets through from a callback that lost its cookie as well', async () => {
    const story = await startStory();
    const begun = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    const body = new URLSearchParams({ account: story.accounts.ada.accountId, decision: 'agree' });
    const back = await fetch(begun.page().url, { method: 'POST', body, redirect: 'manual' });
    const other = createBrowser(undefined, 'private');
    expect(seen(await other.open(back.headers.get('location') ?? ''))).toEqual([403, 'Let us start again']);
    expect(seen(await other.submit())).toEqual([403, 'One more press']);
    await other.submit();
    await other.submit({ user: story.people.ada.user.id });
    expect(seen(await agree(story, other, 'ada'))).toEqual(STANDS);
  });

  it('asks once more where the browser itself sends the form again, as after a restart', async () => {
    const story = await startStory();
    const headers = { 'sec-fetch-site': 'none', origin: 'null' };
    const shown = await fetch(await linkUrlOf(story), { method: 'POST', headers, redirect: 'manual' });
    expect([shown.status, await shown.text()]).toEqual([403, expect.stringContaining('One more press')]);
  });

  it('is not carried on by a form of another site, whatever that one makes up', async () => {
    const story = await startStory();
    const url = await linkUrlOf(story);
    const forge = (address: string, headers: Record<string, string>) =>
      fetch(address, { method: 'POST', headers: { origin: 'null', ...headers }, redirect: 'manual' });
    const shown = await forge(url, {});
    const proof = /action="[^"]*\?form=([\w-]+)"/.exec(await shown.text())?.[1] ?? '';
    expect(proof).toMatch(/^[\w-]{43}$/);
    const tries = [
      await forge(`${url}?form=${proof}`, {}), // another site’s form brings no cookie of ours along
      await forge(`${url}?form=`, { cookie: 'sesh-form=' }),
      await forge(`${url}?form=x`, { cookie: `sesh-form=${proof}` }),
      await forge(`${url}?form=${proof}`, { 'sec-fetch-site': 'cross-site', cookie: `sesh-form=${proof}` }),
      await forge(`${url}?form=${proof}`, { origin: 'https://evil.example', cookie: `sesh-form=${proof}` }),
    ];
    expect(tries.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    for (const { headers } of tries) expect(headers.get('set-cookie') ?? '').not.toContain('sesh-link=');
  });
});
