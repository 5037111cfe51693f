import { onDevice } from './player/programme.ts';
import { Refusal } from './refusal.ts';
import { requireMember } from './requirements.ts';
import { type Device, type Live, type Lobby, memberOf, type Open } from './session.ts';

/** Offers the session to another member, who takes it by a press. */
export function offerTo<S extends Open>(session: S, to: string, now: number): S {
  if (to === session.hostId) throw new Refusal('hostAlready');
  if (!memberOf(session, to)) throw new Refusal('notAMember');
  return { ...session, touchedAt: now, offer: { to, at: now } };
}

/** Refuses whoever the session is not offered to. */
export function requireOffer(session: Open, id: string): void {
  if (session.hostId === id) throw new Refusal('hostAlready');
  if (session.offer?.to !== id) throw new Refusal('notOffered');
  requireMember(session, id);
}

/** The lobby with its new host. */
export function takenOver(lobby: Lobby, id: string, now: number): Lobby {
  return { ...lobby, hostId: id, offer: null, touchedAt: now, readiness: null };
}

/** The evening with its new host, whose device plays from now on; `left`: the old one may still be playing. */
export function takenOverOn(live: Live, id: string, device: Device, left: boolean, now: number): Live {
  const programme = { ...onDevice(live, device).programme, album: null };
  const leftPlaying = left ? live.hostId : null;
  return { ...live, hostId: id, offer: null, touchedAt: now, programme, leftPlaying, trouble: null };
}
