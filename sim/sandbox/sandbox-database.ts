import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export type SandboxDatabase = {
  path: string;
  /** Another sandbox may begin anew with it. */
  release(): void;
};

/**
 * A database to begin anew: `sandbox.db` in this folder, or the next one (`sandbox-2.db` …) where another sandbox plays
 * with that. The lock beside it is held for as long as the sandbox is open, also while its bot is down.
 */
export function claimDatabase(folder: string): SandboxDatabase {
  mkdirSync(folder, { recursive: true, mode: 0o700 }); // the database of a real bot may lie there one day
  for (let place = 1; ; place++) {
    const name = place === 1 ? 'sandbox' : `sandbox-${place}`;
    const release = lock(join(folder, `${name}.lock`));
    if (!release) continue;
    const path = join(folder, `${name}.db`);
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return { path, release };
  }
}

/** SQLite's own lock on an empty database: it ends with the process, however that ends. Null where somebody has it. */
function lock(path: string): (() => void) | null {
  closeSync(openSync(path, 'a', 0o600));
  const holder = new Database(path, { timeout: 0 });
  try {
    holder.exec('begin exclusive');
    return () => void holder.close();
  } catch (error) {
    holder.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') return null;
    throw error;
  }
}
