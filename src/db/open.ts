import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { appliedIn, knownMigrations } from './condition.ts';
import { MIGRATIONS } from './migrations.ts';

export type Db = BetterSQLite3Database & { $client: Database.Database };

/** A later version of Sesh has changed this database; what it means by it is not known here. */
export class NewerDatabase extends Error {
  override name = 'NewerDatabase';
  readonly code = 'NEWER_DATABASE';
}

/** Whether the database answers at this moment. */
export function answers(db: Db): boolean {
  try {
    return db.$client.prepare('select 1').get() !== undefined;
  } catch {
    return false; // closed, or its disk is gone: whoever asks is told just that
  }
}

/**
 * Opens the database, creating its folder, and brings it to the present schema. The file is ours alone while it is
 * open: a second process on it fails here with SQLITE_BUSY instead of answering every press a second time.
 */
export function openDb(path: string): Db {
  if (path !== ':memory:') makeFolder(dirname(path));
  const client = new Database(path, { timeout: 0 });
  try {
    client.pragma('locking_mode = EXCLUSIVE');
    client.pragma('journal_mode = WAL');
    client.pragma('synchronous = NORMAL');
    client.pragma('foreign_keys = ON');
    client.pragma('secure_delete = ON');
    const db = drizzle({ client });
    if (appliedIn(client) > knownMigrations()) throw new NewerDatabase('the database is newer than this sesh');
    migrate(db, { migrationsFolder: MIGRATIONS });
    client.exec('BEGIN EXCLUSIVE; COMMIT');
    return db;
  } catch (error) {
    client.close();
    throw error;
  }
}

/** One folder after the other, for our user alone: where no folder can be made (below /proc, say), Node's own recursion never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
