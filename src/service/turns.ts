export type Turns = {
  /** Runs `act` when everything asked for this key before has ended. */
  take<T>(key: string, act: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is under way or waiting any more. */
  idle(): Promise<void>;
};

/**
 * One thing at a time for each key. For a session that is what reads it, decides on it and writes it down; looks, and what
 * is sent to a player, go on meanwhile.
 */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();

  return {
    take(key, act) {
      const turn = (last.get(key) ?? Promise.resolve()).then(act, act);
      const ended = turn
        .catch(() => {})
        .then(() => {
          if (last.get(key) === ended) last.delete(key);
        });
      last.set(key, ended);
      return turn;
    },
    async idle() {
      while (last.size > 0) await Promise.all(last.values());
    },
  };
}
