import type { Clock } from './ports.ts';

export type Typing<T> = {
  /**
   * What to suggest for what somebody has typed so far. Resolves when they have paused for a moment, or at once with
   * nothing when they go on typing; what was looked for before is known. `search` is asked at most once, and not waited
   * for longer than Discord waits: then what is known of fewer letters has to do.
   */
  suggest(userId: string, typed: string, search: (words: string) => Promise<readonly T[]>): Promise<readonly T[]>;
};

/** A pause this long means that somebody waits for suggestions. */
const PAUSE_MS = 500;
/** After the first searches of somebody who types on and on only a longer pause is worth another. */
const LONG_PAUSE_MS = 2_000;
const QUICK_SEARCHES = 2;
/** Whoever has not typed for this long begins anew. */
const FORGET_MS = 30_000;
/** Discord waits for 3 s, way included. */
const PATIENCE_MS = 2_600;
const SHORTEST = 3;
const KEPT = 200;

type Typist = { at: number; searches: number; supersede: () => void };

/** Turns keystrokes into few searches: ten letters cost at most three, and the last one is answered. */
export function createTyping<T>({ clock }: { clock: Clock }): Typing<T> {
  const typists = new Map<string, Typist>();
  const known = new Map<string, readonly T[]>();

  /** Resolves with whether this keystroke is still the last one when the pause is over. */
  function pause(userId: string): Promise<boolean> {
    const before = typists.get(userId);
    before?.supersede();
    const searches = before && clock.now() - before.at < FORGET_MS ? before.searches : 0;
    return new Promise((resolve) => {
      const cancel = clock.after(searches < QUICK_SEARCHES ? PAUSE_MS : LONG_PAUSE_MS, () => resolve(true));
      const supersede = () => {
        cancel();
        resolve(false);
      };
      typists.set(userId, { at: clock.now(), searches, supersede });
    });
  }

  function remember(words: string, found: readonly T[]): void {
    known.set(words, found);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  }

  /** What was found for the longest beginning of these words. */
  function nearest(words: string): readonly T[] {
    for (let end = words.length; end >= SHORTEST; end--) {
      const found = known.get(words.slice(0, end));
      if (found) return found;
    }
    return [];
  }

  async function look(words: string, search: (words: string) => Promise<readonly T[]>): Promise<readonly T[]> {
    const found = await search(words);
    remember(words, found);
    return found;
  }

  return {
    async suggest(userId, typed, search) {
      const words = typed.trim().toLowerCase().replace(/\s+/g, ' ');
      if (words.length < SHORTEST) return [];
      const asked = clock.now();
      const isLast = known.has(words) || (await pause(userId));
      const found = known.get(words);
      if (found || !isLast) return found ?? [];
      const typist = typists.get(userId);
      if (typist) typist.searches++;
      return inTime(clock, asked + PATIENCE_MS, look(words, search), () => nearest(words));
    },
  };
}

/** What `coming` brings, or what is known when the time is up; it may still come then, for the next one who asks. */
export function inTime<T>(clock: Clock, until: number, coming: Promise<T>, otherwise: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(until - clock.now(), () => resolve(otherwise()));
    coming.then(resolve, reject).finally(cancel);
  });
}
