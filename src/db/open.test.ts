import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../log.ts';
import { removeRemains } from './database-files.ts';
import { openDb } from './open.ts';

const umask = process.umask();
afterEach(() => void process.umask(umask));

describe('the files of a database are its owner’s alone', () => {
  it.each([
    ['000', 0o000],
    ['022', 0o022],
    ['777', 0o777],
  ])('with umask %s, and so are the folders that are made for it', (_, mask) => {
    const path = join(scratch(), 'one', 'two', 'sesh.db');
    process.umask(mask);
    const db = openDb(path);
    expect(modes(path, `${path}-wal`)).toEqual(['600', '600']);
    expect(modes(dirname(path), dirname(dirname(path)))).toEqual(['700', '700']);
    db.$client.close();
  });

  it.each(['755', '711', '777', '750'])('in a folder that was there before (%s), which stays as it is', (mode) => {
    const folder = scratch();
    chmodSync(folder, mode);
    const path = join(folder, 'sesh.db');
    const db = openDb(path);
    expect(modes(folder, path, `${path}-wal`)).toEqual([mode, '600', '600']);
    db.$client.close();
  });

  it('also if others could read them before, after a crash, too', () => {
    const path = join(scratch(), 'sesh.db');
    const crashed = openDb(path);
    const left = `${path}.left`;
    for (const suffix of ['', '-wal']) writeFileSync(left + suffix, readFileSync(path + suffix), { mode: 0o666 });
    crashed.$client.close();
    for (const suffix of ['', '-wal']) chmodSync(left + suffix, 0o666);
    const db = openDb(left);
    expect(modes(left, `${left}-wal`)).toEqual(['600', '600']);
    db.$client.close();
  });

  it('behind a link, too', () => {
    const folder = scratch();
    const link = join(folder, 'link.db');
    symlinkSync(join(folder, 'real.db'), link);
    const db = openDb(link);
    expect(modes(join(folder, 'real.db'), join(folder, 'real.db-wal'))).toEqual(['600', '600']);
    db.$client.close();
  });
});

it('what cannot be mended is a warning, and the bot goes on', () => {
  const path = join(scratch(), 'sesh.db');
  openDb(path).$client.close();
  const lines: string[] = [];
  const log = createLog({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
  removeRemains(path, log);
  expect(lines).toEqual([]);
  chmodSync(path, 0o640); // as on a file system on which it cannot be changed
  removeRemains(path, log);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ files: [path], msg: 'other users of this computer can read the database' }),
  ]);
});

it('what is no database of ours is left as it is', () => {
  const folder = scratch();
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'these are my notes, and they are long enough to be taken for a database by somebody');
  chmodSync(text, 0o644);
  mkdirSync(join(folder, 'dir'), { mode: 0o755 });
  expect(() => openDb(text)).toThrow();
  expect(() => openDb(join(folder, 'dir'))).toThrow();
  expect(modes(text, join(folder, 'dir'))).toEqual(['644', '755']);
  expect(existsSync(`${text}-wal`)).toBe(false);
});

function modes(...paths: string[]): string[] {
  return paths.map((path) => (statSync(path).mode & 0o777).toString(8));
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-open-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
