import { Refusal } from './refusal.ts';
import { type Live, type Member, memberOf, type Open } from './session.ts';

/** Refuses who is not in; who was sent away is told so. */
export function requireMember(session: Open, id: string): Member {
  const member = memberOf(session, id);
  if (!member) throw new Refusal(session.kicked.includes(id) ? 'sentAway' : 'notMember');
  return member;
}

/** Refuses everybody but the host. */
export function requireHost({ hostId }: Open, id: string): void {
  if (id !== hostId) throw new Refusal('hostOnly');
}

/** Refuses while the evening has not begun. */
export function requireLive(session: Open): Live {
  if (session.phase !== 'live') throw new Refusal('notStarted');
  return session;
}
