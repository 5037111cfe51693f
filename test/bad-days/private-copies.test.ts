import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../sim/world.ts';
import { openDb } from '../../src/db/open.ts';
import { inspectFile } from '../../src/db/snapshot.ts';
import { backUp, restoreFrom } from '../../src/operator/backup.ts';
import { socketOf } from '../../src/operator/control.ts';
import { OperatorError } from '../../src/operator/operator-error.ts';
import { createRecordingLog } from '../stories/story.ts';
import { until } from '../until.ts';

/*
 * A copy of the database holds what people deleted since, so that nobody else may read it at any moment, and none stays
 * behind unseen. Modes are looked at from the side, at every turn of the event loop while a large database is copied.
 */
const NOW = new Date(Date.UTC(2026, 10, 21, 3, 30, 5));
/** Some hundred pages: SQLite copies a hundred at a time. */
const LARGE_BYTES = 3_000_000;
const UNFINISHED = new OperatorError('The running bot could not finish the copy: look at its log, then try again.');
const umask = process.umask();
afterEach(() => void process.umask(umask));

describe.each([
  ['000', 0o000],
  ['022', 0o022],
  ['777', 0o777],
])('with umask %s every copy is its owner’s alone from its first byte on', (_, mask) => {
  it('while the bot runs', async () => {
    const { path, folder, backups, bot } = await installation();
    await bot();
    process.umask(mask);
    const seen = await modesDuring([folder, backups], () => backUp(path, backups, 3, NOW));
    expect(modesOf(seen)).toEqual([0o600]);
    expect(kindsOf(seen)).toEqual(['sesh-*.db', 'sesh-*.db.*.part', 'sesh.db', 'sesh.db.snapshot-*', 'sesh.db.sock']);
  });

  it('while it does not', async () => {
    const { path, folder, backups } = await installation();
    process.umask(mask);
    const seen = await modesDuring([folder, backups], () => backUp(path, join(backups, 'copy.db'), null, NOW));
    expect(modesOf(seen)).toEqual([0o600]);
    expect(kindsOf(seen)).toEqual(['copy.db', 'copy.db.*.part', 'sesh.db', 'sesh.db.snapshot-*']);
  });

  it('when it is put back', async () => {
    const { path, folder, backups } = await installation();
    const copy = join(backups, 'copy.db');
    await backUp(path, copy, null, NOW);
    chmodSync(copy, 0o644);
    process.umask(mask);
    const seen = await modesDuring([folder], () => restoreFrom(copy, path));
    expect(modesOf(seen)).toEqual([0o600]);
    expect(kindsOf(seen)).toEqual(['sesh.db', 'sesh.db.before-restore', 'sesh.db.restoring']);
  });
});

describe('a link with the name of a copy is not followed', () => {
  it.each(['while the bot runs', 'while it does not'])('%s', async (when) => {
    const { path, folder, backups, bot } = await installation();
    const running = when === 'while the bot runs' ? await bot() : null;
    const copy = join(backups, 'copy.db');
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    const numbered = Array.from({ length: 200 }, (_, number) => `${path}.snapshot-${number}`);
    const links = [
      ...numbered,
      `${path}.restoring`,
      `${path}.restoring-journal`,
      `${path}.before-restore`,
      `${copy}.part`,
    ];
    for (const link of links) symlinkSync(victim, link);

    await backUp(path, copy, null, NOW);
    await running?.close();
    await restoreFrom(copy, path);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    for (const file of [copy, path, `${path}.before-restore`]) {
      expect([lstatSync(file).isFile(), inspectFile(file, null, 0).isSound]).toEqual([true, true]);
    }
  });
});

