import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { partialBackupOf, realPathOf, removeAbandonedBackups, removeFile } from '../db/database-files.ts';
import { inspectFile, NotOurs, restore, withSnapshotOf } from '../db/snapshot.ts';
import { createPrivateFile } from '../private-file.ts';
import { askCondition, fetchSnapshot } from './control-client.ts';
import { codeOf, OperatorError } from './operator-error.ts';

const DATED = /^sesh-\d{4}-\d{2}-\d{2}T\d{6}Z\.db$/;

/**
 * Copies the database into a file, or into a folder under a name with the date, of which the newest `keep` then stay.
 * A running Sesh makes the copy itself. Returns the file.
 */
export async function backUp(databasePath: string, target: string, keep: number | null, now: Date): Promise<string> {
  const isFolder = existsSync(target) && statSync(target).isDirectory();
  if (!isFolder && keep !== null)
    throw new OperatorError(`--keep needs a folder, and ${target} is none: make it first.`);
  const file = isFolder ? join(target, `sesh-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.db`) : target;
  if (existsSync(file)) throw new OperatorError(`${file} is there already: name another file, or a folder.`);
  if (!existsSync(dirname(file))) throw new OperatorError(`The folder ${dirname(file)} is not there: make it first.`);
  removeAbandonedBackups(dirname(file));
  const part = partialBackupOf(file);
  const descriptor = createPrivateFile(part);
  try {
    await copy(databasePath, descriptor);
    fsyncSync(descriptor); // after a power cut the backup is whole, or not there
    if (!inspectFile(part, null, now.getTime()).isSound)
      throw new OperatorError('The copy is damaged: look at the disk.');
    renameSync(part, file);
  } finally {
    closeSync(descriptor);
    rmSync(part, { force: true });
  }
  if (isFolder && keep !== null) removeOldest(target, keep);
  return file;
}

async function copy(databasePath: string, file: number): Promise<void> {
  try {
    const sent = await fetchSnapshot(databasePath);
    if (sent) return await write(file, sent);
    if (!existsSync(databasePath)) throw new OperatorError(`There is no database at ${databasePath} yet.`);
    await withSnapshotOf(databasePath, (made) => write(file, createReadStream(made)));
  } catch (error) {
    switch (codeOf(error)) {
      case 'SQLITE_BUSY':
        throw new OperatorError('A Sesh that does not answer is using the database: stop it, then try again.');
      case 'EACCES':
        throw new OperatorError('That is not allowed: run this as the user the bot runs as.');
      case 'ECONNRESET':
        throw new OperatorError('The running bot could not finish the copy: look at its log, then try again.');
      default:
        throw error;
    }
  }
}

async function write(file: number, bytes: AsyncIterable<Buffer>): Promise<void> {
  for await (const some of bytes) writeFileSync(file, some);
}

function removeOldest(folder: string, keep: number): void {
  const dated = readdirSync(folder)
    .filter((name) => DATED.test(name))
    .sort();
  for (const name of dated.slice(0, Math.max(0, dated.length - keep))) removeFile(join(folder, name));
}

/** Replaces the database of a Sesh that is not running by a backup. */
export async function restoreFrom(file: string, databasePath: string): Promise<void> {
  if (!existsSync(file) || statSync(file).isDirectory()) throw new OperatorError(`There is no backup at ${file}.`);
  if (realpathSync(file) === realPathOf(databasePath)) throw new OperatorError(`${file} is the database itself.`);
  if (await askCondition(databasePath)) throw new OperatorError('Sesh is running on this database: stop it first.');
  try {
    await restore(file, databasePath);
  } catch (error) {
    if (error instanceof NotOurs) throw new OperatorError(`${file} cannot be restored: ${error.message}.`);
    if (codeOf(error) === 'SQLITE_NOTADB') throw new OperatorError(`${file} cannot be restored: it is not a database.`);
    if (codeOf(error) === 'SQLITE_CORRUPT') throw new OperatorError(`${file} cannot be restored: it is damaged.`);
    if (codeOf(error) === 'SQLITE_BUSY') throw new OperatorError('Sesh is running on this database: stop it first.');
    throw error;
  }
}
