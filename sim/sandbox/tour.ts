import type { World } from '../world.ts';
import type { TourStep } from './protocol.ts';

/** The steps of the tour, in order. */
const STEPS: readonly TourStep[] = ['lobby', 'friends', 'music', 'time', 'fault', 'end'];

export type Tour = ReturnType<typeof createTour>;

/** Notices how far an evening has come, whoever does it and in whatever order. */
export function createTour(world: World) {
  const reached = new Set<TourStep>();
  /** The people who did something that the bot acknowledged. */
  const heard = new Set<string>();

  world.discord.subscribe((change) => {
    if (change.kind === 'interaction-changed') {
      const { kind, state, by } = change.interaction;
      if (kind !== 'autocomplete' && (state === 'acknowledged' || state === 'answered')) heard.add(by.id);
    } else if (change.message.author.bot && !change.message.ephemeralTo) reached.add('lobby');
    if (reached.has('lobby') && heard.size > 1) reached.add('friends');
  });

  const hasSounded = () => Object.values(world.accounts).some(({ record }) => record.length > 0);

  return {
    /** Notes a step that only the page knows of; time and an end count once there is music. */
    note(step: 'time' | 'fault' | 'end') {
      if (step === 'fault' || hasSounded()) reached.add(step);
    },
    done(): TourStep[] {
      if (hasSounded()) reached.add('music');
      return STEPS.filter((step) => reached.has(step));
    },
  };
}
