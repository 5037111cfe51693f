import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Membership } from '../ports/identity.ts';
import type { LinkStore } from '../ports/links.ts';
import type { Stage } from '../ports/stage.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { awaiting, bring, bringNothing, unhide } from '../session/members.ts';
import { Refusal } from '../session/refusal.ts';
import { type Member, memberOf, type Open } from '../session/session.ts';
import type { Period } from '../session/settings.ts';
import type { Conductor } from './conductor.ts';
import type { Generations } from './generations.ts';
import { type OwnSongs, ownSongs } from './own-songs.ts';
import { allows } from './permissions.ts';
import type { Sessions } from './sessions.ts';
import { createSongsToFollow } from './songs-to-follow.ts';
import type { FetchedSongs, TopSongs } from './top-songs.ts';

export type Favourites = {
  /**
   * Fetches what a member brings, and keeps it; who has nothing stays a guest. The session's turn is taken for the keeping
   * only: the music does not wait for an answer about somebody's songs. @throws Refusal
   */
  fetch(sessionId: string, userId: string, period?: Period): Promise<FetchedSongs>;
  /** Asks, before the music begins, for songs that are unknown, or of a link that nobody has asked yet. */
  fetchAwaited(session: Open): Promise<void>;
  /** Brings the songs of somebody who linked after joining, in every session they are in; returns those of the last. */
  fetchForLinked(userId: string): Promise<OwnSongs | null>;
  /** Returns what a member brings, if an answer said so. */
  ownOf(sessionId: string, userId: string, fetched: FetchedSongs): OwnSongs | null;
  /** Returns true if a member's songs are still to be asked for. */
  awaits(member: Member): Promise<boolean>;
  /** Sees to it that songs which a running evening could not fetch follow by themselves. */
  expect(sessionId: string): void;
  /** No songs are asked for by themselves any more. */
  stop(): void;
};

/** Fetches members' favourite songs: when they join or link, before the music begins, and again where that failed. */
export function createFavourites(world: {
  sessions: Sessions;
  links: LinkStore;
  topSongs: TopSongs;
  conductor: Conductor;
  generations: Generations;
  membership: Membership;
  stage: Stage;
  clock: Clock;
  log: Log;
}): Favourites {
  const { sessions, conductor, generations } = world;
  const toFollow = createSongsToFollow({ ...world, fetchMissing });

  async function fetch(sessionId: string, userId: string, period?: Period): Promise<FetchedSongs> {
    const requireSame = generations.guard(userId);
    const fetched = await fetchFor(sessionId, userId, period);
    await sessions.takeOpen(sessionId, async (session, turn) => {
      requireSame();
      await turn.save(brought(session, userId, fetched, period));
      world.stage.refresh(sessionId);
    });
    conductor.takeUp(sessionId);
    return fetched;
  }

  function fetchFor(sessionId: string, userId: string, period?: Period): Promise<FetchedSongs> {
    const session = sessions.find(sessionId);
    if (!session) throw new Refusal('sessionOver');
    const { settings } = session;
    const hidden = period ? [] : (memberOf(session, userId)?.hidden ?? []);
    return world.topSongs.fetch(userId, period ? { ...settings, period } : settings, hidden);
  }

  async function fetchForLinked(userId: string): Promise<OwnSongs | null> {
    let brought: OwnSongs | null = null;
    const requireSame = generations.guard(userId);
    for (const { id, guildId, channelId } of sessions.openWith(userId)) {
      const isThere = await isStillThere(userId, { guildId, channelId });
      requireSame();
      if (isThere === 'unknown') await followLater(id, userId);
      if (isThere !== true) continue;
      const fetched = await fetch(id, userId);
      expect(id);
      brought = ownOf(id, userId, fetched) ?? brought;
      takeUp(id);
    }
    return brought;
  }

  /** Returns true if somebody may still act there: who left brings nothing more. `unknown` if nobody can say. */
  async function isStillThere(userId: string, place: { guildId: string; channelId: string }) {
    try {
      return await world.membership.mayAct(userId, place);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      world.log.warn({ err: error, user: userId }, 'nobody knows whether somebody is still there');
      return 'unknown';
    }
  }

  async function followLater(sessionId: string, userId: string): Promise<void> {
    await sessions.takeOpen(sessionId, async (session, turn) => {
      await turn.save(awaiting(session, userId));
      world.stage.refresh(sessionId);
    });
    expect(sessionId);
  }

  /** A host who linked anew may have ended what kept us from looking; nobody else's link is worth a look. */
  function takeUp(id: string): void {
    const session = sessions.find(id);
    if (session?.phase === 'live' && session.trouble !== null) conductor.lookAgain(id);
    else conductor.takeUp(id);
  }

  function ownOf(sessionId: string, userId: string, fetched: FetchedSongs): OwnSongs | null {
    const session = sessions.find(sessionId);
    return session && fetched.is === 'songs' ? ownSongs(session, userId, fetched) : null;
  }

  async function awaits({ id, tops, guest }: Member): Promise<boolean> {
    return tops === null || (guest && allows(await world.links.find(id), 'tops'));
  }

  async function fetchAwaited({ id, members }: Open): Promise<void> {
    await Promise.all(
      members.map(async (member) => {
        if (await awaits(member)) await tryToFetch(id, member.id);
      }),
    );
  }

  function expect(id: string): void {
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
      await fetch(id, userId);
    } catch (error) {
      // Who left, unlinked or saw the evening end meanwhile needs no songs; everything else is ours to look at.
      if (!(error instanceof Refusal)) world.log.error({ err: error, session: id }, 'songs did not follow');
    }
  }

  return { fetch, fetchAwaited, fetchForLinked, ownOf, awaits, expect, stop: toFollow.stop };
}

/** Returns the session with what was learnt about a member's songs. */
function brought(session: Open, userId: string, fetched: FetchedSongs, period?: Period): Open {
  switch (fetched.is) {
    case 'songs':
      return bring(period ? unhide(session, userId) : session, userId, fetched.songs, fetched.alternatives);
    case 'unknown':
      return awaiting(session, userId);
    case 'none':
    case 'relink':
      return bringNothing(session, userId);
  }
}

function missingSongs({ members }: Open): Member[] {
  return members.filter(({ tops }) => tops === null);
}