describe('what was killed leaves nothing that stays', () => {
  const ours = [
    '.snapshot-0',
    '.snapshot-17',
    '.snapshot-17-journal',
    '.snapshot-2-wal',
    '.snapshot-2-shm',
    '.restoring',
    '.restoring-journal',
  ];
  const strangers = [
    '.snapshot-',
    '.snapshot-x',
    '.snapshot-1.bak',
    '.snapshot-1-mine',
    '.restoring-',
    '.restoring.old',
    '.part',
    '.before-restore',
    '2.snapshot-1',
  ];

  it.each<[string, (at: Awaited<ReturnType<typeof installation>>) => Promise<unknown>]>([
    ['the bot starts', async ({ bot }) => (await bot()).close()],
    ['a backup is made', ({ path, backups }) => backUp(path, join(backups, 'next.db'), null, NOW)],
    ['a backup is restored', ({ path, alternatives }) => restoreFrom(alternatives, path)],
  ])('beside the database, once %s', async (_, deed) => {
    const at = await installation();
    for (const suffix of [...ours, ...strangers]) writeFileSync(at.path + suffix, 'left');
    mkdirSync(`${at.path}.snapshot-3`);
    await deed(at);
    expect(ours.filter((suffix) => existsSync(at.path + suffix))).toEqual([]);
    expect([...strangers, '.snapshot-3'].filter((suffix) => !existsSync(at.path + suffix))).toEqual([]);
  });

  it('where backups go, once the next one is made; one that is being written is left alone', async () => {
    const { path, backups } = await installation();
    const slow = await slowBot(path);
    const first = backUp(path, join(backups, 'first.db'), null, NOW);
    const refused = expect(first).rejects.toThrow(UNFINISHED);
    const [half = ''] = await halfIn(backups);
    expect(statSync(join(backups, half)).mode & 0o777).toBe(0o600);
    await slow.leave();
    const killed = spawnSync(process.execPath, ['--version']).pid;
    writeFileSync(join(backups, `other.db.sesh-${killed}-0123abcd.part`), 'half');
    const strangers = ['copy.db.part', 'video.001.part', 'x.sesh-1-0000000g.part', 'x.sesh-1.part'];
    for (const name of strangers) writeFileSync(join(backups, name), 'mine');

    await backUp(path, join(backups, 'second.db'), null, NOW);
    expect(readdirSync(backups).sort()).toEqual([...strangers, half, 'second.db', 'spare.db'].sort());
    slow.drop();
    await refused;
    expect(readdirSync(backups).sort()).toEqual([...strangers, 'second.db', 'spare.db'].sort());
  });

  it('a backup beside the database, too, once the bot starts', async () => {
    const { path, bot } = await installation();
    const dead = spawnSync(process.execPath, ['--version']).pid;
    const [left, written] = [
      `${path}.copy.sesh-${dead}-0123abcd.part`,
      `${path}.copy.sesh-${process.pid}-0123abcd.part`,
    ];
    for (const file of [left, written]) writeFileSync(file, 'half');
    await (await bot()).close();
    expect([existsSync(left), existsSync(written)]).toEqual([false, true]);
    const longAgo = new Date(Date.now() - 2 * 60 * 60_000);
    utimesSync(written, longAgo, longAgo);
    await (await bot()).close();
    expect(existsSync(written)).toBe(false);
  });

  it('two backups at once are two backups', async () => {
    const { path, backups, bot } = await installation();
    await bot();
    const later = new Date(NOW.getTime() + 1_000);
    const files = await Promise.all([NOW, NOW, later].map((at) => backUp(path, backups, null, at)));
    expect(files.map((file) => inspectFile(file, null, 0).isSound)).toEqual([true, true, true]);
    expect(readdirSync(backups).sort()).toEqual([
      'sesh-2026-11-21T033005Z.db',
      'sesh-2026-11-21T033006Z.db',
      'spare.db',
    ]);
  });

  it.runIf(process.platform === 'linux').each(['backup', 'restore'])(
    'a full disk is named, and half a copy is no %s',
    { timeout: 60_000 },
    async (command) => {
      const { path, folder, backups } = await installation();
      const file = join(backups, command === 'backup' ? 'copy.db' : 'spare.db');
      const env = { DATABASE_PATH: path, PATH: '/usr/bin:/bin' };
      const words = ['-c', 'ulimit -f 1000; exec "$0" "$@"', process.execPath, 'src/operator.ts', command, file];
      const run = spawnSync('sh', words, { env, encoding: 'utf8' });
      expect([run.status, run.stdout, run.stderr]).toEqual([
        ...[1, '', expect.stringMatching(/^The (computer|database) refuses: .+\n$/)],
      ]);
      expect([readdirSync(folder).sort(), readdirSync(backups)]).toEqual([['backups', 'sesh.db'], ['spare.db']]);
      expect(inspectFile(path, null, 0).isSound).toBe(true);
    },
  );
});

