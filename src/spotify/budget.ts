import type { Log } from '../log.ts';
import type { Breaker, CallGroup, CallStore } from '../ports/calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { Urgency } from '../ports/player.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { createBreakers, type Lesson } from './breakers.ts';
import { createCallCounts } from './call-counts.ts';
import { createCallMemory } from './call-memory.ts';
import { createCallWindow } from './call-window.ts';
import { SpotifyRefused, SpotifySilent } from './errors.ts';
import { type Ask, createLine, laneOf, lanes, type Waiting } from './line.ts';
import { waitIn } from './retry-after.ts';
import { createWrites } from './writes.ts';

export type { Ask } from './line.ts';

export type Budget = {
  /**
   * Runs `call` when its turn has come; a person's at once, unless Spotify has said no. Throws `Unavailable('wait')` where
   * Spotify asked us to leave the group alone, and to a person who would have to wait for long since `since`, now unless
   * told.
   */
  spend<T>(ask: Ask, call: () => Promise<T>, since?: number): Promise<T>;
  /** Returns the calls of the last 24 hours, by group, and the groups that Spotify has closed for now. */
  spending(): Spending;
  /** Writes the counts down; what still waits is never carried out. */
  close(): void;
};

export type Spending = { lastDay: Record<CallGroup, number>; breakers: readonly Breaker[] };

/** The longest wait of a call for its turn; a person is told at once if it would be longer. */
const PATIENCE_MS: Record<Urgency, number> = {
  person: 10_000,
  steering: 60_000,
  looking: Number.POSITIVE_INFINITY,
};
/** An open breaker that ends this soon is waited for; a later one is told to whoever asks, whatever their patience. */
const BREAKER_PATIENCE_MS = 10_000;
/** Up to here Retry-After speaks of the half minute, beyond it of a quota. */
const RATE_WAIT_MS = 60_000;
/** The wait after a refusal without a sensible Retry-After. */
const DEFAULT_WAIT_MS = { rate: 5_000, quota: 60 * 60_000 };
const ATTEMPTS = 3;

/** Set out, with what has to be told once its outcome is known. */
type Ended = (lesson: Lesson) => void;
type Turn = Waiting & { go: (ended: Ended) => void; refuse: (no: Unavailable) => void };

