import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDb } from '../db/open.ts';
import { diagnoseAccess } from './doctor-access.ts';

it.each(['711', '701', '710', '755', '750', '704', '740'])('others may enter the folder (%s)', (mode) => {
  const { folder, path } = installation();
  expect(examined(path)).toEqual([]);
  chmodSync(folder, mode);
  const says = `note Other users of this computer can enter the folder of the database: chmod 700 ${folder}`;
  expect(examined(path)).toEqual([says]);
  rmSync(path);
  expect(examined(path)).toEqual([says]);
});

it.each(['777', '1777', '770', '775', '702'])('others may write into the folder (%s)', (mode) => {
  const { folder, path } = installation();
  chmodSync(folder, mode);
  expect(examined(path)).toEqual([
    `problem Other users of this computer can replace the database: chmod 700 ${folder}`,
  ]);
});

it.each(['', '-wal', '-shm', '-journal', '.sock', '.before-restore', '.snapshot-3', '.restoring-journal'])(
  'others may open <database>%s',
  (suffix) => {
    const { path } = installation();
    const file = path + suffix;
    writeFileSync(file, '', { mode: 0o600 });
    for (const mode of [0o644, 0o640, 0o620, 0o604, 0o660, 0o601]) {
      chmodSync(file, mode);
      expect(examined(path).filter((line) => line.includes('Other users'))).toEqual([
        `problem Other users of this computer can open ${file}: chmod 600 ${file}`,
      ]);
    }
  },
);

it('a link where none should be, and what a restore has kept; files of other names are nobody’s business', () => {
  const { path } = installation();
  symlinkSync(path, `${path}.snapshot-1`);
  writeFileSync(`${path}.before-restore`, '', { mode: 0o600 });
  for (const name of ['.mine', '.snapshot-x', '-wal.old']) writeFileSync(path + name, '', { mode: 0o644 });
  expect(examined(path)).toEqual([
    `problem ${path}.snapshot-1 is a link, and no Sesh makes one there: look where it leads, then remove it.`,
    `note ${path}.before-restore keeps what was deleted since: remove it when the restored database is good.`,
  ]);
});

it('a database behind a link is looked at where it is', () => {
  const { folder, path } = installation();
  const link = join(installation().folder, 'linked.db');
  symlinkSync(path, link);
  chmodSync(folder, 0o750);
  expect(examined(link)).toEqual([
    `note Other users of this computer can enter the folder of the database: chmod 700 ${folder}`,
  ]);
});

it.runIf(process.getuid?.() === 0)('another user owns the folder, or a file', () => {
  const { folder, path } = installation();
  chownSync(path, 1234, 1234);
  chownSync(folder, 4321, 4321);
  writeFileSync(`${path}-journal`, '', { mode: 0o600 });
  expect(examined(path)).toEqual([
    `problem The folder of the database belongs to another user, who can replace it: chown 1234 ${folder}`,
    `problem ${path}-journal belongs to another user: chown 1234 ${path}-journal`,
  ]);
});

function examined(path: string): string[] {
  return diagnoseAccess(path).map(({ mark, says }) => `${mark} ${says}`);
}

function installation() {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-access-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'sesh.db');
  openDb(path).$client.close();
  return { folder, path };
}
