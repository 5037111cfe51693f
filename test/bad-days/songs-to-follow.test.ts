import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MINUTE, nextSecond, SECOND, type Story, startStory, temporaryFolder } from '../stories/story.ts';

const TOPS = /\/me\/top\/tracks$/;
const DOWN = { path: TOPS, status: 503, body: 'upstream connect error' };
const ASKED_TO_WAIT = {
  path: TOPS,
  status: 429,
  body: { error: { status: 429, message: 'API rate limit exceeded' } },
  headers: { 'Retry-After': '30' },
};

/** What may go wrong with one answer about somebody's songs. */
const FAULTS = [
  ['is down', DOWN],
  ['asks to wait', ASKED_TO_WAIT],
  ['breaks off', { path: TOPS, reset: true }],
  ['answers something else', { path: TOPS, status: 200, body: '<html>' }],
  ['is broken', { path: TOPS, status: 500, body: { error: { status: 500, message: 'Server error' } } }],
] as const;

function expectTrouble(story: Story): void {
  story.expectWarning('top songs could not be fetched');
  story.expectWarning('spotify refuses a group of calls until a time');
}

const fail = (story: Story, fault: (typeof FAULTS)[number][1] = DOWN, times = 1) =>
  story.spotify.failNext({ ...fault, times });
const line = (story: Story, name: 'ben' | 'chloe') =>
  story
    .shown()
    .description.split('\n')
    .find((one) => one.includes(story.people[name].user.id));

async function queueOf(story: Story): Promise<string> {
  const asked = await story.type('ada', '/sesh queue');
  return JSON.stringify(asked.replies);
}

/** Ends the evening, and opens the next one as if Ben had never been here. */
async function beginAnew(story: Story): Promise<void> {
  nextSecond();
  const asked = await story.type('ada', '/sesh end');
  await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.type('ben', '/sesh unlink');
  await story.advance(MINUTE);
  const [phone] = story.accounts.ada.devices;
  if (phone) story.accounts.ada.wake(phone);
  await story.type('ada', '/sesh create songs:2');
  await story.advance(2 * SECOND);
}

/** What is to be seen with each of the faults: the line in the lobby, and whether the songs came at Start. */
const TO_FOLLOW = FAULTS.map(([name]) => [name, expect.stringContaining('songs to follow'), true]);

