import { describe, expect, it } from 'vitest';
import { MINUTE, nextSecond, SECOND, type Story, startStory } from '../stories/story.ts';

const OLD_CARD = 'That button belongs to a card I no longer know.';
const OVER = 'That session is over.';

async function evening(): Promise<Story> {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:3');
  return story;
}

function sessionIn(story: Story): string {
  return /sesh:v1:join:(\w+)/.exec(JSON.stringify(story.card().components))?.[1] ?? '';
}

async function forged(story: Story, customId: string, values?: string[]): Promise<string> {
  const press = { message: story.card(), customId, ...(values ? { values, componentType: 3 } : {}) };
  const interaction = await story.people.finn.forge(press);
  await story.settle();
  return story.told(interaction);
}

describe('a forged or stale press gets one private sentence, and the next command works', () => {
  const FORGED: [string, (id: string) => string, string][] = [
    ['of an action we never made', (id: string) => `sesh:v1:constructor:${id}`, OLD_CARD],
    ['of another version', (id: string) => `sesh:v0:join:${id}`, OLD_CARD],
    ['that is not ours at all', () => 'x', OLD_CARD],
    ['of a session that never was', () => 'sesh:v1:join:000000000000', OVER],
    ['with a huge argument', (id: string) => `sesh:v1:skip:${id}:${'9'.repeat(70)}`, 'The music has not started yet.'],
    ['on a button of the host', (id: string) => `sesh:v1:end-now:${id}`, 'Only the host can do that.'],
    ['on a menu of the host', (id: string) => `sesh:v1:start:${id}:device`, 'Only the host can do that.'],
    ['on a page far away', (id: string) => `sesh:v1:queue:${id}:999`, 'The order is drawn when the host presses'],
    ['on the recap of an evening that goes on', (id: string) => `sesh:v1:recap:${id}:1`, OVER],
  ];

  it('whatever stands in it', async () => {
    const story = await evening();
    const told: string[][] = [];
    for (const [name, customId] of FORGED) {
      nextSecond();
      const answer = await forged(story, customId(sessionIn(story)));
      told.push([name, answer, story.told(await story.press('finn', 'Join'))]);
      await story.type('finn', '/sesh leave');
    }
    const isIn = expect.stringContaining('You are in as a guest.');
    expect(told).toEqual(FORGED.map(([name, _, answer]) => [name, expect.stringContaining(answer), isIn]));
  });

  it('from another server', async () => {
    const story = await evening();
    const session = sessionIn(story);
    const elsewhere = story.discord.addGuild('Elsewhere');
    const hall = elsewhere.addChannel('hall');
    const stranger = elsewhere.addPerson(story.discord.addUser('Mallory'));
    await story.link('ben', await elsewhere.addPerson(story.people.ben.user).type(hall, '/sesh create'));
    await story.settle();
    const [theirs] = story.discord.messages(hall);
    const press = await stranger.forge({ message: theirs ?? story.card(), customId: `sesh:v1:join:${session}` });
    await story.settle();
    expect(story.told(press)).toContain(OVER);
    expect(story.shown().description).not.toContain(stranger.user.id);
  });

  it('on the card of an evening that is over', async () => {
    const story = await evening();
    const session = sessionIn(story);
    const asked = await story.type('ada', '/sesh end');
    await story.people.ada.press(asked.reply ?? { id: '' }, 'End it');
    await story.advance(SECOND);
    for (const action of ['join', 'leave', 'start', 'pause', 'resume', 'skip', 'queue', 'end', 'end-now']) {
      expect([action, await forged(story, `sesh:v1:${action}:${session}`)]).toEqual([
        action,
        expect.stringContaining(OVER),
      ]);
    }
  });

  it('a device that was never on the list', async () => {
    const story = await evening();
    const interaction = await story.people.ada.forge({
      message: story.card(),
      customId: `sesh:v1:start:${sessionIn(story)}:device`,
      componentType: 3,
      values: ['<@&1> `device`'],
    });
    await story.settle();
    expect(story.told(interaction)).toContain('None of your devices has that name just now.');
    expect(story.heard('ada')).toEqual([]);
  });
});

