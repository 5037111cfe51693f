import type { Clock } from '../ports/clock.ts';
import { byTheClock } from '../session/player/by-the-clock.ts';
import { Refusal } from '../session/refusal.ts';
import type { Ended, Open, Session } from '../session/session.ts';
import type { Favourites } from './favourites.ts';
import type { ReadinessChecks } from './readiness.ts';
import type { Sessions, Turn } from './sessions.ts';

/** The person who asks, and the place where they do. */
export type Caller = {
  userId: string;
  guildId: string;
  channelId: string;
  /** True if this person may manage the channel. */
  mayManage: boolean;
  /** True if we may post our card there; undefined if that is not known. */
  mayPost?: boolean;
  /** True if this is a private thread that we do not see; undefined if that is not known. */
  isUnseenThread?: boolean;
};

/** The session a press belongs to, or the one that is open in the caller's channel. */
export type Which = { sessionId: string } | 'here';

/** The way of whoever asks to the session they mean: to read it, or to change it in its turn. */
export type Access = {
  /** Returns the open session. @throws Refusal where there is none */
  find(caller: Caller, which: Which): Open;
  /** Returns the session as it is by now, as far as anybody can know: where nobody can look, by the clock. @throws Refusal */
  findNow(caller: Caller, which: Which): Open;
  /** Returns a session that is over but not yet forgotten. @throws Refusal */
  findEnded(caller: Caller, sessionId: string): Promise<Ended>;
  /**
   * Runs `act` in the session's turn, with the session as it is by then; it may change it. Whatever comes of it, a lobby
   * then finds out whether Start would work, and songs of members that are missing are fetched: nobody waits for either.
   * @throws Refusal
   */
  take<T>(caller: Caller, which: Which, act: (session: Open, turn: Turn) => Promise<T>): Promise<T>;
};

export function createAccess(world: {
  sessions: Sessions;
  readiness: ReadinessChecks;
  favourites: Favourites;
  clock: Clock;
}): Access {
  const { sessions, clock } = world;

  function find(caller: Caller, which: Which): Open {
    const session = which === 'here' ? sessions.openIn(caller.channelId) : sessions.find(which.sessionId);
    if (!session || !isHere(session, caller)) throw new Refusal(which === 'here' ? 'noSessionHere' : 'sessionOver');
    return session;
  }

  return {
    find,
    findNow(caller, which) {
      const session = find(caller, which);
      return session.phase === 'live' ? byTheClock(session, clock.now()) : session;
    },
    async findEnded(caller, sessionId) {
      const session = await sessions.read(sessionId);
      if (session?.phase !== 'ended' || !isHere(session, caller)) throw new Refusal('sessionOver');
      return session;
    },
    async take(caller, which, act) {
      const { id } = find(caller, which);
      try {
        return await sessions.takeOpen(id, act);
      } finally {
        world.readiness.check(id, caller.mayPost);
        world.favourites.expect(id);
      }
    },
  };
}

/** Returns true if the caller is where the session is: what somebody may do in one channel counts in no other. */
function isHere({ guildId, channelId }: Session, caller: Caller): boolean {
  return guildId === caller.guildId && channelId === caller.channelId;
}

/** Refuses who is neither the host nor may manage the channel. */
export function requireHostOrManager({ hostId }: Open, { userId, mayManage }: Caller): void {
  if (userId !== hostId && !mayManage) throw new Refusal('hostOnly');
}
