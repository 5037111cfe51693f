import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Log } from '../log.ts';
import { createPrivateFile } from '../private-file.ts';

/** The suffixes of the files that SQLite keeps beside a database in use. */
const SIDE_FILE_SUFFIXES = ['-wal', '-shm', '-journal'] as const;
/** The files that a killed copy or restore leaves beside a database, after the database's own name. */
const LEFTOVER = /^\.(?:snapshot-\d+|restoring)(?:-wal|-shm|-journal)?$/;
/** The name of an unfinished backup, after its final name; the number is the id of the process that writes it. */
const PARTIAL_BACKUP = /\.sesh-(\d+)-[0-9a-f]{8}\.part$/;
/** After a reboot another process may have the number of one that was killed; no backup takes that long. */
const LONGEST_BACKUP_MS = 60 * 60_000;
const OTHERS = 0o077;

/** Returns where the database really is; SQLite follows links, too. */
export function realPathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

/** Removes a database with everything that SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  rmSync(path, { force: true });
  removeSideFiles(path);
}

/** Removes what SQLite keeps beside a database; without it what is in there is lost. */
export function removeSideFiles(path: string): void {
  for (const suffix of SIDE_FILE_SUFFIXES) rmSync(path + suffix, { force: true });
}

/** Creates the database's folder and an empty file for it where they are missing, open to our user alone. */
export function createDatabaseFile(path: string): void {
  makeFolder(dirname(path));
  try {
    closeSync(createPrivateFile(path));
  } catch {
    // It is there already; or it cannot be made, and then SQLite says so in the words that everybody knows.
  }
}

/** Creates a folder and its parents. Node's own recursion never ends where none can be made (below /proc, say). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
  chmodSync(path, 0o700); // whatever the umask says
}

/** Takes the rights of others away from the files of a database that is known to be ours. */
export function makePrivate(path: string): void {
  for (const file of filesOf(path)) {
    try {
      if (isOpenToOthers(file)) chmodSync(file, 0o600);
    } catch {
      // Another user's file, or a file system without permissions: warnings and the doctor go by what is, not by this.
    }
  }
}

/**
 * Removes what interrupted copies left beside a database whose lock we hold: it contains what was deleted since. Warns of
 * what cannot be removed or made private.
 */
export function removeRemains(path: string, log: Log): void {
  try {
    removeLeftovers(path);
    removeAbandonedBackups(dirname(realPathOf(path)));
  } catch (err) {
    log.warn({ err }, 'what an interrupted backup or restore left cannot be removed');
  }
  const open = filesOf(path).filter(isOpenToOthers);
  if (open.length > 0) log.warn({ files: open }, 'other users of this computer can read the database');
}

/** Removes the leftovers of copies and restores of this database; files of other names are not ours. */
export function removeLeftovers(path: string): void {
  for (const place of new Set([path, realPathOf(path)])) {
    const folder = dirname(place);
    for (const name of namesIn(folder)) {
      const rest = name.startsWith(basename(place)) ? name.slice(basename(place).length) : '';
      if (LEFTOVER.test(rest)) removeFile(join(folder, name));
    }
  }
}

/** Returns a name for a backup that is being written, which no other process uses. */
export function partialBackupOf(file: string): string {
  return `${file}.sesh-${process.pid}-${randomBytes(4).toString('hex')}.part`;
}

/** Removes what backups that were killed have left in a folder: it keeps what was deleted since. */
export function removeAbandonedBackups(folder: string): void {
  for (const name of namesIn(folder)) {
    const pid = PARTIAL_BACKUP.exec(name)?.[1];
    if (pid !== undefined && isAbandoned(join(folder, name), Number(pid))) removeFile(join(folder, name));
  }
}

function isAbandoned(part: string, pid: number): boolean {
  const written = lstatSync(part, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return !isRunning(pid) || Date.now() - written > LONGEST_BACKUP_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // another user's
  }
}

/** Removes a file, or a link and not what it leads to; a folder is not ours. */
export function removeFile(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) rmSync(path, { force: true });
}

/** Returns the files of a database that are there: links beside it are somebody else's doing. */
function filesOf(path: string): string[] {
  const place = realPathOf(path);
  const all = [place, ...SIDE_FILE_SUFFIXES.map((suffix) => place + suffix)];
  return all.filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isFile());
}

/** Returns true if users other than its owner have any right on the file or folder; false where there are no such rights. */
function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && (lstatSync(path).mode & OTHERS) !== 0;
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
