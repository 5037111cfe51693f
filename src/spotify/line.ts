import { type CallGroup, type Urgency, urgencies } from '../service/ports.ts';

/** What a call wants of the budget. */
export type Ask = {
  group: CallGroup;
  urgency: Urgency;
  /** Whose account it is about; null if it belongs to nobody yet. */
  who: string | null;
  /** Writes of one account go out one after the other. */
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

/** Calls that wait, by urgency and in the order in which they were asked for. */
export type Line<W extends Waiting> = {
  add(waiting: W): void;
  remove(waiting: W): void;
  all(): W[];
  /** How many of the same urgency stand before it. */
  ahead(waiting: W): number;
  /** The first of an urgency that may go; calls of one account to one group never overtake each other. */
  first(urgency: Urgency, mayGo: (waiting: W) => boolean): W | undefined;
};

export function createLine<W extends Waiting>(): Line<W> {
  const lanes: Record<Urgency, W[]> = { person: [], steering: [], looking: [] };

  return {
    add(waiting) {
      const lane = lanes[waiting.urgency];
      const later = lane.findIndex(({ place }) => place > waiting.place);
      lane.splice(later < 0 ? lane.length : later, 0, waiting);
    },
    remove(waiting) {
      const lane = lanes[waiting.urgency];
      const at = lane.indexOf(waiting);
      if (at >= 0) lane.splice(at, 1);
    },
    all: () => urgencies.flatMap((urgency) => lanes[urgency]),
    ahead: ({ urgency, place }) => lanes[urgency].filter((other) => other.place < place).length,
    first(urgency, mayGo) {
      const heldUp = new Set<string>();
      for (const waiting of lanes[urgency]) {
        const name = `${waiting.group} ${waiting.who ?? waiting.place}`;
        if (!heldUp.has(name) && mayGo(waiting)) return waiting;
        heldUp.add(name);
      }
      return undefined;
    },
  };
}
