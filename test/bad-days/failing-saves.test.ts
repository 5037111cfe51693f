import { describe, expect, it } from 'vitest';
import { failSave } from '../failing-disk.ts';
import { buttonsOf } from '../stories/menus.ts';
import { MINUTE, SECOND, type Story, startStory } from '../stories/story.ts';

/* A disk that fails one save: what the player does, what the card says and what comes next agree all the same. */

const WENT_WRONG = 'Something went wrong on my side';

async function lobby(): Promise<Story> {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:4');
  return story;
}

async function live(): Promise<Story> {
  const story = await lobby();
  await story.press('ada', 'Start');
  await story.advance(30 * SECOND);
  return story;
}

/** Returns true once a request to this path has come to Spotify since now. */
function onceAsked(story: Story, path: RegExp): () => boolean {
  const before = story.spotify.requests.length;
  return () => story.spotify.requests.slice(before).some((request) => path.test(request.path));
}

describe('a yes of the player that cannot be written down', () => {
  it('to Start leaves the evening on, because the music plays', async () => {
    const story = await lobby();
    story.expectWarning('a press failed');
    const isSent = onceAsked(story, /player\/play$/);
    const failed = failSave(isSent);
    await story.press('ada', 'Start');
    await story.advance(5 * SECOND);
    expect([failed(), story.accounts.ada.now().isPlaying]).toEqual([1, true]);
    expect(story.shown().title).toBe(`▶ ${story.heard('ada')[0]}`);
    await story.advance(40 * MINUTE);
    expect([story.shown().title, new Set(story.heard('ada')).size]).toEqual(['That was everybody’s music', 4]);
  });

  it('to Skip leaves the song skipped', async () => {
    const story = await live();
    story.expectWarning('a press failed');
    const failed = failSave(onceAsked(story, /player\/(play|next)$/));
    expect(story.told(await story.type('ada', '/sesh skip'))).toContain(WENT_WRONG);
    await story.advance(5 * SECOND);
    const [first, second] = story.heard('ada');
    expect([failed(), story.shown().title]).toEqual([1, `▶ ${second}`]);
    await story.advance(40 * MINUTE);
    expect(story.heard('ada').filter((title) => title === first)).toHaveLength(1);
  });
});

/** Ada hosts, and has offered the session to Ben. */
async function offered(): Promise<Story> {
  const story = await startStory({ awake: { ada: ['phone'], ben: ['phone'] } });
  await story.create('ada', 'songs:4');
  await linkToHost(story, 'ben');
  await story.press('ben', 'Join');
  await story.press('ada', 'Start');
  await story.advance(30 * SECOND);
  await story.type('ada', '/sesh host member:@bennybeats');
  await story.advance(5 * SECOND);
  return story;
}

async function linkToHost(story: Story, name: 'ben'): Promise<void> {
  const kitchen = story.guild.addChannel('kitchen');
  await story.link(name, await story.people[name].type(kitchen, '/sesh create'));
  await story.settle();
  const asked = await story.people[name].type(kitchen, '/sesh end');
  await story.people[name].press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.settle();
}

/** Elif brings songs in mid-song; time goes on until the first of them waits for its turn to be written to the queue. */
async function untilQueueWaits(story: Story): Promise<void> {
  const headers = { 'Retry-After': '10' };
  story.spotify.failNext({ method: 'POST', path: /queue$/, status: 429, headers, body: 'Too many requests' });
  const isAsked = onceAsked(story, /queue$/);
  await story.join('elif');
  while (!isAsked()) await story.advance(SECOND);
}

describe('a press whose save fails overtakes nothing', () => {
  it('Take over: the evening goes on with its host, and the music with it', async () => {
    const story = await offered();
    story.expectWarning('a press failed');
    const ben = story.people.ben.user.id;
    const failed = failSave((values) => values.includes(ben));
    const pressed = await story.press('ben', 'Take over');
    await story.advance(2 * SECOND);
    expect([failed(), story.told(pressed)]).toEqual([1, expect.stringContaining(WENT_WRONG)]);
    expect([story.accounts.ada.now().isPlaying, story.accounts.ben.now().isPlaying]).toEqual([true, false]);
    await story.advance(10 * MINUTE);
    expect([story.shown().title, story.accounts.ada.now().isPlaying]).toEqual([`▶ ${story.heard('ada').at(-1)}`, true]);
  });

  it('End: the evening goes on, and ends at the next press', async () => {
    const story = await live();
    story.expectWarning('a press failed');
    await untilQueueWaits(story);
    const failed = failSave((values) => values.includes('ended'));
    const told = await endBy(story);
    expect([failed(), told]).toEqual([1, expect.stringContaining(WENT_WRONG)]);
    await story.advance(5 * MINUTE);
    expect([story.shown().title, story.accounts.ada.now().isPlaying]).toEqual([`▶ ${story.heard('ada').at(-1)}`, true]);
    await endBy(story);
    expect(buttonsOf(story.card())).not.toContain('Skip');
  });

  it('End while the host is called: the call stays', async () => {
    const story = await live();
    story.expectWarning('a press failed');
    story.expectWarning('the player cannot be reached');
    const [phone] = story.accounts.ada.devices;
    if (phone) story.accounts.ada.sleep(phone);
    await story.advance(4 * MINUTE);
    const calls = () => story.discord.messages(story.channel).filter(({ content }) => content.includes('has stopped'));
    expect(calls()).toHaveLength(1);
    failSave((values) => values.includes('ended'));
    expect([await endBy(story), calls().length]).toEqual([expect.stringContaining(WENT_WRONG), 1]);
    await endBy(story);
    expect(calls()).toEqual([]);
  });
});

/** Ada ends the evening by both presses; returns what she is told. */
async function endBy(story: Story): Promise<string> {
  const asked = await story.press('ada', 'End');
  const pressed = await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.advance(5 * SECOND);
  return story.told(asked) + story.told(pressed);
}

it('Take over that fails: its reason is told, and the old device goes on, whatever cannot be written down of that', async () => {
  const story = await offered();
  for (const message of ['a press failed: spotify is unavailable', 'the old device was not told to go on'])
    story.expectWarning(message);
  story.expectWarning('a device did not follow while the session was taken over');
  story.accounts.ben.premium = false;
  const before = story.spotify.requests.length;
  const plays = () => story.spotify.requests.slice(before).filter(({ path }) => path.endsWith('/play'));
  const failed = failSave(() => plays().length > 1);
  const pressed = await story.press('ben', 'Take over');
  await story.advance(2 * SECOND);
  expect([failed(), story.told(pressed)]).toEqual([1, expect.stringContaining('Premium')]);
  await story.advance(10 * MINUTE);
  expect([story.shown().title, story.accounts.ada.now().isPlaying]).toEqual([`▶ ${story.heard('ada').at(-1)}`, true]);
});

it('Start that is refused late, after the card showed it: the card shows the lobby again', async () => {
  const story = await lobby();
  story.expectWarning('a press failed: spotify is unavailable');
  const headers = { 'Retry-After': '3' };
  story.spotify.failNext({ path: /player\/play$/, status: 429, headers, body: 'Too many requests' });
  const restricted = { error: { status: 403, message: 'Player command failed: Restriction violated' } };
  story.spotify.failNext({ path: /player\/play$/, status: 403, body: restricted, times: 2 });
  await story.people.ada.press(story.card(), 'Start');
  await story.advance(2 * SECOND);
  expect(buttonsOf(story.card())).not.toContain('Start');
  await story.advance(8 * SECOND);
  expect(buttonsOf(story.card())).toContain('Start');
});
