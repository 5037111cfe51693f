import type { Clock } from '../ports/clock.ts';
import type { Look, Player, Urgency } from '../ports/player.ts';
import { Overtaken, Unavailable } from '../ports/unavailable.ts';
import type { ObservationRequest } from '../session/player/observation.ts';
import type { Live } from '../session/session.ts';
import type { Course, Courses } from './courses.ts';
import type { Sessions } from './sessions.ts';

/** A failure to see a player. */
export type FailedLook = ObservationRequest & { error: Unavailable };

/** The result of a look at a player. */
export type LookResult = Look | FailedLook;

export type PlayerLooks = {
  /** Looks at the host's player for the loop; null while such a look is under way already. */
  look(live: Live): Promise<LookResult | null> | null;
  /** Looks for a press: ahead of the loop's looks, and once for presses that come while it is under way. */
  lookForPress(live: Live): Promise<LookResult | null>;
};

/**
 * Looks at players. A look that has waited until its evening is over, or plays on another host's player, is not sent and
 * tells nothing.
 */
export function createPlayerLooks(world: {
  sessions: Sessions;
  player: Player;
  courses: Courses;
  clock: Clock;
}): PlayerLooks {
  const { sessions, courses, clock } = world;
  const looks = new Map<Course, Promise<LookResult | null>>();
  const forPresses = new Map<Course, Promise<LookResult | null>>();

  async function see({ id, hostId }: Live, urgency: Urgency): Promise<LookResult | null> {
    const isWanted = () => {
      const session = sessions.find(id);
      return session?.phase === 'live' && session.hostId === hostId;
    };
    const asked = { of: hostId, askedAt: clock.now() };
    try {
      return await world.player.whileWanted(isWanted).look(hostId, urgency);
    } catch (error) {
      if (error instanceof Unavailable) return { ...asked, error };
      if (error instanceof Overtaken) return null;
      throw error;
    }
  }

  function begin(under: typeof looks, live: Live, urgency: Urgency): Promise<LookResult | null> {
    const course = courses.present(live.id);
    const seeing = see(live, urgency).finally(() => under.delete(course));
    under.set(course, seeing);
    return seeing;
  }

  return {
    look: (live) => (looks.has(courses.present(live.id)) ? null : begin(looks, live, 'looking')),
    lookForPress: (live) => forPresses.get(courses.present(live.id)) ?? begin(forPresses, live, 'person'),
  };
}
