import type { Breaker, CallGroup, CallRecord } from '../ports/calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { Urgency } from '../ports/player.ts';
import { LONGEST_WAIT_MS } from './retry-after.ts';
import type { SafeCallStore } from './safe-call-store.ts';

/** The outcome of a call, as far as it concerns its group. */
export type CallOutcome =
  /** Spotify answered, and not that we are to wait. */
  | { is: 'answered' }
  /** Spotify refuses this group until then. */
  | { is: 'refused'; until: number }
  /** No answer, a failure, or a short wait. */
  | { is: 'unclear' }
  /** The call never reached Spotify. */
  | { is: 'unsent' };

export type Breakers = {
  /** Returns until when no call of the group may be sent; null if one may, even as a trial. */
  openUntil(group: CallGroup): number | null;
  /**
   * Returns true if a call may be sent: the breaker is closed, or this would be the one trial. A person does not wait for
   * a trial of our own that hangs: theirs is a second one.
   */
  admits(group: CallGroup, urgency: Urgency): boolean;
  /** Registers a call that is sent; the function it returns has to be called with its outcome. */
  begin(group: CallGroup, urgency: Urgency): (outcome: CallOutcome) => void;
  /** Returns every open breaker; it stays until a trial has succeeded. */
  all(): Breaker[];
};

/** The time until the next trial after one without a clear outcome. */
const TRIAL_PAUSE_MS = 60_000;

type OpenBreaker = { until: number; trialBy: 'nobody' | 'ourselves' | 'person' };

/**
 * Creates the circuit breakers of the groups that Spotify refuses. They are stored, so that a restart does not ask again,
 * and each is closed by one trial call.
 */
export function createBreakers(world: { clock: Clock; store: SafeCallStore; before: CallRecord }): Breakers {
  const { clock, store, before } = world;
  const latest = clock.now() + LONGEST_WAIT_MS;
  const openBreakers = new Map<CallGroup, OpenBreaker>(
    before.breakers.map(({ group, until }) => [group, { until: Math.min(until, latest), trialBy: 'nobody' }]),
  );

  function open(group: CallGroup, until: number): void {
    const longest = Math.max(until, openBreakers.get(group)?.until ?? 0);
    openBreakers.set(group, { until: longest, trialBy: 'nobody' });
    store.openBreaker({ group, until: longest });
  }

  function close(group: CallGroup): void {
    openBreakers.delete(group);
    store.closeBreaker(group);
  }

  return {
    openUntil(group) {
      const until = openBreakers.get(group)?.until ?? 0;
      return until > clock.now() ? until : null;
    },
    admits(group, urgency) {
      const state = openBreakers.get(group);
      if (!state) return true;
      const mayTry = state.trialBy === 'nobody' || (state.trialBy === 'ourselves' && urgency === 'person');
      return state.until <= clock.now() && mayTry;
    },
    begin(group, urgency) {
      const trial = openBreakers.get(group);
      const by = urgency === 'person' ? 'person' : 'ourselves';
      if (trial) trial.trialBy = by;
      return (outcome) => {
        if (outcome.is === 'refused') return open(group, outcome.until);
        // The outcome of a call that was sent before the breaker opened says nothing about it.
        if (!trial || openBreakers.get(group) !== trial) return;
        if (outcome.is === 'answered') return close(group);
        if (outcome.is === 'unclear') return open(group, clock.now() + TRIAL_PAUSE_MS);
        if (trial.trialBy === by) trial.trialBy = 'nobody';
      };
    },
    all: () => [...openBreakers].map(([group, { until }]) => ({ group, until })),
  };
}
