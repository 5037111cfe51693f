import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND, type Story, startStory } from '../stories/story.ts';
import { until } from '../until.ts';

const HOUR = 60 * MINUTE;

/** An evening whose gateway wants to hear from its clients often enough for a test. */
async function evening(heartbeatIntervalMs?: number): Promise<Story> {
  const story = await startStory({
    awake: { ada: ['phone'] },
    ...(heartbeatIntervalMs !== undefined && { heartbeatIntervalMs }),
  });
  await story.create('ada', 'songs:10');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  return story;
}

async function isReady({ bot }: Story): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${bot.port}/readyz`)).status === 200;
}

/** Seconds pass until it is ready again: attempts that failed are followed by pauses. */
const comesBack = (story: Story) =>
  until('back', async () => {
    await story.advance(SECOND);
    return isReady(story);
  });

const sounding = (story: Story) => `▶ ${story.heard('ada').at(-1)}`;
const listens = async (story: Story) =>
  expect(story.told(await story.type('finn', '/sesh join'))).toContain('You are in as a guest.');

describe('the gateway', () => {
  it.each([
    ['asks us to come back (op 7)', (story: Story) => story.discord.requestReconnect()],
    ['is cut', (story: Story) => story.discord.dropGateway()],
    ['interrupts the session (op 9, resumable)', (story: Story) => story.discord.invalidateSession(true)],
    ['stops answering heartbeats', (story: Story) => story.discord.ignoreHeartbeats(true)],
  ])('%s: the bot takes its session up again, and the evening goes on', async (what, happen) => {
    const story = await evening(what.includes('heartbeats') ? 300 : undefined);
    const [sessions, resumes] = [story.discord.sessionsBegun(), story.discord.resumes()];
    happen(story);
    await until('it comes back', async () => {
      await story.advance(SECOND);
      return story.discord.resumes() > resumes;
    });
    story.discord.ignoreHeartbeats(false);
    await comesBack(story);
    await listens(story);
    await story.advance(5 * MINUTE);
    expect(story.shown().title).toBe(sounding(story));
    expect([story.discord.sessionsBegun(), story.failures]).toEqual([sessions, []]);
  });

  it('stays away for five minutes: the bot gives up, so that a new process may try', async () => {
    const story = await evening();
    story.expectWarning('gateway error');
    story.discord.refuseGateway(503);
    story.discord.dropGateway();
    await until('away', async () => !(await isReady(story)));
    await story.advance(4 * MINUTE);
    expect(story.failures).toEqual([]);
    await story.advance(MINUTE + SECOND);
    expect(story.failures).toEqual(['BotLost']);
  });

  it('closes for good: the bot gives up at once', async () => {
    const story = await evening();
    story.expectWarning('gateway error');
    for (const code of [4004, 4010, 4011, 4012, 4013, 4014]) {
      story.discord.dropGateway(code);
      await until(`given up after ${code}`, () => story.failures.length > 0);
      expect([code, ...story.failures]).toEqual([code, 'BotRejected']);
      await story.restart();
      story.failures.length = 0;
    }
  });

  it('ends the session (op 9) and keeps from us what happened meanwhile: found out when the next one begins', async () => {
    const story = await evening();
    const { id } = story.card();
    const elsewhere = story.discord.addGuild('Elsewhere');
    const hall = elsewhere.addChannel('hall');
    await story.link('ben', await elsewhere.addPerson(story.people.ben.user).type(hall, '/sesh create'));
    await until('the other lobby is there', () => story.discord.messages(hall).length === 1);
    const begun = story.discord.sessionsBegun();

    story.expectWarning('the card cannot be shown');
    const noAccess = { status: 403, body: { message: 'Missing Access', code: 50_001 }, times: 9 };
    story.discord.failNext({ path: new RegExp(`channels/${hall.id}/`), ...noAccess });
    story.discord.invalidateSession();
    elsewhere.remove();
    story.guild.addPerson(story.discord.addUser('Mo'), { permissions: ['MANAGE_MESSAGES'] }).remove(story.card());
    await until('a new card', () => story.discord.messages(story.channel).length === 1);
    expect([story.card().id === id, story.shown().title]).toEqual([false, sounding(story)]);
    await until('back', () => isReady(story));
    const den = story.guild.addChannel('den');
    const created = await story.people.ben.type(den, '/sesh create');
    await story.settle();
    expect(story.told(created)).toContain('Your lobby is open.');
    expect([story.discord.sessionsBegun() - begun, story.failures]).toEqual([1, []]);
  });

  it('delivers a press twice: it is carried out once', async () => {
    const story = await evening();
    story.discord.repeatInteraction();
    const skipping = story.people.ada.press(story.card(), 'Skip');
    story.discord.repeatInteraction();
    await skipping;
    story.discord.repeatInteraction();
    await story.advance(10 * SECOND);
    expect(story.heard('ada')).toHaveLength(2);
    expect(story.told(await story.type('finn', '/sesh join'))).toContain('You are in');
  });

  it('delivers a press too late: it is not carried out', async () => {
    const story = await evening();
    story.expectWarning('gateway error');
    story.discord.refuseGateway(503);
    story.discord.dropGateway();
    const skipping = story.people.ada.press(story.card(), 'Skip');
    await story.advance(4 * SECOND);
    expect((await skipping).notice).toBe('This interaction failed');
    story.discord.refuseGateway(null);
    await comesBack(story);
    await story.settle();
    await story.advance(10 * SECOND);
    expect(story.heard('ada')).toHaveLength(1);
  });
});

describe('servers', () => {
  it('one that is out of reach keeps its evening; one that throws the bot out ends it', async () => {
    const story = await evening();
    story.expectWarning('a server is unavailable');
    story.guild.setAvailable(false);
    await until('said', () => story.warnings.includes('a server is unavailable'));
    await story.advance(10 * MINUTE);
    story.guild.setAvailable(true);
    const heard = story.heard('ada').length;
    expect(heard).toBeGreaterThan(2);
    story.guild.remove();
    await until('the player pauses', () => !story.accounts.ada.now().isPlaying);
    await story.advance(HOUR);
    expect(story.heard('ada')).toHaveLength(heard);
  });
});

describe('an acknowledgement', () => {
  const CALLBACK = /\/callback$/;

  it.each([
    [
      'that arrived, though its answer was lost',
      { cut: true, lands: true },
      expect.stringContaining('Discord lost my answer on the way, so I did nothing.'),
    ],
    ['that Discord never takes', { status: 503, body: 'upstream', times: 4 }, ''],
  ])('%s: nothing is carried out, and the person is told if that can be', async (_, fault, told) => {
    const story = await evening();
    if (told === '') story.expectWarning('an interaction went unanswered');
    story.discord.failNext({ method: 'POST', path: CALLBACK, ...fault });
    const skipping = story.people.ada.press(story.card(), 'Skip');
    await story.advance(4 * SECOND);
    expect(story.told(await skipping)).toEqual(told);
    await story.advance(10 * SECOND);
    expect(story.heard('ada')).toHaveLength(1);
  });
});

describe('commands', () => {
  const COMMANDS = /\/commands$/;
  const registrations = (story: Story) =>
    story.discord.requests.filter(({ method, path }) => method === 'PUT' && COMMANDS.test(path));

  it('that cannot be registered just now are registered later, and the bot lives', async () => {
    const story = await startStory({
      before: (world) => world.discord.failNext({ path: COMMANDS, status: 500, times: 4 }),
    });
    story.expectWarning('commands could not be registered');
    expect(await isReady(story)).toBe(false);
    await story.advance(MINUTE);
    expect([await isReady(story), registrations(story).length]).toEqual([true, 5]);
    expect(story.told(await story.type('finn', '/sesh join'))).toContain('Open one with `/sesh create`');
  });
});

describe('the token', () => {
  it('is reset while the bot runs: it gives up at once', async () => {
    const story = await evening();
    story.expectWarning('the card could not be edited');
    const body = { message: '401: Unauthorized', code: 0 };
    story.discord.failNext({ method: 'PATCH', path: /messages\/\d+$/, status: 401, body });
    await story.press('ada', 'Pause');
    await until('given up', () => story.failures.length > 0);
    expect(story.failures).toEqual(['BotRejected']);
  });
});
