import type { CallGroup } from '../ports/calls.ts';
import type { Urgency } from '../ports/player.ts';

/** A request to the budget for one call. */
export type Ask = {
  group: CallGroup;
  urgency: Urgency;
  /** The Discord id of the person whose account it is about; null if the account belongs to nobody yet. */
  who: string | null;
  /** Writes of one account to one group go out one after the other. */
  writes: boolean;
  /** After this moment it makes no sense any more, however long whoever asks would wait. */
  until?: number | undefined;
};

/** A call that waits for its turn. */
export type Waiting = Ask & {
  /** Its place among all calls, which it keeps when it has to go again. */
  place: number;
  /** After this moment it is not carried out any more. */
  deadline: number;
};

/**
 * The lanes of waiting calls, first the ones that go first: what people press, their links and favourites, our own
 * steering, what people search for, our own looks.
 */
export const lanes = ['press', 'link', 'steering', 'search', 'looking'] as const;
export type Lane = (typeof lanes)[number];

export function laneOf({ urgency, group }: Pick<Ask, 'urgency' | 'group'>): Lane {
  if (urgency !== 'person') return urgency;
  if (group === 'search') return 'search';
  return group === 'player' ? 'press' : 'link';
}

/** Calls that wait, by lanes and in the order in which they were asked for. */
export type Line<W extends Waiting> = {
  add(waiting: W): void;
  remove(waiting: W): void;
  all(): W[];
  /** Counts those of the same lane that stand before it. */
  ahead(waiting: W): number;
  /** Returns the first of a lane that may go; calls of one account to one group never overtake each other. */
  first(lane: Lane, mayGo: (waiting: W) => boolean): W | undefined;
};

export function createLine<W extends Waiting>(): Line<W> {
  const waitingIn: Record<Lane, W[]> = { press: [], link: [], steering: [], search: [], looking: [] };

  return {
    add(waiting) {
      const lane = waitingIn[laneOf(waiting)];
      const later = lane.findIndex(({ place }) => place > waiting.place);
      lane.splice(later < 0 ? lane.length : later, 0, waiting);
    },
    remove(waiting) {
      const lane = waitingIn[laneOf(waiting)];
      const at = lane.indexOf(waiting);
      if (at >= 0) lane.splice(at, 1);
    },
    all: () => lanes.flatMap((lane) => waitingIn[lane]),
    ahead: (waiting) => waitingIn[laneOf(waiting)].filter(({ place }) => place < waiting.place).length,
    first(lane, mayGo) {
      const heldUp = new Set<string>();
      for (const waiting of waitingIn[lane]) {
        const name = `${waiting.group} ${waiting.who ?? waiting.place}`;
        if (!heldUp.has(name) && mayGo(waiting)) return waiting;
        heldUp.add(name);
      }
      return undefined;
    },
  };
}
