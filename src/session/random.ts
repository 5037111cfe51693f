/** A source of chance: numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

/**
 * Chance that can be repeated: the same seed gives the same numbers. The generator is sfc32 (Chris Doty-Humphrey's
 * PractRand), its 128 bits of state taken from `seed`, 32 hexadecimal digits. Each `stream` of a seed is drawn anew.
 */
export function createRandom(seed: string, stream = 0): Random {
  let [a = 0, b = 0, c = 0, d = 0] = (seed.match(/.{8}/g) ?? []).map((word) => Number.parseInt(word, 16) | 0);
  d = (d + Math.imul(stream, 0x9e3779b9)) | 0;
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 15; warmUp++) next();
  return next;
}

/** The items in an order drawn uniformly (Fisher and Yates). */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const drawn = [...items];
  for (let last = drawn.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [drawn[last], drawn[other]] = [drawn[other] as T, drawn[last] as T];
  }
  return drawn;
}
