import { expect, it } from 'vitest';
import { backOff } from './back-off.ts';

it.each([
  [0, 1_000],
  [999, 1_000],
  [3_000, 3_000],
  [60_000, 10_000],
])('after a failure that has lasted %i ms it waits %i ms', (lastedMs, expected) => {
  expect(backOff(lastedMs, { least: 1_000, most: 10_000 })).toBe(expected);
});

it('doubles the pause from one attempt to the next, up to the longest', () => {
  let lastedMs = 0;
  const pauses = Array.from({ length: 7 }, () => {
    const pauseMs = backOff(lastedMs, { least: 1_000, most: 10_000 });
    lastedMs += pauseMs;
    return pauseMs;
  });
  expect(pauses).toEqual([1_000, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});
