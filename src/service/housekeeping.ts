import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Farewell, FarewellStore } from '../ports/farewells.ts';
import type { Files } from '../ports/files.ts';
import type { LinkRequestStore } from '../ports/links.ts';
import type { Stage } from '../ports/stage.ts';
import { backOff } from '../session/back-off.ts';
import type { Sessions } from './sessions.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The time for which an evening's songs are kept after it ended. */
const RECAP_LIFE_MS = DAY_MS;
/** A last edit that failed is tried again after as long as it has failed, within these bounds. */
const FAREWELL_PAUSE_MS = { least: MINUTE_MS, most: 6 * HOUR_MS };
/** Rights that were taken away, or a thread that sleeps, may come back; not for ever. */
const FAREWELL_PATIENCE_MS = 30 * DAY_MS;

export type Housekeeping = {
  start(): void;
  stop(): void;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
};

/**
 * A day after an evening its songs are forgotten, and its card says only numbers. The two are steps of their own: the
 * songs go first, and where the card is stays known until its edit went through.
 */
export function createHousekeeping(world: {
  sessions: Sessions;
  farewells: FarewellStore;
  requests: LinkRequestStore;
  stage: Stage;
  files: Files;
  clock: Clock;
  log: Log;
}): Housekeeping {
  const { sessions, farewells, clock, log } = world;
  let cancel = () => {};
  let isFirst = true;
  let isStopped = false;
  let working: Promise<void> = Promise.resolve();

  /** One round at a time, whoever asks for it, and another one in an hour at the latest. */
  function run(): void {
    working = working
      .then(round)
      .catch((err: unknown) => {
        log.error({ err }, 'housekeeping failed');
        return clock.now() + HOUR_MS;
      })
      .then((nextAt) => {
        cancel();
        if (!isStopped) cancel = clock.after(nextAt - clock.now(), run);
      });
  }

  /** Returns when there is something to do again. */
  async function round(): Promise<number> {
    await forget();
    // Whatever failed before the process began may have had to do with it.
    const due = (await farewells.all()).filter((farewell) => isFirst || dueAt(farewell) <= clock.now());
    isFirst = false;
    for (const farewell of due) if (!isStopped) await say(farewell);
    return Math.min(clock.now() + HOUR_MS, ...(await farewells.all()).map(dueAt));
  }

  async function forget(): Promise<void> {
    const expired = await world.requests.removeExpired(clock.now());
    const forgotten = await sessions.forgetEndedBefore(clock.now() - RECAP_LIFE_MS);
    // A process that died right after a deletion has left its bytes behind.
    if (isFirst || forgotten > 0) await world.files.tidy();
    else if (expired > 0) await world.files.emptyLog();
  }

  async function say(farewell: Farewell): Promise<void> {
    const { messageId, sessionId, since } = farewell;
    const isSaid = await world.stage.retire(farewell);
    const isHopeless = !isSaid && clock.now() - since >= FAREWELL_PATIENCE_MS;
    if (isHopeless) log.warn({ session: sessionId }, 'the card of a forgotten session could not be edited for a month');
    if (isSaid || isHopeless) await farewells.remove(messageId);
    else await farewells.noteTried(messageId, clock.now());
  }

  return {
    start() {
      sessions.onBroken(run);
      run();
    },
    stop() {
      isStopped = true;
      cancel();
    },
    idle: () => working,
  };
}

function dueAt({ since, triedAt }: Farewell): number {
  return triedAt === null ? since : triedAt + backOff(triedAt - since, FAREWELL_PAUSE_MS);
}
