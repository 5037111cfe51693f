import type { Clock } from '../ports/clock.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { TroubleKind } from '../session/session.ts';
import { SpotifyRefused } from './errors.ts';
import { waitIn } from './retry-after.ts';
import { isDeadGrant, troubleOfAccounts } from './trouble.ts';

export type Respite = {
  /** Asks the accounts service, unless it failed just now: then throws `Unavailable` at once. */
  ask<T>(call: () => Promise<T>): Promise<T>;
};

/** The time for which a failing accounts service is left alone. */
const RESPITE_MS = 30_000;

/**
 * Keeps twenty sessions from hammering an accounts service that fails: after a failure nobody asks for half a minute,
 * and then one at a time until it answers. That a grant is dead is an answer.
 */
export function createRespite(clock: Clock): Respite {
  let failure: { kind: TroubleKind; until: number; cause: unknown } | null = null;
  let trial: Promise<unknown> | null = null;

  async function attempt<T>(call: () => Promise<T>): Promise<T> {
    try {
      const answer = await call();
      failure = null;
      return answer;
    } catch (cause) {
      if (isDeadGrant(cause)) failure = null;
      else failure = { kind: troubleOfAccounts(cause), until: clock.now() + waitAfter(cause, clock.now()), cause };
      throw cause;
    }
  }

  return {
    async ask(call) {
      while (failure && trial) await trial;
      if (failure && clock.now() < failure.until) {
        throw new Unavailable(failure.kind, { until: failure.until, cause: failure.cause });
      }
      const asking = attempt(call);
      if (failure) {
        const over = () => {
          trial = null;
        };
        trial = asking.then(over, over); // whoever waits for the trial looks at what became of it
      }
      return asking;
    },
  };
}

function waitAfter(error: unknown, now: number): number {
  const asked = error instanceof SpotifyRefused ? waitIn(error.retryAfter, now) : undefined;
  return Math.max(RESPITE_MS, asked ?? 0);
}
