import Database from 'better-sqlite3';
import type { Log } from '../log.ts';
import type { Files } from '../ports/files.ts';
import { appliedIn, knownMigrations } from './condition.ts';
import { createDatabaseFile, makePrivate } from './database-files.ts';
import { MIGRATIONS } from './migrations.ts';
import { type BetterSQLite3Database, drizzle, migrate } from './orm.ts';

export type Db = BetterSQLite3Database & { $client: Database.Database };

/** A later version of Sesh has changed this database; what it means by it is not known here. */
class NewerDatabase extends Error {
  override name = 'NewerDatabase';
  readonly code = 'NEWER_DATABASE';
}

/**
 * Opens the database, creating its folder, and brings it to the present schema. The file is ours alone while it is
 * open: a second process on it fails here with SQLITE_BUSY instead of answering every press a second time. Other users of
 * the computer have no right on it, whatever folder it lies in.
 */
export function openDb(path: string): Db {
  const isFile = path !== ':memory:';
  if (isFile) createDatabaseFile(path);
  const client = new Database(path, { timeout: 0 });
  try {
    client.pragma('locking_mode = EXCLUSIVE');
    client.pragma('journal_mode = WAL');
    client.pragma('synchronous = NORMAL');
    client.pragma('foreign_keys = ON');
    client.pragma('secure_delete = ON');
    client.pragma('temp_store = MEMORY');
    const db = drizzle({ client });
    if (appliedIn(client) > knownMigrations()) throw new NewerDatabase('the database is newer than this sesh');
    migrate(db, { migrationsFolder: MIGRATIONS });
    client.exec('BEGIN EXCLUSIVE; COMMIT');
    if (isFile) makePrivate(path);
    return db;
  } catch (error) {
    client.close();
    throw error;
  }
}

/**
 * The files of the database, apart from what they hold. What is deleted is overwritten where it stood (secure_delete),
 * but the write-ahead log keeps it, and pages that were rearranged may hold stale copies.
 */
export function createFiles(db: Db, log: Log): Files {
  async function attempt(act: () => unknown): Promise<void> {
    try {
      act();
    } catch (error) {
      // A full disk, say. What was deleted stays deleted; its bytes go with the next attempt.
      log.warn({ err: error }, 'deleted rows may still be in the database files');
    }
  }

  const emptyLog = () => db.$client.pragma('wal_checkpoint(TRUNCATE)');
  const rewrite = () => {
    db.$client.exec('VACUUM');
    emptyLog();
  };
  const isSmall = () => Number(db.$client.pragma('page_count', { simple: true })) <= SMALL_PAGES;
  return {
    emptyLog: () => attempt(emptyLog),
    tidy: () => attempt(() => (isSmall() ? rewrite() : emptyLog())),
    rewrite: () => attempt(rewrite),
  };
}

/** 4 MB, which are rewritten in a fraction of a second. */
const SMALL_PAGES = 1_000;
