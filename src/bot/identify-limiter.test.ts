import { expect, it } from 'vitest';
import { createClock } from '../../sim/clock.ts';
import { createIdentifyLimiter } from './identify-limiter.ts';

const DAY_MS = 24 * 60 * 60_000;

it('a process that is started again at once, all day long, identifies less than 1000 times in any 24 hours', async () => {
  const kept = new Map<string, string>();
  const facts = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, value: string) => void kept.set(name, value),
  };
  const clock = createClock({ start: 0, settle: () => new Promise((resolve) => setImmediate(resolve)) });
  const at: number[] = [];
  let lives = true;
  const crashing = (async () => {
    while (lives) {
      await createIdentifyLimiter({ facts, clock }).take(0, new AbortController().signal);
      at.push(clock.now());
    }
  })();
  await clock.advance(DAY_MS);
  expect(at.filter((time) => time === 0)).toHaveLength(50);
  expect(at.length).toBeGreaterThan(800);
  expect(at.length).toBeLessThan(1_000);
  lives = false;
  await clock.advance(DAY_MS);
  await crashing;
});

it('one process identifies once in 5 s, each bucket of its shards by itself', async () => {
  const clock = createClock({ start: 0, settle: () => new Promise((resolve) => setImmediate(resolve)) });
  const { take } = createIdentifyLimiter({ facts: { read: async () => null, write: async () => {} }, clock });
  const at: [bucket: number, time: number][] = [];
  const { signal } = new AbortController();
  for (const bucket of [0, 0, 1, 0]) void take(bucket, signal).then(() => at.push([bucket, clock.now()]));
  await clock.advance(60_000);
  expect(at).toEqual([
    [0, 0],
    [1, 0],
    [0, 5_000],
    [0, 10_000],
  ]);
});

it.each([
  ['no number', 'x', 0],
  ['years ahead, by a clock that was wrong', String(10 * 365 * DAY_MS), DAY_MS / 4],
])('a count that is %s keeps nobody waiting for long, and counts again', async (_, written, most) => {
  const kept = new Map([['gateway.identifies', written]]);
  const facts = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, value: string) => void kept.set(name, value),
  };
  const clock = createClock({ start: 0, settle: () => new Promise((resolve) => setImmediate(resolve)) });
  const taking = createIdentifyLimiter({ facts, clock }).take(0, new AbortController().signal);
  await clock.advance(most);
  await taking;
  expect(Number(kept.get('gateway.identifies'))).toBeGreaterThan(0);
});

it('one that waits can be called off', async () => {
  const clock = createClock({ start: 0 });
  const facts = { read: async () => String(DAY_MS), write: async () => {} };
  const closing = new AbortController();
  const waiting = createIdentifyLimiter({ facts, clock }).take(0, closing.signal);
  closing.abort(new Error('closing'));
  await expect(waiting).rejects.toThrow('closing');
});
