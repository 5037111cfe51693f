import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Planted, planted } from './planted.ts';

/*
 * `npm run chaos:planted`: puts each planted bug into a copy of the source and spends evenings there until one is
 * spoilt that is not spoilt without it. Fails when a bug is not caught, or its text is not there any more.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['src', 'sim', 'drizzle', 'package.json', 'test/chaos'];
const EVENINGS = 600;
const FIRST_SEED = 1;

type Run = { failed: number[]; said: string };

/** A copy of the source, with a bug in it or without; never the work tree. */
function copyOf(bug: Planted | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-planted-'));
  for (const part of COPIED) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  if (bug) plant(join(folder, bug.file), bug);
  return folder;
}

function plant(path: string, { file, text, becomes }: Planted): void {
  const before = readFileSync(path, 'utf8');
  const parts = before.split(text);
  if (parts.length !== 2) throw new Error(`${file} has "${text}" ${parts.length - 1} times, not once`);
  writeFileSync(path, parts.join(becomes));
}

function spend(folder: string, options: readonly string[]): Promise<Run> {
  const given = ['test/chaos/run.ts', '--evenings', String(EVENINGS), '--seed', String(FIRST_SEED), ...options];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, given, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const failed = /failed: ([\d,]*)\n$/.exec(stdout)?.[1];
      if (failed === undefined) reject(new Error(`no evenings were spent: ${stderr}`, { cause: error }));
      else resolve({ failed: failed.split(',').filter(Boolean).map(Number), said: stdout });
    });
  });
}

/** Spends evenings until one is spoilt that is not spoilt without the bug. */
async function catchOne(bug: Planted, sound: string): Promise<boolean> {
  const folder = copyOf(bug);
  const spoiltAnyway: number[] = [];
  try {
    for (;;) {
      const { failed, said } = await spend(folder, ['--first', '--except', spoiltAnyway.join(',')]);
      const [seed] = failed;
      if (seed === undefined) return await catchByKept(bug, folder);
      if (!(await isSpoilt(sound, seed))) {
        const how = said.split('\n')[1]?.trim().slice(0, 110);
        return tell(`caught: ${bug.breaks} (seed ${seed}: ${how})`, true);
      }
      spoiltAnyway.push(seed);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The plans that are kept have what is hardly ever drawn. */
async function catchByKept(bug: Planted, folder: string): Promise<boolean> {
  const { failed, said } = await spend(folder, ['--kept', '--first']);
  const how = said.split('\n')[1]?.trim().slice(0, 110);
  return failed.length > 0
    ? tell(`caught by a kept plan only: ${bug.breaks} (${how})`, true)
    : tell(`NOT CAUGHT: ${bug.breaks}`, false);
}

function tell(line: string, isCaught: boolean): boolean {
  process.stdout.write(`${line}\n`);
  return isCaught;
}

async function isSpoilt(folder: string, seed: number): Promise<boolean> {
  return (await spend(folder, ['--seed', String(seed), '--evenings', '1'])).failed.length > 0;
}

async function inTurns(bugs: readonly Planted[], sound: string): Promise<boolean[]> {
  const left = [...bugs];
  const caught: boolean[] = [];
  const hand = async () => {
    for (let bug = left.shift(); bug; bug = left.shift()) caught.push(await catchOne(bug, sound));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, hand));
  return caught;
}

/** All of them, or those whose description has the given word. */
const chosen = planted.filter(({ breaks }) => breaks.includes(process.argv[2] ?? ''));
for (const bug of planted) rmSync(copyOf(bug), { recursive: true }); // every text has to be there before time is spent
const sound = copyOf(null);
const began = performance.now();
const caught = await inTurns(chosen, sound).finally(() => rmSync(sound, { recursive: true }));
const amount = caught.filter(Boolean).length;
const seconds = Math.round((performance.now() - began) / 1_000);
process.stdout.write(`${amount} of ${chosen.length} planted bugs are caught, in ${seconds} s\n`);
process.exitCode = amount === chosen.length ? 0 : 1;
