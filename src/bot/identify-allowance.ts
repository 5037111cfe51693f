import type { Clock, FactStore } from '../service/ports.ts';

const FACT = 'gateway.identifies';
/** Discord resets the token of a bot that identifies more than 1000 times a day. 50 at once, then one in 100 s: 914. */
const BURST = 50;
const REFILL_MS = 100_000;

/**
 * Waits until another IDENTIFY is within bounds, and counts it. The count is kept in the database, so that a process
 * that is started again and again stays within them too.
 */
export async function takeIdentify(world: { facts: FactStore; clock: Clock; signal: AbortSignal }): Promise<void> {
  const { facts, clock, signal } = world;
  const now = clock.now();
  // The moment from which the burst is whole again: each IDENTIFY moves it on, and it may lie only so far ahead.
  const wholeAt = Math.max(Number(facts.read(FACT) ?? 0), now) + REFILL_MS;
  facts.write(FACT, String(wholeAt));
  const waitMs = wholeAt - now - BURST * REFILL_MS;
  if (waitMs <= 0) return;
  await new Promise<void>((resolve, reject) => {
    const cancel = clock.after(waitMs, resolve);
    signal.addEventListener('abort', () => {
      cancel();
      reject(signal.reason);
    });
  });
}
