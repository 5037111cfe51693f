import type { Log } from '../log.ts';
import type { CallStore } from '../ports/calls.ts';

type Writes = 'openBreaker' | 'closeBreaker' | 'saveCallCounts' | 'saveWindowSize';

/** A store of calls whose writes never throw; each returns false if it failed. */
export type CallMemory = Omit<CallStore, Writes> & {
  [Name in Writes]: (...what: Parameters<CallStore[Name]>) => boolean;
};

/**
 * Keeps a database that takes no writes (its disk is full, say) from failing calls to Spotify: what is written here is for
 * the next process, this one goes by what it holds in memory.
 */
export function createCallMemory(store: CallStore, log: Log): CallMemory {
  function attempt(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (err) {
      log.error({ err }, 'what the next process should know of the calls could not be written');
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
