import { expect, it } from 'vitest';
import { createClock } from '../../sim/clock.ts';
import { createSecrets } from '../db/seal.ts';
import { Refusal } from '../session/refusal.ts';
import { type ChargedAction, createShares } from './shares.ts';

const SECOND = 1_000;
const HOUR = 60 * 60 * SECOND;

function desk() {
  const clock = createClock({ start: 0, settle: async () => {} });
  const shares = createShares({ clock, secrets: createSecrets() });

  /** Returns the refusal, or null. */
  function charge(action: ChargedAction, who: string, session?: string): string | null {
    try {
      shares.charge(action, who, session);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  /** Returns how many of so many errands, one every so often, are let through. */
  async function repeated(action: ChargedAction, times: number, everyMs: number, who = 'finn', session = 'one') {
    let passed = 0;
    for (let time = 0; time < times; time++) {
      if (charge(action, who, session) === null) passed++;
      await clock.advance(everyMs);
    }
    return passed;
  }
  return { clock, charge, repeated };
}

it.each([
  ['26 searches in 8 s', 'search', 26, 8 * SECOND, 7],
  ['an hour of searches, one every 1.2 s', 'search', 3_000, HOUR, 104],
  ['a day of searches, one every 10 s', 'search', 8_640, 24 * HOUR, 200],
  ['a day of presses, one every 2 s', 'press', 43_200, 24 * HOUR, 600],
] as const)('%s: one person may make a bounded number', async (_, action, times, inMs, most) => {
  const passed = await desk().repeated(action, times, inMs / times);
  expect(passed).toBeLessThanOrEqual(most);
  expect(passed).toBeGreaterThan(most * 0.8);
});

it('a day of people who come and go in one session, a search every two seconds: bounded as well', async () => {
  const { clock, charge } = desk();
  let passed = 0;
  for (let time = 0; time < 43_200; time++) {
    if (charge('search', `guest ${time}`, 'one') === null) passed++;
    await clock.advance(2 * SECOND);
  }
  expect(passed).toBeLessThanOrEqual(500);
});

it('what one person uses up is nobody else’s, and searches are no presses', async () => {
  const { charge, repeated } = desk();
  await repeated('search', 40, 10);
  expect([charge('search', 'finn', 'one'), charge('search', 'finn', 'two')]).toEqual(['slowDown', 'slowDown']);
  expect([charge('search', 'ben', 'one'), charge('press', 'finn', 'one')]).toEqual([null, null]);
});

it('a share grows again while nothing is asked', async () => {
  const { clock, charge, repeated } = desk();
  await repeated('press', 40, 10);
  expect(charge('press', 'finn', 'one')).toBe('slowDown');
  await clock.advance(30 * SECOND);
  expect(await repeated('press', 12, 10)).toBe(12);
});

it('whoever has asked for a lot in a day is told so, and may ask again a quarter of an hour later', async () => {
  const { clock, charge, repeated } = desk();
  await repeated('search', 1_000, 6 * SECOND);
  await clock.advance(30 * SECOND);
  while (charge('search', 'finn', 'one') === null);
  expect(charge('search', 'finn', 'one')).toBe('enoughForNow');
  await clock.advance(15 * 60 * SECOND);
  expect(charge('search', 'finn', 'one')).toBe(null);
});

it('three starts, or ten skips, within half a minute are nothing unusual', async () => {
  expect(await desk().repeated('press', 12, SECOND)).toBe(12);
});
