import { Refusal } from './refusal.ts';
import { requireMember } from './requirements.ts';
import { type Live, memberOf, type Sounding } from './session.ts';
import { pickById } from './setlist.ts';

export type Tally = { votes: number; needed: number };

/** Returns the name of what sounds, for votes and buttons: the id of a pick, or `own` and the id of the own track. */
export function nameOf(what: Sounding): string {
  return 'pick' in what ? what.pick : `own${what.own.id}`;
}

/** The host, and a member who brought what sounds, skip it at once; everybody else votes. */
export function skipsAtOnce(live: Live, what: Sounding, userId: string): boolean {
  const pick = 'pick' in what ? pickById(live, what.pick) : undefined;
  const isBringer = memberOf(live, userId) !== undefined && pick?.broughtBy.includes(userId);
  return userId === live.hostId || isBringer === true;
}

/** Counts one member's vote for skipping `what`. Refuses who is not in, or has voted already. */
export function vote(live: Live, what: Sounding, userId: string): Live {
  requireMember(live, userId);
  const name = nameOf(what);
  const by = live.votes?.for === name ? live.votes.by : [];
  const voted = { ...live, votes: { for: name, by } };
  if (by.includes(userId) && !isCarried(voted)) throw new Refusal('votedAlready');
  return { ...voted, votes: { for: name, by: [...new Set([...by, userId])] } };
}

/** More than half of the members, at least two; votes of people who left do not count. */
export function tally(live: Live): Tally {
  const votes = (live.votes?.by ?? []).filter((id) => memberOf(live, id)).length;
  return { votes, needed: Math.max(2, Math.floor(live.members.length / 2) + 1) };
}

export function isCarried(live: Live): boolean {
  const { votes, needed } = tally(live);
  return votes >= needed;
}
