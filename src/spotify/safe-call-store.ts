import type { Log } from '../log.ts';
import type { Breaker, CallCount, CallGroup, CallStore } from '../ports/calls.ts';

/** A store of calls whose writes never fail; nobody waits for those that are one value. */
export type SafeCallStore = {
  openBreaker(breaker: Breaker): void;
  closeBreaker(group: CallGroup): void;
  saveWindowSize(calls: number): void;
  /** Resolves with false if the counts could not be written. */
  saveCallCounts(counts: readonly CallCount[], forgotten: number): Promise<boolean>;
};

/**
 * Keeps a database that takes no writes (its disk is full, say) from failing calls to Spotify: what is stored here is for
 * the next process; this one uses what it has in memory.
 */
export function createSafeCallStore(store: CallStore, log: Log): SafeCallStore {
  const report = (err: unknown) => {
    log.error({ err }, 'the state of the calls could not be stored');
    return false;
  };

  return {
    openBreaker: (breaker) => void store.openBreaker(breaker).catch(report),
    closeBreaker: (group) => void store.closeBreaker(group).catch(report),
    saveWindowSize: (calls) => void store.saveWindowSize(calls).catch(report),
    saveCallCounts: (counts, forgotten) => store.saveCallCounts(counts, forgotten).then(() => true, report),
  };
}