/** The one scheduler for every Web API call of the process. */
export function createBudget(world: { clock: Clock; store: CallStore; log: Log }): Budget {
  const { clock, log } = world;
  const store = createCallMemory(world.store, log);
  const window = createCallWindow({ clock, store });
  const breakers = createBreakers({ clock, store });
  const counts = createCallCounts({ clock, store });
  const line = createLine<Turn>();
  const writes = createWrites(clock);
  let places = 0;
  /** Spotify's half minute is one for the whole app, so a short refusal makes every call wait. */
  let pausedUntil = 0;
  let cancelWake: (() => void) | null = null;
  let closed = false;

  function turn(waiting: Waiting): Promise<Ended> {
    return new Promise((go, refuse) => {
      line.add({ ...waiting, go, refuse });
      pump();
    });
  }

  function pump(): void {
    cancelWake?.();
    cancelWake = null;
    if (closed) return;
    do {
      for (let next = nextToGo(); next; next = nextToGo()) setOut(next);
    } while (sendAway());
    const at = wakeAt();
    if (at !== null) cancelWake = clock.after(at - clock.now(), pump);
  }

  /** Refuses whoever waits in vain; whether there was anybody. */
  function sendAway(): boolean {
    const before = line.all();
    for (const waiting of before) {
      const no = refusalOf(waiting);
      if (!no) continue;
      line.remove(waiting);
      waiting.refuse(no);
    }
    return line.all().length < before.length;
  }

  /** Why it makes no sense to go on waiting. */
  function refusalOf(waiting: Turn): Unavailable | null {
    const now = clock.now();
    const broken = breakers.openUntil(waiting.group);
    if (broken !== null && broken > Math.min(waiting.deadline, now + BREAKER_PATIENCE_MS)) {
      return new Unavailable('wait', { until: broken });
    }
    if (waiting.deadline === Number.POSITIVE_INFINITY) return null;
    const turnAt = Math.max(pausedUntil, roomAt(waiting, line.ahead(waiting)));
    if (turnAt > now && turnAt > waiting.deadline) return new Unavailable('wait', { until: turnAt });
    // Held up by something that nobody knows the end of: an earlier command, or a trial, that is not answered.
    return now >= waiting.deadline ? new Unavailable('unreachable') : null;
  }

  function nextToGo(): Turn | undefined {
    if (clock.now() < pausedUntil) return undefined;
    for (const lane of lanes) {
      const next = line.first(lane, mayGo);
      if (next && hasRoom(next)) return next;
    }
    return undefined;
  }

  function mayGo(waiting: Turn): boolean {
    const now = clock.now();
    return now <= waiting.deadline && breakers.admits(waiting.group, waiting.urgency) && writes.freeAt(waiting) <= now;
  }

  /** Our own guess at what Spotify allows slows down what we do by ourselves, and never a person. */
  function hasRoom({ urgency }: Turn): boolean {
    return urgency === 'person' || window.hasRoom(urgency);
  }

  function roomAt({ urgency }: Turn, ahead: number): number {
    return urgency === 'person' ? clock.now() : window.roomAt(urgency, ahead);
  }

  function setOut(next: Turn): void {
    const { group, urgency } = next;
    line.remove(next);
    const answered = urgency === 'person' ? () => {} : window.take(urgency);
    const learn = breakers.begin(group, urgency);
    const written = writes.begin(next);
    counts.count(group);
    next.go((lesson) => {
      answered();
      learn(lesson);
      written();
    });
  }

  /** The next moment at which something changes by itself. */
  function wakeAt(): number | null {
    const now = clock.now();
    const waiting = line.all();
    const firsts = lanes.flatMap((lane) => waiting.find((other) => laneOf(other) === lane) ?? []);
    const rooms = firsts.map((first) => roomAt(first, 0));
    const ends = waiting.flatMap((other) => [
      other.deadline,
      breakers.openUntil(other.group) ?? now,
      writes.freeAt(other),
    ]);
    const next = Math.min(...[...rooms, ...ends, pausedUntil].filter((moment) => moment > now));
    return waiting.length === 0 || next === Number.POSITIVE_INFINITY ? null : next;
  }

  function lessonOf(group: CallGroup, error: unknown): Lesson {
    if (error instanceof SpotifySilent) return { is: 'unclear' };
    if (!(error instanceof SpotifyRefused)) return { is: 'unsent' };
    if (error.status !== 429) return { is: error.status >= 500 ? 'unclear' : 'answered' };
    const now = clock.now();
    const isQuota = error.reason === 'QUOTA_EXCEEDED';
    const waitMs = waitIn(error.retryAfter, now) ?? (isQuota ? DEFAULT_WAIT_MS.quota : DEFAULT_WAIT_MS.rate);
    if (isQuota || waitMs > RATE_WAIT_MS) {
      const isNews = breakers.openUntil(group) === null; // others that were on their way hear the same
      if (isNews) log.warn({ group, until: now + waitMs, err: error }, 'spotify wants a group of calls left alone');
      return { is: 'refused', until: now + waitMs };
    }
    // Calls that were on their way together are refused together, and that is one refusal.
    if (now >= pausedUntil) window.narrow();
    pausedUntil = Math.max(pausedUntil, now + waitMs);
    return { is: 'unclear' };
  }

  return {
    async spend(ask, call, since = clock.now()) {
      const deadline = Math.min(since + PATIENCE_MS[ask.urgency], ask.until ?? Number.POSITIVE_INFINITY);
      const waiting = { ...ask, place: places++, deadline };
      for (let attempt = 1; ; attempt++) {
        const ended = await turn(waiting);
        let lesson: Lesson = { is: 'answered' };
        try {
          return await call();
        } catch (error) {
          lesson = lessonOf(ask.group, error);
          if (!(error instanceof SpotifyRefused) || error.status !== 429) throw error;
          if (lesson.is === 'refused') throw new Unavailable('wait', { until: lesson.until, cause: error });
          if (attempt === ATTEMPTS) throw new Unavailable('wait', { until: pausedUntil, cause: error });
        } finally {
          ended(lesson);
          pump();
        }
      }
    },
    spending: () => ({ lastDay: counts.lastDay(), breakers: breakers.all() }),
    close() {
      closed = true;
      cancelWake?.();
      counts.close();
    },
  };
}
