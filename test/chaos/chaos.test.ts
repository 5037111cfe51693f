import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IS_WHOLE } from '../tables.ts';
import { planEvening } from './draw-plan.ts';
import { spendEvening } from './evening.ts';
import { judgeEvening } from './judge.ts';
import type { Plan } from './plan.ts';
import { failuresOf, shrink } from './shrink.ts';
import { tell } from './trace.ts';

/* Whoever sees a seed fail: `npm run chaos -- --seed N --evenings 1 --trace` tells that evening line by line. */
// `.ci/run` spends the evenings of the seeds 61 to 200 as well.
const EVENINGS = IS_WHOLE ? 60 : 12;
const PER_TEST = 4;
const SPENT_TWICE = [8, 21, 34] as const;
const PLANS = 'test/chaos/plans';

it.each(batches())('evenings %i to %i are as promised, whatever happens in them', async (first, last) => {
  const spoilt: Record<string, string[]> = {};
  for (let seed = first; seed <= last; seed++) {
    const failures = judgeEvening(await spendEvening(planEvening(seed)));
    if (failures.length > 0) spoilt[`seed ${seed}`] = failures;
  }
  expect(spoilt).toEqual({});
});

it.each(SPENT_TWICE)('the seed %i gives the same evening a second time, line by line', async (seed) => {
  const [one, other] = [await spendEvening(planEvening(seed)), await spendEvening(planEvening(seed))];
  expect(tell(other)).toBe(tell(one));
  expect(one.world.host.record.length).toBeGreaterThan(2);
});

it.each(keptPlans())('an evening that was spoilt once is as promised now: plans/%s', async (file) => {
  const plan = JSON.parse(readFileSync(`${PLANS}/${file}`, 'utf8')) as Plan;
  expect(await failuresOf(plan)).toEqual([]);
});

it('what a failure does not need is left out of its plan', async () => {
  const plan = planEvening(SPENT_TWICE[0]);
  const [needed] = plan.steps.slice(-1);
  const smallest = await shrink(plan, async ({ steps }) => needed !== undefined && steps.includes(needed));
  expect([plan.steps.length > 1, smallest.steps]).toEqual([true, [needed]]);
});

/** Plans survive a change of what is drawn; seeds do not. */
function keptPlans(): string[] {
  return existsSync(PLANS) ? readdirSync(PLANS) : [];
}

function batches(): [first: number, last: number][] {
  return Array.from({ length: EVENINGS / PER_TEST }, (_, place) => [place * PER_TEST + 1, (place + 1) * PER_TEST]);
}
