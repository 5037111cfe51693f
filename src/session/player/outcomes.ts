import { withoutOrphans } from '../members.ts';
import type { Last, Live, PickStatus, SetlistPick } from '../session.ts';
import { pickById } from '../setlist.ts';
import { followed, programmeAhead, standingBefore, withStatus } from './programme.ts';
import {
  boundaryOf,
  durationOf,
  endOf,
  hadEnded,
  isAhead,
  isDoubtful,
  lastSounding,
  lengthOf,
  matching,
} from './sounding.ts';
import { HEARD_MS, TOLERANCE_MS } from './tolerances.ts';

/** The status of a pick that gave way before it was heard: the host skipped it, or nobody went past it and it waits again. */
export type Unheard = 'skipped' | 'waiting';

/**
 * Closes what sounded last: it counts as played if it was heard, wherever it came from; a pick that was not heard becomes
 * `unheard`.
 */
export function closePrevious(live: Live, until: number, unheard: Unheard): Live {
  const last = lastSounding(live);
  if (!last) return live;
  const left = 'pick' in last.what ? pickById(live, last.what.pick) : matching(live, last.what.own);
  if (!left || left.status.state === 'played') return live;
  if (wasHeard(live, last, until)) return withStatuses(live, new Map([[left.id, { state: 'played', at: until }]]));
  return left.status.state === 'sounding'
    ? withStatuses(live, new Map([[left.id, unheardStatus(live, until, unheard)]]))
    : live;
}

function unheardStatus({ hostId }: Live, at: number, unheard: Unheard): PickStatus {
  return unheard === 'waiting' ? { state: 'waiting' } : { state: 'skipped', at, by: hostId };
}

function wasHeard(live: Live, last: Last, until: number): boolean {
  const heardMs = live.playback.is === 'paused' ? live.playback.positionMs : until - last.startedAt;
  return Math.max(heardMs, heardBefore(live, last)) >= HEARD_MS || hadEnded(live, last, until);
}

/** Returns how much of a pick had been heard when it was handed over to go on, in milliseconds. */
function heardBefore({ programme }: Live, { what }: Last): number {
  return 'pick' in what && programme.list[0] === what.pick ? programme.positionMs : 0;
}

/**
 * Ends the setlist: everything that the device had has sounded; of a doubtful queue write nobody knows, so it waits. The
 * effect of the last play request is not waited for any more.
 */
export function finish(live: Live, now: number): Live {
  const left = programmeAhead(live);
  const closed = closePrevious(live, now, 'skipped');
  const statuses = left.map((pick): [string, PickStatus] => [
    pick.id,
    isDoubtful(pick) ? { state: 'waiting' } : { state: 'played', at: now },
  ]);
  return followed({
    ...withStatuses(closed, new Map(statuses)),
    playback: { is: 'over', since: now },
    trouble: null,
    votes: null,
  });
}

/** Ends the programme of a device that lost its list; what it did not play waits to be handed over. */
export function runDry(live: Live, now: number): Live {
  const closed = closePrevious(live, now, 'waiting');
  const statuses = closed.setlist.filter(isAhead).map((pick): [string, PickStatus] => [pick.id, { state: 'waiting' }]);
  return { ...withStatuses(closed, new Map(statuses)), playback: { is: 'over', since: now }, votes: null };
}

/** Lets our music take the place of what sounded, or sounds of the host's own; a pick that was heard there has been played. */
export function resumeOurs(live: Live, now: number): Live {
  return withoutOrphans(closeOurs(live, now), now);
}

function closeOurs(live: Live, now: number): Live {
  const last = lastSounding(live);
  if (live.playback.is === 'unknown') return closePrevious(live, live.playback.since, 'waiting');
  return last && 'own' in last.what ? closePrevious(live, now, 'waiting') : live;
}

/** Marks a pick as the one that sounds, unless it is over or was taken out. */
export function begin(live: Live, id: string, since: number): Live {
  const pick = pickById(live, id);
  return pick && isAhead(pick) ? withStatuses(live, new Map([[id, { state: 'sounding', since }]])) : live;
}

/**
 * Settles the picks that stood before the one that sounds now: those for which there was time have been played while
 * nobody looked, the others the host skipped, unless this one came by itself: then it was queued by hand, and they wait; what
 * the device surely took stands in its queue behind it. Where there was time for all but what was queued, that never reached
 * the device: it waits again. So does a doubtful queue write before a track that stands at its end (`isAtItsEnd`), for
 * nobody knows since when it has stood there.
 */
export function passOver(before: Live, live: Live, sounding: string, began: number, isAtItsEnd: boolean): Live {
  const ended = earliestEnd(before);
  const standing = standingBefore(live, sounding, began);
  const listed = standing.filter(({ status }) => status.state !== 'queued');
  const spareMs = began - ended;
  const isSure = standing.some(isSurelyQueued);
  const listedMs = lengthOf(listed);
  const leastMs = isSure ? listedMs : 0; // a queue write with a clear yes is missing only if the list explains the time exactly
  const mostMs = isAtItsEnd && !isSure ? Number.POSITIVE_INFINITY : listedMs;
  const isQueueMissing = spareMs >= leastMs - TOLERANCE_MS && spareMs <= mostMs + TOLERANCE_MS;
  const cameByItself = before.playback.is === 'playing' && Math.abs(spareMs) <= TOLERANCE_MS;
  const unheard = unheardStatus(live, began, cameByItself ? 'waiting' : 'skipped');
  const statuses = new Map<string, PickStatus>(standing.map(({ id }) => [id, { state: 'waiting' }]));
  let clock = Math.min(ended, began);
  for (const pick of isQueueMissing ? listed : standing) {
    const ends = clock + pick.track.durationMs;
    const hadTime = ends <= began + TOLERANCE_MS;
    const gaveWay = cameByItself && isSurelyQueued(pick) ? pick.status : unheard;
    statuses.set(pick.id, hadTime ? { state: 'played', at: ends } : gaveWay);
    if (hadTime) clock = ends;
  }
  return withStatuses(live, statuses);
}

function isSurelyQueued({ status }: SetlistPick): boolean {
  return status.state === 'queued' && status.sure;
}

/** Returns when what sounded last can have ended at the earliest: a paused song has the rest to go since the last look. */
function earliestEnd(live: Live): number {
  const last = lastSounding(live);
  if (!last) return live.programme.sentAt - live.programme.positionMs;
  if (live.playback.is !== 'paused') return boundaryOf(live, last);
  return Math.max(endOf(live, last), (live.lookedAt ?? 0) + durationOf(live, last) - live.playback.positionMs);
}

function withStatuses(live: Live, statuses: ReadonlyMap<string, PickStatus>): Live {
  return { ...live, setlist: live.setlist.map((pick) => withStatus(pick, statuses.get(pick.id) ?? pick.status)) };
}
