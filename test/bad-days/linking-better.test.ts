import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../sim/browser.ts';
import { linkIn } from '../../sim/world.ts';
import { agree, headline, openConsent, scopesAsked } from '../stories/linking-steps.ts';
import { SECOND, type Story, startStory, temporaryFolder } from '../stories/story.ts';

const CAN_HOST = 'Your Spotify account is connected, and you can host.';
const TOPS = ['user-top-read'];
const EVERYTHING = [...TOPS, 'user-read-playback-state', 'user-modify-playback-state', 'user-read-currently-playing'];

/** Ben joins Ada's lobby and gets as far as Spotify's consent; meanwhile, elsewhere, he links in order to host. */
async function sideBySide(story: Story) {
  await story.create('ada', 'songs:2');
  const lesser = await openConsent(story, 'ben', await story.press('ben', 'Join'));
  expect(scopesAsked(lesser)).toEqual(TOPS);
  const den = story.guild.addChannel('den');
  const better = await openConsent(story, 'ben', await story.people.ben.type(den, '/sesh create'));
  expect(scopesAsked(better)).toEqual(EVERYTHING);
  expect(headline(await agree(story, better, 'ben'))).toBe('You are connected');
  return { lesser };
}

async function canHost(story: Story): Promise<void> {
  expect(story.told(await story.type('ben', '/sesh link'))).toContain(CAN_HOST);
}

describe('a lesser consent that is finished after a better one', () => {
  it('of the same account keeps the better link, and does what it was for', async () => {
    const story = await startStory();
    const { lesser } = await sideBySide(story);
    const done = await agree(story, lesser, 'ben');
    expect([done.status, headline(done)]).toEqual([200, 'You are connected']);
    expect(done.text).toContain('Go back to Discord: your songs are in.');
    await canHost(story);
    await story.advance(6 * SECOND);
    expect(story.shown().description).toContain(`<@${story.people.ben.user.id}> 2 songs`);
  });

  it('of another account changes nothing, and starting again asks for everything', async () => {
    const story = await startStory();
    const { lesser } = await sideBySide(story);
    const refused = await agree(story, lesser, 'chloe');
    expect([refused.status, headline(refused)]).toEqual([409, 'That would allow less than before']);
    expect(refused.text).toContain('see and steer what your own Spotify plays');
    await canHost(story);
    await lesser.submit();
    await lesser.submit({ user: story.people.ben.user.id });
    expect(scopesAsked(lesser)).toEqual(EVERYTHING);
    expect(headline(await agree(story, lesser, 'chloe'))).toBe('You are connected');
    await canHost(story);
    await story.join('chloe');
    expect(story.told(await story.type('chloe', '/sesh link'))).not.toContain('is connected');
  });

  it('of the same account that allows something new changes nothing either: neither is enough', async () => {
    const story = await startStory({ configured: { databasePath: join(temporaryFolder(), 'sesh.db') } });
    const hosting = await openConsent(story, 'ben', await story.type('ben', '/sesh create'));
    await story.link('ben', await story.type('ben', '/sesh link'));
    await story.bot.close();
    const db = new Database(story.settings.databasePath);
    db.exec(`update links set permissions = '["tops","saving"]'`);
    db.close();
    await story.restart();
    const refused = await agree(story, hosting, 'ben');
    expect([refused.status, headline(refused)]).toEqual([409, 'That would allow less than before']);
    await hosting.submit();
    await hosting.submit({ user: story.people.ben.user.id });
    expect(scopesAsked(hosting)).toEqual([...EVERYTHING, 'playlist-modify-private']);
    expect(headline(await agree(story, hosting, 'ben'))).toBe('You are connected');
    await canHost(story);
  });

  it('shows and asks for what is linked by then, not by when it was offered', async () => {
    const story = await startStory();
    await story.create('ada', 'songs:2');
    const url = linkIn(await story.press('ben', 'Join'));
    const browser = createBrowser();
    expect((await browser.open(url)).text).not.toContain('see and steer');
    const den = story.guild.addChannel('den');
    await agree(story, await openConsent(story, 'ben', await story.people.ben.type(den, '/sesh create')), 'ben');
    expect((await browser.open(url)).text).toContain('see and steer');
    await browser.submit();
    await browser.submit({ user: story.people.ben.user.id });
    expect(scopesAsked(browser)).toEqual(EVERYTHING);
  });
});

describe('a host whose music plays', () => {
  async function playing(): Promise<Story> {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:2');
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    return story;
  }

  async function suggestedDevices(story: Story): Promise<string[]> {
    const choices = await story.people.ada.complete(story.channel, '/sesh start device:');
    return choices.map(({ name }) => name);
  }

  it('cannot link another account until the session is over', async () => {
    const story = await playing();
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    const refused = await agree(story, browser, 'dev');
    expect([refused.status, headline(refused)]).toEqual([409, 'Your music is playing']);
    expect(refused.text).toContain('End the session first with /sesh end');
    await story.press('ada', 'Pause');
    expect(story.accounts.ada.now().isPlaying).toBe(false);
  });

  it('can link the same account afresh', async () => {
    const story = await playing();
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    expect(headline(await agree(story, browser, 'ada'))).toBe('You are connected');
    await story.press('ada', 'Pause');
    expect(story.accounts.ada.now().isPlaying).toBe(false);
  });

  it('can link another account in the lobby, and its device plays', async () => {
    const story = await startStory({ awake: { ada: ['phone'], dev: ['phone'] } });
    await story.create('ada', 'songs:2');
    expect(await suggestedDevices(story)).toEqual(['Ada’s phone']);
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh link'));
    expect(headline(await agree(story, browser, 'dev'))).toBe('You are connected');
    expect(await suggestedDevices(story)).toEqual(['Dev’s phone']);
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    expect([story.accounts.ada.now().isPlaying, story.accounts.dev.now().isPlaying]).toEqual([false, true]);
  });
});
