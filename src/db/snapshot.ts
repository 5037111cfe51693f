import { chmodSync, closeSync, existsSync, linkSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { createPrivateFile } from '../private-file.ts';
import { appliedIn, type Condition, inspectDatabase, knownMigrations } from './condition.ts';
import { realPathOf, removeDatabase, removeLeftovers, removeSideFiles } from './database-files.ts';
import type { Seal } from './seal.ts';

/** A file that cannot be what it was given as. */
export class NotOurs extends Error {
  override name = 'NotOurs';
}

/**
 * Copies a database, as it is at one moment, into one plain new file that only its owner can read from its first byte
 * on. It may be written to meanwhile, by this same connection: the lock is ours, so nobody else could make the copy.
 * What has the name of the target is replaced, and no link is followed.
 */
export async function snapshot(client: Database.Database, target: string): Promise<void> {
  removeDatabase(target);
  closeSync(createPrivateFile(target)); // SQLite gives its journal the rights of the file
  try {
    await client.backup(target);
    const copy = new Database(target);
    copy.pragma('journal_mode = DELETE');
    copy.close();
  } catch (error) {
    removeDatabase(target);
    throw error;
  }
}

/**
 * Makes a snapshot of the database of a Sesh that is not running, beside it, for as long as `use` takes. Nobody else can
 * use the database meanwhile.
 * @throws SQLITE_BUSY if a Sesh is running.
 */
export async function withSnapshotOf<T>(path: string, use: (file: string) => Promise<T>): Promise<T> {
  const client = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    lock(client);
    removeLeftovers(path);
    const file = `${path}.snapshot-0`;
    await snapshot(client, file);
    try {
      return await use(file);
    } finally {
      removeDatabase(file);
    }
  } finally {
    client.close();
  }
}

/** Looks at a database in a file without changing it. Throws SQLITE_BUSY while a Sesh is using it. */
export function inspectFile(path: string, seal: Seal | null, now: number): Condition {
  const client = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    return inspectDatabase(client, seal, now);
  } finally {
    client.close();
  }
}

/**
 * Puts a snapshot in the place of the database, which is kept beside it as `<path>.before-restore`. The copy is made and
 * looked at first, under the lock of the database: until it is whole, nothing has changed.
 * @throws NotOurs for a snapshot that this Sesh cannot go on with.
 * @throws SQLITE_BUSY while a Sesh is running on the database.
 */
export async function restore(from: string, path: string): Promise<void> {
  const place = realPathOf(path);
  const fresh = `${place}.restoring`;
  const held = existsSync(place) ? lockExclusively(place) : null;
  try {
    removeLeftovers(place);
    await copy(from, fresh);
  } finally {
    held?.close(); // Windows moves no file that is open
  }
  try {
    checkBackup(fresh);
    if (existsSync(place)) keepPrevious(place);
    removeSideFiles(place);
    renameSync(fresh, place);
  } finally {
    removeDatabase(fresh);
  }
}

/** Copies a database of which nobody knows yet whether it is one. */
async function copy(from: string, target: string): Promise<void> {
  const client = new Database(from, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    client.prepare('select 1 from sqlite_master').get(); // the backup itself takes a locked database for an empty one
    await snapshot(client, target);
  } finally {
    client.close();
  }
}

function checkBackup(file: string): void {
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

/**
 * Locks a database and brings what a killed process has left in the log into the file itself. Returns null for one that
 * is damaged: it stays as it is.
 */
function lockExclusively(path: string): Database.Database | null {
  const client = new Database(path, { timeout: 0 });
  try {
    lock(client);
    client.pragma('wal_checkpoint(TRUNCATE)');
    return client;
  } catch (error) {
    client.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') throw error;
    return null;
  }
}

/** Takes the database for this connection alone, until it is closed. */
function lock(client: Database.Database): void {
  client.pragma('locking_mode = EXCLUSIVE');
  client.exec('BEGIN EXCLUSIVE; COMMIT');
}

/** Keeps the database under another name. Its own name stays, where links can be made, so that there always is one. */
function keepPrevious(place: string): void {
  const aside = `${place}.before-restore`;
  removeDatabase(aside);
  try {
    linkSync(place, aside);
  } catch {
    renameSync(place, aside); // a file system without links
  }
  chmodSync(aside, 0o600);
}
