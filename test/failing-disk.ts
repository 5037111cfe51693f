import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

/** Every read and write of a database in this process fails from now on, as on a disk that is gone, until it is mended. */
export function breakDisk(): () => void {
  const probe = new Database(':memory:');
  // Statements have no constructor of their own to be imported.
  const statements = Object.getPrototypeOf(probe.prepare('select 1')) as Record<'get' | 'all' | 'run', () => unknown>;
  probe.close();
  const { get, all, run } = statements;
  const fail = () => {
    throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR');
  };
  Object.assign(statements, { get: fail, all: fail, run: fail });
  const mend = () => void Object.assign(statements, { get, all, run });
  onTestFinished(mend);
  return mend;
}
