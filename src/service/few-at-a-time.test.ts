import { expect, it } from 'vitest';
import { createClock } from '../../sim/clock.ts';
import { fewAtATime } from './few-at-a-time.ts';

it('acts on the first few at once and on all of them in order within moments', async () => {
  const clock = createClock({ start: 0 });
  const done: number[] = [];
  const things = Array.from({ length: 12 }, (_, place) => place);
  fewAtATime(clock, things, (thing) => done.push(thing));
  expect(done).toEqual(things.slice(0, 5));
  await clock.advance(250);
  expect(done).toEqual(things.slice(0, 10));
  await clock.advance(250);
  expect(done).toEqual(things);
});
