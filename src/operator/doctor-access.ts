import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { realPathOf } from '../db/database-files.ts';
import { type Finding, note, problem } from './finding.ts';

const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const ROOT = 0;
/** The suffixes of all files of a database, after its own name: SQLite's files, the socket, and copies. */
const PARTS = /^(?:-wal|-shm|-journal|\.sock|\.before-restore|\.(?:snapshot-\d+|restoring)(?:-wal|-shm|-journal)?)?$/;

/** Returns who besides the bot's own user can access the database, and how to fix that. */
export function diagnoseAccess(path: string): Finding[] {
  const place = realPathOf(path);
  const folder = dirname(place);
  if (process.platform === 'win32' || !existsSync(folder)) return [];
  const files = readdirSync(folder)
    .filter((name) => name.startsWith(basename(place)) && PARTS.test(name.slice(basename(place).length)))
    .map((name) => join(folder, name));
  const user = ownerOf(place);
  return [
    ...folderFindings(folder, user),
    ...files.flatMap((file) => fileFindings(file, user)),
    ...files
      .filter((file) => file.endsWith('.before-restore'))
      .map((file) => note(`${file} keeps what was deleted since: remove it when the restored database is good.`)),
  ];
}

/** Returns the bot's user: the one who runs this; for root, the owner of the database. */
function ownerOf(database: string): number | undefined {
  const me = process.getuid?.();
  return me === ROOT ? statSync(database, { throwIfNoEntry: false })?.uid : me;
}

function folderFindings(folder: string, user: number | undefined): Finding[] {
  const { mode, uid } = statSync(folder);
  const isForeign = user !== undefined && uid !== user && uid !== ROOT;
  return [
    ...(isForeign
      ? [problem(`The folder of the database belongs to another user, who can replace it: chown ${user} ${folder}`)]
      : []),
    ...((mode & OTHERS_WRITE) !== 0
      ? [problem(`Other users of this computer can replace the database: chmod 700 ${folder}`)]
      : (mode & OTHERS) !== 0
        ? [note(`Other users of this computer can enter the folder of the database: chmod 700 ${folder}`)]
        : []),
  ];
}

function fileFindings(file: string, user: number | undefined): Finding[] {
  const { mode, uid, isLink } = entry(file);
  if (isLink) return [problem(`${file} is a link, and no Sesh makes one there: look where it leads, then remove it.`)];
  return [
    ...((mode & OTHERS) !== 0 ? [problem(`Other users of this computer can open ${file}: chmod 600 ${file}`)] : []),
    ...(user !== undefined && uid !== user ? [problem(`${file} belongs to another user: chown ${user} ${file}`)] : []),
  ];
}

function entry(file: string): { mode: number; uid: number; isLink: boolean } {
  const found = lstatSync(file);
  return { mode: found.mode, uid: found.uid, isLink: found.isSymbolicLink() };
}
