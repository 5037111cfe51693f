import { highestNumber, pickId } from '../blend.ts';
import type { Device, Effect, Live, PickStatus, Playback, Programme, SetlistPick } from '../session.ts';
import { ahead, pickById, picksOf } from '../setlist.ts';
import { sameSong, type Track } from '../track.ts';
import { isAhead, matching, slippedSince } from './sounding.ts';
import { TOLERANCE_MS } from './tolerances.ts';

/** The most picks that one play request carries. */
const LIST_LIMIT = 100;

/** Returns the programme of a play request with these picks; the first begins at `positionMs`. */
export function newProgramme(
  device: Device,
  picks: readonly SetlistPick[],
  positionMs: number,
  now: number,
): Programme {
  return {
    device,
    list: picks.slice(0, LIST_LIMIT).map((pick) => pick.id),
    album: null,
    cursor: -1,
    sentAt: now,
    positionMs,
    effect: 'sent',
    attempt: 'first',
    fadeMs: 0,
  };
}

/** Returns what the list of the last play request has after the one of its picks that began last. */
export function programmeNext({ programme }: Live): string | undefined {
  return programme.list[programme.cursor + 1];
}

/** Returns true if the device's list has this pick, or the same song under a pick that was taken out, still to come. */
export function isInProgramme(live: Live, id: string): boolean {
  const { list, cursor } = live.programme;
  if (list.includes(id)) return true;
  const track = pickById(live, id)?.track;
  return track !== undefined && picksOf(live, list.slice(cursor + 1)).some((pick) => sameSong(pick.track, track));
}

/** Returns what the device still has to play of ours: the queued picks, then the rest of the list. */
export function programmeAhead(live: Live): SetlistPick[] {
  return deviceAhead(live).filter(isAhead);
}

/** The pick with which a play request begins, while its effect has not been seen; it may have been taken out meanwhile. */
export function startingPick(live: Live): SetlistPick | undefined {
  return live.playback.is === 'starting' ? deviceAhead(live)[0] : undefined;
}

/** The same as the device plays it if nobody steers it: what was taken out still stands in its list. */
export function deviceAhead(live: Live): SetlistPick[] {
  const { list, cursor } = live.programme;
  const queue = ahead(live).filter(({ status }) => status.state === 'queued');
  const rest = picksOf(live, list.slice(cursor + 1)).filter(({ status }) =>
    ['waiting', 'dropped'].includes(status.state),
  );
  return [...queue, ...rest];
}

/** Returns true if the device's list still has songs that were taken out: only a look can stop them. */
export function hasLeftovers({ setlist, programme }: Live): boolean {
  const rest = programme.list.slice(programme.cursor + 1);
  return setlist.some(({ id, status }) => status.state === 'dropped' && rest.includes(id));
}

/**
 * Returns true if a list may never have reached the device: nobody answered, and the song it begins with sounded already before
 * it was sent, so that hearing it proves nothing.
 */
export function isListDoubtful({ programme }: Live): boolean {
  const { effect, positionMs, cursor, list } = programme;
  return effect === 'assumed' && positionMs > 0 && cursor <= 0 && list.length > 1;
}

/** Nothing is known of what the device has after the song that sounds. */
export function withoutList(live: Live): Live {
  const { list, cursor } = live.programme;
  return { ...live, programme: { ...live.programme, list: list.slice(0, cursor + 1) } };
}

/** Returns true if the effect of the last play request is not waited for any more. */
export function isInEffect({ programme }: Live): boolean {
  return programme.effect === FOLLOWED[programme.effect];
}

/** Returns true if the player took the last play request with a clear yes. */
export function isTaken({ programme }: Live): boolean {
  return programme.effect === ANSWERED[programme.effect];
}

/** The programme is followed from now on, whether its effect was seen or not. */
export function followed(live: Live): Live {
  return { ...live, programme: { ...live.programme, effect: FOLLOWED[live.programme.effect] } };
}

