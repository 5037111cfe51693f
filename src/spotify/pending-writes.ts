import type { Clock } from '../ports/clock.ts';
import type { CallRequest } from './call-queue.ts';

/** The writes that are under way: those of one account to one group of endpoints go out one after the other. */
export type PendingWrites = {
  /** Registers a call that is sent; the function it returns has to be called when its outcome is known. */
  begin(request: CallRequest): () => void;
  /** Returns from when on this call may be sent as far as pending writes go: 0 is at once, infinity after an answer. */
  freeAt(request: CallRequest): number;
};

/**
 * A person's command waits this long for the answer to the one before it, so that two quick ones keep their order. After
 * that it is sent all the same: Spotify guarantees no order either, and a press must not wait for a hanging call.
 */
const LONGEST_ORDER_WAIT_MS = 500;
/** Earlier than any time the caller may compare it with. */
const AT_ONCE = 0;

export function createPendingWrites(clock: Clock): PendingWrites {
  const pending = new Set<{ name: string; since: number }>();

  return {
    begin({ group, userId, writes }) {
      if (!writes || userId === null) return () => {};
      const write = { name: nameOf(group, userId), since: clock.now() };
      pending.add(write);
      return () => void pending.delete(write);
    },
    freeAt({ group, userId, writes, urgency }) {
      if (!writes || userId === null) return AT_ONCE;
      const before = [...pending].filter(({ name }) => name === nameOf(group, userId));
      if (before.length === 0) return AT_ONCE;
      if (urgency !== 'person') return Number.POSITIVE_INFINITY;
      return Math.max(...before.map(({ since }) => since + LONGEST_ORDER_WAIT_MS));
    },
  };
}

function nameOf(group: string, who: string): string {
  return `${group} ${who}`;
}
