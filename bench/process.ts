import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createWorld, freePort, type World } from '../src/sim/world.ts';
import { type Child, startChild, untilReady } from './child.ts';
import { type Figure, median } from './figure.ts';

export const COLD_STARTS = 5;
const IDLE_MS = 3_000;

type Program = (world: World) => Promise<{ child: Child; url: string }>;
type Begun = { readyMs: number; memory: number };

/** What the process costs by itself; each start is a new process, Sesh's with an empty database. */
export async function measureProcess(): Promise<Figure[]> {
  const world = await createWorld();
  const folder = await mkdtemp(join(tmpdir(), 'sesh-bench-'));
  const sesh = await beginOverAndOver(world, async () => beginSesh(world, await mkdtemp(join(folder, 'start-'))));
  const bare = await beginOverAndOver(world, beginBareBot);
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

async function beginOverAndOver(world: World, begin: Program): Promise<Begun> {
  const readyMs: number[] = [];
  let memory = Number.NaN;
  for (let start = 1; start <= COLD_STARTS; start++) {
    const { child, url } = await begin(world);
    readyMs.push(await untilReady(url));
    if (start === COLD_STARTS) {
      await pause(IDLE_MS);
      memory = child.memory();
    }
    await child.stop();
  }
  return { readyMs: median(readyMs), memory };
}

async function beginSesh(world: World, folder: string): Promise<{ child: Child; url: string }> {
  const config = await world.config({ databasePath: join(folder, 'sesh.db') });
  const child = startChild('src/main.ts', { environment: world.environment(config) });
  return { child, url: `${config.web.publicUrl}/readyz` };
}

async function beginBareBot({ url, discord }: World): Promise<{ child: Child; url: string }> {
  const port = await freePort();
  const child = startChild('bench/bare-bot.ts', { args: [`${url}/discord`, discord.token, String(port)] });
  return { child, url: `http://127.0.0.1:${port}` };
}