const FOLLOWED: Record<Effect, Effect> = { sent: 'assumed', taken: 'seen', seen: 'seen', assumed: 'assumed' };
const AWAITED: Record<Effect, Effect> = { sent: 'sent', taken: 'taken', seen: 'taken', assumed: 'sent' };
const ANSWERED: Record<Effect, Effect> = { sent: 'taken', taken: 'taken', seen: 'seen', assumed: 'seen' };

/** The programme on this device from now on. */
export function onDevice(live: Live, { id, name }: Device): Live {
  return { ...live, programme: { ...live.programme, device: { id, name } } };
}

// What the player is told, written down before it is sent

/**
 * A new play request with these picks replaces the programme; the first begins at `positionMs`. A device that ignores
 * lists gets the first one in its album, and the others are queued as their turns come.
 */
export function handedOver(live: Live, picks: readonly string[], positionMs: number, now: number): Live {
  const playback: Playback = positionMs > 0 ? live.playback : { is: 'starting' };
  const setlist = live.setlist.map((pick) =>
    pick.status.state === 'sounding' && !picks.includes(pick.id)
      ? withStatus(pick, { state: 'played', at: now })
      : pick,
  );
  const { device, fadeMs } = live.programme;
  const programme = { ...newProgramme(device, picksOf(live, picks), positionMs, now), fadeMs };
  const renewed = { ...live, setlist, playback, programme, ownQueued: 0, votes: null };
  return live.programme.album === null ? renewed : inAlbum(renewed);
}

/** The programme reduced to its first pick, played within its album; unchanged where Spotify names no album. */
export function inAlbum(live: Live): Live {
  const [first = ''] = live.programme.list;
  const album = pickById(live, first)?.track.albumUri;
  return album === undefined ? live : { ...live, programme: { ...live.programme, album, list: [first] } };
}

/** The player took the last play request. */
export function answered(live: Live): Live {
  return { ...live, programme: { ...live.programme, effect: ANSWERED[live.programme.effect] } };
}

/** The last play request goes out once more, without what was taken out meanwhile. */
export function repeated(live: Live, now: number): Live {
  const { programme } = withoutTakenOut(live);
  return { ...live, programme: { ...programme, sentAt: now, effect: 'sent', attempt: 'last' } };
}

/** The programme without what was taken out since its list was written down; unchanged if nothing was, or nothing is left. */
export function withoutTakenOut(live: Live): Live {
  const { list, positionMs } = live.programme;
  const left = list.filter((id) => pickById(live, id)?.status.state !== 'dropped');
  if (left.length === 0 || left.length === list.length) return live;
  return { ...live, programme: { ...live.programme, list: left, positionMs: left[0] === list[0] ? positionMs : 0 } };
}

/** The evening as it is by now, without a command that was written down and then refused: it was `before`, and `written`. */
export function undone(now: Live, before: Live, written: Live): Live {
  const { programme, playback, ownQueued, votes, leftPlaying } = before;
  const host = before.hostId === written.hostId ? {} : { hostId: before.hostId, offer: before.offer };
  const setlist = now.setlist.map((pick) => {
    const [was, wrote] = [pickById(before, pick.id)?.status, pickById(written, pick.id)?.status];
    const isOurs = was && wrote?.state === pick.status.state && was.state !== wrote.state;
    return isOurs ? withStatus(pick, was) : pick;
  });
  return { ...now, ...host, setlist, programme, playback, ownQueued, votes, leftPlaying };
}

/** The player was told to go on to what it has next. Never repeated blindly: a second one would skip a song. */
export function stepped(live: Live, now: number): Live {
  const isLast = ahead(live).length === 0;
  const slippedAt = slippedSince(live);
  const starting: Playback = { is: 'starting', ...(slippedAt === null ? {} : { slippedAt }) };
  const playback: Playback = isLast ? { is: 'over', since: now } : starting;
  const effect = (isLast ? FOLLOWED : AWAITED)[live.programme.effect];
  const programme: Programme = { ...live.programme, effect, attempt: 'last', sentAt: now, positionMs: 0 };
  return { ...live, playback, programme, votes: null };
}

/** A pick is put on the device's queue: from now on nobody can take it back. Not sure until the player said yes. */
export function queued(live: Live, id: string, now: number): Live {
  return withPickStatus(live, id, { state: 'queued', at: now, sure: false });
}