describe('commands in the wrong moment', () => {
  const NEED_A_SESSION = [
    '/sesh join',
    '/sesh leave',
    '/sesh start',
    '/sesh skip',
    '/sesh pause',
    '/sesh resume',
    '/sesh queue',
    '/sesh now',
    '/sesh end',
  ];

  /** What this person is told for each of these commands. */
  async function answers(story: Story, name: 'ada' | 'finn', texts: readonly string[]): Promise<[string, string][]> {
    const told: [string, string][] = [];
    for (const text of texts) told.push([text, story.told(await story.type(name, text))]);
    return told;
  }

  it('where there is no session name the next step', async () => {
    const nextStep = expect.stringContaining('Open one with `/sesh create`');
    const told = await answers(await startStory(), 'finn', NEED_A_SESSION);
    expect(told).toEqual(NEED_A_SESSION.map((text) => [text, nextStep]));
  });

  it('in the lobby say that nothing plays yet', async () => {
    const nothingYet = expect.stringContaining('The music has not started yet');
    const texts = ['/sesh skip', '/sesh pause', '/sesh resume'];
    expect(await answers(await evening(), 'ada', texts)).toEqual(texts.map((text) => [text, nothingYet]));
  });

  it('start without anybody’s songs, start twice, pause twice, resume while playing', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    story.accounts.ada.tops = { short_term: [], medium_term: [], long_term: [] };
    await story.create('ada');
    expect(story.told(await story.press('ada', 'Start'))).toContain('Nobody has brought any songs yet');
    await story.join('ben');
    const [one, two] = await Promise.all([story.press('ada', 'Start'), story.press('ada', 'Start')]);
    expect([story.told(one), story.told(two)].sort()).toEqual(['', expect.stringContaining('begun already')]);
    await story.advance(10 * SECOND);
    expect(story.told(await story.type('ada', '/sesh resume'))).toContain('It is already playing');
    expect(story.told(await story.type('ada', '/sesh pause'))).toBe('Paused.');
    expect(story.told(await story.type('ada', '/sesh pause'))).toContain('It is already paused');
    expect(story.told(await story.type('finn', '/sesh resume'))).toContain('Only the host');
  });

  it('now moves the card, at most once in twenty seconds', async () => {
    const story = await evening();
    const { id } = story.card();
    expect(story.told(await story.type('finn', '/sesh now'))).toBe('The card is at the bottom now.');
    expect(story.discord.messages(story.channel).map((message) => message.id)).not.toContain(id);
    expect(story.told(await story.type('ada', '/sesh now'))).toContain('moved just now');
    await story.advance(21 * SECOND);
    expect(story.told(await story.type('ada', '/sesh now'))).toBe('The card is at the bottom now.');
    expect(story.discord.messages(story.channel)).toHaveLength(1);
  });

  it('create where the bot may not post says what to allow', async () => {
    const story = await startStory();
    const closed = story.guild.addChannel('closed', [{ for: 'bot', deny: ['SEND_MESSAGES'] }]);
    const interaction = await story.people.ada.type(closed, '/sesh create');
    expect(story.told(interaction)).toContain('I may not post here.');
  });
});

describe('a service on a bad day', () => {
  it('Spotify does not answer at Start: a sentence, and the next press plays', async () => {
    const story = await evening();
    story.expectWarning('a press failed: spotify is unavailable');
    story.spotify.failNext({ path: /player$/, status: 503, body: 'upstream connect error' });
    expect(story.told(await story.press('ada', 'Start'))).toContain('Spotify did not answer.');
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    expect(story.heard('ada')).toHaveLength(1);
  });

  it('Spotify is down for a while at Start: when it is back, Take back plays', async () => {
    const story = await evening();
    story.expectWarning('no clear answer to the first play request');
    story.expectWarning('the player cannot be reached');
    story.spotify.failNext({ path: /play$/, status: 502, body: '<html>', times: 2 });
    await story.press('ada', 'Start');
    await story.advance(MINUTE);
    expect(story.heard('ada')).toEqual([]);
    expect(story.told(await story.press('finn', 'Take back'))).toContain('Only the host');
    await story.press('ada', 'Take back');
    await story.advance(10 * SECOND);
    expect(story.heard('ada')).toHaveLength(1);
    expect(story.shown().description).toContain('Ends <t:');
  });

  it('Spotify wants Premium: explained, and the lobby stays', async () => {
    const story = await evening();
    story.expectWarning('a press failed: spotify is unavailable');
    story.accounts.ada.premium = false;
    expect(story.told(await story.press('ada', 'Start'))).toContain('Premium');
    expect(story.shown().title).toBe('Who brings the music tonight?');
  });

  it('Spotify cannot be asked when somebody joins: they are in, and their songs come at Start', async () => {
    const story = await evening();
    story.expectWarning('top songs could not be fetched');
    await story.link('ben', await story.type('ben', '/sesh link'));
    story.spotify.failNext({ path: /top\/tracks/, status: 502, body: '<html>' });
    expect(story.told(await story.press('ben', 'Join'))).toContain('your songs are fetched when the host starts');
    await story.press('ada', 'Start');
    await story.advance(MINUTE);
    expect(story.told(await story.type('ben', '/sesh queue'))).toBe('');
    expect(story.shown().footer).toMatch(/of [456] /);
  });

  it('Spotify asks to wait for hours in mid-evening: the card says until when, the music goes on, and it is over by itself', async () => {
    const story = await evening();
    story.expectWarning('spotify refuses a group of calls until a time');
    story.expectWarning('the player cannot be reached');
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    const body = { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } };
    story.spotify.failNext({ path: /player$/, status: 429, body, headers: { 'Retry-After': '1800' } });
    await story.advance(5 * MINUTE);
    expect(story.shown().description).toMatch(/Spotify asked us to wait until <t:\d+:t>/);
    expect(story.shown().title).toBe(`▶ ${story.heard('ada').at(-1)}`);
    expect(story.shown().footer).toContain('by the clock');
    await story.advance(8 * MINUTE);
    expect(story.heard('ada')).toHaveLength(3);
    expect(story.shown().title).toBe('That was everybody’s music');
  });

  it('the card is deleted: it comes back at the next change', async () => {
    const story = await evening();
    const moderator = story.guild.addPerson(story.discord.addUser('Mo'), { permissions: ['MANAGE_MESSAGES'] });
    moderator.remove(story.card());
    await story.type('ada', '/sesh start');
    await story.advance(10 * SECOND);
    expect(story.shown().title).toContain('▶');
  });
});
