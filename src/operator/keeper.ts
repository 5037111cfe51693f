import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Condition, condition } from '../db/condition.ts';
import { codeOf } from './complaint.ts';
import { socketOf } from './control.ts';

/** The last: a path too long for a socket, where none could be made either. */
const NOBODY_THERE = new Set(['ENOENT', 'ECONNREFUSED', 'EINVAL']);

/** Asks the Sesh that is running on this database how it is; null if none is running. */
export async function askCondition(databasePath: string): Promise<Condition | null> {
  const response = await ask(databasePath, '/condition');
  return response ? condition.parse(JSON.parse(await text(response))) : null;
}

/** Lets the running Sesh copy its database, and returns the copy as it comes; null if none is running. */
export async function fetchSnapshot(databasePath: string): Promise<IncomingMessage | null> {
  return await ask(databasePath, '/snapshot');
}

async function ask(databasePath: string, path: string): Promise<IncomingMessage | null> {
  const asking = request({ socketPath: socketOf(databasePath), path, agent: false });
  asking.end();
  try {
    // Node types what an event carries as anything.
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    if (response.statusCode === 200) return response;
    throw new Error(`the running bot answered ${response.statusCode}`);
  } catch (error) {
    if (NOBODY_THERE.has(codeOf(error) ?? '')) return null;
    throw error;
  }
}
