import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A program in a process of its own, so that its memory and its time are its own. */
export type Child = {
  /** Resident memory, in MB. */
  memory(): number;
  /** Time spent on the processor so far, in ms. */
  cpuMs(): number;
  stop(): Promise<void>;
};

type Told = { environment?: Record<string, string>; args?: readonly string[] };

const ROOT = join(import.meta.dirname, '..');
const KB_PER_MB = 1_024;
/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10;
const USER_TIME = 11;
const SYSTEM_TIME = 12;

export function startChild(program: string, { environment = {}, args = [] }: Told): Child {
  const child = spawn(process.execPath, [join(ROOT, program), ...args], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(fileOf(child, 'status'))?.[1]) / KB_PER_MB,
    cpuMs() {
      const fields = fileOf(child, 'stat')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) * TICK_MS;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function fileOf({ pid }: ChildProcess, name: string): string {
  return readFileSync(`/proc/${pid}/${name}`, 'utf8');
}

const POLL_MS = 5;

/** Resolves with how long it took until an address answered 200. */
export async function untilReady(url: string): Promise<number> {
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
