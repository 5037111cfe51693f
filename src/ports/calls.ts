/** Spotify counts calls by groups of endpoints; a quota that is spent in one says nothing about the others. */
export const callGroups = ['player', 'tops', 'search', 'playlists', 'profile'] as const;
export type CallGroup = (typeof callGroups)[number];

/** A group of which nothing is asked until then, because Spotify said so. */
export type Breaker = { group: CallGroup; until: number };

/** The number of calls to a group in the span that began at `since`. */
export type CallCount = { group: CallGroup; since: number; calls: number };

/** What a restart needs to know; `windowSize`: the calls of our own in half a minute that have worked, null if unknown. */
export type CallRecord = {
  breakers: readonly Breaker[];
  callCounts: readonly CallCount[];
  windowSize: number | null;
};

/** The store of what a restart needs about the calls that were made. */
export type CallStore = {
  /** Reads what the last process left behind. */
  read(): Promise<CallRecord>;
  openBreaker(breaker: Breaker): Promise<void>;
  closeBreaker(group: CallGroup): Promise<void>;
  /** Writes these spans down and drops those that began before `forgotten`. */
  saveCallCounts(counts: readonly CallCount[], forgotten: number): Promise<void>;
  saveWindowSize(calls: number): Promise<void>;
};
