import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../sim/browser.ts';
import { consent, linkIn } from '../../sim/world.ts';
import { headline, ids, linkUrlOf } from './linking-steps.ts';
import { MINUTE, startStory } from './story.ts';

describe('a link', () => {
  it('leads through both consents, and the private reply changes', async () => {
    const story = await startStory();
    const asking = await story.type('ada', '/sesh link');
    expect(headline(await story.link('ada', asking))).toBe('You are connected');
    await story.settle();
    expect(story.told(asking)).toBe('Connected. Your songs come along from now on.');
    expect(story.told(await story.type('ada', '/sesh link'))).toContain('Your Spotify account is connected');
  });

  it('shows whom it connects and what will be asked, and opening it changes nothing', async () => {
    const story = await startStory();
    const url = await linkUrlOf(story);
    const browser = createBrowser();
    for (let opened = 0; opened < 3; opened++) {
      const page = await browser.open(url);
      expect(page.text).toContain('<b>Ada</b>');
      expect(page.text).toContain('see your top songs');
    }
    expect(headline(await consent(browser, ...ids(story, 'ada', 'ada')))).toBe('You are connected');
  });

  it('asked for on joining turns the guest into a member, and the same private reply shows their songs', async () => {
    const story = await startStory();
    await story.create('ada', 'songs:2');
    const joining = await story.press('ben', 'Join');
    await story.link('ben', joining);
    await story.settle();
    expect(joining.replies.map(({ content }) => content)).toEqual([
      'Connected. Nobody else sees your songs before Start.',
    ]);
    expect(JSON.stringify(joining.replies[0]?.embeds)).toContain('You bring 2 songs');
    expect(story.shown().description).toContain(`<@${story.people.ben.user.id}> 2 songs`);
  });

  it('that creates a session opens the lobby by itself', async () => {
    const story = await startStory();
    const asking = await story.type('ada', '/sesh create songs:3');
    await story.link('ada', asking);
    await story.settle();
    expect(story.shown().title).toBe('Who brings the music tonight?');
    expect(story.told(asking)).toBe('Connected, and your lobby is open. Nobody else sees your songs before Start.');
  });

  it('stands although what it was for can no longer be done, and says why', async () => {
    const story = await startStory();
    const asking = await story.type('ada', '/sesh create');
    await story.create('ben');
    const page = await story.link('ada', asking);
    await story.settle();
    expect(page.text).toContain('Meanwhile somebody has opened a session in that channel');
    expect(story.told(asking)).toBe(
      'Connected. There is already a session in this channel: press **Join** on its card, or `/sesh now` to find it.',
    );
  });

  it('works once: used up by success, it leads nowhere', async () => {
    const story = await startStory();
    const asking = await story.type('ada', '/sesh link');
    const url = linkIn(asking);
    expect((await createBrowser().open(url)).status).toBe(200);
    await story.link('ada', asking);
    const page = await createBrowser().open(url);
    expect([page.status, headline(page)]).toEqual([404, 'This link leads nowhere']);
  });

  it('expires after ten minutes', async () => {
    const story = await startStory();
    const url = await linkUrlOf(story);
    await story.advance(10 * MINUTE + 1);
    const page = await createBrowser().open(url);
    expect([page.status, headline(page)]).toEqual([410, 'This link has expired']);
  });

  it('cannot be guessed', async () => {
    const story = await startStory();
    const url = new URL(await linkUrlOf(story));
    for (const token of ['x', 'x'.repeat(43), '%00', '..%2f', '%E0%A4%A', 'x'.repeat(5_000)]) {
      const response = await fetch(`${url.origin}/link/${token}`);
      expect([token.slice(0, 9), response.status >= 400 && response.status < 500]).toEqual([token.slice(0, 9), true]);
    }
  });

  it('in somebody else’s hands connects nobody: Discord says who sits there', async () => {
    const story = await startStory();
    const browser = createBrowser();
    await browser.open(await linkUrlOf(story, 'ben'));
    await browser.submit();
    const page = await browser.submit({ user: story.people.ada.user.id });
    expect([page.status, headline(page)]).toEqual([403, 'That is somebody else’s link']);
    expect(story.spotify.requests).toEqual([]);
  });

  it('ends in a page that says what to do when somebody says no', async () => {
    const story = await startStory();
    const url = await linkUrlOf(story);
    const browser = createBrowser();
    await browser.open(url);
    await browser.submit();
    expect(headline(await browser.submit({ cancel: '1' }))).toBe('Nothing was connected');
    await browser.open(url);
    await browser.submit();
    await browser.submit({ user: story.people.ada.user.id });
    expect(headline(await browser.submit({ decision: 'cancel' }))).toBe('Nothing was connected');
    await browser.open(url);
    expect(headline(await consent(browser, ...ids(story, 'ada', 'ada')))).toBe('You are connected');
  });

  it('does not connect one Spotify account with two people', async () => {
    const story = await startStory();
    await story.link('ada', await story.type('ada', '/sesh link'));
    const browser = createBrowser();
    await browser.open(await linkUrlOf(story, 'ben'));
    const page = await consent(browser, ...ids(story, 'ben', 'ada'));
    expect([page.status, headline(page)]).toEqual([409, 'This Spotify account is taken']);
  });

  it('of somebody who is not on the bot’s user list at Spotify says so, and keeps nothing', async () => {
    const story = await startStory();
    story.accounts.ada.listed = false;
    expect(headline(await story.link('ada', await story.type('ada', '/sesh link')))).toBe('Not on the list yet');
    expect(story.told(await story.type('ada', '/sesh unlink'))).toContain('not connected');
  });

  it('belongs to the newest browser that took it on', async () => {
    const story = await startStory();
    const url = await linkUrlOf(story);
    const [older, newer] = [createBrowser(), createBrowser()];
    await older.open(url);
    await older.submit();
    await newer.open(url);
    await newer.submit();
    const page = await older.submit({ user: story.people.ada.user.id });
    expect([page.status, headline(page)]).toEqual([403, 'Let us start again']);
    await newer.submit({ user: story.people.ada.user.id });
    const done = await newer.submit({ account: story.accounts.ada.accountId, decision: 'agree' });
    expect(headline(done)).toBe('You are connected');
  });

  it('does not follow a callback without its cookie, with another state, or twice', async () => {
    const story = await startStory();
    const browser = createBrowser();
    await browser.open(await linkUrlOf(story));
    const atDiscord = await browser.submit();
    const state = new URL(atDiscord.url).searchParams.get('state') ?? '';
    const origin = new URL(linkIn(await story.type('ben', '/sesh link'))).origin;
    const callback = `${origin}/oauth/discord/callback?code=x&state=`;
    for (const [who, url] of [
      [createBrowser(), callback + state],
      [browser, `${callback}other`],
      [browser, `${origin}/oauth/spotify/callback?code=x&state=${state}`],
      [browser, `${origin}/oauth/discord/callback?code=x&code=y&state=${state}`.replace('&state', '&nostate')],
    ] as const) {
      const page = await who.open(url);
      expect([page.status, headline(page)]).toEqual([403, 'Let us start again']);
    }
  });

  it('cannot be taken on by a form on another site', async () => {
    const story = await startStory();
    const url = await linkUrlOf(story);
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]) {
      expect((await fetch(url, { method: 'POST', headers, redirect: 'manual' })).status).toBe(403);
    }
  });
});

describe('the pages', () => {
  it('allow no script, leak no address and keep to themselves', async () => {
    const story = await startStory();
    const response = await fetch(await linkUrlOf(story));
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).not.toContain('script-src');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(await response.text()).not.toContain('<script');
  });

  it('answer any address, and say whether the bot is well', async () => {
    const story = await startStory();
    const { origin } = new URL(await linkUrlOf(story));
    const status = async (path: string) => (await fetch(origin + path)).status;
    expect([await status('/'), await status('/privacy')]).toEqual([200, 200]);
    expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 200]);
    expect([await status('/link'), await status('/.env')]).toEqual([404, 404]);
  });
});
