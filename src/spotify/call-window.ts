import type { Clock } from '../ports/clock.ts';
import type { OwnUrgency } from '../ports/player.ts';
import type { CallMemory } from './call-memory.ts';

/** Spotify counts over a rolling half minute. */
export const WINDOW_MS = 30_000;
/** Spotify publishes no number: this one has worked for others, and is where a new installation begins. */
const FIRST_SIZE = 30;
/** Added when a half minute was full and Spotify said nothing. */
const STEP = 4;
const LEAST = 8;
const MOST = 1_000;
/** Places that the other urgency may not take: a hand-over finds room among looks, and looks among hand-overs. */
const KEPT: Record<OwnUrgency, number> = { steering: 4, looking: 2 };

/**
 * The limit for calls of our own in any half minute. It widens by a step while it is too narrow and Spotify does not
 * complain, and halves when Spotify asks us to slow down (additive increase, multiplicative decrease).
 */
export type CallWindow = {
  /** Returns true if a call of this urgency may set out now. */
  hasRoom(urgency: OwnUrgency): boolean;
  /** Takes a place for a call that sets out; the function it returns has to be called when the answer is there. */
  take(urgency: OwnUrgency): () => void;
  /** Returns the earliest moment at which there is room for a call with so many others of its urgency before it. */
  roomAt(urgency: OwnUrgency, ahead: number): number;
  /** Halves the window: Spotify has asked us to slow down. */
  narrow(): void;
};

/** A place that is taken; while there is no answer nobody knows until when. */
type Place = { urgency: OwnUrgency; freeAt: number | null };

/** Creates the window, as wide as it was when the process ended. */
export function createCallWindow({ clock, store }: { clock: Clock; store: CallMemory }): CallWindow {
  let places: Place[] = [];
  let size = within(store.windowSize() ?? FIRST_SIZE);
  let changedAt = clock.now();

  function resize(to: number): void {
    size = within(to);
    changedAt = clock.now();
    store.saveWindowSize(size);
  }

  function taken(): readonly Place[] {
    const now = clock.now();
    places = places.filter(({ freeAt }) => freeAt === null || freeAt > now);
    return places;
  }

  return {
    hasRoom(urgency) {
      if (isRoom(size, held(taken()), urgency, 0)) return true;
      if (size === MOST || clock.now() - changedAt < WINDOW_MS) return false;
      resize(size + STEP);
      return isRoom(size, held(taken()), urgency, 0);
    },
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
      if (isRoom(size, left, urgency, ahead)) return now;
      for (const place of leaving) {
        left[place.urgency]--;
        if (isRoom(size, left, urgency, ahead)) return place.at;
      }
      return (leaving.at(-1)?.at ?? now) + WINDOW_MS;
    },
    narrow: () => resize(Math.floor(size / 2)),
  };
}

function within(size: number): number {
  return Math.min(Math.max(size, LEAST), MOST);
}

type Held = Record<OwnUrgency, number>;

function held(places: readonly { urgency: OwnUrgency }[]): Held {
  const counts: Held = { steering: 0, looking: 0 };
  for (const { urgency } of places) counts[urgency]++;
  return counts;
}

function isRoom(size: number, counts: Held, urgency: OwnUrgency, ahead: number): boolean {
  const other = urgency === 'steering' ? 'looking' : 'steering';
  return size - ahead - counts[urgency] - Math.max(counts[other], KEPT[other]) > 0;
}
