import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Interaction } from '../sim/discord/discord.ts';
import { createWorld, type World } from '../sim/world.ts';
import { PER_SECOND } from '../src/service/few-at-a-time.ts';
import { type MeasuredProcess, startBareBot, startSesh } from './child.ts';
import { type Host, OPENING_MS_PER_SESSION, openSessions } from './crowd.ts';
import { type Figure, percentile } from './figure.ts';

export const PRESSES = 500;
export const PRESSES_PER_SECOND = 50;
const SETTLED_MS = 3_000;
const FOLLOW_EVERY_MS = 5;

const QUIET_MS = 10_000;

type Measured = { p50: number; p99: number; unanswered: number; cpu: number; memory: number; quietCpu: number };

/**
 * How quickly people are heard while many sessions are live, and what those cost while nobody does anything. The bot is
 * a process of its own, which is still taking them up again while people press.
 */
export async function measureAcks(sessions: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sesh-bench-'));
  const world = await createWorld({ standingAt: Date.now() - sessions * OPENING_MS_PER_SESSION });
  const config = await world.config({ databasePath: join(folder, 'sesh.db') });
  const hosts = await openSessions(world, config, sessions);
  const letGo = followWallClock(world);
  const takenUpMs = (sessions / PER_SECOND) * 1_000;
  const sesh = await measure(hosts, startSesh(world, config), takenUpMs);
  const bare = await measure(hosts, await startBareBot(world), 0);
  await letGo();
  await world.close();
  await rm(folder, { recursive: true });

  const what = `${sessions} live sessions, ${PRESSES_PER_SECOND} presses a second`;
  const figure = (name: string, unit: Figure['unit'], aim: number | null, key: keyof Measured): Figure => {
    return { label: name, unit, aim, sesh: sesh[key], usual: bare[key] };
  };
  return [
    figure(`${what}: acknowledged within, half of them`, 'ms', null, 'p50'),
    figure('   … 99 of 100', 'ms', 100, 'p99'),
    figure('   … not answered within 5 s', 'presses', 0, 'unanswered'),
    figure('   … processor time, of one core', '%', null, 'cpu'),
    figure('   … memory', 'MB', 250, 'memory'),
    figure(`${sessions} live sessions, nobody presses: processor time, of one core`, '%', 20, 'quietCpu'),
  ];
}

async function measure(hosts: readonly Host[], bot: MeasuredProcess, takenUpMs: number): Promise<Measured> {
  await bot.readyMs;
  await pause(SETTLED_MS);
  const [presses, cpu] = await withCpuShare(bot, () => pressInTurn(hosts));
  await pause(takenUpMs);
  const [, quietCpu] = await withCpuShare(bot, () => pause(QUIET_MS));
  const memory = bot.memory();
  await bot.stop();
  const acksMs = presses.map(({ ackMs }) => ackMs ?? Number.POSITIVE_INFINITY);
  const unanswered = presses.filter(({ state }) => state !== 'answered').length;
  return { p50: percentile(acksMs, 50), p99: percentile(acksMs, 99), unanswered, cpu, memory, quietCpu };
}

/** Runs `act`. Returns its result, and the share of one core, in percent, that the bot used meanwhile. */
async function withCpuShare<T>(bot: MeasuredProcess, act: () => Promise<T>): Promise<[T, number]> {
  const cpuBefore = bot.cpuMs();
  const began = performance.now();
  const result = await act();
  return [result, (100 * (bot.cpuMs() - cpuBefore)) / (performance.now() - began)];
}

/** Sends `/sesh queue` or `/sesh now` in every channel in turn, without waiting for answers. */
async function pressInTurn(hosts: readonly Host[]): Promise<Interaction[]> {
  const presses: Promise<Interaction>[] = [];
  const began = performance.now();
  for (let press = 0; press < PRESSES; press++) {
    await pause(Math.max(0, began + (press * 1_000) / PRESSES_PER_SECOND - performance.now()));
    const host = hosts[press % hosts.length];
    if (host) presses.push(host.person.type(host.channel, press % 3 === 0 ? '/sesh now' : '/sesh queue'));
  }
  return Promise.all(presses);
}

/** Makes a wound clock follow the wall clock. Returns a function that ends that. */
function followWallClock(world: World): () => Promise<void> {
  let isOver = false;
  const follow = async () => {
    while (!isOver) {
      await world.advance(Math.max(0, Date.now() - world.clock.now()));
      await pause(FOLLOW_EVERY_MS);
    }
  };
  const following = follow();
  return () => {
    isOver = true;
    return following;
  };
}
