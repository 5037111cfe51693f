import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createWorld } from '../sim/world.ts';
import { type MeasuredProcess, startBareBot, startSesh } from './child.ts';
import { type Figure, median } from './figure.ts';

export const COLD_STARTS = 5;
const IDLE_MS = 3_000;

type ColdStart = { readyMs: number; memory: number };

/** Measures start and memory; each start is a new process, Sesh's with an empty database. */
export async function measureProcess(): Promise<Figure[]> {
  const world = await createWorld();
  const folder = await mkdtemp(join(tmpdir(), 'sesh-bench-'));
  const sesh = await measureColdStarts(async () => {
    const databasePath = join(await mkdtemp(join(folder, 'start-')), 'sesh.db');
    return startSesh(world, await world.config({ databasePath }));
  });
  const bare = await measureColdStarts(() => startBareBot(world));
  await world.close();
  await rm(folder, { recursive: true });
  return [
    {
      label: `cold start to ready: median of ${COLD_STARTS}`,
      unit: 'ms',
      aim: 1_500,
      sesh: sesh.readyMs,
      usual: bare.readyMs,
    },
    { label: 'memory when idle', unit: 'MB', aim: 130, sesh: sesh.memory, usual: bare.memory },
  ];
}

async function measureColdStarts(begin: () => Promise<MeasuredProcess>): Promise<ColdStart> {
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
