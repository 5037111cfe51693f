/** Spotify counts calls by groups of endpoints; a quota that is spent in one says nothing about the others. */
export const callGroups = ['player', 'tops', 'search', 'playlists', 'profile'] as const;
export type CallGroup = (typeof callGroups)[number];

/** A group of which nothing is asked until then, because Spotify said so. */
export type Breaker = { group: CallGroup; until: number };

/** The number of calls to a group in the span that began at `since`. */
export type CallCount = { group: CallGroup; since: number; calls: number };

/** The store of what a restart needs about the calls that were made. */
export type CallStore = {
  breakers(): Breaker[];
  openBreaker(breaker: Breaker): void;
  closeBreaker(group: CallGroup): void;
  callCounts(): CallCount[];
  /** Writes these spans down and drops those that began before `forgotten`. */
  saveCallCounts(counts: readonly CallCount[], forgotten: number): void;
  /** Returns the number of our own calls in half a minute that has worked; null if that is not known yet. */
  windowSize(): number | null;
  saveWindowSize(calls: number): void;
};
