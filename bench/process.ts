import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createWorld, freePort, type World } from '../src/sim/world.ts';
import { type Child, startChild, untilReady } from './child.ts';
import { type Figure, median } from './figure.ts';

export const COLD_STARTS = 5;
const IDLE_MS = 3_000;

type Begun = { readyMs: number; memory: number };

/** What the process costs by itself: each start is a new process with an empty database. */
export async function measureProcess(): Promise<Figure[]> {
  const world = await createWorld();
  const sesh = await repeat(() => beginSesh(world));
  const bare = await repeat(() => beginBareBot(world));
  await world.close();
  const of = (begun: readonly Begun[], key: keyof Begun) => median(begun.map((one) => one[key]));
  return [
    { what: `cold start to ready: median of ${COLD_STARTS}`, unit: 'ms', aim: 1_000, sesh: of(sesh, 'readyMs'), usual: of(bare, 'readyMs') },
    { what: 'memory when idle', unit: 'MB', aim: 120, sesh: of(sesh, 'memory'), usual: of(bare, 'memory') },
  ];
}

async function repeat(begin: () => Promise<Begun>): Promise<Begun[]> {
  const begun: Begun[] = [];
  while (begun.length < COLD_STARTS) begun.push(await begin());
  return begun;
}

async function beginSesh(world: World): Promise<Begun> {
  const folder = await mkdtemp(join(tmpdir(), 'sesh-bench-'));
  const config = await world.config({ databasePath: join(folder, 'sesh.db') });
  const sesh = startChild('src/main.ts', { environment: world.environment(config) });
  const begun = await watch(sesh, `${config.web.publicUrl}/readyz`);
  await rm(folder, { recursive: true });
  return begun;
}

async function beginBareBot({ url, discord }: World): Promise<Begun> {
  const port = await freePort();
  const bot = startChild('bench/bare-bot.ts', { args: [`${url}/discord`, discord.token, String(port)] });
  return watch(bot, `http://127.0.0.1:${port}`);
}

async function watch(child: Child, url: string): Promise<Begun> {
  const readyMs = await untilReady(url);
  await pause(IDLE_MS);
  const memory = child.memory();
  await child.stop();
  return { readyMs, memory };
}
