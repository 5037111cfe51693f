import type { Log } from '../log.ts';
import type { CallStore } from '../ports/calls.ts';

type WriteMethod = 'openBreaker' | 'closeBreaker' | 'saveCallCounts' | 'saveWindowSize';

/** A store of calls whose writes never throw; each returns false if it failed. */
export type SafeCallStore = Omit<CallStore, WriteMethod> & {
  [Name in WriteMethod]: (...what: Parameters<CallStore[Name]>) => boolean;
};

/**
 * Keeps a database that takes no writes (its disk is full, say) from failing calls to Spotify: what is stored here is for
 * the next process; this one uses what it has in memory.
 */
export function createSafeCallStore(store: CallStore, log: Log): SafeCallStore {
  function attempt(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (err) {
      log.error({ err }, 'the state of the calls could not be stored');
      return false;
    }
  }

  return {
    ...store,
    openBreaker: (breaker) => attempt(() => store.openBreaker(breaker)),
    closeBreaker: (group) => attempt(() => store.closeBreaker(group)),
    saveCallCounts: (counts, forgotten) => attempt(() => store.saveCallCounts(counts, forgotten)),
    saveWindowSize: (calls) => attempt(() => store.saveWindowSize(calls)),
  };
}
