/** The parts of `T` that hold a `Value`. */
type PartsOf<T, Value> = { [K in keyof T & string]: T[K] extends Value ? K : never }[keyof T & string];

/** The body of a request that promises to be a `T`, whose parts are checked as they are read. @throws Error, in a sentence */
export type RequestBody<T> = ReturnType<typeof readBody<T>>;

export function readBody<T>(body: unknown) {
  const parts: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};

  return {
    /** Returns a part as it came, unchecked. */
    raw: (part: keyof T & string): unknown => parts[part],
    text(part: PartsOf<T, string>): string {
      const value = parts[part];
      if (typeof value !== 'string' || value.trim() === '') throw new Error(`“${part}” is missing.`);
      return value;
    },
    texts(part: PartsOf<T, string[]>): string[] {
      const value = parts[part];
      if (!Array.isArray(value)) throw new Error(`“${part}” is missing.`);
      return value.map(String);
    },
    /** Returns a number from 0 to `most`. */
    number(part: PartsOf<T, number>, most: number): number {
      const value = parts[part];
      if (typeof value !== 'number' || !(value >= 0 && value <= most)) throw new Error(`“${part}” does not fit.`);
      return value;
    },
    /** Returns `fallback` unless the part is there. */
    flag(part: PartsOf<T, boolean>, fallback: boolean): boolean {
      const value = parts[part];
      return typeof value === 'boolean' ? value : fallback;
    },
    oneOf<K extends PartsOf<T, string>>(part: K, all: readonly T[K][]): T[K] {
      const found = all.find((one) => one === parts[part]);
      if (found === undefined) throw new Error(`“${part}” is one of: ${all.join(', ')}.`);
      return found;
    },
  };
}
