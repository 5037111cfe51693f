import { describe, expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../sim/clock.ts';
import type { GatewayRefusal } from '../../sim/discord/discord.ts';
import { createDiscordHarness } from '../../sim/discord/harness.ts';
import { until } from '../../test/until.ts';
import { createLog, inBackground } from '../log.ts';
import { createShard } from './shard.ts';

const log = createLog({ level: 'silent' });
const MINUTE = 60_000;

/** A shard on a gateway, with both of its clocks wound by hand. */
async function shardOn(how: GatewayRefusal | null) {
  const harness = await createDiscordHarness();
  onTestFinished(harness.close);
  const { discord, url } = harness;
  const clock = counting();
  const wall = counting();
  discord.refuseGateway(how);
  const asked: boolean[] = [];
  const losses: number[] = [];
  let allowed = 0;
  const shard = createShard({
    clock,
    wall,
    log,
    identity: {
      token: discord.token,
      intents: 1,
      properties: { os: 'linux', browser: 'test', device: 'test' },
      shard: [0, 1],
    },
    async address(isKnownBad) {
      asked.push(isKnownBad);
      return `${url.replace('http', 'ws')}/gateway`;
    },
    async waitForIdentify() {
      allowed++;
    },
    onHello() {},
    onSessionBegun() {},
    onResumed() {},
    onEvent() {},
    onHeartbeatAck() {},
    onDisconnect: (code) => void losses.push(code),
  });
  onTestFinished(() => shard.close());
  /** Minutes pass until something is so. */
  const passUntil = (what: string, isSo: () => boolean) =>
    until(what, async () => {
      await clock.advance(MINUTE);
      return isSo();
    });
  /** The same; meanwhile every connection that gets nowhere runs out of time. */
  const losePatienceUntil = (what: string, isSo: () => boolean) =>
    passUntil(what, () => {
      inBackground(wall.advance(MINUTE), log, 'the wall clock stood still');
      return isSo();
    });
  return { ...harness, shard, clock, wall, asked, losses, allowed: () => allowed, passUntil, losePatienceUntil };
}

/** A clock that counts what it still has to do. */
function counting() {
  const clock = createClock({ start: 0 });
  let pending = 0;
  return {
    ...clock,
    pending: () => pending,
    after(ms: number, fire: () => void) {
      pending++;
      let isOver = false;
      const end = () => {
        if (!isOver) pending--;
        isOver = true;
      };
      const cancel = clock.after(ms, () => {
        end();
        fire();
      });
      return () => {
        end();
        cancel();
      };
    },
  };
}

const PATIENT: GatewayRefusal[] = ['silence', 'no-hello', 'no-ready'];
const QUICK: GatewayRefusal[] = [503, 'reset', 'hangup', 'cut', 'invalid'];

describe('a shard', () => {
  it.each(PATIENT)('gives up a connection that gets nowhere (%s), and has the next one alone', async (how) => {
    const { discord, shard, wall, passUntil, losePatienceUntil, asked } = await shardOn(how);
    shard.open();
    await until('a connection', () => discord.gatewayConnections() === 1);
    await losePatienceUntil('another attempt', () => asked.length > 2);
    discord.refuseGateway(null);
    await wall.advance(MINUTE); // for the one that still gets nowhere
    await passUntil('alive', () => shard.isAlive());
    await until('one connection', () => discord.gatewayConnections() === 1);
    expect(discord.mostSessions()).toBe(1);
  });

  it.each([...PATIENT, ...QUICK, null])('closed while it comes (%s): nothing of it is left', async (how) => {
    const { discord, shard, clock, wall } = await shardOn(how);
    const before = discord.requests.length;
    shard.open();
    if (how === null) await until('alive', () => shard.isAlive());
    else if (PATIENT.includes(how)) await until('a connection', () => discord.gatewayConnections() === 1);
    await shard.close();
    await until('no connection', () => discord.gatewayConnections() === 0);
    await clock.advance(MINUTE);
    await wall.advance(MINUTE);
    expect([clock.pending(), wall.pending(), shard.isAlive()]).toEqual([0, 0, false]);
    expect([discord.requests.length - before, discord.gatewayConnections()]).toEqual([0, 0]);
  });

  it('spends no IDENTIFY on a handshake that is refused', async () => {
    const { discord, shard, asked, allowed, passUntil } = await shardOn(503);
    shard.open();
    await passUntil('several attempts', () => asked.length > 5);
    discord.refuseGateway(null);
    await passUntil('alive', () => shard.isAlive());
    expect(allowed()).toBe(discord.sessionsBegun());
  });

  it('asks for another address when the one that its session named has died', async () => {
    const { discord, shard, passUntil, asked, losses } = await shardOn(null);
    discord.garble((event) =>
      event.t === 'READY' ? { ...event, d: { ...event.d, resume_gateway_url: 'ws://127.0.0.1:9/' } } : null,
    );
    shard.open();
    await until('alive', () => shard.isAlive());
    discord.dropGateway();
    await until('lost', () => losses.length > 0);
    await passUntil('resumed', () => shard.isAlive());
    expect([asked, discord.resumes(), discord.sessionsBegun()]).toEqual([[false, true], 1, 1]);
  });

  it.each([
    ['no user', { user: null }],
    ['no application', { application: undefined }],
    ['guilds that are none', { guilds: null }],
    ['an address that is none', { resume_gateway_url: 'nowhere' }],
    ['no session', { session_id: null }],
  ])('goes on with a READY that has %s, and comes back after it', async (_, changes) => {
    const { discord, shard, losses, passUntil } = await shardOn(null);
    discord.garble((event) => (event.t === 'READY' ? ({ ...event, d: { ...event.d, ...changes } } as never) : null));
    shard.open();
    await until('alive', () => shard.isAlive());
    discord.dropGateway();
    await until('lost', () => losses.length > 0);
    await passUntil('alive again', () => shard.isAlive());
    expect(discord.mostSessions()).toBe(1);
  });

  it('begins anew after a READY that tells nothing', async () => {
    const { discord, shard, passUntil } = await shardOn(null);
    discord.garble((event) => (event.t === 'READY' ? ({ ...event, d: null } as never) : null));
    shard.open();
    await until('told', () => discord.sessionsBegun() > 1);
    discord.garble(null);
    await passUntil('alive', () => shard.isAlive());
    expect(discord.mostSessions()).toBe(1);
  });
});
