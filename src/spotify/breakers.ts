import type { Breaker, CallGroup } from '../ports/calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { Urgency } from '../ports/player.ts';
import type { CallMemory } from './call-memory.ts';
import { LONGEST_WAIT_MS } from './retry-after.ts';

/** The outcome of a call, as far as it concerns its group. */
export type Lesson =
  /** Spotify answered, and not that we are to wait. */
  | { is: 'answered' }
  /** Spotify asked us to leave this group alone until then. */
  | { is: 'refused'; until: number }
  /** No answer, a failure, or a short wait. */
  | { is: 'unclear' }
  /** The call never reached Spotify. */
  | { is: 'unsent' };

export type Breakers = {
  /** Until when nothing is asked of the group; null if it may be asked, or tried. */
  openUntil(group: CallGroup): number | null;
  /**
   * Returns true if a call may set out: the group is not broken, or this would be the one trial. A person does not wait
   * for a trial of our own that hangs: theirs is a second one.
   */
  admits(group: CallGroup, urgency: Urgency): boolean;
  /** A call sets out; the function it returns has to be called with what it taught. */
  begin(group: CallGroup, urgency: Urgency): (lesson: Lesson) => void;
  /** Every group that is broken, until its trial has succeeded. */
  all(): Breaker[];
};

/** After a trial that told nothing. */
const NEXT_TRIAL_MS = 60_000;

type Broken = { until: number; onTrial: 'nobody' | 'ourselves' | 'person' };

/**
 * Groups that Spotify told us to leave alone. They are stored, so that a restart does not ask again, and each is ended
 * by one trial call.
 */
export function createBreakers({ clock, store }: { clock: Clock; store: CallMemory }): Breakers {
  const latest = clock.now() + LONGEST_WAIT_MS;
  const broken = new Map<CallGroup, Broken>(
    store.breakers().map(({ group, until }) => [group, { until: Math.min(until, latest), onTrial: 'nobody' }]),
  );

  function open(group: CallGroup, until: number): void {
    const longest = Math.max(until, broken.get(group)?.until ?? 0);
    broken.set(group, { until: longest, onTrial: 'nobody' });
    store.openBreaker({ group, until: longest });
  }

  function close(group: CallGroup): void {
    broken.delete(group);
    store.closeBreaker(group);
  }

  return {
    openUntil(group) {
      const until = broken.get(group)?.until ?? 0;
      return until > clock.now() ? until : null;
    },
    admits(group, urgency) {
      const state = broken.get(group);
      if (!state) return true;
      const mayTry = state.onTrial === 'nobody' || (state.onTrial === 'ourselves' && urgency === 'person');
      return state.until <= clock.now() && mayTry;
    },
    begin(group, urgency) {
      const trial = broken.get(group);
      const by = urgency === 'person' ? 'person' : 'ourselves';
      if (trial) trial.onTrial = by;
      return (lesson) => {
        if (lesson.is === 'refused') return open(group, lesson.until);
        // A call that set out before the breaker opened teaches nothing about it.
        if (!trial || broken.get(group) !== trial) return;
        if (lesson.is === 'answered') return close(group);
        if (lesson.is === 'unclear') return open(group, clock.now() + NEXT_TRIAL_MS);
        if (trial.onTrial === by) trial.onTrial = 'nobody';
      };
    },
    all: () => [...broken].map(([group, { until }]) => ({ group, until })),
  };
}
