import type { Clock } from '../ports/clock.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { TroubleKind } from '../session/session.ts';
import { SpotifyRefused } from './errors.ts';
import { parseRetryAfter } from './retry-after.ts';
import { isInvalidGrant, troubleOfAccounts } from './trouble.ts';

/** The circuit breaker of the accounts service. */
export type AccountsBreaker = {
  /** Calls the accounts service. @throws Unavailable at once while the breaker is open */
  run<T>(call: () => Promise<T>): Promise<T>;
};

/** How long the breaker stays open after a failure. */
const OPEN_MS = 30_000;

/**
 * Creates a breaker for all sessions: after a failure no call is made for half a minute, then one at a time until the
 * service answers. A refused grant is an answer.
 */
export function createAccountsBreaker(clock: Clock): AccountsBreaker {
  let failure: { kind: TroubleKind; until: number; cause: unknown } | null = null;
  let trial: Promise<unknown> | null = null;

  async function attempt<T>(call: () => Promise<T>): Promise<T> {
    try {
      const answer = await call();
      failure = null;
      return answer;
    } catch (cause) {
      if (isInvalidGrant(cause)) failure = null;
      else failure = { kind: troubleOfAccounts(cause), until: clock.now() + openFor(cause, clock.now()), cause };
      throw cause;
    }
  }

  return {
    async run(call) {
      while (failure && trial) await trial;
      if (failure && clock.now() < failure.until) {
        throw new Unavailable(failure.kind, { until: failure.until, cause: failure.cause });
      }
      const asking = attempt(call);
      if (failure) {
        const over = () => {
          trial = null;
        };
        trial = asking.then(over, over); // those who wait for the trial check `failure` afterwards
      }
      return asking;
    },
  };
}

function openFor(error: unknown, now: number): number {
  const asked = error instanceof SpotifyRefused ? parseRetryAfter(error.retryAfter, now) : undefined;
  return Math.max(OPEN_MS, asked ?? 0);
}
