import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { Condition } from '../db/condition.ts';
import type { Log } from '../log.ts';

/** The services of a running Sesh for the operator's commands, which cannot read the locked database themselves. */
export type ControlOptions = {
  databasePath: string;
  condition: () => Condition;
  snapshot: (target: string) => Promise<void>;
  log: Log;
};

/** Returns the path of the socket on which a Sesh that uses this database listens for the operator's commands. */
export function socketOf(databasePath: string): string {
  return `${databasePath}.sock`;
}

/**
 * Listens on a socket beside the database, open to its owner alone. Without it (a path too long for a socket, say) the
 * evening goes on; only backups need the bot to be stopped.
 */
export async function openControl(options: ControlOptions): Promise<() => Promise<void>> {
  const { databasePath, log } = options;
  if (databasePath === ':memory:') return async () => {};
  const path = socketOf(databasePath);
  const server = createServer((request, response) => {
    answer(options, request.url ?? '', response).catch((err: unknown) => {
      log.error({ err }, 'an operator’s command could not be answered');
      response.destroy();
    });
  });
  try {
    // The database is ours alone, so a socket that is there was left by a process that is gone.
    await rm(path, { force: true });
    const umask = process.umask(0o177);
    server.listen(path);
    process.umask(umask);
    await once(server, 'listening');
    server.on('error', (err) => log.error({ err }, 'the socket for backup and doctor failed'));
  } catch (err) {
    log.warn({ err, path }, 'no socket for backup and doctor');
  }
  return async () => {
    server.close();
    server.closeAllConnections();
  };
}

async function answer(options: ControlOptions, url: string, response: ServerResponse): Promise<void> {
  if (url === '/condition') {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(options.condition()));
  } else if (url === '/snapshot') {
    await sendSnapshot(options, response);
  } else {
    response.writeHead(404).end();
  }
}

let snapshots = 0;

async function sendSnapshot({ databasePath, snapshot }: ControlOptions, response: ServerResponse): Promise<void> {
  const file = `${databasePath}.snapshot-${++snapshots}`;
  try {
    await snapshot(file);
    const bytes = await readFile(file);
    await rm(file);
    response.setHeader('content-type', 'application/vnd.sqlite3').end(bytes);
  } finally {
    await rm(file, { force: true });
  }
}
