import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspectFile, NotOurs, restore, snapshotOf } from '../db/snapshot.ts';
import { Complaint, codeOf } from './complaint.ts';
import { askCondition, fetchSnapshot } from './keeper.ts';

const DATED = /^sesh-\d{4}-\d{2}-\d{2}T\d{6}Z\.db$/;

/**
 * Copies the database into a file, or into a folder under a name with the date, of which the newest `keep` then stay.
 * A running Sesh makes the copy itself. Returns the file.
 */
export async function backUp(databasePath: string, target: string, keep: number | null, now: Date): Promise<string> {
  const isFolder = existsSync(target) && statSync(target).isDirectory();
  if (!isFolder && keep !== null) throw new Complaint(`--keep needs a folder, and ${target} is none: make it first.`);
  const file = isFolder ? join(target, `sesh-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.db`) : target;
  if (existsSync(file)) throw new Complaint(`${file} is there already: name another file, or a folder.`);
  if (!existsSync(dirname(file))) throw new Complaint(`The folder ${dirname(file)} is not there: make it first.`);
  const part = `${file}.part`;
  try {
    await copy(databasePath, part);
    if (!inspectFile(part, null, now.getTime()).isSound) throw new Complaint('The copy is damaged: look at the disk.');
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
  if (isFolder && keep !== null) removeOldest(target, keep);
  return file;
}

async function copy(databasePath: string, file: string): Promise<void> {
  try {
    if (await fetchSnapshot(databasePath, file)) return;
    if (!existsSync(databasePath)) throw new Complaint(`There is no database at ${databasePath} yet.`);
    await snapshotOf(databasePath, file);
  } catch (error) {
    if (codeOf(error) === 'SQLITE_BUSY') {
      throw new Complaint('A Sesh that does not answer is using the database: stop it, then try again.');
    }
    if (codeOf(error) === 'EACCES') throw new Complaint('That is not allowed: run this as the user the bot runs as.');
    throw error;
  }
}

function removeOldest(folder: string, keep: number): void {
  const dated = readdirSync(folder)
    .filter((name) => DATED.test(name))
    .sort();
  for (const name of dated.slice(0, Math.max(0, dated.length - keep))) rmSync(join(folder, name));
}

/** Puts a backup in the place of the database of a Sesh that is not running. */
export async function restoreFrom(file: string, databasePath: string): Promise<void> {
  if (!existsSync(file) || statSync(file).isDirectory()) throw new Complaint(`There is no backup at ${file}.`);
  if (await askCondition(databasePath)) throw new Complaint('Sesh is running on this database: stop it first.');
  try {
    restore(file, databasePath);
  } catch (error) {
    if (error instanceof NotOurs) throw new Complaint(`${file} cannot be restored: ${error.message}.`);
    if (codeOf(error) === 'SQLITE_NOTADB') throw new Complaint(`${file} cannot be restored: it is not a database.`);
    if (codeOf(error) === 'SQLITE_BUSY') throw new Complaint('Sesh is running on this database: stop it first.');
    throw error;
  }
}
