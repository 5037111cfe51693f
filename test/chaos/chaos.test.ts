import { expect, it } from 'vitest';
import { IS_WHOLE } from '../tables.ts';
import { spendEvening } from './evening.ts';
import { judgeEvening } from './judge.ts';
import { planEvening } from './plan.ts';

/* Whoever sees a seed fail: `npm run chaos -- --seed N --evenings 1 --trace` tells that evening line by line. */
// `.ci/run` spends the evenings of the seeds 61 to 200 as well.
const EVENINGS = IS_WHOLE ? 60 : 12;
const PER_TEST = 4;

it.each(batches())('evenings %i to %i are as promised, whatever happens in them', async (first, last) => {
  const spoilt: Record<string, string[]> = {};
  for (let seed = first; seed <= last; seed++) {
    const failures = judgeEvening(await spendEvening(planEvening(seed)));
    if (failures.length > 0) spoilt[`seed ${seed}`] = failures;
  }
  expect(spoilt).toEqual({});
});

it('the same seed gives the same evening', async () => {
  const [one, other] = [await spendEvening(planEvening(8)), await spendEvening(planEvening(8))];
  expect(other.world.host.record).toEqual(one.world.host.record);
  expect(other.world.spotify.requests.map(({ at, path }) => [at, path])).toEqual(
    one.world.spotify.requests.map(({ at, path }) => [at, path]),
  );
  expect(one.world.host.record.length).toBeGreaterThan(2);
});

function batches(): [first: number, last: number][] {
  return Array.from({ length: EVENINGS / PER_TEST }, (_, place) => [place * PER_TEST + 1, (place + 1) * PER_TEST]);
}
