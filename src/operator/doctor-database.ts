import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Condition } from '../db/condition.ts';
import { createSeal } from '../db/seal.ts';
import { inspectFile } from '../db/snapshot.ts';
import { askCondition } from './control-client.ts';
import { diagnoseAccess } from './doctor-access.ts';
import { type Finding, note, ok, problem } from './finding.ts';
import { codeOf } from './operator-error.ts';

type DatabaseSettings = { path: string; secretKeys: readonly Buffer[]; now: number };

const LARGE_BYTES = 100 * 2 ** 20;

/** Diagnoses the database: by asking the running bot, or else by reading the file. */
export async function diagnoseDatabase({ path, secretKeys, now }: DatabaseSettings): Promise<Finding[]> {
  const folder = existingFolder(dirname(path));
  if (!isWritable(existsSync(path) ? path : folder) || !isWritable(folder)) {
    return [
      problem(`The database cannot be written at ${path}: run this as the bot’s user, or give it that folder.`),
      ...diagnoseAccess(path),
    ];
  }
  return [...(await condition({ path, secretKeys, now })), ...diagnoseAccess(path)];
}

async function condition({ path, secretKeys, now }: DatabaseSettings): Promise<Finding[]> {
  try {
    const running = await askCondition(path);
    if (running) return [...findings(running, 'The running bot’s database'), ...quota(running, now)];
    if (!existsSync(path)) return [ok(`There is no database yet; the first start makes ${path}.`)];
    const state = inspectFile(path, createSeal(secretKeys), now);
    return [...findings(state, 'The database'), ...quota(state, now)];
  } catch (error) {
    return [problem(causeOf(error, path))];
  }
}

function findings({ schema, bytes, isSound, links, sessions }: Condition, what: string): Finding[] {
  const size = `${Math.ceil(bytes / 1_024)} kB`;
  const open = sessions.lobby + sessions.live;
  return [
    isSound
      ? ok(`${what} is sound: ${size}, ${open} open session(s), ${links.total} link(s).`)
      : problem(`${what} is damaged: stop the bot and restore a backup, npm run restore -- FILE`),
    ...(bytes > LARGE_BYTES
      ? [note(`It is unusually large (${size}); songs are forgotten a day after an evening.`)]
      : []),
    ...(schema.applied < schema.known
      ? [note('The next start brings it to the present schema; make a backup first.')]
      : []),
    ...(schema.applied > schema.known
      ? [problem('It was written by a newer Sesh: install that one, or restore a backup.')]
      : []),
    ...(links.locked > 0
      ? [
          problem(
            `SECRET_KEY does not open ${links.locked} link(s): put the old key back, as new,old; or those people link again.`,
          ),
        ]
      : links.total > 0
        ? [ok('SECRET_KEY opens every link.')]
        : []),
    ...(links.dead > 0
      ? [note(`${links.dead} link(s) were refused by Spotify; those people are asked to link again.`)]
      : []),
    ...links.ending.map((id) => note(`The link of Discord user ${id} ends within a month: /sesh link renews it.`)),
  ];
}

/** Returns the findings about Spotify calls: how many there were, and which groups Spotify does not answer for now. */
function quota({ calls }: Condition, now: number): Finding[] {
  const closed = calls.filter(({ closedUntil }) => closedUntil !== null && closedUntil > now);
  const counts = calls.map(({ group, lastDay }) => `${group} ${lastDay}`).join(', ');
  return [
    ...(calls.length > 0 ? [ok(`Spotify calls in the last 24 h: ${counts}.`)] : []),
    ...closed.map(({ group, closedUntil }) =>
      note(
        `Spotify answers no ${group} calls until ${new Date(closedUntil ?? now).toISOString()}: only waiting helps.`,
      ),
    ),
  ];
}

function causeOf(error: unknown, path: string): string {
  switch (codeOf(error)) {
    case 'SQLITE_BUSY':
      return `Something else holds ${path}: a bot that does not answer; look for it with: fuser ${path}`;
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return `${path} is not a database of ours, or damaged: restore a backup, npm run restore -- FILE`;
    case 'EACCES':
    case 'SQLITE_CANTOPEN':
      return `${path} may not be opened: run this as the bot’s user.`;
    default:
      throw error;
  }
}

function existingFolder(folder: string): string {
  return existsSync(folder) ? folder : existingFolder(dirname(folder));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false; // not being allowed is the answer
  }
}
