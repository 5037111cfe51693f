import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, type World } from '../sim/world.ts';
import type { Config } from '../src/config.ts';
import { NPM_START } from '../test/npm-start.ts';

/** A program in a process of its own, so that its memory and its time are its own. */
export type Child = {
  /** Resolves with how long it took, in ms, until it said that it is ready. */
  readyMs: Promise<number>;
  /** Resident memory, in MB. */
  memory(): number;
  /** Time spent on the processor so far, in ms. */
  cpuMs(): number;
  stop(): Promise<void>;
};

const ROOT = join(import.meta.dirname, '..');
/** The bare bot runs with as little room for its objects as Sesh. */
const ROOM = NPM_START.filter((flag) => flag.includes('-size=') || flag.includes('-percent='));
const KB_PER_MB = 1_024;
/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10;
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** Sesh, as `npm start` runs it. Returns before it is ready. */
export function beginSesh(world: World, config: Config): Child {
  return begin('src/main.ts', {
    flags: NPM_START.slice(0, -1),
    environment: world.environment(config),
    url: `${config.web.publicUrl}/readyz`,
  });
}

/** The least that a bot on discord.js can be. */
export async function beginBareBot({ url, discord }: World): Promise<Child> {
  const port = await freePort();
  const args = [`${url}/discord`, discord.token, String(port)];
  return begin('bench/bare-bot.ts', { flags: ROOM, args, url: `http://127.0.0.1:${port}` });
}

type Told = { url: string; flags: readonly string[]; environment?: Record<string, string>; args?: readonly string[] };

function begin(program: string, { url, flags, environment = {}, args = [] }: Told): Child {
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
    return false; // nobody listens there yet
  }
}
