import type { World } from '../world.ts';

/** The steps of the tour, in order, by what has been seen when they are done. */
export const STEPS = ['lobby', 'friends', 'music', 'time', 'fault', 'end'] as const;
export type Step = (typeof STEPS)[number];

export type Tour = ReturnType<typeof createTour>;

/** Notices how far an evening has come, whoever does it and in whatever order. */
export function createTour(world: World) {
  const reached = new Set<Step>();
  /** Who did something that the bot took up. */
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
    /** What only the page knows of; time and an end count once there is music. */
    note(step: 'time' | 'fault' | 'end') {
      if (step === 'fault' || hasSounded()) reached.add(step);
    },
    done(): Step[] {
      if (hasSounded()) reached.add('music');
      return STEPS.filter((step) => reached.has(step));
    },
  };
}
