import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

/** Every read and write of a database in this process fails from now on, as on a disk that is gone, until it is mended. */
export function breakDisk(): () => void {
  return failing(['get', 'all', 'run'], new Database.SqliteError('disk I/O error', 'SQLITE_IOERR'));
}

/** Every write fails, as on a disk that is full, until there is room again. */
export function fillDisk(): () => void {
  return failing(['run'], FULL);
}

/**
 * Of the writes of a session's row, the first one that is meant fails, as on a disk that is full for a moment. Returns
 * how many have failed. `isMeant` gets the values of the row.
 */
export function failSave(isMeant: (values: readonly unknown[]) => boolean): () => number {
  let failed = 0;
  failing(['run'], FULL, ({ source }, values) => {
    if (failed > 0 || !source.includes('insert into "sessions"') || !isMeant(values)) return false;
    failed++;
    return true;
  });
  return () => failed;
}

const FULL = new Database.SqliteError('database or disk is full', 'SQLITE_FULL');

type Step = 'get' | 'all' | 'run';
type Statement = Pick<Database.Statement, 'source'>;

function failing(
  steps: readonly Step[],
  error: Error,
  isHit: (statement: Statement, values: readonly unknown[]) => boolean = () => true,
): () => void {
  const probe = new Database(':memory:');
  // Statements have no constructor of their own to be imported.
  const statements = Object.getPrototypeOf(probe.prepare('select 1')) as Record<Step, (...given: unknown[]) => unknown>;
  probe.close();
  const { get, all, run } = statements;
  const whole = { get, all, run };
  for (const step of steps) {
    statements[step] = function (this: Statement, ...given) {
      if (isHit(this, given.flat())) throw error;
      return whole[step].apply(this, given);
    };
  }
  const mend = () => void Object.assign(statements, whole);
  onTestFinished(mend);
  return mend;
}
