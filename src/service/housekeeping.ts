import type { Log } from '../log.ts';
import type { Clock, Files, LinkRequestStore, SessionStore, Stage } from './ports.ts';

const HOUR_MS = 60 * 60_000;
/** How long an evening's songs are kept after it ended. */
const RECAP_LIFE_MS = 24 * HOUR_MS;

export type Housekeeping = { start(): void; stop(): void };

/** Once an hour: a day after an evening its songs are forgotten, and its card says only numbers. */
export function createHousekeeping(world: {
  sessions: SessionStore;
  requests: LinkRequestStore;
  stage: Stage;
  files: Files;
  clock: Clock;
  log: Log;
}): Housekeeping {
  let cancel: (() => void) | null = null;

  async function sweep(): Promise<void> {
    const now = world.clock.now();
    const expired = world.requests.removeExpired(now);
    const forgotten = world.sessions.forgetEndedBefore(now - RECAP_LIFE_MS);
    if (expired + forgotten.length > 0) world.files.emptyLog();
    for (const session of forgotten) await world.stage.retire(session);
  }

  function round(): void {
    sweep().catch((err: unknown) => world.log.error({ err }, 'housekeeping failed'));
    cancel = world.clock.after(HOUR_MS, round);
  }

  return {
    start: round,
    stop() {
      cancel?.();
    },
  };
}
