import { createExpiringMap } from '../expiring-map.ts';
import type { Clock } from '../ports/clock.ts';

/** The text that somebody has typed so far, by what can be suggested for it. */
export type Typed<T> = {
  /** Returns what is known already; undefined if it has to be asked for. */
  known(): readonly T[] | undefined;
  ask(): Promise<readonly T[]>;
  /** Returns what has to do if the answer does not come in time. */
  instead(): readonly T[];
};

export type Typing<T> = {
  /**
   * Resolves with what to suggest when somebody has paused for a moment, or at once with nothing when they go on typing;
   * at once also with what is known. An answer is not waited for longer than Discord waits.
   */
  suggest(userId: string, typed: Typed<T>): Promise<readonly T[]>;
  /** Drops what this person is typing. */
  forget(userId: string): void;
};

/** A pause this long means that somebody waits for suggestions. */
const PAUSE_MS = 500;
/** After the first searches of somebody who types on and on only a longer pause is worth another. */
const LONG_PAUSE_MS = 2_000;
const QUICK_SEARCHES = 2;
/** Whoever has not typed for this long begins anew. */
const FORGET_MS = 30_000;
const MOST_TYPING = 10_000;
/** Discord waits for 3 s, way included. */
const PATIENCE_MS = 2_600;

type TypingState = { searches: number; supersede: () => void };

/** Turns keystrokes into few searches: ten letters cost at most three, and the last one is answered. */
export function createTyping<T>({ clock }: { clock: Clock }): Typing<T> {
  const states = createExpiringMap<string, TypingState>({ now: clock.now, forMs: FORGET_MS, most: MOST_TYPING });

  /** Resolves with true if this keystroke is still the last one when the pause is over. */
  function pause(userId: string): Promise<boolean> {
    const before = states.get(userId);
    before?.supersede();
    const searches = before?.searches ?? 0;
    return new Promise((resolve) => {
      const cancel = clock.after(searches < QUICK_SEARCHES ? PAUSE_MS : LONG_PAUSE_MS, () => resolve(true));
      const supersede = () => {
        cancel();
        resolve(false);
      };
      states.set(userId, { searches, supersede });
    });
  }

  return {
    async suggest(userId, typed) {
      const asked = clock.now();
      const known = typed.known();
      if (known) return known;
      if (!(await pause(userId))) return [];
      const state = states.get(userId);
      if (state) state.searches++;
      return inTime(clock, asked + PATIENCE_MS, typed.ask(), typed.instead);
    },
    forget(userId) {
      states.get(userId)?.supersede();
      states.delete(userId);
    },
  };
}

/** Returns what `coming` brings, or what is known when the time is up; it may still come then, for the next one who asks. */
export function inTime<T>(clock: Clock, until: number, coming: Promise<T>, otherwise: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(until - clock.now(), () => resolve(otherwise()));
    coming.then(resolve, reject).finally(cancel);
  });
}
