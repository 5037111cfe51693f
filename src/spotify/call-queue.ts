import type { CallGroup } from '../ports/calls.ts';
import type { Urgency } from '../ports/player.ts';

/** A request to the budget for one call. */
export type CallRequest = {
  group: CallGroup;
  urgency: Urgency;
  /** The Discord id of the person whose account it is about; null if the account belongs to nobody yet. */
  userId: string | null;
  /** Writes of one account to one group go out one after the other. */
  writes: boolean;
  /** The call is pointless after this moment, however long its caller would wait. */
  until?: number | undefined;
};

/** A call that waits in the queue. */
export type QueuedCall = CallRequest & {
  /** Its number in the order of arrival, which it keeps when it is repeated. */
  arrival: number;
  /** It is not sent any more after this moment. */
  deadline: number;
};

/**
 * The priorities of calls, highest first: what people press, their links and top songs, our own commands, what people
 * search for, our own polling.
 */
export const priorities = ['press', 'link', 'steering', 'search', 'looking'] as const;
export type Priority = (typeof priorities)[number];

/** Returns the priority of a call. */
export function priorityOf({ urgency, group }: Pick<CallRequest, 'urgency' | 'group'>): Priority {
  if (urgency !== 'person') return urgency;
  if (group === 'search') return 'search';
  return group === 'player' ? 'press' : 'link';
}

/** A priority queue of calls, in the order of arrival within a priority. */
export type CallQueue<W extends QueuedCall> = {
  add(call: W): void;
  remove(call: W): void;
  all(): W[];
  /** Counts the calls of the same priority before this one. */
  countAhead(call: W): number;
  /** Returns the first ready call of a priority; calls of one account to one group never overtake each other. */
  firstReady(priority: Priority, isReady: (call: W) => boolean): W | undefined;
};

export function createCallQueue<W extends QueuedCall>(): CallQueue<W> {
  const calls: Record<Priority, W[]> = { press: [], link: [], steering: [], search: [], looking: [] };

  return {
    add(call) {
      const peers = calls[priorityOf(call)];
      const later = peers.findIndex(({ arrival }) => arrival > call.arrival);
      peers.splice(later < 0 ? peers.length : later, 0, call);
    },
    remove(call) {
      const peers = calls[priorityOf(call)];
      const at = peers.indexOf(call);
      if (at >= 0) peers.splice(at, 1);
    },
    all: () => priorities.flatMap((priority) => calls[priority]),
    countAhead: (call) => calls[priorityOf(call)].filter(({ arrival }) => arrival < call.arrival).length,
    firstReady(priority, isReady) {
      const blocked = new Set<string>();
      for (const call of calls[priority]) {
        const name = `${call.group} ${call.userId ?? call.arrival}`;
        if (!blocked.has(name) && isReady(call)) return call;
        blocked.add(name);
      }
      return undefined;
    },
  };
}
