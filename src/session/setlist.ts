import type { Live, SetlistPick, Sounding } from './session.ts';
import type { Track } from './track.ts';

export function pickById(live: Live, id: string): SetlistPick | undefined {
  return live.setlist.find((pick) => pick.id === id);
}

/** The picks with these ids, in this order. */
export function picksOf(live: Live, ids: readonly string[]): SetlistPick[] {
  return ids.map((id) => pickById(live, id)).filter((pick) => pick !== undefined);
}

/** The picks still to come, in the order in which they will sound: what is queued on the device goes first. */
export function ahead(live: Live): SetlistPick[] {
  const queued = live.setlist.filter((pick) => pick.status.state === 'queued');
  return [...queued, ...waiting(live)];
}

export function waiting(live: Live): SetlistPick[] {
  return live.setlist.filter((pick) => pick.status.state === 'waiting');
}

/** Returns the ids of the picks that wait, in their order. */
export function waitingIds(live: Live): string[] {
  return waiting(live).map(({ id }) => id);
}

/** The track that a `Sounding` stands for. */
export function trackOf(live: Live, what: Sounding): Track | undefined {
  return 'own' in what ? what.own : pickById(live, what.pick)?.track;
}
