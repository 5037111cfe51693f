import { createExpiringMap } from '../expiring-map.ts';
import type { Clock } from '../ports/clock.ts';
import { Refusal } from '../session/refusal.ts';

/**
 * Tells what is known of a person now from what was known before they unlinked or changed their account. Whoever waits
 * for an answer about somebody compares before writing anything down: unlinking wins over all that is under way.
 */
export type Generations = {
  /** Returns a function that tells whether the person has neither unlinked nor changed their account since. */
  since(userId: string): () => boolean;
  /** Returns a function that throws `Refusal('linkChanged')` if they have. */
  guard(userId: string): () => void;
  /** Begins a new generation: what is under way for this person writes nothing any more. */
  next(userId: string): void;
};

/** Nothing that waits for an answer waits for so long. */
const REMEMBERED_MS = 60 * 60_000;
const MOST_REMEMBERED = 10_000;

export function createGenerations({ clock }: { clock: Clock }): Generations {
  const latest = createExpiringMap<string, symbol>({ now: clock.now, forMs: REMEMBERED_MS, most: MOST_REMEMBERED });

  function since(userId: string): () => boolean {
    const known = latest.get(userId);
    return () => {
      const now = latest.get(userId);
      return now === undefined || now === known;
    };
  }

  return {
    since,
    guard(userId) {
      const isSame = since(userId);
      return () => {
        if (!isSame()) throw new Refusal('linkChanged');
      };
    },
    next: (userId) => latest.set(userId, Symbol('generation')),
  };
}
