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
import { partOf, realPathOf, removeAbandoned, removeFile } from '../db/database-files.ts';
import { inspectFile, NotOurs, restore, withSnapshotOf } from '../db/snapshot.ts';
import { createPrivateFile } from '../private-file.ts';
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
  removeAbandoned(dirname(file));
  const part = partOf(file);
  const descriptor = createPrivateFile(part);
  try {
    await copy(databasePath, descriptor);
    fsyncSync(descriptor); // after a power cut the backup is whole, or not there
    if (!inspectFile(part, null, now.getTime()).isSound) throw new Complaint('The copy is damaged: look at the disk.');
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
    if (!existsSync(databasePath)) throw new Complaint(`There is no database at ${databasePath} yet.`);
    await withSnapshotOf(databasePath, (made) => write(file, createReadStream(made)));
  } catch (error) {
    switch (codeOf(error)) {
      case 'SQLITE_BUSY':
        throw new Complaint('A Sesh that does not answer is using the database: stop it, then try again.');
      case 'EACCES':
        throw new Complaint('That is not allowed: run this as the user the bot runs as.');
      case 'ECONNRESET':
        throw new Complaint('The running bot could not finish the copy: look at its log, then try again.');
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

/** Puts a backup in the place of the database of a Sesh that is not running. */
export async function restoreFrom(file: string, databasePath: string): Promise<void> {
  if (!existsSync(file) || statSync(file).isDirectory()) throw new Complaint(`There is no backup at ${file}.`);
  if (realpathSync(file) === realPathOf(databasePath)) throw new Complaint(`${file} is the database itself.`);
  if (await askCondition(databasePath)) throw new Complaint('Sesh is running on this database: stop it first.');
  try {
    await restore(file, databasePath);
  } catch (error) {
    if (error instanceof NotOurs) throw new Complaint(`${file} cannot be restored: ${error.message}.`);
    if (codeOf(error) === 'SQLITE_NOTADB') throw new Complaint(`${file} cannot be restored: it is not a database.`);
    if (codeOf(error) === 'SQLITE_CORRUPT') throw new Complaint(`${file} cannot be restored: it is damaged.`);
    if (codeOf(error) === 'SQLITE_BUSY') throw new Complaint('Sesh is running on this database: stop it first.');
    throw error;
  }
}
