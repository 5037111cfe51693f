import type { Clock } from '../ports/clock.ts';
import type { FactStore } from '../ports/files.ts';
import { createTurns } from '../service/turns.ts';

const FACT_NAME = 'gateway.identifies';
/** Discord resets the token of a bot that identifies more than 1000 times a day. 50 at once, then one in 100 s: 914. */
const BURST = 50;
const REFILL_MS = 100_000;
/**
 * The furthest moment that is believed: a later one was written by a wrong clock. Nobody waits longer than a burst
 * takes to refill.
 */
const FURTHEST_MS = 2 * BURST * REFILL_MS;
/** Discord takes one IDENTIFY in 5 s from the shards of one bucket. */
const SPACING_MS = 5_000;

/** A rate limiter for IDENTIFY. */
export type IdentifyLimiter = {
  /** Waits until another IDENTIFY of this bucket is within the limits. Throws if `signal` is aborted meanwhile. */
  take(bucket: number, signal: AbortSignal): Promise<void>;
};

/**
 * Creates a rate limiter for IDENTIFY. The count of the day is kept in the database, so that a process that is started
 * again and again stays within it too.
 */
export function createIdentifyLimiter({ facts, clock }: { facts: FactStore; clock: Clock }): IdentifyLimiter {
  const freeAt = new Map<number, number>();
  const turns = createTurns();

  /** Counts one IDENTIFY of the day. Returns how long it has to wait, in ms. */
  async function countForDay(): Promise<number> {
    // The moment from which the burst is whole again: each IDENTIFY moves it on, and it may lie only so far ahead.
    const now = clock.now();
    const refilledAt = Math.min(Math.max(await storedRefilledAt(facts), now), now + FURTHEST_MS) + REFILL_MS;
    await facts.write(FACT_NAME, String(refilledAt));
    return refilledAt - now - BURST * REFILL_MS;
  }

  function reserve(bucket: number, waitMs: number): number {
    const at = Math.max(freeAt.get(bucket) ?? 0, clock.now() + waitMs);
    freeAt.set(bucket, at + SPACING_MS);
    return at - clock.now();
  }

  function wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ms, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        reject(signal.reason);
      });
    });
  }

  return {
    async take(bucket, signal) {
      const waitMs = reserve(bucket, Math.max(await turns.take('count', countForDay), 0));
      signal.throwIfAborted();
      if (waitMs > 0) await wait(waitMs, signal);
    },
  };
}

/** Returns the stored moment; 0 if there is none or it is not a number. */
async function storedRefilledAt(facts: FactStore): Promise<number> {
  const written = Number((await facts.read(FACT_NAME)) ?? 0);
  return Number.isNaN(written) ? 0 : written;
}
