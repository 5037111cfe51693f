import { expect, it } from 'vitest';
import { createExpiringMap } from './expiring-map.ts';

function mapAt(clock: { now: number }, most = 3) {
  return createExpiringMap<string, number>({ now: () => clock.now, forMs: 1_000, most });
}

it('forgets an entry when its time is up, and not before', () => {
  const clock = { now: 0 };
  const map = mapAt(clock);
  map.set('a', 1);
  clock.now = 999;
  expect(map.get('a')).toBe(1);
  clock.now = 1_000;
  expect(map.get('a')).toBeUndefined();
  expect(map.has('a')).toBe(false);
  expect(map.size()).toBe(0);
});

it('forgets the oldest entry when there are too many', () => {
  const map = mapAt({ now: 0 });
  for (const [place, key] of ['a', 'b', 'c', 'd'].entries()) map.set(key, place);
  expect(map.entries()).toEqual([
    ['b', 1],
    ['c', 2],
    ['d', 3],
  ]);
});

it('takes an entry that is set again for the youngest', () => {
  const clock = { now: 0 };
  const map = mapAt(clock);
  map.set('a', 1);
  map.set('b', 2);
  clock.now = 500;
  map.set('a', 3);
  clock.now = 1_200;
  expect(map.entries()).toEqual([['a', 3]]);
});

it('keeps no more than its bound, however much goes in', () => {
  const map = mapAt({ now: 0 }, 100);
  for (let key = 0; key < 10_000; key++) map.set(String(key), key);
  expect(map.size()).toBe(100);
});

it('forgets what is deleted at once', () => {
  const map = mapAt({ now: 0 });
  map.set('a', 1);
  map.delete('a');
  expect(map.get('a')).toBeUndefined();
});
