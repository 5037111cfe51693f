import { createExpiringMap } from '../expiring-map.ts';
import type { Log } from '../log.ts';
import type { Permission } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Membership } from '../ports/identity.ts';
import type { Link, LinkStore } from '../ports/links.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { SessionStore } from '../ports/sessions.ts';
import type { Stage } from '../ports/stage.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { forget } from '../session/forget.ts';
import { awaiting, bring, guest, join, kick, leave, mayChoose, unhide } from '../session/members.ts';
import { byTheClock } from '../session/player/by-the-clock.ts';
import { SOMEONE } from '../session/pseudonym.ts';
import { Refusal } from '../session/refusal.ts';
import {
  type Ended,
  type Live,
  type Lobby,
  type Member,
  memberOf,
  type Open,
  open,
  type Session,
} from '../session/session.ts';
import type { Period, Settings } from '../session/settings.ts';
import type { Conductor } from './conductor.ts';
import type { Closed, Ending } from './ending.ts';
import type { Gathered, Gathering } from './gathering.ts';
import type { Generations } from './generations.ts';
import type { LobbyLights } from './lights.ts';
import { type OwnSongs, ownSongs } from './own-songs.ts';
import type { Recognition } from './recognition.ts';
import type { Shares } from './shares.ts';
import { createSongsToFollow } from './songs-to-follow.ts';
import type { Turns } from './turns.ts';

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

export type SessionService = ReturnType<typeof createSessions>;

/** A card goes to the bottom of its channel at most this often. */
const MOVE_EVERY_MS = 20_000;
/** The most cards remembered as moved within that time. */
const CARDS_MOVED = 10_000;

