import { expect, test } from 'vitest';
import { createClock } from '../../clock.ts';
import { createDeadlines } from './deadlines.ts';

test('whichever of clock and wall comes first rings, once', async () => {
  const clock = createClock();
  const deadlines = createDeadlines(clock);
  const rung: string[] = [];
  deadlines.onEither(10_000, 10, () => rung.push('wall'));
  deadlines.onEither(60_000, 60_000, () => rung.push('clock'));
  await clock.advance(5);
  await new Promise((resolve) => setTimeout(resolve, 30));
  await clock.advance(60_000);
  expect(rung).toEqual(['wall', 'clock']);
});

test('what is called off does not ring', async () => {
  const clock = createClock();
  const deadlines = createDeadlines(clock);
  const rung: string[] = [];
  const cancel = deadlines.onClock(10, () => rung.push('cancelled'));
  deadlines.onClock(10, () => rung.push('closed'));
  cancel();
  deadlines.close();
  await clock.advance(10);
  expect(rung).toEqual([]);
});
