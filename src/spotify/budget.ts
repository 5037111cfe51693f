import type { Log } from '../log.ts';
import type { Breaker, CallGroup, CallRecord, CallStore } from '../ports/calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { Urgency } from '../ports/player.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { type CallOutcome, createBreakers } from './breakers.ts';
import { createCallCounts } from './call-counts.ts';
import { type CallRequest, createCallQueue, priorities, priorityOf, type QueuedCall } from './call-queue.ts';
import { createCallWindow } from './call-window.ts';
import { SpotifyRefused, SpotifySilent } from './errors.ts';
import { createPendingWrites } from './pending-writes.ts';
import { parseRetryAfter } from './retry-after.ts';
import { createSafeCallStore } from './safe-call-store.ts';

export type { CallRequest } from './call-queue.ts';

export type Budget = {
  /**
   * Runs `call` when it is its turn; a person's at once, unless Spotify has refused. Throws `Unavailable('wait')` while
   * Spotify wants no calls of the group, and to a person who would wait too long, counted from `since` (default: now).
   */
  spend<T>(request: CallRequest, call: () => Promise<T>, since?: number): Promise<T>;
  /** Returns the calls of the last 24 hours, by group, and the groups that Spotify has closed for now. */
  spending(): Spending;
  /** Stores the counts; calls that still wait are never sent. */
  close(): Promise<void>;
};

export type Spending = { lastDay: Record<CallGroup, number>; breakers: readonly Breaker[] };

/** The longest wait in the queue; a person is refused at once if it would be longer. */
const LONGEST_WAIT_MS: Record<Urgency, number> = {
  person: 10_000,
  steering: 60_000,
  looking: Number.POSITIVE_INFINITY,
};
/** A breaker that closes this soon is waited for; until a later one every call is refused at once. */
const LONGEST_BREAKER_WAIT_MS = 10_000;
/** The longest Retry-After that is about the rate limit of half a minute; a longer one is about a quota. */
const LONGEST_RATE_WAIT_MS = 60_000;
/** The wait after a refusal without a sensible Retry-After. */
const DEFAULT_WAIT_MS = { rate: 5_000, quota: 60 * 60_000 };
const ATTEMPTS = 3;

/** Reports the outcome of a call that was sent. */
type ReportOutcome = (outcome: CallOutcome) => void;
type PendingCall = QueuedCall & { go: (report: ReportOutcome) => void; refuse: (no: Unavailable) => void };

