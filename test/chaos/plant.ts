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

async function catchOne(bug: Planted, except: readonly number[]): Promise<boolean> {
  const folder = copyOf(bug);
  try {
    const { failed, said } = await spend(folder, ['--first', '--except', except.join(',')]);
    const how = said.split('\n')[1]?.trim().slice(0, 110);
    const [seed] = failed;
    process.stdout.write(
      seed === undefined ? `NOT CAUGHT: ${bug.breaks}\n` : `caught: ${bug.breaks} (seed ${seed}: ${how})\n`,
    );
    return seed !== undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function withoutBugs(): Promise<number[]> {
  const folder = copyOf(null);
  try {
    return (await spend(folder, [])).failed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function inTurns(bugs: readonly Planted[], except: readonly number[]): Promise<boolean[]> {
  const left = [...bugs];
  const caught: boolean[] = [];
  const hand = async () => {
    for (let bug = left.shift(); bug; bug = left.shift()) caught.push(await catchOne(bug, except));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, hand));
  return caught;
}

/** All of them, or those whose description has the given word. */
const chosen = planted.filter(({ breaks }) => breaks.includes(process.argv[2] ?? ''));
for (const bug of planted) rmSync(copyOf(bug), { recursive: true }); // every text has to be there before time is spent
const spoilt = await withoutBugs();
process.stdout.write(`without a bug ${spoilt.length} of ${EVENINGS} evenings are spoilt\n`);
const caught = await inTurns(chosen, spoilt);
const amount = caught.filter(Boolean).length;
process.stdout.write(`${amount} of ${chosen.length} planted bugs are caught\n`);
process.exitCode = amount === chosen.length ? 0 : 1;
