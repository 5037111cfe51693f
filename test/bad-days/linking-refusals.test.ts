import { describe, expect, it } from 'vitest';
import type { UnlistedWording } from '../../sim/spotify/spotify.ts';
import { agree, headline, openConsent, scopesAsked } from '../stories/linking-steps.ts';
import { MINUTE, nextSecond, type Story, startStory } from '../stories/story.ts';

type Case = { title: string; status: number; arrange(story: Story): void };

const PROBE = /^\/v1\/me$/;
const TOKEN = /\/api\/token$/;
const error = (status: number, message: string) => ({ error: { status, message } });

function unlisted(wording: UnlistedWording): Case {
  return {
    title: 'Not on the list yet',
    status: 403,
    arrange(story) {
      story.accounts.ada.listed = false;
      story.spotify.unlistedWording = wording;
    },
  };
}

function probed(title: string, status: number, answered: { status: number; body: unknown }): Case {
  return { title, status, arrange: (story) => story.spotify.failNext({ path: PROBE, ...answered }) };
}

describe('what Spotify refuses after the consent gets a page that says what to do, and nothing is kept', () => {
  const CASES: [string, Case][] = [
    ['not on the list, as plain text', unlisted('developer dashboard')],
    ['not on the list, not approved, as plain text', unlisted('not approved')],
    ['not on the list, check settings', unlisted('check settings')],
    ['not on the list, not registered', unlisted('not registered')],
    [
      'the owner has no Premium',
      {
        title: 'Spotify wants the bot’s owner to have Premium',
        status: 403,
        arrange(story) {
          story.spotify.ownerPremium = false;
        },
      },
    ],
    [
      'the owner has no Premium, as plain text',
      probed('Spotify wants the bot’s owner to have Premium', 403, {
        status: 403,
        body: 'Active premium subscription required for the owner of the app.',
      }),
    ],
    [
      'a scope is missing at the call',
      probed('Something was left out', 403, { status: 403, body: error(403, 'Insufficient client scope') }),
    ],
    [
      'a scope is missing, in other words',
      probed('Something was left out', 403, { status: 401, body: error(401, 'Permissions missing') }),
    ],
    ['Spotify is down', probed('No answer just now', 503, { status: 503, body: 'upstream connect error' })],
    ['Spotify answers something else', probed('No answer just now', 503, { status: 200, body: '<html>' })],
  ];

  it('after the account was asked who it is', async () => {
    const story = await startStory();
    const seen: unknown[] = [];
    for (const [name, { arrange }] of CASES) {
      nextSecond();
      story.accounts.ada.listed = true;
      story.spotify.ownerPremium = true;
      const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
      arrange(story);
      const page = await agree(story, browser, 'ada');
      const told = [await story.type('ada', '/sesh link'), await story.type('ada', '/sesh unlink')].map(story.told);
      seen.push([name, page.status, headline(page), page.text.includes('Start again here'), ...told]);
      await story.advance(MINUTE);
    }
    const [asksAgain, notConnected] = ['Connect your Spotify account', 'not connected'].map((words) =>
      expect.stringContaining(words),
    );
    expect(seen).toEqual(
      CASES.map(([name, { title, status }]) => [name, status, title, true, asksAgain, notConnected]),
    );
  });

  it.each([
    ['a scope is missing from the token', 'user-read-private'],
    ['the token allows nothing', ''],
  ])('%s: the account is not even asked', async (_, scope) => {
    const story = await startStory();
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    const tokens = { access_token: 'BQ-less', token_type: 'Bearer', expires_in: 3_600, refresh_token: 'AQ-less' };
    story.spotify.failNext({ path: TOKEN, status: 200, body: { ...tokens, scope } });
    const page = await agree(story, browser, 'ada');
    expect([page.status, headline(page)]).toEqual([403, 'Something was left out']);
    expect(story.spotify.requests.filter(({ path }) => path === '/v1/me')).toEqual([]);
    expect(story.told(await story.type('ada', '/sesh link'))).toContain('Connect your Spotify account');
  });

  it.each([
    ['leaves them out', undefined],
    ['has none', null],
    ['separates them oddly', ' user-top-read   user-read-private '],
  ])('an answer that %s grants what was asked, in the words of RFC 6749', async (_, scope) => {
    const story = await startStory();
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    story.spotify.failNext({ path: TOKEN, change: (tokens) => ({ ...(tokens as object), scope }) });
    expect(headline(await agree(story, browser, 'ada'))).toBe('You are connected');
    expect(story.told(await story.type('ada', '/sesh link'))).toContain('your songs come along when you join');
  });

  it.each([
    ['the accounts service is down', { status: 503, body: 'down' }, 503, 'No answer just now'],
    [
      'the code is refused',
      { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid authorization code' } },
      403,
      'Nothing was connected',
    ],
  ])('%s', async (_, answered, status, title) => {
    const story = await startStory();
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    story.spotify.failNext({ path: TOKEN, ...answered });
    const page = await agree(story, browser, 'ada');
    expect([page.status, headline(page)]).toEqual([status, title]);
  });

  it('and once it is mended, starting again on that very page connects', async () => {
    const story = await startStory();
    story.accounts.ada.listed = false;
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh create'));
    expect(headline(await agree(story, browser, 'ada'))).toBe('Not on the list yet');
    expect(browser.page().text).toContain('<b>Ada</b>');
    expect(browser.page().text).toContain('see and steer what your own Spotify plays');
    story.accounts.ada.listed = true;
    await browser.submit();
    await browser.submit({ user: story.people.ada.user.id });
    expect(scopesAsked(browser)).toContain('user-modify-playback-state');
    expect(headline(await agree(story, browser, 'ada'))).toBe('You are connected');
    expect(story.shown().title).toBe('Who brings the music tonight?');
  });

  it('a lobby that cannot be posted afterwards is said, and the account is connected', async () => {
    const story = await startStory();
    story.expectWarning('what a link was for could not be done');
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh create'));
    const body = { message: 'no', code: 0 };
    story.discord.failNext({ method: 'POST', path: /\/messages$/, status: 400, body });
    const page = await agree(story, browser, 'ada');
    expect([page.status, headline(page)]).toEqual([200, 'You are connected']);
    expect(page.text).toContain('Your lobby could not be opened, though');
    expect(story.told(await story.type('ada', '/sesh link'))).toContain('you can host');
  });
});
