/** A map that forgets by itself: each entry after a while, and the oldest one when there are too many. */
export type ExpiringMap<K, V> = {
  /** Returns the value, or undefined if it is unknown or expired. Reading does not make an entry younger. */
  get(key: K): V | undefined;
  has(key: K): boolean;
  /** Stores the value as the youngest entry. */
  set(key: K, value: V): void;
  delete(key: K): void;
  /** Returns the live entries, oldest first. */
  entries(): [K, V][];
  /** Counts the live entries. */
  size(): number;
};

export type Bounds = {
  /** Returns the time in milliseconds. */
  now: () => number;
  /** The lifetime of an entry after it was last set, in milliseconds. */
  forMs: number;
  /** The most entries that are kept. */
  most: number;
};

/**
 * Creates the map for everything that is remembered in memory only and may be forgotten: what somebody typed, which
 * interactions were seen, what Spotify said about a song. All entries of one map live equally long, so the order in
 * which they were set is also the order in which they expire.
 */
export function createExpiringMap<K, V>({ now, forMs, most }: Bounds): ExpiringMap<K, V> {
  const kept = new Map<K, { value: V; until: number }>();

  /** Removes what has expired, and the oldest entries beyond the bound. */
  function trim(): void {
    for (const [key, { until }] of kept) {
      if (until > now() && kept.size <= most) return;
      kept.delete(key);
    }
  }

  function live(key: K): { value: V } | undefined {
    trim();
    return kept.get(key);
  }

  return {
    get: (key) => live(key)?.value,
    has: (key) => live(key) !== undefined,
    set(key, value) {
      kept.delete(key);
      kept.set(key, { value, until: now() + forMs });
      trim();
    },
    delete: (key) => void kept.delete(key),
    entries() {
      trim();
      return [...kept].map(([key, { value }]) => [key, value]);
    },
    size() {
      trim();
      return kept.size;
    },
  };
}
