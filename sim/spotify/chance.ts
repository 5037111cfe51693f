/** Chance with a seed: the same seed deals the same evening again. */
export type Chance = {
  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number;
  shuffled<T>(items: readonly T[]): T[];
  /** Letters and digits, as Spotify's tokens are made of. */
  letters(length: number): string;
};

export const BASE62 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export function createChance(seed: number): Chance {
  let state = seed >>> 0;

  /** Mulberry32: small, fast, and even enough for dealing songs. */
  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const below = (limit: number) => Math.floor(fraction() * limit);

  return {
    below,
    shuffled(items) {
      const left = [...items];
      const dealt: typeof left = [];
      while (left.length > 0) dealt.push(...left.splice(below(left.length), 1));
      return dealt;
    },
    letters: (length) => Array.from({ length }, () => BASE62.charAt(below(BASE62.length))).join(''),
  };
}
