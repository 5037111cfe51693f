import type { Clock } from '../service/ports.ts';
import { Unavailable } from '../service/ports.ts';
import { SpotifyRefused } from './errors.ts';

/** Spotify counts calls by groups of endpoints; a quota that is spent in one says nothing about the others. */
export type Group = 'player' | 'tops' | 'profile';

/** Who goes first: a person who is waiting, then steering the music, then looking. */
export const urgencies = ['person', 'steering', 'looking'] as const;
export type Urgency = (typeof urgencies)[number];

export type Budget = {
  /** Runs `call` when its turn has come. Throws `Unavailable('wait')` while Spotify has asked us to wait for long. */
  spend<T>(group: Group, urgency: Urgency, call: () => Promise<T>): Promise<T>;
};

/** Spotify counts over a rolling half minute and publishes no number; this one has worked for others. */
const WINDOW_MS = 30_000;
const CALLS_PER_WINDOW = 30;
/** A wait this short is waited for; a longer one is told to whoever asked. */
const PATIENCE_MS = 10_000;
/** What a refusal without a Retry-After is worth. */
const DEFAULT_WAIT_MS = { rate: 5_000, quota: 60 * 60_000 };
const ATTEMPTS = 3;

/** The one scheduler for every Web API call of the process. */
export function createBudget({ clock }: { clock: Clock }): Budget {
  const queues: Record<Urgency, (() => void)[]> = { person: [], steering: [], looking: [] };
  const spentAt: number[] = [];
  const closedUntil = new Map<Group, number>();
  let cancelWake: (() => void) | null = null;

  /** Resolves when a call may go out. */
  function turn(urgency: Urgency): Promise<void> {
    return new Promise((resolve) => {
      queues[urgency].push(resolve);
      pump();
    });
  }

  function pump(): void {
    cancelWake?.();
    cancelWake = null;
    const now = clock.now();
    while (spentAt[0] !== undefined && spentAt[0] <= now - WINDOW_MS) spentAt.shift();
    while (spentAt.length < CALLS_PER_WINDOW) {
      const next = urgencies
        .map((urgency) => queues[urgency])
        .find((queue) => queue.length > 0)
        ?.shift();
      if (!next) return;
      spentAt.push(now);
      next();
    }
    const isAnybodyWaiting = urgencies.some((urgency) => queues[urgency].length > 0);
    if (isAnybodyWaiting) cancelWake = clock.after((spentAt[0] ?? now) + WINDOW_MS - now, pump);
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      clock.after(ms, resolve);
    });
  }

  /** Waits out a short refusal of the group; throws at a long one. */
  async function untilOpen(group: Group): Promise<void> {
    const until = closedUntil.get(group) ?? 0;
    const left = until - clock.now();
    if (left > PATIENCE_MS) throw new Unavailable('wait', { until });
    if (left > 0) await pause(left);
  }

  return {
    async spend(group, urgency, call) {
      for (let attempt = 1; ; attempt++) {
        await untilOpen(group);
        await turn(urgency);
        try {
          return await call();
        } catch (error) {
          if (!(error instanceof SpotifyRefused) || error.status !== 429) throw error;
          const until = clock.now() + waitOf(error);
          closedUntil.set(group, Math.max(until, closedUntil.get(group) ?? 0));
          if (attempt === ATTEMPTS) throw new Unavailable('wait', { until, cause: error });
        }
      }
    },
  };
}

function waitOf({ reason, retryAfterMs }: SpotifyRefused): number {
  return retryAfterMs ?? (reason === 'QUOTA_EXCEEDED' ? DEFAULT_WAIT_MS.quota : DEFAULT_WAIT_MS.rate);
}
