import type { Clock } from '../ports/clock.ts';

const TOGETHER = 5;
const EVERY_MS = 250;
export const PER_SECOND = (TOGETHER * 1_000) / EVERY_MS;

/** Acts on many things a few at a time, the first few at once: people who press something meanwhile are heard in between. */
export function fewAtATime<T>(clock: Clock, things: readonly T[], act: (thing: T) => void): void {
  for (const [place, thing] of things.entries()) {
    if (place < TOGETHER) act(thing);
    else clock.after(Math.floor(place / TOGETHER) * EVERY_MS, () => act(thing));
  }
}
