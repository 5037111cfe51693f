import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createWorld } from '../sim/world.ts';
import { beginBareBot, beginSesh, type Child } from './child.ts';
import { type Figure, median } from './figure.ts';

export const COLD_STARTS = 5;
const IDLE_MS = 3_000;

type Begun = { readyMs: number; memory: number };

/** What the process costs by itself; each start is a new process, Sesh's with an empty database. */
export async function measureProcess(): Promise<Figure[]> {
  const world = await createWorld();
  const folder = await mkdtemp(join(tmpdir(), 'sesh-bench-'));
  const sesh = await beginOverAndOver(async () => {
    const databasePath = join(await mkdtemp(join(folder, 'start-')), 'sesh.db');
    return beginSesh(world, await world.config({ databasePath }));
  });
  const bare = await beginOverAndOver(() => beginBareBot(world));
  await world.close();
  await rm(folder, { recursive: true });
  return [
    {
      what: `cold start to ready: median of ${COLD_STARTS}`,
      unit: 'ms',
      aim: 1_000,
      sesh: sesh.readyMs,
      usual: bare.readyMs,
    },
    { what: 'memory when idle', unit: 'MB', aim: 120, sesh: sesh.memory, usual: bare.memory },
  ];
}

async function beginOverAndOver(begin: () => Promise<Child>): Promise<Begun> {
  const readyMs: number[] = [];
  let memory = Number.NaN;
  for (let start = 1; start <= COLD_STARTS; start++) {
    const bot = await begin();
    readyMs.push(await bot.readyMs);
    if (start === COLD_STARTS) {
      await pause(IDLE_MS);
      memory = bot.memory();
    }
    await bot.stop();
  }
  return { readyMs: median(readyMs), memory };
}