/** Creates the service for everything but a session's music: open, join, leave, move its card, end. */
export function createSessions(world: {
  sessions: SessionStore;
  links: LinkStore;
  gathering: Gathering;
  ending: Ending;
  stage: Stage;
  clock: Clock;
  secrets: Secrets;
  turns: Turns;
  conductor: Conductor;
  lights: LobbyLights;
  shares: Shares;
  generations: Generations;
  recognition: Recognition;
  membership: Membership;
  log: Log;
}) {
  const { sessions, links, gathering, stage, clock, turns, generations, recognition, ending } = world;
  const toFollow = createSongsToFollow({ clock, fetchMissing, log: world.log });
  const partings = new Set<(sessionId: string) => void>();
  const movedAt = createExpiringMap<string, true>({ now: clock.now, forMs: MOVE_EVERY_MS, most: CARDS_MOVED });

  /** Opens a lobby and posts its card; the creator is host and first member. Returns what they bring, if that is known. */
  async function create(caller: Caller, settings: Settings): Promise<OwnSongs | null> {
    requirePlayback(links.find(caller.userId));
    if (sessions.openIn(caller.channelId)) throw new Refusal('sessionOpenHere');
    if (sessions.openHostedBy(caller.userId)) throw new Refusal('hostingElsewhere');
    world.shares.charge('press', caller.userId);
    const { guildId, channelId } = caller;
    const place = { id: world.secrets.id(), guildId, channelId, seed: world.secrets.seed() };
    const lobby = open(place, caller.userId, settings, clock.now());
    sessions.save(lobby);
    world.log.info({ session: lobby.id, channel: channelId }, 'lobby opened');
    await turns.take(lobby.id, () => postCard(lobby));
    world.conductor.attend(lobby.id);
    const gathered = await fetchSongs(lobby.id, caller.userId);
    lightUp(lobby.id, caller.mayPost);
    return ownOf(lobby.id, caller.userId, gathered);
  }

  async function postCard(lobby: Lobby): Promise<void> {
    try {
      sessions.placeCard(lobby.id, await stage.post(lobby));
    } catch (error) {
      sessions.remove(lobby.id);
      throw error;
    }
  }

  function ownOf(sessionId: string, userId: string, gathered: Gathered): OwnSongs | null {
    const session = sessions.find(sessionId);
    const isHere = session !== null && session.phase !== 'ended' && gathered.is === 'songs';
    return isHere ? ownSongs(session, userId, gathered) : null;
  }

  /**
   * Takes the caller in at once; the songs of a linked member are fetched right away. Who is in already and may still
   * choose among theirs is only shown them again.
   */
  async function joinIn(
    caller: Caller,
    which: Which,
  ): Promise<{ session: Open; gathered: Gathered | { is: 'chosen' } }> {
    const requireSame = generations.guard(caller.userId);
    const joined = await withOpen(caller, which, async (session) => {
      requireSame();
      const already = memberOf(session, caller.userId);
      if (already && mayChoose(already)) return { session, linked: null };
      const linked = allows(links.find(caller.userId), 'tops');
      const known = linked ? { id: caller.userId, guest: false, tops: null } : guest(caller.userId);
      const joining = { ...known, aliases: recognition.aliasesOf(session.id, caller.userId) };
      const waitsForSongs = already && awaitsSongs(already);
      if (!waitsForSongs) sessions.save(join(session, joining, clock.now()));
      stage.refresh(session.id);
      world.conductor.attend(session.id);
      return { session, linked };
    });
    const { id } = joined.session;
    if (joined.linked === null) return { session: joined.session, gathered: { is: 'chosen' } };
    const gathered = joined.linked ? await fetchSongs(id, caller.userId) : ({ is: 'none' } as const);
    const session = stillOpen(id);
    if (!memberOf(session, caller.userId)) throw new Refusal('notMember'); // left, or sent away, meanwhile
    return { session, gathered };
  }

  /** Brings the songs of somebody who linked after joining, in every session they are in; returns those of the last. */
  async function welcomeSongs(userId: string): Promise<OwnSongs | null> {
    let brought: OwnSongs | null = null;
    const requireSame = generations.guard(userId);
    for (const { id, guildId, channelId } of sessions.openWith(userId)) {
      const isThere = await whetherThere(userId, { guildId, channelId });
      requireSame();
      if (isThere === 'unknown') await followLater(id, userId);
      if (isThere !== true) continue;
      const gathered = await fetchSongs(id, userId);
      expectSongs(id);
      brought = ownOf(id, userId, gathered) ?? brought;
      takeUp(id);
    }
    return brought;
  }

  /** Returns true if somebody may still act there: who left brings nothing more. `unknown` if nobody can say. */
  async function whetherThere(userId: string, place: { guildId: string; channelId: string }) {
    try {
      return await world.membership.mayAct(userId, place);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      world.log.warn({ err: error, user: userId }, 'nobody knows whether somebody is still there');
      return 'unknown';
    }
  }

  async function followLater(sessionId: string, userId: string): Promise<void> {
    await turns.take(sessionId, async () => keep(sessionId, userId, { is: 'unknown' }));
    expectSongs(sessionId);
  }

  /** A host who linked anew may have ended what kept us from looking; nobody else's link is worth a look. */
  function takeUp(id: string): void {
    const session = sessions.find(id);
    if (session?.phase === 'live' && session.trouble !== null) world.conductor.attendAnew(id);
    else world.conductor.attend(id);
  }

  /**
   * Fetches what a member brings, and keeps it; who has nothing stays a guest. The session's turn is taken for the keeping
   * only: the music does not wait for an answer about somebody's songs.
   */
  async function fetchSongs(sessionId: string, userId: string, period?: Period): Promise<Gathered> {
    const requireSame = generations.guard(userId);
    const gathered = await gatherFor(sessionId, userId, period);
    await turns.take(sessionId, async () => {
      requireSame();
      keep(sessionId, userId, gathered, period);
    });
    world.conductor.attend(sessionId);
    return gathered;
  }

  /** Asks, before the music begins, for songs that are unknown, or of a link that nobody has asked yet. */
  async function fetchAwaited({ id, members }: Open): Promise<void> {
    await Promise.all(members.filter(awaitsSongs).map((member) => tryToFetch(id, member.id)));
  }

  function awaitsSongs({ id, tops, guest }: Member): boolean {
    return tops === null || (guest && allows(links.find(id), 'tops'));
  }

  function gatherFor(sessionId: string, userId: string, period?: Period): Promise<Gathered> {
    const session = stillOpen(sessionId);
    const { settings } = session;
    const hidden = period ? [] : (memberOf(session, userId)?.hidden ?? []);
    return gathering.gather(userId, period ? { ...settings, period } : settings, hidden);
  }

  function keep(sessionId: string, userId: string, gathered: Gathered, period?: Period): void {
    const now = stillOpen(sessionId);
    const session = period && gathered.is === 'songs' ? unhide(now, userId) : now;
    if (gathered.is === 'songs') sessions.save(bring(session, userId, gathered.songs, gathered.spare));
    if (gathered.is === 'unknown') sessions.save(awaiting(session, userId));
    if (gathered.is === 'none' || gathered.is === 'relink') sessions.save(withoutSongs(session, userId));
    stage.refresh(sessionId);
  }

  async function leaveFrom(caller: Caller, which: Which): Promise<Open> {
    return withOpen(caller, which, async (session) => {
      const left = leave(session, caller.userId, clock.now());
      sessions.save(left);
      part(left.id);
      return left;
    });
  }

  /** Somebody is out: the card and the player follow, and the votes of those who are left may be enough now. */
  function part(sessionId: string): void {
    stage.refresh(sessionId);
    world.conductor.attend(sessionId);
    for (const listener of partings) listener(sessionId);
  }

  /** Sends a member away for this evening. */
  async function kickOut(caller: Caller, which: Which, userId: string): Promise<void> {
    return withOpen(caller, which, async (session) => {
      requireSay(session, caller);
      sessions.save(kick(session, userId, clock.now()));
      part(session.id);
    });
  }

  /** Moves the card to the bottom of the channel. */
  async function moveCard(caller: Caller, which: Which): Promise<void> {
    const session = findOpen(caller, which);
    if (movedAt.has(session.id)) throw new Refusal('movedJustNow');
    movedAt.set(session.id, true);
    const card = await stage.post(session);
    const old = stillOpen(session.id).card;
    sessions.placeCard(session.id, card);
    if (old) await stage.withdraw(session.channelId, old);
  }

  /** The session the caller would end; refuses who may not. Nothing happens yet. */
  function mayEnd(caller: Caller, which: Which): Open {
    const session = findOpen(caller, which);
    requireSay(session, caller);
    return session;
  }

  /** Ends the session; tells whether its music may be playing on. */
  async function endNow(caller: Caller, which: Which): Promise<Closed> {
    return ending.close(findOpen(caller, which).id, 'ended', (open) => requireSay(open, caller));
  }

  /** Ends the session that this host would leave without a player. */
  async function endHostedBy(userId: string): Promise<void> {
    const hosted = sessions.openHostedBy(userId);
    if (hosted) await endBecause('unlinked', hosted.id);
  }

  async function endBecause(why: 'unlinked' | 'gone', sessionId: string): Promise<void> {
    try {
      await ending.close(sessionId, why);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // it is over already
    }
  }

  /** Takes somebody out of every evening, open or over: what they did stays, without their name. */
  async function forgetPerson(userId: string): Promise<{ left: boolean; named: boolean }> {
    const left = sessions.openWith(userId).length > 0;
    const naming = sessions.naming(userId);
    await endHostedBy(userId);
    await Promise.all(
      naming.map((id) =>
        turns.take(id, async () => {
          const session = sessions.find(id);
          if (!session) return;
          const [alias = SOMEONE] = recognition.aliasesOf(id, userId);
          sessions.save(forget(session, userId, alias, clock.now()));
          part(id);
        }),
      ),
    );
    return { left, named: naming.length > 0 };
  }

  function findOpen(caller: Caller, which: Which): Open {
    const session = which === 'here' ? sessions.openIn(caller.channelId) : sessions.find(which.sessionId);
    if (!session || !isHere(session, caller)) throw new Refusal(which === 'here' ? 'noSessionHere' : 'sessionOver');
    if (session.phase === 'ended') throw new Refusal('sessionOver');
    return session;
  }

  /** The session as it is by now, as far as anybody can know: where nobody can look, by the clock. */
  function findNow(caller: Caller, which: Which): Open {
    const session = findOpen(caller, which);
    return session.phase === 'live' ? byTheClock(session, clock.now()) : session;
  }

  /** A session that is over but not yet forgotten. */
  function findEnded(caller: Caller, sessionId: string): Ended {
    const session = sessions.find(sessionId);
    if (session?.phase !== 'ended' || !isHere(session, caller)) throw new Refusal('sessionOver');
    return session;
  }

  function stillOpen(sessionId: string): Open {
    const session = sessions.find(sessionId);
    if (!session || session.phase === 'ended') throw new Refusal('sessionOver');
    return session;
  }

  /** Runs `act` in the session's turn, with the session as it is by then. */
  async function withOpen<T>(caller: Caller, which: Which, act: (session: Open) => Promise<T>): Promise<T> {
    const { id } = findOpen(caller, which);
    try {
      return await turns.take(id, () => act(stillOpen(id)));
    } finally {
      lightUp(id, caller.mayPost);
      expectSongs(id);
    }
  }

  /** After a press in a running evening: songs that could not be fetched follow by themselves. */
  function expectSongs(id: string): void {
    const session = sessions.find(id);
    if (session?.phase === 'live' && missingSongs(session).length > 0) toFollow.expect(id);
  }

  /** Asks once for the songs that are missing in a running evening. Returns true if some still are. */
  async function fetchMissing(id: string): Promise<boolean> {
    const session = sessions.find(id);
    if (session?.phase !== 'live') return false;
    for (const member of missingSongs(session)) await tryToFetch(id, member.id);
    const now = sessions.find(id);
    return now?.phase === 'live' && missingSongs(now).length > 0;
  }

  async function tryToFetch(id: string, userId: string): Promise<void> {
    try {
      await fetchSongs(id, userId);
    } catch (error) {
      // Who left, unlinked or saw the evening end meanwhile needs no songs; everything else is ours to look at.
      if (!(error instanceof Refusal)) world.log.error({ err: error, session: id }, 'songs did not follow');
    }
  }

  /** Runs `act` in the session's turn, if the evening still goes on by then. */
  async function stillLive(sessionId: string, act: (live: Live) => void): Promise<void> {
    await turns.take(sessionId, async () => {
      const session = sessions.find(sessionId);
      if (session?.phase === 'live') act(session);
    });
  }

  /** After a press in a lobby, or its opening: whether Start would work by now. */
  function lightUp(id: string, mayPost?: boolean): void {
    const session = sessions.find(id);
    if (session?.phase === 'lobby') world.lights.check(session, mayPost);
  }

  return {
    create,
    joinIn,
    leaveFrom,
    kickOut,
    moveCard,
    mayEnd,
    endNow,
    endHostedBy,
    /** Ends a session whose channel or server is no more: nobody could see or steer it. */
    endGone: (sessionId: string) => endBecause('gone', sessionId),
    welcomeSongs,
    forgetPerson,
    /** Calls `listener` with the session whenever somebody has left one, was sent away or unlinked. */
    onParted: (listener: (sessionId: string) => void) => void partings.add(listener),
    isHosting: (userId: string) => sessions.openHostedBy(userId) !== null,
    /** Returns true if an evening plays on this person's device. */
    isPlaying: (userId: string) => sessions.openHostedBy(userId)?.phase === 'live',
    fetchSongs,
    fetchAwaited,
    /** No songs are asked for by themselves any more. */
    stop: toFollow.stop,
    findOpen,
    findNow,
    findEnded,
    withOpen,
    stillLive,
  };
}