/** The player said yes, or the pick was seen in its queue. */
export function surelyQueued(live: Live, id: string): Live {
  const status = pickById(live, id)?.status;
  return status?.state === 'queued' ? withPickStatus(live, id, { ...status, sure: true }) : live;
}

/** Settles a doubtful queue write by what the device says it has next: what is queued stands before the programme. */
export function foundInQueue(live: Live, id: string, upNext: readonly (Track | null)[]): Live {
  const placeOf = (pickId: string | undefined) => {
    const track = pickById(live, pickId ?? '')?.track;
    return track ? placeIn(upNext, track) : -1;
  };
  const place = placeOf(id);
  const listed = placeOf(programmeNext(live));
  return place >= 0 && (listed < 0 || place < listed) ? surelyQueued(live, id) : unqueued(live, id);
}

/** Settles a doubtful list by what the device says it has next: of our songs, behind what is queued, the list's second. */
export function foundList(live: Live, upNext: readonly (Track | null)[]): Live {
  const ours = upNext.flatMap((track) => (track && matching(live, track)) ?? []);
  const listed = ours.find(({ status }) => status.state !== 'queued');
  return listed && listed.id === live.programme.list[1] ? answered(live) : withoutList(live);
}

/** Counts what the host queued by hand, songs or not: it sounds before the second song of a list that has just begun. */
export function withOwnQueue(live: Live, upNext: readonly (Track | null)[]): Live {
  const second = pickById(live, live.programme.list[1] ?? '');
  return { ...live, ownQueued: second ? Math.max(placeIn(upNext, second.track), 0) : 0 };
}

/** Returns the place of a song among what comes next; -1 if it is not there. */
function placeIn(upNext: readonly (Track | null)[], track: Track): number {
  return upNext.findIndex((next) => next !== null && sameSong(next, track));
}

/** A queue write that did not arrive leaves the pick where it was. */
export function unqueued(live: Live, id: string): Live {
  return withPickStatus(live, id, { state: 'waiting' });
}

/** Somebody skips the pick that sounds; one that has been heard before stays played, one that was taken out is gone. */
export function skipped(live: Live, id: string, by: string, now: number): Live {
  const status = pickById(live, id)?.status.state;
  if (status === 'played' || status === 'dropped') return live;
  return withPickStatus(live, id, { state: 'skipped', at: now, by });
}

/** The evening in which this has become of that pick. */
export function withPickStatus(live: Live, id: string, status: PickStatus): Live {
  return { ...live, setlist: live.setlist.map((pick) => (pick.id === id ? withStatus(pick, status) : pick)) };
}

export function withStatus(pick: SetlistPick, status: PickStatus): SetlistPick {
  return { ...pick, status };
}

/**
 * Returns the setlist without dropped picks that no device has. Kept are those in its list, which it may still play; those
 * picked by hand, because they count as additions; and the one with the highest number, so that no number is given twice.
 */
export function withoutDropped(setlist: readonly SetlistPick[], { list }: Programme): SetlistPick[] {
  const newest = pickId(highestNumber(setlist));
  return setlist.filter(
    ({ id, status, addedBy }) => status.state !== 'dropped' || addedBy !== null || list.includes(id) || id === newest,
  );
}

/** Returns the picks that were to sound before `id`, which began then: what the device's queue held, then the list up to there. */
export function standingBefore(live: Live, id: string, began: number): SetlistPick[] {
  const { list, cursor } = live.programme;
  const place = list.indexOf(id);
  // What was queued before a play request may sound before the first of its tracks, or after it: nothing is settled yet.
  const isFirst = cursor === -1 && place === 0;
  const isOlder = ({ status }: SetlistPick) => status.state === 'queued' && status.at <= began + TOLERANCE_MS;
  const queue = isFirst ? [] : live.setlist.filter(isOlder);
  const listed = picksOf(live, list.slice(cursor + 1, Math.max(place, 0)));
  return [...queue, ...listed].filter((pick) => pick.id !== id && isAhead(pick));
}
