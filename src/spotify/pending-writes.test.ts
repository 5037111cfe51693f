import { expect, it } from 'vitest';
import { createPendingWrites } from './pending-writes.ts';

const PLAYER = { group: 'player', userId: 'ada', urgency: 'person' } as const;

it('holds up nothing where nothing is under way, however the clock moves on between two looks at it', () => {
  let reads = 0;
  const writes = createPendingWrites({ now: () => ++reads, after: () => () => {} });
  const before = ++reads;
  expect(writes.freeAt({ ...PLAYER, writes: false })).toBeLessThanOrEqual(before);
  expect(writes.freeAt({ ...PLAYER, writes: true })).toBeLessThanOrEqual(before);
});

it('lets a person’s command wait half a second for the one before it, and our own for its answer', () => {
  const writes = createPendingWrites({ now: () => 1_000, after: () => () => {} });
  const answered = writes.begin({ ...PLAYER, writes: true });
  expect(writes.freeAt({ ...PLAYER, writes: true })).toBe(1_500);
  expect(writes.freeAt({ ...PLAYER, urgency: 'steering', writes: true })).toBe(Number.POSITIVE_INFINITY);
  answered();
  expect(writes.freeAt({ ...PLAYER, urgency: 'steering', writes: true })).toBe(0);
});
