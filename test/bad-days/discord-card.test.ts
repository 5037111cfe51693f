import { describe, expect, it } from 'vitest';
import type { Message } from '../../sim/discord/discord.ts';
import { type Listener, MINUTE, nextSecond, SECOND, type Story, startStory } from '../stories/story.ts';
import { until } from '../until.ts';

const HOUR = 60 * MINUTE;
const CARD = /channels\/\d+\/messages(\/\d+)?$/;
const OLD_CARD = 'That button belongs to a card I no longer know.';

/** An evening whose first song sounds. */
async function evening(...joining: Listener[]): Promise<Story> {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:10');
  await story.join(...joining);
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  return story;
}

/** Winds on until the player begins its next song, and a little further. */
async function nextSong(story: Story): Promise<void> {
  const before = story.heard('ada').length;
  while (story.heard('ada').length === before) await story.advance(5 * SECOND);
  await story.advance(10 * SECOND);
}

const writes = (story: Story, method: string) =>
  story.discord.requests.filter((request) => request.method === method && CARD.test(request.path)).length;
const cards = (story: Story): Message[] =>
  story.discord.messages(story.channel).filter(({ embeds }) => embeds.length > 0);
const sounding = (story: Story) => `▶ ${story.heard('ada').at(-1)}`;

describe('the card survives', () => {
  it('being deleted: a fresh, silent one says the same', async () => {
    const story = await evening();
    const old = story.card();
    story.guild.addPerson(story.discord.addUser('Mo'), { permissions: ['MANAGE_MESSAGES'] }).remove(old);
    await nextSong(story);
    expect(cards(story)).toEqual([expect.objectContaining({ flags: 1 << 12, pings: [] })]);
    expect(story.card().id).not.toBe(old.id);
    expect(story.shown().title).toBe(sounding(story));
  });

  it('an hour: at a boundary, and at no other edit, it moves to a fresh, silent message', async () => {
    const story = await evening('ben', 'chloe', 'dev', 'elif');
    const { id } = story.card();
    await story.advance(HOUR);
    expect([cards(story).length, story.card().id]).toEqual([1, expect.not.stringContaining(id)]);
    const second = story.card();
    expect(second.flags).toBe(1 << 12);

    while (story.clock.now() - second.createdAt < 53 * MINUTE) await story.advance(MINUTE);
    await nextSong(story);
    await story.press('ada', 'Pause');
    await story.advance(4 * MINUTE);
    expect(story.discord.edits(second.id)).toBeGreaterThan(0);
    await story.press('ada', 'Resume');
    await story.advance(10 * SECOND);
    await story.press('finn', 'Join');
    await story.advance(20 * SECOND);
    expect([story.card().id, story.shown().description]).toEqual([second.id, expect.stringContaining('Ends <t:')]);
    await nextSong(story);
    expect(story.card().id).not.toBe(second.id);
    expect(cards(story)).toHaveLength(1);
  });

  it('many presses on an old message: one edit in ten seconds, the latest state wins', async () => {
    const story = await startStory();
    await story.create('ada');
    await story.advance(HOUR + MINUTE);
    const { id } = story.card();
    const before = story.discord.edits(id);
    for (let time = 0; time < 31; time++) {
      await story.type('finn', time % 2 === 0 ? '/sesh join' : '/sesh leave');
      await story.advance(SECOND);
    }
    await story.advance(10 * SECOND);
    expect(story.discord.edits(id) - before).toBeGreaterThan(2);
    expect(story.discord.edits(id) - before).toBeLessThanOrEqual(5);
    expect([story.card().id, story.shown().description]).toEqual([
      id,
      expect.stringContaining(story.people.finn.user.id),
    ]);
  });

  it('a channel that is gone: the evening ends, the player pauses, and nobody writes there again', async () => {
    const story = await evening();
    story.channel.remove();
    await until('the player pauses', () => !story.accounts.ada.now().isPlaying);
    await story.advance(5 * SECOND);
    const [heard, posts, edits] = [story.heard('ada').length, writes(story, 'POST'), writes(story, 'PATCH')];
    await story.advance(HOUR);
    expect(story.heard('ada')).toHaveLength(heard);
    expect([writes(story, 'POST'), writes(story, 'PATCH')]).toEqual([posts, edits]);
  });

  it('a channel whose deletion was never told: the next edit finds out', async () => {
    const story = await evening();
    const body = { message: 'Unknown Channel', code: 10_003 };
    story.discord.failNext({ method: 'PATCH', path: CARD, status: 404, body, times: 9 });
    await story.advance(6 * MINUTE);
    const heard = story.heard('ada').length;
    await story.advance(HOUR);
    expect(story.heard('ada')).toHaveLength(heard);
    expect(story.told(await story.type('ada', '/sesh queue'))).toContain('Open one with `/sesh create`');
  });

  it('lost rights: the evening goes on without a card, Discord is rarely asked, and the card comes back with the rights', async () => {
    const story = await evening('ben');
    story.expectWarning('the card cannot be shown');
    const { id } = story.card();
    story.channel.setRights([{ for: 'bot', deny: ['VIEW_CHANNEL'] }]);
    const [before, heard] = [story.discord.edits(id), story.heard('ada').length];
    await story.advance(25 * MINUTE);
    expect(story.heard('ada').length - heard).toBeGreaterThan(5);
    expect(story.discord.edits(id) - before).toBeLessThanOrEqual(5);
    story.channel.setRights([]);
    await until('the card is back', () => story.shown().title === sounding(story));
    await story.advance(SECOND);
    expect(cards(story)).toHaveLength(1);
  });

  it('a lost right to embed: the card says what is missing instead of standing there empty, and comes back with it', async () => {
    const story = await evening();
    const { id } = story.card();
    story.channel.setRights([{ for: 'bot', deny: ['EMBED_LINKS'] }]);
    await story.press('ada', 'Pause');
    await story.advance(5 * SECOND);
    const message = () => story.discord.messages(story.channel).find((one) => one.id === id);
    expect([message()?.content, message()?.embeds.length]).toEqual([expect.stringContaining('embed links'), 0]);
    story.channel.setRights([]);
    await until('the card is back', () => message()?.embeds.length === 1);
    expect([message()?.content, story.shown().title.startsWith('⏸')]).toEqual(['', true]);
  });

  it('an archived thread: no more edits, and at the next boundary a fresh message', async () => {
    const story = await evening();
    const { id } = story.card();
    const body = { message: 'Thread is archived', code: 50_083 };
    story.discord.failNext({ method: 'PATCH', path: CARD, status: 400, body, times: 9 });
    const before = story.discord.edits(id);
    await story.press('ada', 'Pause');
    await story.type('ada', '/sesh resume');
    expect(story.discord.edits(id) - before).toBe(1);
    await nextSong(story);
    expect([story.discord.edits(id) - before, cards(story).length]).toEqual([1, 1]);
    expect([story.card().id === id, story.shown().title]).toEqual([false, sounding(story)]);
  });

  it('too many edits of an old message: waits as long as Discord says, but not for a boundary', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    story.expectWarning('the card could not be edited');
    await story.create('ada');
    await story.advance(HOUR + MINUTE);
    const { id } = story.card();
    const before = story.discord.edits(id);
    const body = { message: 'Maximum number of edits reached', code: 30_046, retry_after: 600, global: false };
    const headers = { 'Retry-After': '600' };
    story.discord.failNext({ method: 'PATCH', path: CARD, status: 429, body, headers, times: 9 });
    for (let time = 0; time < 10; time++) {
      await story.type('finn', time % 2 === 0 ? '/sesh join' : '/sesh leave');
      await story.advance(20 * SECOND);
    }
    expect([story.discord.edits(id) - before, story.card().id]).toEqual([1, id]);
    story.accounts.ada.addDevice({ name: 'laptop', type: 'Computer', awake: true });
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    expect([story.discord.edits(id) - before, cards(story).length]).toEqual([1, 1]);
    expect([story.card().id === id, story.shown().title]).toEqual([false, sounding(story)]);
  });

  it.each(['Start', 'End'])(
    'too many edits of an old message, and no fresh one at %s either: few attempts',
    async (turn) => {
      const story = await startStory({ awake: { ada: ['phone'] } });
      story.expectWarning('the card could not be edited');
      await story.create('ada');
      await story.advance(HOUR + MINUTE);
      story.accounts.ada.addDevice({ name: 'laptop', type: 'Computer', awake: true });
      const headers = { 'Retry-After': '600' };
      const body = { message: 'Maximum number of edits reached', code: 30_046, retry_after: 600, global: false };
      story.discord.failNext({ method: 'PATCH', path: CARD, status: 429, body, headers, times: 9 });
      await story.type('finn', '/sesh join');
      await story.advance(SECOND);
      const before = writes(story, 'POST');
      story.discord.failNext({ method: 'POST', path: CARD, status: 503, body: 'upstream', times: 8 });
      if (turn === 'Start') await story.press('ada', 'Start');
      const asked = turn === 'End' && (await story.type('ada', '/sesh end'));
      if (asked) await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
      await story.advance(10 * SECOND);
      expect(writes(story, 'POST') - before).toBeLessThanOrEqual(4);
      await story.advance(150 * SECOND);
      if (turn === 'Start') expect([cards(story).length, story.shown().title]).toEqual([1, sounding(story)]);
    },
  );

  it('Discord’s API down for a while: few attempts, then the latest state', async () => {
    const story = await evening();
    story.expectWarning('the card could not be edited');
    const { id } = story.card();
    const before = story.discord.edits(id);
    story.discord.failNext({ method: 'PATCH', path: CARD, status: 503, body: 'upstream', times: 8 });
    await nextSong(story);
    await nextSong(story);
    await story.advance(2 * MINUTE);
    expect(story.shown().title).toBe(sounding(story));
    expect(story.discord.edits(id) - before).toBeLessThanOrEqual(12);
  });

  it('an answer that never comes: one request at a time, and the latest state at last', async () => {
    const story = await evening();
    story.expectWarning('the card could not be edited');
    story.discord.failNext({ method: 'PATCH', path: CARD, cut: true, lands: true, times: 2 });
    await nextSong(story);
    await story.advance(MINUTE);
    expect(story.shown().title).toBe(sounding(story));
  });

  it('an edit whose answer was lost, and a change back since: the card says what is so', async () => {
    const story = await evening();
    story.expectWarning('the card could not be edited');
    story.discord.failNext({ method: 'PATCH', path: CARD, cut: true, lands: true });
    await story.type('ada', '/sesh pause');
    await story.type('ada', '/sesh resume');
    await story.advance(5 * SECOND);
    expect(story.shown().description).toContain('Ends <t:');
  });

  it('a post whose answer was lost once, twice, three times: one card', async () => {
    const story = await evening();
    story.expectWarning('the card could not be edited');
    const moderator = story.guild.addPerson(story.discord.addUser('Mo'), { permissions: ['MANAGE_MESSAGES'] });
    for (const times of [1, 2, 3]) {
      nextSecond();
      moderator.remove(story.card());
      story.discord.failNext({ method: 'POST', path: CARD, cut: true, lands: true, times });
      await nextSong(story);
      await nextSong(story);
      expect([times, cards(story).length, story.shown().title]).toEqual([times, 1, sounding(story)]);
    }
  });

  it('a post whose answer was lost, and a change since: the card that was posted shows it', async () => {
    const story = await evening();
    story.expectWarning('the card could not be edited');
    story.guild.addPerson(story.discord.addUser('Mo'), { permissions: ['MANAGE_MESSAGES'] }).remove(story.card());
    story.discord.failNext({ method: 'POST', path: CARD, cut: true, lands: true, times: 2 });
    await story.type('ada', '/sesh pause');
    await story.type('ada', '/sesh resume');
    await story.advance(5 * SECOND);
    expect(cards(story)).toHaveLength(1);
    expect(story.shown().description).toContain('Ends <t:');
  });

  it('a post whose answer was lost, and Discord away for longer than it knows a nonce: still one card', async () => {
    const story = await evening();
    story.expectWarning('the card could not be edited');
    story.guild.addPerson(story.discord.addUser('Mo'), { permissions: ['MANAGE_MESSAGES'] }).remove(story.card());
    story.discord.failNext({ method: 'POST', path: CARD, cut: true, lands: true });
    story.discord.failNext({ method: 'POST', path: CARD, status: 502, body: 'upstream', times: 19 });
    story.discord.failNext({ method: 'GET', path: CARD, status: 502, body: 'upstream', times: 4 });
    await story.advance(20 * MINUTE);
    expect(cards(story)).toHaveLength(1);
    expect(story.shown().title).toBe(sounding(story));
  });

  it('a replaced card that could not be taken away at once goes later', async () => {
    const story = await evening();
    story.expectWarning('the card could not be edited');
    story.discord.failNext({ method: 'DELETE', path: CARD, status: 500, body: 'oops' });
    expect(story.told(await story.type('finn', '/sesh now'))).toBe('The card is at the bottom now.');
    await story.advance(5 * SECOND);
    expect(cards(story)).toHaveLength(1);
  });

  it('being moved while the state changes: the new message shows the latest', async () => {
    const story = await evening();
    await Promise.all([story.type('finn', '/sesh now'), story.press('finn', 'Join'), story.press('ada', 'Pause')]);
    await story.advance(10 * SECOND);
    expect(cards(story)).toHaveLength(1);
    expect(story.shown().description).toContain('Paused');
  });

  it('a body that Discord refuses: said in the log, and not sent again and again', async () => {
    const story = await evening();
    story.expectWarning('the card is refused');
    const body = { message: 'Invalid Form Body', code: 50_035 };
    story.discord.failNext({ method: 'PATCH', path: CARD, status: 400, body });
    const { id } = story.card();
    const before = story.discord.edits(id);
    await story.press('ada', 'Pause');
    await story.advance(3 * MINUTE);
    expect(story.discord.edits(id) - before).toBe(1);
    await story.type('ada', '/sesh resume');
    await story.advance(10 * SECOND);
    expect(story.shown().title).toBe(sounding(story));
  });
});

it('a press on a card that has been replaced, or on another session’s, gets a private sentence', async () => {
  const story = await evening();
  const old = story.card();
  const session = /sesh:v1:join:(\w+)/.exec(JSON.stringify(old.components))?.[1];
  await story.type('finn', '/sesh now');
  const late = await story.people.finn.forge({ message: old, customId: `sesh:v1:join:${session}` });
  await story.settle();
  expect(story.told(late)).toContain(OLD_CARD);

  const den = story.guild.addChannel('den');
  await story.people.ben.type(den, '/sesh create');
  await story.settle();
  const lost = await story.people.finn.forge({ message: story.card(), customId: `sesh:v1:join:${session}` });
  await story.settle();
  expect(story.told(lost)).toContain('You are in');
});
