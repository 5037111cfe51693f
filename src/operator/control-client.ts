import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Condition, conditionShape } from '../db/condition.ts';
import { socketOf } from './control.ts';
import { codeOf } from './operator-error.ts';

/** Errors of a socket that is not there; EINVAL: its path is too long for a socket, so none could be made. */
const NOT_RUNNING = new Set(['ENOENT', 'ECONNREFUSED', 'EINVAL']);

/** Returns the condition of the database from the Sesh that runs on it; null if none is running. */
export async function askCondition(databasePath: string): Promise<Condition | null> {
  const response = await requestControl(databasePath, '/condition');
  return response ? conditionShape.parse(JSON.parse(await text(response))) : null;
}

/** Returns a copy of the database, as a stream, from the Sesh that runs on it; null if none is running. */
export async function fetchSnapshot(databasePath: string): Promise<IncomingMessage | null> {
  return await requestControl(databasePath, '/snapshot');
}

async function requestControl(databasePath: string, path: string): Promise<IncomingMessage | null> {
  const asking = request({ socketPath: socketOf(databasePath), path, agent: false });
  asking.end();
  try {
    // Node types what an event carries as anything.
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    if (response.statusCode === 200) return response;
    throw new Error(`the running bot answered ${response.statusCode}`);
  } catch (error) {
    if (NOT_RUNNING.has(codeOf(error) ?? '')) return null;
    throw error;
  }
}
