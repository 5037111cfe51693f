import { inBackground, type Log } from '../log.ts';
import type { CallCount, CallGroup, CallRecord } from '../ports/calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { SafeCallStore } from './safe-call-store.ts';

export type CallCounts = {
  count(group: CallGroup): void;
  /** Returns the number of calls of each group in the last 24 hours. */
  lastDay(): Record<CallGroup, number>;
  /** Writes down what is not yet written. */
  close(): Promise<void>;
};

const DAY_MS = 24 * 60 * 60_000;
/** Calls are counted in spans this long; a span counts until all of it is a day old. */
const SPAN_MS = 10 * 60_000;
const WRITE_INTERVAL_MS = 60_000;

/** Counts calls over a rolling day, in memory; written at most once a minute and read again at start. */
export function createCallCounts(world: {
  clock: Clock;
  store: SafeCallStore;
  before: CallRecord;
  log: Log;
}): CallCounts {
  const { clock, store, before, log } = world;
  const spans = new Map<string, CallCount>(before.callCounts.map((span) => [nameOf(span), span]));
  const unwritten = new Set<CallCount>();
  let cancelWriting: (() => void) | null = null;
  let writing: Promise<void> = Promise.resolve();

  const oldestCounted = () => clock.now() - DAY_MS - SPAN_MS;

  function dropOld(): number {
    const forgotten = oldestCounted();
    for (const [name, { since }] of spans) if (since < forgotten) spans.delete(name);
    return forgotten;
  }

  /** Writes after the write that is under way: resolves when nothing is being written any more. */
  function write(): Promise<void> {
    writing = writing.then(writeNow, writeNow);
    return writing;
  }

  async function writeNow(): Promise<void> {
    cancelWriting?.();
    cancelWriting = null;
    if (unwritten.size === 0) return;
    const written = [...unwritten];
    unwritten.clear();
    const isWritten = await store.saveCallCounts(written, dropOld());
    if (!isWritten) for (const span of written) unwritten.add(span); // they are written with the next call
  }

  return {
    count(group) {
      const since = Math.floor(clock.now() / SPAN_MS) * SPAN_MS;
      const span = spans.get(nameOf({ group, since })) ?? { group, since, calls: 0 };
      span.calls++;
      spans.set(nameOf(span), span);
      unwritten.add(span);
      cancelWriting ??= clock.after(WRITE_INTERVAL_MS, () =>
        inBackground(write(), log, 'the counts of calls could not be written'),
      );
    },
    lastDay() {
      const recent = [...spans.values()].filter(({ since }) => since > oldestCounted());
      const ofGroup = (group: CallGroup) =>
        recent.filter((span) => span.group === group).reduce((sum, { calls }) => sum + calls, 0);
      return {
        player: ofGroup('player'),
        tops: ofGroup('tops'),
        search: ofGroup('search'),
        playlists: ofGroup('playlists'),
        profile: ofGroup('profile'),
      };
    },
    close: write,
  };
}

function nameOf({ group, since }: Omit<CallCount, 'calls'>): string {
  return `${group} ${since}`;
}
