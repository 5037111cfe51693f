import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { appliedIn, type Condition, inspect, knownMigrations } from './condition.ts';
import type { Seal } from './seal.ts';

/** A file that cannot be what it was given as. */
export class NotOurs extends Error {
  override name = 'NotOurs';
}

const COMPANIONS = ['-wal', '-shm'];

/**
 * Copies a database, as it is at one moment, into one plain file that only its owner can read. It may be written to
 * meanwhile, by this same connection: the lock is ours, so nobody else could make the copy.
 */
export async function snapshot(client: Database.Database, target: string): Promise<void> {
  removeDatabase(target);
  await client.backup(target);
  chmodSync(target, 0o600);
  const copy = new Database(target);
  copy.pragma('journal_mode = DELETE');
  copy.close();
}

/** The same for the database of a Sesh that is not running. Throws SQLITE_BUSY if it is. */
export async function snapshotOf(path: string, target: string): Promise<void> {
  const client = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    client.prepare('select 1 from sqlite_master').get(); // the backup itself takes a locked database for an empty one
    await snapshot(client, target);
  } finally {
    client.close();
  }
}

/** Looks at a database in a file without changing it. Throws SQLITE_BUSY while a Sesh is using it. */
export function inspectFile(path: string, seal: Seal | null, now: number): Condition {
  const client = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    return inspect(client, seal, now);
  } finally {
    client.close();
  }
}

/**
 * Puts a snapshot in the place of the database, which is kept beside it as `<path>.before-restore`. Throws `NotOurs` for
 * a snapshot that this Sesh cannot go on with, and SQLITE_BUSY while a Sesh is running on the database.
 */
export function restore(from: string, path: string): void {
  examine(from);
  if (existsSync(path)) {
    settle(path);
    removeDatabase(`${path}.before-restore`);
    renameSync(path, `${path}.before-restore`);
  }
  for (const suffix of COMPANIONS) rmSync(path + suffix, { force: true });
  copyFileSync(from, `${path}.restoring`);
  chmodSync(`${path}.restoring`, 0o600);
  renameSync(`${path}.restoring`, path);
}

function examine(file: string): void {
  const client = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const applied = appliedIn(client);
    if (applied === 0) throw new NotOurs('it is not a database of ours');
    if (applied > knownMigrations()) throw new NotOurs('it was written by a newer Sesh; install that one first');
    if (client.pragma('quick_check', { simple: true }) !== 'ok') throw new NotOurs('it is damaged');
  } finally {
    client.close();
  }
}

/** Brings what a killed process has left in the log into the file itself; a damaged database stays as it is. */
function settle(path: string): void {
  const client = new Database(path, { timeout: 0 });
  try {
    client.pragma('locking_mode = EXCLUSIVE');
    client.exec('BEGIN EXCLUSIVE; COMMIT');
    client.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') throw error;
  } finally {
    client.close();
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', ...COMPANIONS, '-journal']) rmSync(path + suffix, { force: true });
}
