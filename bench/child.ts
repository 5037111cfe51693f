import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, type World } from '../sim/world.ts';
import type { Config } from '../src/config.ts';
import { NPM_START } from '../test/npm-start.ts';

/** A program in a process of its own, so that its memory and its time are its own. */
export type MeasuredProcess = {
  /** Resolves with how long it took, in ms, until it said that it is ready. */
  readyMs: Promise<number>;
  /** Resident memory, in MB. */
  memory(): number;
  /** Time spent on the processor so far, in ms. */
  cpuMs(): number;
  stop(): Promise<void>;
};

const ROOT = join(import.meta.dirname, '..');
/** The bare bot gets the same limits of memory as Sesh. */
const HEAP_FLAGS = NPM_START.filter((flag) => flag.includes('-size=') || flag.includes('-percent='));
const KB_PER_MB = 1_024;
/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10;
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** Starts Sesh as `npm start` does. Returns before it is ready. */
export function startSesh(world: World, config: Config): MeasuredProcess {
  return startProcess('src/main.ts', {
    flags: NPM_START.slice(0, -1),
    environment: world.environment(config),
    url: `${config.web.publicUrl}/readyz`,
  });
}

/** Starts the smallest possible bot on discord.js. */
export async function startBareBot({ url, discord }: World): Promise<MeasuredProcess> {
  const port = await freePort();
  const args = [`${url}/discord`, discord.token, String(port)];
  return startProcess('bench/bare-bot.ts', { flags: HEAP_FLAGS, args, url: `http://127.0.0.1:${port}` });
}

type ProcessOptions = {
  url: string;
  flags: readonly string[];
  environment?: Record<string, string>;
  args?: readonly string[];
};

function startProcess(program: string, { url, flags, environment = {}, args = [] }: ProcessOptions): MeasuredProcess {
  const child = spawn(process.execPath, [...flags, join(ROOT, program), ...args], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    readyMs: untilReady(url),
    memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(fileOf(child, 'status'))?.[1]) / KB_PER_MB,
    cpuMs() {
      const fields = fileOf(child, 'stat')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) * TICK_MS;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function fileOf({ pid }: ChildProcess, name: string): string {
  return readFileSync(`/proc/${pid}/${name}`, 'utf8');
}

const POLL_MS = 5;

async function untilReady(url: string): Promise<number> {
  const began = performance.now();
  while (!(await answers(url))) await pause(POLL_MS);
  return performance.now() - began;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false; // nothing listens there yet
  }
}