function missingSongs({ members }: Open): Member[] {
  return members.filter(({ tops }) => tops === null);
}

/** Returns true if the caller is where the session is: what somebody may do in one channel counts in no other. */
function isHere({ guildId, channelId }: Session, caller: Caller): boolean {
  return guildId === caller.guildId && channelId === caller.channelId;
}

/** Refuses who cannot host: without a link, with a dead one, or without the permission to steer their player. */
export function requirePlayback(link: Link | null): void {
  if (!link) throw new Refusal('needsLink');
  if (link.dead) throw new Refusal('linkIsDead');
  if (!link.permissions.includes('playback')) throw new Refusal('needsPlayback');
}

/** Refuses who is neither the host nor may manage the channel. */
export function requireSay({ hostId }: Open, { userId, mayManage }: Caller): void {
  if (userId !== hostId && !mayManage) throw new Refusal('hostOnly');
}

/** Returns true if a link works and allows this. */
export function allows(link: Link | null, permission: Permission): boolean {
  return link !== null && !link.dead && link.permissions.includes(permission);
}

/** Makes a member without songs a guest, unless they host: then it is still their device that plays. */
function withoutSongs<S extends Open>(session: S, userId: string): S {
  const members = session.members.map((member) =>
    member.id === userId ? { ...member, tops: [], guest: userId !== session.hostId } : member,
  );
  return { ...session, members };
}
