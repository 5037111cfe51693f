import type { Clock } from '../ports/clock.ts';
import type { Ask } from './line.ts';

/** The writes that are under way: those of one account to one group of endpoints go out one after the other. */
export type Writes = {
  /** A call sets out; the function it returns has to be called when its outcome is known. */
  begin(ask: Ask): () => void;
  /** Returns from when on this call may set out for all that is under way: 0 is at once, infinity not before an answer. */
  freeAt(ask: Ask): number;
};

/**
 * A person's command waits this long for the answer to the one before it, so that two quick ones keep their order. After
 * that it sets out all the same: Spotify guarantees no order either, and whoever pressed must not wait for what hangs.
 */
const ORDERLY_MS = 500;
/** Not the time of asking: whoever compares it may have read the clock a moment earlier. */
const AT_ONCE = 0;

export function createWrites(clock: Clock): Writes {
  const underWay = new Set<{ name: string; since: number }>();

  return {
    begin({ group, who, writes }) {
      if (!writes || who === null) return () => {};
      const write = { name: nameOf(group, who), since: clock.now() };
      underWay.add(write);
      return () => void underWay.delete(write);
    },
    freeAt({ group, who, writes, urgency }) {
      if (!writes || who === null) return AT_ONCE;
      const before = [...underWay].filter(({ name }) => name === nameOf(group, who));
      if (before.length === 0) return AT_ONCE;
      if (urgency !== 'person') return Number.POSITIVE_INFINITY;
      return Math.max(...before.map(({ since }) => since + ORDERLY_MS));
    },
  };
}

function nameOf(group: string, who: string): string {
  return `${group} ${who}`;
}