describe('songs that could not be fetched are to follow, and are asked for again at Start', () => {
  /** What is seen of Ben in the lobby, and whether his songs are there once it is started. */
  async function seenOfBen(story: Story): Promise<[string | undefined, boolean]> {
    await story.advance(10 * SECOND);
    const inLobby = line(story, 'ben');
    await story.advance(40 * SECOND);
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    return [inLobby, (await queueOf(story)).includes(story.people.ben.user.id)];
  }

  it('a guest linked while Spotify had a fault', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    expectTrouble(story);
    await story.create('ada', 'songs:2');
    const seen: unknown[] = [];
    for (const [name, fault] of FAULTS) {
      nextSecond();
      const joining = await story.press('ben', 'Join');
      fail(story, fault);
      await story.link('ben', joining);
      seen.push([name, ...(await seenOfBen(story))]);
      await beginAnew(story);
    }
    expect(seen).toEqual(TO_FOLLOW);
  });

  it('a linked member joined while Spotify had a fault, left, and came back', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    expectTrouble(story);
    await story.create('ada', 'songs:2');
    const seen: unknown[] = [];
    for (const [name, fault] of FAULTS) {
      nextSecond();
      await story.link('ben', await story.type('ben', '/sesh link'));
      fail(story, fault, fault === ASKED_TO_WAIT ? 1 : 2); // nobody asks again while told to wait
      await story.press('ben', 'Join');
      await story.press('ben', 'Leave');
      await story.press('ben', 'Join');
      seen.push([name, ...(await seenOfBen(story))]);
      await beginAnew(story);
    }
    expect(seen).toEqual(TO_FOLLOW);
  });

  it('a guest linked for something else, in another server', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    expectTrouble(story);
    await story.create('ada', 'songs:2');
    await story.press('ben', 'Join');
    const cellar = story.discord.addGuild('The Cellar');
    const den = cellar.addChannel('den');
    const ben = cellar.addPerson(story.people.ben.user);
    fail(story, DOWN, 2);
    await story.link('ben', await ben.type(den, '/sesh create songs:2'));
    await story.advance(10 * SECOND);
    expect(line(story, 'ben')).toContain('songs to follow');
    await story.advance(40 * SECOND);
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    expect(await queueOf(story)).toContain(story.people.ben.user.id);
  });

  it('a guest whose link Spotify had ended linked anew while it was down', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    expectTrouble(story);
    await story.link('ben', await story.type('ben', '/sesh link'));
    story.accounts.ben.revoke();
    await story.advance(61 * MINUTE);
    await story.create('ada', 'songs:2');
    const joining = await story.press('ben', 'Join');
    expect(story.told(joining)).toContain('no longer takes your connection');
    fail(story);
    await story.link('ben', joining);
    const [phone] = story.accounts.ada.devices;
    if (phone) story.accounts.ada.wake(phone); // it has dropped out since
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    expect(await queueOf(story)).toContain(story.people.ben.user.id);
  });

  it('who still cannot be asked then does not keep the others waiting, and their songs follow by themselves', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    expectTrouble(story);
    await story.create('ada', 'songs:2');
    const joining = await story.press('ben', 'Join');
    fail(story, DOWN, 2);
    await story.link('ben', joining);
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    expect(story.heard('ada')).toHaveLength(1);
    expect(await queueOf(story)).not.toContain(story.people.ben.user.id);
    await story.advance(6 * MINUTE);
    expect(await queueOf(story)).toContain(story.people.ben.user.id);
  });
});

describe('a late joiner whose songs could not be fetched', () => {
  async function live() {
    const databasePath = join(temporaryFolder(), 'sesh.db');
    const story = await startStory({ awake: { ada: ['phone'] }, configured: { databasePath } });
    expectTrouble(story);
    await story.create('ada', 'songs:4');
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    return story;
  }

  it('is asked about again by itself: linked before', async () => {
    const story = await live();
    await story.link('ben', await story.type('ben', '/sesh link'));
    fail(story);
    expect(story.told(await story.press('ben', 'Join'))).toContain('your songs follow by themselves');
    await story.advance(5 * MINUTE);
    expect(await queueOf(story)).toContain(story.people.ben.user.id);
  });

  it('is asked about again by itself: linked afterwards', async () => {
    const story = await live();
    const joining = await story.press('ben', 'Join');
    fail(story);
    await story.link('ben', joining);
    await story.advance(5 * MINUTE);
    expect(await queueOf(story)).toContain(story.people.ben.user.id);
  });

  it('is asked about again after a restart, at anybody’s next press', async () => {
    const story = await live();
    const joining = await story.press('ben', 'Join');
    fail(story);
    await story.link('ben', joining);
    await story.restart();
    await story.press('chloe', 'Join');
    await story.advance(5 * MINUTE);
    expect(await queueOf(story)).toContain(story.people.ben.user.id);
  });

  it('is asked about ever more rarely while Spotify stays down, and no more once they left', async () => {
    const story = await live();
    await story.link('ben', await story.type('ben', '/sesh link'));
    fail(story, DOWN, 1_000);
    await story.press('ben', 'Join');
    const asked = () => story.spotify.requests.filter(({ path }) => TOPS.test(path)).length;
    const before = asked();
    await story.advance(8 * MINUTE);
    const while8 = asked() - before;
    expect(while8).toBeGreaterThan(1);
    expect(while8).toBeLessThan(8);
    await story.type('ben', '/sesh leave');
    const left = asked();
    await story.advance(8 * MINUTE);
    expect(asked()).toBe(left);
  });
});
