import { createExpiringMap } from '../expiring-map.ts';
import type { Clock } from '../ports/clock.ts';

/** Answers that were asked for once and are good for everybody for a while, whatever they say. */
export type AskedOnce<T> = {
  /** Returns what is known already; undefined if nobody asked, or the answer is still to come. */
  recall(key: string): { answer: T } | undefined;
  /** Returns what is known, or asks for it on behalf of `userId`. What failed is asked for again by the next one. */
  ask(key: string, userId: string, ask: () => Promise<T>): Promise<T>;
  /** Takes an answer that came with another one. */
  learn(key: string, userId: string, answer: T): void;
  /** Drops what was asked for on behalf of this person. */
  forget(userId: string): void;
};

type PendingAnswer<T> = { userId: string; coming: Promise<T>; known: { answer: T } | undefined };

export function createAskedOnce<T>(bounds: { clock: Clock; forMs: number; most: number }): AskedOnce<T> {
  const { clock, forMs, most } = bounds;
  const kept = createExpiringMap<string, PendingAnswer<T>>({ now: clock.now, forMs, most });

  async function begin(key: string, userId: string, ask: () => Promise<T>): Promise<T> {
    const asked: PendingAnswer<T> = { userId, coming: ask(), known: undefined };
    kept.set(key, asked);
    try {
      const answer = await asked.coming;
      asked.known = { answer };
      return answer;
    } catch (error) {
      if (kept.get(key) === asked) kept.delete(key);
      throw error;
    }
  }

  return {
    recall: (key) => kept.get(key)?.known,
    ask: (key, userId, ask) => kept.get(key)?.coming ?? begin(key, userId, ask),
    learn: (key, userId, answer) => kept.set(key, { userId, coming: Promise.resolve(answer), known: { answer } }),
    forget(userId) {
      for (const [key, asked] of kept.entries()) if (asked.userId === userId) kept.delete(key);
    },
  };
}
