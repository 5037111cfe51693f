import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

/** Every read and write of a database in this process fails from now on, as on a disk that is gone, until it is mended. */
export function breakDisk(): () => void {
  return failing(['get', 'all', 'run'], new Database.SqliteError('disk I/O error', 'SQLITE_IOERR'));
}

/** Every write fails, as on a disk that is full, until there is room again. */
export function fillDisk(): () => void {
  return failing(['run'], new Database.SqliteError('database or disk is full', 'SQLITE_FULL'));
}

type Step = 'get' | 'all' | 'run';

function failing(steps: readonly Step[], error: Error): () => void {
  const probe = new Database(':memory:');
  // Statements have no constructor of their own to be imported.
  const statements = Object.getPrototypeOf(probe.prepare('select 1')) as Record<Step, () => unknown>;
  probe.close();
  const { get, all, run } = statements;
  const fail = () => {
    throw error;
  };
  for (const step of steps) statements[step] = fail;
  const mend = () => void Object.assign(statements, { get, all, run });
  onTestFinished(mend);
  return mend;
}