describe('a restore', () => {
  it('takes what is still in the log of the copy that it is given', async () => {
    const { path, folder, alternatives } = await installation();
    const raw = join(folder, 'raw.db');
    const db = openDb(raw);
    db.$client.exec("insert into facts values ('last', 'words')");
    for (const suffix of ['', '-wal'])
      writeFileSync(`${join(folder, 'copied.db')}${suffix}`, readFileSync(raw + suffix));
    db.$client.close();
    await restoreFrom(join(folder, 'copied.db'), path);
    expect(wordsIn(path)).toBe('words');
    await restoreFrom(alternatives, path);
    expect(wordsIn(path)).toBe(undefined);
    await restoreFrom(`${path}.before-restore`, path);
    expect([wordsIn(path), wordsIn(`${path}.before-restore`)]).toEqual(['words', undefined]);
  });

  it('of something damaged changes nothing', async () => {
    const { path, folder, alternatives } = await installation();
    const torn = join(folder, 'torn.db');
    writeFileSync(torn, readFileSync(alternatives).subarray(0, LARGE_BYTES / 2));
    const before = readFileSync(path);
    await expect(restoreFrom(torn, path)).rejects.toThrow(/cannot be restored: it is damaged/);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['backups', 'sesh.db', 'torn.db']);
  });

  it('goes where a link leads, and the link stays', async () => {
    const { path, folder, alternatives } = await installation();
    const link = join(folder, 'linked.db');
    symlinkSync(path, link);
    await restoreFrom(alternatives, link);
    expect([lstatSync(link).isSymbolicLink(), lstatSync(path).isFile(), existsSync(`${path}.before-restore`)]).toEqual([
      ...[true, true, true],
    ]);
  });
});

function wordsIn(path: string): unknown {
  const db = openDb(path);
  const words = db.$client.prepare("select value from facts where name = 'last'").pluck().get();
  db.$client.close();
  return words;
}

/** Every mode in which each file was seen while something happened. */
async function modesDuring(folders: string[], deed: () => Promise<unknown>): Promise<Map<string, Set<number>>> {
  const seen = new Map<string, Set<number>>();
  let isOver = false;
  const done = deed().finally(() => {
    isOver = true;
  });
  const look = () => {
    for (const file of folders.flatMap((folder) =>
      readdirSync(folder).map((name) => ({ name, path: join(folder, name) })),
    )) {
      const found = lstatSync(file.path, { throwIfNoEntry: false });
      if (found && !found.isDirectory())
        seen.set(file.name, (seen.get(file.name) ?? new Set()).add(found.mode & 0o777));
    }
  };
  while (!isOver) {
    look();
    await new Promise(setImmediate);
  }
  await done;
  look();
  return seen;
}

function modesOf(seen: Map<string, Set<number>>): number[] {
  return [...new Set([...seen.values()].flatMap((modes) => [...modes]))];
}

/** The kinds of names that were seen, numbers and dates left out, without what SQLite puts beside each. */
function kindsOf(seen: Map<string, Set<number>>): string[] {
  const kinds = [...seen.keys()]
    .filter((name) => !/-(wal|shm|journal)$/.test(name) && name !== 'spare.db')
    .map((name) => name.replace(/\d{4}-[^.]+Z|(?<=snapshot-)\d+/, '*').replace(/sesh-\d+-\w+(?=\.part)/, '*'));
  return [...new Set(kinds)].sort();
}

/** A bot that sends half of a backup and then nothing more. */
async function slowBot(path: string) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': '100000' }).write('x'.repeat(50_000));
  });
  server.listen(socketOf(path));
  await once(server, 'listening');
  onTestFinished(() => server.closeAllConnections());
  return {
    /** Nobody is answered any more, except who is being answered. */
    leave: async () => void server.close(),
    drop: () => server.closeAllConnections(),
  };
}

/** The names of backups that are half there, as soon as there is one. */
async function halfIn(folder: string): Promise<string[]> {
  const parts = () =>
    readdirSync(folder).filter((name) => name.endsWith('.part') && statSync(join(folder, name)).size > 0);
  await until('half a backup is there', () => parts().length > 0);
  return parts();
}

async function installation() {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-copies-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'sesh.db');
  const backups = join(folder, 'backups');
  mkdirSync(backups);
  const db = openDb(path);
  db.$client.prepare("insert into facts values ('large', ?)").run('x'.repeat(LARGE_BYTES));
  db.$client.close();
  const alternatives = join(backups, 'spare.db');
  await backUp(path, alternatives, null, NOW);
  return {
    folder,
    path,
    backups,
    /** A backup to restore. */
    alternatives,
    async bot() {
      const world = await createWorld({ standingAt: NOW.getTime() });
      const bot = await world.openBot(await world.config({ databasePath: path }), createRecordingLog().log);
      let isOpen = true;
      const close = async () => {
        if (isOpen) await bot.close();
        isOpen = false;
      };
      onTestFinished(async () => {
        await close();
        await world.close();
      });
      return { close };
    },
  };
}
