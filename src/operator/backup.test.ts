import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../sim/world.ts';
import { actionsIn, createRecordingLog } from '../../test/stories/story.ts';
import { openDb } from '../db/open.ts';
import { inspectFile, snapshot } from '../db/snapshot.ts';
import { backUp, restoreFrom } from './backup.ts';
import { askCondition } from './control-client.ts';
import { OperatorError } from './operator-error.ts';

const NOW = new Date(Date.UTC(2026, 10, 21, 3, 30, 5));

it('a backup is made while the bot runs, and restored the evening goes on from it', async () => {
  const { path, folder, world, open } = await installation();
  const bot = await open();
  const { type, create, join: joins, card } = actionsIn(world);
  await create('ada', 'songs:3');
  const copy = join(folder, 'copy.db');
  expect(await backUp(path, copy, null, NOW)).toBe(copy);
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((name) => /part|snapshot|copy/.test(name))).toEqual(['copy.db']);
  expect((await askCondition(path))?.links).toEqual({ total: 1, dead: 0, locked: 0, ending: [] });
  await joins('ben');
  await type('ada', '/sesh unlink');
  await complains(restoreFrom(copy, path), 'Sesh is running on this database: stop it first.');
  await bot.close();

  await restoreFrom(copy, path);
  expect(inspectFile(`${path}.before-restore`, null, 0).links.total).toBe(2);
  const again = await open();
  expect((await askCondition(path))?.sessions).toEqual({ lobby: 1, live: 0, ended: 0 });
  await actionsIn(world).press('finn', 'Join');
  await world.advance(3_000);
  expect(JSON.stringify(card().embeds)).toContain(`<@${world.people.finn.user.id}> guest`);
  expect(JSON.stringify(card().embeds)).not.toContain(`<@${world.people.ben.user.id}>`);
  await again.close();
});

it('backups into a folder carry the date, and only the newest are kept', async () => {
  const { path, folder } = await installation();
  openDb(path).$client.close();
  const target = join(folder, 'backups');
  await complains(backUp(path, join(target, 'x.db'), null, NOW), `The folder ${target} is not there: make it first.`);
  mkdirSync(target);
  writeFileSync(join(target, 'note.txt'), 'mine');
  const none = join(folder, 'not-there');
  await complains(backUp(path, none, 2, NOW), `--keep needs a folder, and ${none} is none: make it first.`);
  for (const hour of [1, 2, 3]) await backUp(path, target, 2, new Date(Date.UTC(2026, 10, 21, hour)));
  expect(readdirSync(target)).toEqual(['note.txt', 'sesh-2026-11-21T020000Z.db', 'sesh-2026-11-21T030000Z.db']);
});

it('what a killed bot left in the log is in the backup too, and in what a restore puts aside', async () => {
  const { path, folder } = await installation();
  const left = join(folder, 'left.db');
  const replaced = join(folder, 'replaced.db');
  const copy = join(folder, 'copy.db');
  const killed = openDb(path);
  await snapshot(killed.$client, join(folder, 'empty.db'));
  killed.$client.exec("insert into facts values ('last', 'words')");
  for (const suffix of ['', '-wal']) {
    for (const file of [left, replaced]) copyFileSync(path + suffix, file + suffix);
  }
  await complains(restoreFrom(join(folder, 'empty.db'), path), 'Sesh is running on this database: stop it first.');
  killed.$client.close();
  const lastWords = (file: string) => {
    const db = openDb(file);
    const words = db.$client.prepare("select value from facts where name = 'last'").pluck().get();
    db.$client.close();
    return words;
  };

  await backUp(left, copy, null, NOW);
  expect(lastWords(copy)).toBe('words');
  await restoreFrom(join(folder, 'empty.db'), replaced);
  expect([lastWords(replaced), lastWords(`${replaced}.before-restore`)]).toEqual([undefined, 'words']);
});

it('a socket that a killed bot left is replaced; where there can be none the bot says so and goes on', async () => {
  const { path, folder, world, open } = await installation();
  writeFileSync(`${path}.sock`, '');
  const bot = await open();
  expect((await askCondition(path))?.isSound).toBe(true);
  await bot.close();
  expect(await askCondition(path)).toBe(null);

  const { log, warnings } = createRecordingLog();
  const far = join(folder, 'f'.repeat(120), 'sesh.db');
  const other = await world.openBot(await world.config({ databasePath: far }), log);
  expect(warnings).toContain('no socket for backup and doctor');
  expect(await backUp(far, join(folder, 'copy.db'), null, NOW).catch((error: unknown) => String(error))).toBe(
    'Complaint: A Sesh that does not answer is using the database: stop it, then try again.',
  );
  await other.close();
});

it('every impossible wish is answered with one sentence', async () => {
  const { path, folder } = await installation();
  await complains(backUp(path, join(folder, 'copy.db'), null, NOW), `There is no database at ${path} yet.`);
  const db = openDb(path);
  const busy = 'A Sesh that does not answer is using the database: stop it, then try again.';
  await complains(backUp(path, join(folder, 'copy.db'), null, NOW), busy);
  writeFileSync(join(folder, 'mine.db'), 'mine');
  const taken = `${join(folder, 'mine.db')} is there already: name another file, or a folder.`;
  await complains(backUp(path, join(folder, 'mine.db'), null, NOW), taken);
  await complains(restoreFrom(path, path), `${path} is the database itself.`);
  db.$client.close();
  await complains(
    restoreFrom(join(folder, 'mine.db'), path),
    `${join(folder, 'mine.db')} cannot be restored: it is not a database.`,
  );
  await complains(restoreFrom(join(folder, 'none.db'), path), `There is no backup at ${join(folder, 'none.db')}.`);

  await backUp(path, join(folder, 'copy.db'), null, NOW);
  const copy = openDb(join(folder, 'copy.db'));
  copy.$client.exec("insert into __drizzle_migrations (hash, created_at) values ('of tomorrow', 9e12)");
  copy.$client.close();
  const newer = 'it was written by a newer Sesh; install that one first';
  await complains(
    restoreFrom(join(folder, 'copy.db'), path),
    `${join(folder, 'copy.db')} cannot be restored: ${newer}.`,
  );
  expect(inspectFile(path, null, 0).isSound).toBe(true);
});

async function complains(deed: Promise<unknown>, sentence: string): Promise<void> {
  await expect(deed).rejects.toThrow(new OperatorError(sentence));
}

async function installation() {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-'));
  const path = join(folder, 'sesh.db');
  const world = await createWorld({ standingAt: Date.UTC(2026, 10, 21, 19) });
  const config = await world.config({ databasePath: path });
  onTestFinished(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, path, world, open: () => world.openBot(config, createRecordingLog().log) };
}
