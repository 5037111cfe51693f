import { describe, expect, it } from 'vitest';
import type { GatewayRefusal } from '../../sim/discord/discord.ts';
import type { World } from '../../sim/world.ts';
import { MINUTE, SECOND, type Story, startStory } from '../stories/story.ts';
import { until } from '../until.ts';

/** Every way that can be seen without waiting on the wall; those that take patience stand in `shard.test.ts`. */
const WAYS: GatewayRefusal[] = [503, 520, 500, 429, 403, 404, 200, 302, 'reset', 'hangup', 'cut', 'invalid'];

const isReady = async ({ bot }: Story) => (await fetch(`http://127.0.0.1:${bot.port}/readyz`)).status === 200;

const ATTEMPTS = 4;

/** A minute passes, or more, in which no session can be opened, and in which the bot tries. */
async function aMinuteWithout({ discord, clock, advance }: World, how: GatewayRefusal): Promise<void> {
  const [since, before] = [clock.now(), discord.gatewayAttempts()];
  discord.refuseGateway(how);
  await until('several attempts', async () => {
    if (discord.gatewayAttempts() > before) await advance(SECOND);
    return clock.now() - since >= MINUTE && discord.gatewayAttempts() - before >= ATTEMPTS;
  });
  discord.refuseGateway(null);
}

/** Seconds pass until the bot has a session. */
async function untilBack(world: World, sessions: () => number): Promise<number> {
  let seconds = 0;
  await until('a session', async () => {
    if (sessions() > 0) return true;
    await world.advance(SECOND);
    seconds++;
    return false;
  });
  return seconds;
}

async function expectOne(story: Story): Promise<void> {
  const { discord } = story;
  const before = discord.requests.length;
  expect(story.told(await story.type('finn', '/sesh help'))).toContain('/sesh create');
  const answers = discord.requests.slice(before).filter(({ path }) => path.endsWith('/callback'));
  await until('one connection', () => discord.gatewayConnections() === 1);
  expect([answers.length, discord.mostSessions(), await isReady(story), story.failures]).toEqual([1, 1, true, []]);
}

describe('a gateway that lets nobody in for a minute', () => {
  it.each(WAYS)('at the start (%s): one client comes as soon as it does, and answers once', async (how) => {
    let trying: Promise<void> | null = null;
    const story = await startStory({
      awake: { ada: ['phone'] },
      before(world) {
        trying = aMinuteWithout(world, how).then(async () => void (await untilBack(world, world.discord.mostSessions)));
      },
    });
    story.expectWarning('gateway error');
    await trying;
    await expectOne(story);
  });

  it.each<GatewayRefusal>([503, 'reset', 'cut', 'invalid'])(
    'in mid-evening (%s): one client goes on, and answers once',
    async (how) => {
      const story = await startStory({ awake: { ada: ['phone'] } });
      story.expectWarning('gateway error');
      await story.create('ada');
      await story.advance(MINUTE);
      const away = aMinuteWithout(story, how);
      story.discord.dropGateway();
      await away;
      await until('back', async () => {
        await story.advance(SECOND);
        return isReady(story);
      });
      await expectOne(story);
    },
  );
});
