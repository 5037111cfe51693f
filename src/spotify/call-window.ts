import type { CallRecord } from '../ports/calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { OwnUrgency } from '../ports/player.ts';
import type { SafeCallStore } from './safe-call-store.ts';

/** Spotify counts over a rolling half minute. */
export const WINDOW_MS = 30_000;
/** Spotify publishes no number: this one has worked for others, and is where a new installation begins. */
const INITIAL_SIZE = 30;
/** Added when a half minute was full and Spotify said nothing. */
const STEP = 4;
const LEAST = 8;
const MOST = 1_000;
/** The slots reserved for an urgency: play requests find room among polls, and polls among play requests. */
const RESERVED: Record<OwnUrgency, number> = { steering: 4, looking: 2 };

/**
 * The limit for our own calls in any half minute. It grows by a step while it is full and Spotify refuses nothing, and
 * halves when Spotify asks us to slow down (additive increase, multiplicative decrease).
 */
export type CallWindow = {
  /** Returns true if a call of this urgency may be sent now. */
  hasRoom(urgency: OwnUrgency): boolean;
  /** Takes a slot for a call that is sent; the function it returns has to be called when the answer has arrived. */
  take(urgency: OwnUrgency): () => void;
  /** Returns the earliest moment at which there is room for a call with so many others of its urgency before it. */
  roomAt(urgency: OwnUrgency, ahead: number): number;
  /** Halves the window: Spotify has asked us to slow down. */
  halve(): void;
};

/** A slot that is taken; `freeAt` is null while the call has no answer. */
type Slot = { urgency: OwnUrgency; freeAt: number | null };

/** Creates the window, of the size it had when the last process ended. */
export function createCallWindow(world: { clock: Clock; store: SafeCallStore; before: CallRecord }): CallWindow {
  const { clock, store, before } = world;
  let slots: Slot[] = [];
  let size = within(before.windowSize ?? INITIAL_SIZE);
  let changedAt = clock.now();

  function resize(to: number): void {
    size = within(to);
    changedAt = clock.now();
    store.saveWindowSize(size);
  }

  function takenSlots(): readonly Slot[] {
    const now = clock.now();
    slots = slots.filter(({ freeAt }) => freeAt === null || freeAt > now);
    return slots;
  }

  return {
    hasRoom(urgency) {
      if (isRoom(size, countSlots(takenSlots()), urgency, 0)) return true;
      if (size === MOST || clock.now() - changedAt < WINDOW_MS) return false;
      resize(size + STEP);
      return isRoom(size, countSlots(takenSlots()), urgency, 0);
    },
    take(urgency) {
      const slot: Slot = { urgency, freeAt: null };
      slots.push(slot);
      // Counted from the answer: the call reached Spotify before that.
      return () => {
        slot.freeAt = clock.now() + WINDOW_MS;
      };
    },
    roomAt(urgency, ahead) {
      const now = clock.now();
      const leaving = takenSlots()
        .map((slot) => ({ urgency: slot.urgency, at: slot.freeAt ?? now + WINDOW_MS }))
        .sort((a, b) => a.at - b.at);
      const left = countSlots(leaving);
      if (isRoom(size, left, urgency, ahead)) return now;
      for (const slot of leaving) {
        left[slot.urgency]--;
        if (isRoom(size, left, urgency, ahead)) return slot.at;
      }
      return (leaving.at(-1)?.at ?? now) + WINDOW_MS;
    },
    halve: () => resize(Math.floor(size / 2)),
  };
}

function within(size: number): number {
  return Math.min(Math.max(size, LEAST), MOST);
}

type SlotCounts = Record<OwnUrgency, number>;

function countSlots(slots: readonly { urgency: OwnUrgency }[]): SlotCounts {
  const counts: SlotCounts = { steering: 0, looking: 0 };
  for (const { urgency } of slots) counts[urgency]++;
  return counts;
}

function isRoom(size: number, counts: SlotCounts, urgency: OwnUrgency, ahead: number): boolean {
  const other = urgency === 'steering' ? 'looking' : 'steering';
  return size - ahead - counts[urgency] - Math.max(counts[other], RESERVED[other]) > 0;
}
