import { type Clock, type Urgency, urgencies } from '../service/ports.ts';

/** Spotify counts over a rolling half minute and publishes no number; this one has worked for others. */
export const WINDOW_MS = 30_000;
const CALLS_PER_WINDOW = 30;
/**
 * Places in each window that no other urgency may take: a press finds room however many looks there are, and a flood of
 * presses leaves some to steering and looking.
 */
const KEPT: Record<Urgency, number> = { person: 10, steering: 4, looking: 2 };

export type CallWindow = {
  /** Whether a call of this urgency may set out now. */
  hasRoom(urgency: Urgency): boolean;
  /** Takes a place for a call that sets out; to be told when its answer is there. */
  take(urgency: Urgency): () => void;
  /** The earliest moment at which there is room for a call with so many others of its urgency before it. */
  roomAt(urgency: Urgency, ahead: number): number;
};

/** A place that is taken; while there is no answer nobody knows until when. */
type Place = { urgency: Urgency; freeAt: number | null };

/** The places for calls in any half minute. */
export function createCallWindow(clock: Clock): CallWindow {
  let places: Place[] = [];

  function taken(): readonly Place[] {
    const now = clock.now();
    places = places.filter(({ freeAt }) => freeAt === null || freeAt > now);
    return places;
  }

  return {
    hasRoom: (urgency) => isRoom(held(taken()), urgency, 0),
    take(urgency) {
      const place: Place = { urgency, freeAt: null };
      places.push(place);
      // Counted from the answer: however long it was on its way, it reached Spotify before that.
      return () => {
        place.freeAt = clock.now() + WINDOW_MS;
      };
    },
    roomAt(urgency, ahead) {
      const now = clock.now();
      const leaving = taken()
        .map((place) => ({ urgency: place.urgency, at: place.freeAt ?? now + WINDOW_MS }))
        .sort((a, b) => a.at - b.at);
      const left = held(leaving);
      if (isRoom(left, urgency, ahead)) return now;
      for (const place of leaving) {
        left[place.urgency]--;
        if (isRoom(left, urgency, ahead)) return place.at;
      }
      return (leaving.at(-1)?.at ?? now) + WINDOW_MS;
    },
  };
}

type Held = Record<Urgency, number>;

function held(places: readonly { urgency: Urgency }[]): Held {
  const counts: Held = { person: 0, steering: 0, looking: 0 };
  for (const { urgency } of places) counts[urgency]++;
  return counts;
}

function isRoom(counts: Held, urgency: Urgency, ahead: number): boolean {
  let free = CALLS_PER_WINDOW - ahead;
  for (const other of urgencies) {
    free -= other === urgency ? counts[other] : Math.max(counts[other], KEPT[other]);
  }
  return free > 0;
}
