import type { Chance } from '../../sim/spotify/chance.ts';

/** A whole number from `least` to `most`, both included. */
export function between(chance: Chance, least: number, most: number): number {
  return least + chance.below(most - least + 1);
}

/** Yes so many times in a hundred. */
export function oftenAs(chance: Chance, percent: number): boolean {
  return chance.below(100) < percent;
}

export function among<T>(chance: Chance, items: readonly T[]): T {
  const item = items[chance.below(items.length)];
  if (item === undefined) throw new Error('nothing to draw from');
  return item;
}

/** One of the values, each as often as its weight says. */
export function weighted<T>(chance: Chance, choices: readonly (readonly [weight: number, value: T])[]): T {
  let left = chance.below(choices.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, value] of choices) {
    if (left < weight) return value;
    left -= weight;
  }
  throw new Error('nothing to draw from');
}