/** Creates the one scheduler for every Web API call of the process. */
export function createBudget(world: {
  clock: Clock;
  store: CallStore;
  /** What the last process left behind in that store. */
  before: CallRecord;
  log: Log;
}): Budget {
  const { clock, before, log } = world;
  const store = createSafeCallStore(world.store, log);
  const window = createCallWindow({ clock, store, before });
  const breakers = createBreakers({ clock, store, before });
  const counts = createCallCounts({ clock, store, before, log });
  const queue = createCallQueue<PendingCall>();
  const writes = createPendingWrites(clock);
  let arrivals = 0;
  /** Spotify's rate limit is one for the whole app, so a short refusal pauses every call. */
  let pausedUntil = 0;
  let cancelTimer: (() => void) | null = null;
  let closed = false;

  function waitForTurn(queued: QueuedCall): Promise<ReportOutcome> {
    return new Promise((go, refuse) => {
      queue.add({ ...queued, go, refuse });
      schedule();
    });
  }

  function schedule(): void {
    cancelTimer?.();
    cancelTimer = null;
    if (closed) return;
    do {
      for (let next = nextCall(); next; next = nextCall()) start(next);
    } while (refuseHopeless());
    const at = nextChangeAt();
    if (at !== null) cancelTimer = clock.after(at - clock.now(), schedule);
  }

  /** Refuses the calls that cannot be sent in time. Returns true if there were any. */
  function refuseHopeless(): boolean {
    const before = queue.all();
    for (const queued of before) {
      const no = refusalOf(queued);
      if (!no) continue;
      queue.remove(queued);
      queued.refuse(no);
    }
    return queue.all().length < before.length;
  }

  /** Returns why a call cannot be sent in time, or null if it can. */
  function refusalOf(queued: PendingCall): Unavailable | null {
    const now = clock.now();
    const openUntil = breakers.openUntil(queued.group);
    if (openUntil !== null && openUntil > Math.min(queued.deadline, now + LONGEST_BREAKER_WAIT_MS)) {
      return new Unavailable('wait', { until: openUntil });
    }
    if (queued.deadline === Number.POSITIVE_INFINITY) return null;
    const turnAt = Math.max(pausedUntil, roomAt(queued, queue.countAhead(queued)));
    if (turnAt > now && turnAt > queued.deadline) return new Unavailable('wait', { until: turnAt });
    // Blocked by an earlier command or a trial that has no answer yet.
    return now >= queued.deadline ? new Unavailable('unreachable') : null;
  }

  function nextCall(): PendingCall | undefined {
    if (clock.now() < pausedUntil) return undefined;
    for (const priority of priorities) {
      const next = queue.firstReady(priority, isReady);
      if (next && hasRoom(next)) return next;
    }
    return undefined;
  }

  function isReady(queued: PendingCall): boolean {
    const now = clock.now();
    return now <= queued.deadline && breakers.admits(queued.group, queued.urgency) && writes.freeAt(queued) <= now;
  }

  /** Returns true if a call fits into our own rate limit, which applies to our own calls and never to a person's. */
  function hasRoom({ urgency }: PendingCall): boolean {
    return urgency === 'person' || window.hasRoom(urgency);
  }

  function roomAt({ urgency }: PendingCall, ahead: number): number {
    return urgency === 'person' ? clock.now() : window.roomAt(urgency, ahead);
  }

  function start(next: PendingCall): void {
    const { group, urgency } = next;
    queue.remove(next);
    const answered = urgency === 'person' ? () => {} : window.take(urgency);
    const learn = breakers.begin(group, urgency);
    const written = writes.begin(next);
    counts.count(group);
    next.go((outcome) => {
      answered();
      learn(outcome);
      written();
    });
  }

  /** Returns the next moment at which time alone lets a call be sent or refused; null if there is none. */
  function nextChangeAt(): number | null {
    const now = clock.now();
    const queued = queue.all();
    const firsts = priorities.flatMap((priority) => queued.find((other) => priorityOf(other) === priority) ?? []);
    const rooms = firsts.map((first) => roomAt(first, 0));
    const ends = queued.flatMap((other) => [
      other.deadline,
      breakers.openUntil(other.group) ?? now,
      writes.freeAt(other),
    ]);
    const next = Math.min(...[...rooms, ...ends, pausedUntil].filter((moment) => moment > now));
    return queued.length === 0 || next === Number.POSITIVE_INFINITY ? null : next;
  }

  function outcomeOf(group: CallGroup, error: unknown): CallOutcome {
    if (error instanceof SpotifySilent) return { is: 'unclear' };
    if (!(error instanceof SpotifyRefused)) return { is: 'unsent' };
    if (error.status !== 429) return { is: error.status >= 500 ? 'unclear' : 'answered' };
    const now = clock.now();
    const isQuota = error.reason === 'QUOTA_EXCEEDED';
    const waitMs = parseRetryAfter(error.retryAfter, now) ?? (isQuota ? DEFAULT_WAIT_MS.quota : DEFAULT_WAIT_MS.rate);
    if (isQuota || waitMs > LONGEST_RATE_WAIT_MS) {
      const isNews = breakers.openUntil(group) === null; // others that were on their way hear the same
      if (isNews) log.warn({ group, until: now + waitMs, err: error }, 'spotify refuses a group of calls until a time');
      return { is: 'refused', until: now + waitMs };
    }
    // Calls that were on their way together are refused together, and that is one refusal.
    if (now >= pausedUntil) window.halve();
    pausedUntil = Math.max(pausedUntil, now + waitMs);
    return { is: 'unclear' };
  }

  return {
    async spend(request, call, since = clock.now()) {
      const deadline = Math.min(since + LONGEST_WAIT_MS[request.urgency], request.until ?? Number.POSITIVE_INFINITY);
      const queued = { ...request, arrival: arrivals++, deadline };
      for (let attempt = 1; ; attempt++) {
        const report = await waitForTurn(queued);
        let outcome: CallOutcome = { is: 'answered' };
        try {
          return await call();
        } catch (error) {
          outcome = outcomeOf(request.group, error);
          if (!(error instanceof SpotifyRefused) || error.status !== 429) throw error;
          if (outcome.is === 'refused') throw new Unavailable('wait', { until: outcome.until, cause: error });
          if (attempt === ATTEMPTS) throw new Unavailable('wait', { until: pausedUntil, cause: error });
        } finally {
          report(outcome);
          schedule();
        }
      }
    },
    spending: () => ({ lastDay: counts.lastDay(), breakers: breakers.all() }),
    async close() {
      closed = true;
      cancelTimer?.();
      await counts.close();
    },
  };
}
