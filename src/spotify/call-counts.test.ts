import { expect, it } from 'vitest';
import { createClock } from '../../sim/clock.ts';
import { createLog } from '../log.ts';
import { createCallCounts } from './call-counts.ts';

it('close only when the write that is under way has ended', async () => {
  const clock = createClock({ start: Date.UTC(2026, 10, 21, 20) });
  const { promise: answered, resolve: answer } = Promise.withResolvers<boolean>();
  const never = () => {};
  const store = { openBreaker: never, closeBreaker: never, saveWindowSize: never, saveCallCounts: () => answered };
  const log = createLog({ level: 'silent' });
  const counts = createCallCounts({ clock, store, before: { callCounts: [], breakers: [], windowSize: null }, log });
  counts.count('player');
  await clock.advance(60_000);
  let isClosed = false;
  const closing = counts.close().then(() => {
    isClosed = true;
  });
  for (let step = 0; step < 20; step++) await null;
  expect(isClosed).toBe(false);
  answer(true);
  await closing;
});
