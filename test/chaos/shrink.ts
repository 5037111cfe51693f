import { spendEvening } from './evening.ts';
import { judgeEvening } from './judge.ts';
import type { Plan, Step } from './plan.ts';

/** Returns what the judge finds wrong with the evening of a plan. */
export async function failuresOf(plan: Plan): Promise<string[]> {
  return judgeEvening(await spendEvening(plan));
}

/**
 * Returns the plan with as few steps as still spoil the evening in one of the ways in which they all spoilt it: halves of
 * the steps are left out, then quarters, and so on down to single ones. `fails` tells whether a plan still does.
 */
export async function shrink(plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let steps: readonly Step[] = plan.steps;
  for (let size = Math.ceil(steps.length / 2); size > 0; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let from = 0; from < steps.length; ) {
      const fewer = steps.toSpliced(from, size);
      if (await fails({ ...plan, steps: fewer })) steps = fewer;
      else from += size;
    }
  }
  return { ...plan, steps: [...steps] };
}

/** Returns a function that tells whether an evening is spoilt in one of the ways of these failures: `lost`, `twice`, `card` … */
export function failsLike(failures: readonly string[]): (plan: Plan) => Promise<boolean> {
  const ways = new Set(failures.map(wayOf));
  return async (plan) => (await failuresOf(plan)).some((failure) => ways.has(wayOf(failure)));
}

function wayOf(failure: string): string {
  return failure.split(':')[0] ?? '';
}
