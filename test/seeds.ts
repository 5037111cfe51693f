import { createRandom } from '../src/session/random.ts';

/** Seeds for properties, all drawn from one. */
export function seedsFrom(seed: string, amount: number): string[] {
  const random = createRandom(seed);
  const word = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return Array.from({ length: amount }, () => word() + word() + word() + word());
}
