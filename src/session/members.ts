import { letIn } from './blend.ts';
import { type Joining, newMember } from './lobby.ts';
import { withoutDropped, withStatus } from './player/programme.ts';
import { type Known, knownAs, namesOf } from './pseudonym.ts';
import { Refusal } from './refusal.ts';
import { requireMember } from './requirements.ts';
import {
  bringsSongs,
  type Live,
  type Member,
  memberOf,
  type Open,
  type PickStatus,
  type SetlistPick,
} from './session.ts';
import type { Track } from './track.ts';

/** Takes somebody in. Refuses who is in already, and who was sent away this evening. */
export function join<S extends Open>(session: S, joining: Joining, now: number): S {
  if (memberOf(session, joining.id)) throw new Refusal('alreadyMember');
  if (namesOf(joining).some((name) => session.kicked.includes(name))) throw new Refusal('sentAway');
  return recognised({ ...session, touchedAt: now, members: [...session.members, newMember(joining, now)] }, joining);
}

/** A vote for skipping what sounds counts again once whoever gave it is back. */
function recognised<S extends Open>(session: S, { id, aliases = [] }: Known): S {
  if (session.phase !== 'live' || !session.votes) return session;
  const by = session.votes.by.map((voter) => (aliases.includes(voter) ? id : voter));
  return { ...session, votes: { ...session.votes, by } };
}

/** Somebody without an account, who brings nothing of their own yet. */
export function guest(id: string): Joining {
  return { id, guest: true, tops: [] };
}

/**
 * Gives a member the songs that became known after joining, with those that they can be swapped for. What they hid stays
 * hidden, unless they begin anew.
 */
export function bring<S extends Open>(
  session: S,
  id: string,
  tops: readonly Track[],
  alternatives: readonly Track[] = [],
): S {
  return changeMember(session, id, (member) => {
    const hasTopsIn = member.entered && (member.tops?.length ?? 0) > 0;
    return hasTopsIn ? member : { ...member, tops, alternatives, guest: false, entered: false };
  });
}

/** A member whose songs could not be fetched: they are to follow, unless some are known already. */
export function awaiting<S extends Open>(session: S, id: string): S {
  return changeMember(session, id, (member) => {
    const isKnown = (member.tops?.length ?? 0) + member.hidden.length > 0;
    return isKnown ? member : { ...member, tops: null, guest: false };
  });
}

/** Leaves a member without songs: a guest, unless they host, for then it is still their device that plays. */
export function bringNothing<S extends Open>(session: S, id: string): S {
  const members = session.members.map((member) =>
    member.id === id ? { ...member, tops: [], guest: id !== session.hostId } : member,
  );
  return { ...session, members };
}

/** A member looks at their favourites anew: nothing is hidden any more. */
export function unhide<S extends Open>(session: S, id: string): S {
  return changeMember(session, id, (member) => ({ ...member, hidden: [] }));
}

/** Takes a song out of those that a member brings. Refuses once they have entered the setlist. */
export function hide<S extends Open>(session: S, id: string, trackId: string): S {
  const { tops, chosen } = choosing(session, id, trackId);
  const rest = tops.filter((track) => track !== chosen);
  return changeMember(session, id, (member) => ({ ...member, tops: rest, hidden: [...member.hidden, chosen] }));
}

/** Puts a member's next favourite in the place of a song of theirs; what was swapped away comes round last. */
export function swap<S extends Open>(session: S, id: string, trackId: string): S {
  const { tops, chosen, alternatives } = choosing(session, id, trackId);
  const [next, ...rest] = alternatives;
  if (!next) throw new Refusal('nothingToSwap');
  const changed = tops.map((track) => (track === chosen ? next : track));
  return changeMember(session, id, (member) => ({ ...member, tops: changed, alternatives: [...rest, chosen] }));
}

function choosing(session: Open, id: string, trackId: string) {
  const member = requireMember(session, id);
  if (member.entered) throw new Refusal('songsAreIn');
  const chosen = member.tops?.find((track) => track.id === trackId);
  if (!chosen) throw new Refusal('songGone');
  return { tops: member.tops ?? [], alternatives: member.alternatives, chosen };
}

/** Returns true if a member has songs among which they may still choose. */
export function mayChoose({ entered, tops, hidden }: Member): boolean {
  return !entered && (tops?.length ?? 0) + hidden.length > 0;
}

function changeMember<S extends Open>(session: S, id: string, change: (member: Member) => Member): S {
  return { ...session, members: session.members.map((member) => (member.id === id ? change(member) : member)) };
}

/** Lets a member go, with the waiting picks that only they brought. The host has to end or hand over first. */
export function leave<S extends Open>(session: S, id: string, now: number): S {
  requireMember(session, id);
  if (id === session.hostId) throw new Refusal('hostStays');
  const offer = session.offer?.to === id ? null : session.offer;
  const members = session.members.filter((member) => member.id !== id);
  const left = { ...session, touchedAt: now, offer, members };
  if (left.phase !== 'live') return left;
  const setlist = left.setlist.map((pick) => withoutBringer(pick, id, now));
  return { ...left, setlist: withoutDropped(setlist, left.programme) };
}

/** Sends a member away for this evening. Not the host. */
export function kick<S extends Open>(session: S, id: string, now: number): S {
  if (id === session.hostId) throw new Refusal('kickHost');
  if (!memberOf(session, id)) throw new Refusal('notAMember');
  return { ...leave(session, id, now), kicked: [...session.kicked, id] };
}

/** The pick without one of those who brought it; dropped if nobody is left who wants it. Only while it waits. */
export function withoutBringer(pick: SetlistPick, id: string, now: number): SetlistPick {
  if (pick.status.state !== 'waiting' || !pick.broughtBy.includes(id)) return pick;
  const broughtBy = pick.broughtBy.filter((bringer) => bringer !== id);
  return broughtBy.length > 0 ? { ...pick, broughtBy } : withStatus(pick, { state: 'dropped', at: now });
}

/** Drops the picks that wait again, after they were queued or sounded, though everybody who brought them has left. */
export function withoutOrphans(live: Live, now: number): Live {
  const here = new Set(live.members.flatMap(namesOf));
  const isOrphan = ({ status, broughtBy }: SetlistPick) =>
    status.state === 'waiting' && !broughtBy.some((id) => here.has(id));
  if (!live.setlist.some(isOrphan)) return live;
  const dropped: PickStatus = { state: 'dropped', at: now };
  return { ...live, setlist: live.setlist.map((pick) => (isOrphan(pick) ? withStatus(pick, dropped) : pick)) };
}

/** The time after joining for which songs wait for a boundary, so that they can be hidden and swapped. */
export const SETTLING_IN_MS = 60_000;

/** Lets in the songs of everybody who joined long enough ago. Called at boundaries. */
export function admit(live: Live, now: number): Live {
  return live.members.filter((member) => now - member.joinedAt >= SETTLING_IN_MS).reduce(enter, live);
}

/** Lets a late joiner's songs in at once, because they said so. */
export function bringThem(live: Live, id: string): Live {
  const member = requireMember(live, id);
  if (member.entered) throw new Refusal('songsAreIn');
  if (!bringsSongs(member)) throw new Refusal('nothingToBring');
  return enter(live, member);
}

/** Adds a member's top songs to the setlist. Songs picked by hand are there already. */
function enter(live: Live, member: Member): Live {
  if (member.entered || !bringsSongs(member)) return live;
  const { tops } = member;
  const setlist = letIn(live.setlist, { ...knownAs(member), tops }, live.settings, live.seed);
  return { ...changeMember(live, member.id, (one) => ({ ...one, entered: true })), setlist };
}
