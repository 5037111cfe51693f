import type { Clock } from '../ports/clock.ts';
import type { LinkStore } from '../ports/links.ts';
import { forget } from '../session/forget.ts';
import { guest, join, kick, leave, mayChoose } from '../session/members.ts';
import { SOMEONE } from '../session/pseudonym.ts';
import { Refusal } from '../session/refusal.ts';
import { memberOf, type Open } from '../session/session.ts';
import { type Access, type Caller, requireHostOrManager, type Which } from './access.ts';
import type { Conductor } from './conductor.ts';
import type { Ending } from './ending.ts';
import type { Favourites } from './favourites.ts';
import type { Generations } from './generations.ts';
import { allows } from './permissions.ts';
import type { Sessions } from './sessions.ts';
import type { FetchedSongs } from './top-songs.ts';

/** The result of joining; `chosen`: who was in already is shown their songs again. */
export type Joined = { session: Open; fetched: FetchedSongs | { is: 'chosen' } };

export type MemberService = ReturnType<typeof createMembers>;

/** Creates the service for who takes part: join, leave, send away, forget. */
export function createMembers(world: {
  sessions: Sessions;
  access: Access;
  links: LinkStore;
  favourites: Favourites;
  ending: Ending;
  conductor: Conductor;
  generations: Generations;
  clock: Clock;
}) {
  const { sessions, access, links, favourites, generations, clock } = world;
  const partings = new Set<(sessionId: string) => void>();

  /**
   * Takes the caller in at once; the songs of a linked member are fetched right away. Who is in already and may still
   * choose among theirs is only shown them again.
   */
  async function joinIn(caller: Caller, which: Which): Promise<Joined> {
    const { userId } = caller;
    const requireSame = generations.guard(userId);
    const joined = await access.take(caller, which, async (session, turn) => {
      requireSame();
      const already = memberOf(session, userId);
      if (already && mayChoose(already)) return { session, linked: null };
      const linked = allows(await links.find(userId), 'tops');
      const isAwaited = already !== undefined && (await favourites.awaits(already));
      requireSame();
      const known = linked ? { id: userId, guest: false, tops: null } : guest(userId);
      const joining = { ...known, aliases: sessions.aliasesOf(session.id, userId) };
      if (!isAwaited) await turn.save(join(session, joining, clock.now()));
      world.conductor.proceed(session.id);
      return { session, linked };
    });
    const { id } = joined.session;
    if (joined.linked === null) return { session: joined.session, fetched: { is: 'chosen' } };
    const fetched = joined.linked ? await favourites.fetch(id, userId) : ({ is: 'none' } as const);
    const session = access.find(caller, { sessionId: id });
    if (!memberOf(session, userId)) throw new Refusal('notMember'); // left, or sent away, meanwhile
    return { session, fetched };
  }

  async function leaveFrom(caller: Caller, which: Which): Promise<Open> {
    return access.take(caller, which, async (session, turn) => {
      const left = leave(session, caller.userId, clock.now());
      await turn.save(left);
      part(left.id);
      return left;
    });
  }

  /** Sends a member away for this evening. */
  async function kickOut(caller: Caller, which: Which, userId: string): Promise<void> {
    return access.take(caller, which, async (session, turn) => {
      requireHostOrManager(session, caller);
      await turn.save(kick(session, userId, clock.now()));
      part(session.id);
    });
  }

  /** Somebody is out: the card and the player follow, and the votes of those who are left may be enough now. */
  function part(sessionId: string): void {
    world.conductor.proceed(sessionId);
    for (const listener of partings) listener(sessionId);
  }

  /** Takes somebody out of every evening, open or over: what they did stays, without their name. */
  async function forgetPerson(userId: string): Promise<{ left: boolean; named: boolean }> {
    const left = sessions.openWith(userId).length > 0;
    const naming = await sessions.naming(userId);
    await world.ending.endHostedBy(userId);
    await Promise.all(naming.map((id) => forgetIn(id, userId)));
    return { left, named: naming.length > 0 };
  }

  function forgetIn(sessionId: string, userId: string): Promise<void> {
    return sessions.take(sessionId, async (turn) => {
      if (!turn.session) return;
      const [alias = SOMEONE] = sessions.aliasesOf(sessionId, userId);
      await turn.save(forget(turn.session, userId, alias, clock.now()));
      part(sessionId);
    });
  }

  return {
    joinIn,
    leaveFrom,
    kickOut,
    forgetPerson,
    /** Calls `listener` with the session whenever somebody has left one, was sent away or unlinked. */
    onParted: (listener: (sessionId: string) => void) => void partings.add(listener),
  };
}
