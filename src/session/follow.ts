import { admit } from './members.ts';
import type { Observation, SeenTrack } from './observation.ts';
import { isAtEnd, isInOrder } from './observation.ts';
import {
  BOUNDARY_MS,
  isListDoubtful,
  onDevice,
  programmeAhead,
  programmeNext,
  standingBefore,
  surelyQueued,
  withFate,
  withoutList,
} from './programme.ts';
import {
  type Fate,
  type Last,
  type Live,
  type Pick,
  type Playback,
  pickById,
  type Sounding,
  waiting,
} from './session.ts';
import {
  durationOf,
  endOf,
  hadEnded,
  hasSlipped,
  isAhead,
  lastSounding,
  matching,
  sameWhat,
  slippedSince,
  soundsNow,
  TOLERANCE_MS,
} from './sounding.ts';

/** A pick that sounded this long has been heard, wherever it came from. */
const HEARD_MS = 30_000;

/** What is so now that the player shows this: a look that came through ends whatever kept us from looking. */
export function note(live: Live, seen: Observation): Live {
  const looked: Live = { ...live, lookedAt: seen.at, trouble: null };
  if (looked.programme.confirmed) return follow(looked, seen);
  return showsProgramme(looked, seen) ? settle(looked, seen) : { ...looked, trouble: live.trouble };
}

/**
 * Follows what plays after a play request. Something of the host's own is no proof of it: where nobody said yes either,
 * the list may never have reached the device.
 */
export function settle(live: Live, seen: Observation): Live {
  const isProof = seen.saw === 'track' && matching(live, seen.track) !== undefined;
  return follow(isProof || live.programme.answered ? confirmed(live) : confirmed(withoutList(live)), seen);
}

/** The effect of the last play request has been seen, or is not waited for any more. */
function confirmed(live: Live): Live {
  return { ...live, programme: { ...live.programme, confirmed: true } };
}

/** For this long after a command the player may still show what was before it. */
export const STALE_MS = 3_000;

/** Whether the last play request has taken effect; anything else may still be the state before it. */
function showsProgramme(live: Live, seen: Observation): boolean {
  if (seen.saw !== 'track' || !seen.isPlaying) return false;
  const { programme } = live;
  const pick = matching(live, seen.track);
  const place = pick ? programme.list.indexOf(pick.id) : -1;
  if (programme.positionMs > 0 && place === 0) return true;
  const isFirst = place === 0 || pick?.fate.state === 'queued';
  const isFresh = seen.at >= programme.sentAt + STALE_MS;
  if (place === 0 && programme.answered && isFresh) return true; // wherever in it the host has sought meanwhile
  // A later song of the list may still be what the request before this one began with, on a player that shuffled.
  const isLater = place > 0 && (isFresh || beganAt(seen) >= programme.sentAt);
  return beganSinceSent(live, seen) && (isFirst || isLater || (pick === undefined && isFresh));
}

function beganSinceSent({ programme }: Live, seen: SeenTrack): boolean {
  return beganAt(seen) + programme.positionMs >= programme.sentAt - TOLERANCE_MS;
}

/** Whether the player shuffled the list it has just been given: nobody could know that its shuffle was on. */
export function isScrambled(live: Live, seen: Observation | null): seen is SeenTrack {
  const { programme } = live;
  if (programme.confirmed || seen?.saw !== 'track' || !seen.isPlaying || !seen.shuffle) return false;
  const place = programme.list.indexOf(matching(live, seen.track)?.id ?? '');
  return place > 0 && beganSinceSent(live, seen) && seen.progressMs - programme.positionMs <= BOUNDARY_MS;
}

/** What is so now that a player whose programme is known to be in effect shows this. */
function follow(live: Live, seen: Observation): Live {
  if (live.playback.is === 'over') return wherePlayed(live, seen);
  if (seen.saw !== 'track') return lose(live, seen);
  if (hasRunOut(live, seen)) return finish(surelyQueued(live, matching(live, seen.track)?.id ?? ''), seen.at);
  if (hasRunDry(live, seen)) return runDry(live, seen.at);
  const what = whatIs(live, seen);
  const moved = isStill(live, what, seen) ? heardOut(live, seen) : admit(moveOn(live, what, seen), seen.at);
  const now = { ...moved, programme: programmeAt(moved, what, seen), playback: playbackOf(live, what, seen) };
  return isPlayedOut(now, seen) || isAllTheHosts(now) ? finish(now, seen.at) : now;
}

/** Whether something of the host's own is there and nothing of ours to come: the music that goes on is theirs. */
function isAllTheHosts(live: Live): boolean {
  const what = soundsNow(live);
  return what !== null && 'own' in what && !live.setlist.some(isAhead);
}

/** After the end only where the host listens is of interest: songs that come are to play there. */
function wherePlayed(live: Live, seen: Observation): Live {
  return seen.saw === 'track' && seen.device ? onDevice(live, seen.device) : live;
}

/** One of our picks, or the host's own: what comes out of an album of theirs is theirs even if somebody brought it. */
function whatIs(live: Live, seen: SeenTrack): Sounding {
  const pick = matching(live, seen.track);
  const isForeign = seen.context !== null && seen.context !== live.programme.album;
  const isFromList = pick && !isForeign && !isLeftToTheHost(live, pick);
  if (isFromList && (!hasSlipped(live) || isExpected(live, pick))) return { pick: pick.id };
  if (pick && isForeign && isExpected(live, pick) && !hasSlipped(live)) return { pick: pick.id };
  return { own: seen.track, slippedAt: slipsSince(live, seen, isForeign) };
}

/** Whether a pick sounds already or is what the device has next, so that it is ours whatever it seems to come from. */
function isExpected(live: Live, { id, fate }: Pick): boolean {
  return fate.state === 'queued' || fate.state === 'sounding' || programmeNext(live) === id;
}

/** A song that was over and comes after one of the host's own is another of theirs, whoever brought it once. */
function isLeftToTheHost(live: Live, pick: Pick): boolean {
  const last = lastSounding(live);
  return last !== null && 'own' in last.what && !isAhead(pick);
}

function slipsSince(live: Live, seen: SeenTrack, isForeign: boolean): number | null {
  const last = lastSounding(live);
  const since = last && 'own' in last.what ? last.what.slippedAt : slippedSince(live);
  if (since !== null || isForeign) return since ?? seen.at;
  if (!last || 'pick' in last.what) return null;
  const isAnother = !sameWhat(last.what, { own: seen.track, slippedAt: null });
  const isAgain = seen.isPlaying && live.playback.is === 'playing' && hadEnded(live, last, beganAt(seen));
  return isAnother || isAgain ? seen.at : null;
}

/** Whether the same thing still sounds, and has not come to its end and begun again. */
function isStill(live: Live, what: Sounding, seen: SeenTrack): boolean {
  const last = lastSounding(live);
  if (!last || !sameWhat(last.what, what)) return false;
  return !seen.isPlaying || live.playback.is !== 'playing' || !hadEnded(live, last, beganAt(seen));
}

function beganAt({ at, progressMs }: SeenTrack): number {
  return at - progressMs;
}

function programmeAt(live: Live, what: Sounding, { device }: SeenTrack): Live['programme'] {
  const place = 'pick' in what ? live.programme.list.indexOf(what.pick) : -1;
  const cursor = place >= 0 ? place : live.programme.cursor;
  return { ...live.programme, cursor, device: device ?? live.programme.device };
}

function playbackOf(live: Live, what: Sounding, seen: SeenTrack): Playback {
  const before = live.playback;
  if (!seen.isPlaying) {
    const still = before.is === 'paused' && sameWhat(before.what, what);
    if (still && before.positionMs === seen.progressMs) return before;
    return { is: 'paused', what, positionMs: seen.progressMs, since: still ? before.since : seen.at };
  }
  if (isStuck(live, what, seen)) return { is: 'paused', what, positionMs: seen.progressMs, since: seen.at };
  const startedAt = beganAt(seen);
  const still = before.is === 'playing' && sameWhat(before.what, what);
  const isSame = still && (isAtEnd(seen) || Math.abs(before.startedAt - startedAt) < TOLERANCE_MS);
  if (isSame) return { ...before, what };
  const byHand = still && !hadEnded(live, before, startedAt) ? before.byHand : cameByHand(live, startedAt);
  return { is: 'playing', what, startedAt, byHand };
}

/** Whether a player stands at the end of a track for longer than any boundary takes. */
function isStuck(live: Live, what: Sounding, seen: SeenTrack): boolean {
  const last = lastSounding(live);
  const isSame = last !== null && sameWhat(last.what, what);
  return isSame && isAtEnd(seen) && (live.playback.is === 'paused' || seen.at >= endOf(live, last) + STUCK_MS);
}
const STUCK_MS = 10_000;

/** Whether a track that began then did not follow by itself on the end of the one before. */
function cameByHand(live: Live, began: number): boolean {
  const last = lastSounding(live);
  return last !== null && !hadEnded(live, last, began);
}

/** The player says nothing of use: if everything had its time that is the end, otherwise nobody can say. */
function lose(live: Live, seen: Observation): Live {
  if (hasHadItsTime(live, seen.at)) return finish(live, seen.at);
  if (live.playback.is === 'paused' && seen.saw !== 'other') return live; // a paused player goes to sleep in time
  const saw = seen.saw === 'other' ? 'other' : 'nothing';
  if (live.playback.is === 'unknown') return { ...live, playback: { ...live.playback, saw } };
  return { ...live, playback: { is: 'unknown', since: seen.at, saw, last: lastSounding(live) } };
}

/**
 * Whether the programme has run out: it had its time, or its last track was the one before, and now the player stands
 * still at either end of a track (which end depends on the device) or plays something that nobody brought.
 */
function hasRunOut(live: Live, seen: SeenTrack): boolean {
  const last = lastSounding(live);
  if (!last || !('pick' in last.what)) return false;
  const isForeign = seen.isPlaying && matching(live, seen.track) === undefined;
  if (isForeign && waiting(live).some((pick) => !programmeAhead(live).includes(pick))) return false;
  if (!isForeign && seen.isPlaying && !isAtEnd(seen) && programmeNext(live) !== undefined) return false;
  if (hasHadItsTime(live, seen.at)) {
    return seen.progressMs >= seen.track.durationMs - TOLERANCE_MS || !seen.isPlaying || isForeign;
  }
  if (programmeAhead(live).length > 0) return false;
  const stoodAtStart = live.playback.is === 'paused' && live.playback.positionMs === 0; // gone on to while asleep
  const isAtStart = !seen.isPlaying && seen.progressMs === 0;
  const wentBackToStart = isAtStart && !stoodAtStart && seen.at > last.startedAt + TOLERANCE_MS;
  return wentBackToStart || (!seen.isPlaying && isAtEnd(seen)) || isForeign;
}

/** Whether the device stands still after a song that had its time, though it should have had more to play. */
function hasRunDry(live: Live, seen: SeenTrack): boolean {
  const last = lastSounding(live);
  if (!last || live.playback.is !== 'playing' || !hadEnded(live, last, seen.at)) return false;
  const what = whatIs(live, seen);
  const standsStill = seen.isPlaying ? isStuck(live, what, seen) : seen.progressMs === 0 || isAtEnd(seen);
  return standsStill && sameWhat(last.what, what) && !hasSlipped(live);
}

/** Over for the device, which lost its list; what it did not play waits to be handed over. */
function runDry(live: Live, now: number): Live {
  const left = leaveLast(live, now, 'waiting');
  const setlist = left.setlist.map((pick) => (isAhead(pick) ? withFate(pick, { state: 'waiting' }) : pick));
  return { ...left, setlist, playback: { is: 'over', since: now }, votes: null };
}

/** Whether what sounded last, and all that the device had to play after it, would have ended by now. A pause has no end. */
export function hasHadItsTime(live: Live, now: number): boolean {
  const last = lastSounding(live);
  if (!last || live.playback.is === 'paused') return false;
  const left = programmeAhead(live);
  const isFollowed = live.playback.is === 'playing' && !hasSlipped(live) && !isListDoubtful(live);
  if (left.length > 0 && !isFollowed) return false;
  return now >= endOf(live, last) + lengthOf(left) - TOLERANCE_MS;
}

/** Whether a song that was over has come round again, or one that was taken out comes up, and nothing of ours is left. */
function isPlayedOut(live: Live, { progressMs }: SeenTrack): boolean {
  const { playback } = live;
  if (playback.is !== 'playing' || playback.byHand || !('pick' in playback.what)) return false;
  const fate = pickById(live, playback.what.pick)?.fate.state;
  const isLeftover = fate === 'played' || (fate === 'dropped' && progressMs <= BOUNDARY_MS);
  return isLeftover && !live.setlist.some(isAhead);
}

/** The programme has sounded; of a pick that may never have reached the device's queue nobody knows, and it waits. */
export function finish(live: Live, now: number): Live {
  const left = new Set(programmeAhead(live).map((pick) => pick.id));
  const { setlist, ...rest } = leaveLast(live, now, 'skipped');
  const settled = (pick: Pick): Pick => {
    const isDoubtful = pick.fate.state === 'queued' && !pick.fate.sure;
    return withFate(pick, isDoubtful ? { state: 'waiting' } : { state: 'played', at: now });
  };
  const played = setlist.map((pick) => (left.has(pick.id) ? settled(pick) : pick));
  return { ...rest, setlist: played, playback: { is: 'over', since: now }, trouble: null, votes: null };
}

/** Something else sounds than before: settles what lies between, and marks what sounds now. */
function moveOn(live: Live, what: Sounding, seen: SeenTrack): Live {
  const began = beganAt(seen);
  const unvoted = { ...live, votes: null };
  if ('own' in what) return leaveLast(unvoted, began, seen.context === null ? 'skipped' : 'waiting');
  const pick = pickById(live, what.pick);
  const isForward = pick !== undefined && isToCome(live, pick) && isInOrder(seen) && !cameBeforeList(live, pick, began);
  const left = leaveLast(unvoted, began, isForward ? 'skipped' : 'waiting');
  const passed = isForward ? passOver(live, left, what.pick, began) : left;
  return { ...passed, setlist: passed.setlist.map((one) => (one.id === what.pick ? begun(one, began) : one)) };
}

/**
 * Whether a later song of a list sounded before any other of it could: then it stood in the host's queue, where somebody
 * put it by hand, and nobody went past the others.
 */
function cameBeforeList({ programme }: Live, { id }: Pick, began: number): boolean {
  return programme.cursor < 0 && programme.list.indexOf(id) > 0 && began < programme.sentAt + STALE_MS;
}

/** Whether a pick comes after what sounded last; one that was taken out may still stand in the device's list. */
function isToCome({ programme }: Live, pick: Pick): boolean {
  const isListed = programme.list.indexOf(pick.id) > programme.cursor;
  return isAhead(pick) || (pick.fate.state === 'dropped' && isListed);
}

function begun(pick: Pick, since: number): Pick {
  return isAhead(pick) ? withFate(pick, { state: 'sounding', since }) : pick;
}

/**
 * What gave way counts as played if it was heard, wherever it came from. A pick that was not heard was skipped by the
 * host, or waits again where nobody went past it.
 */
function leaveLast(live: Live, until: number, unheard: 'skipped' | 'waiting'): Live {
  const last = lastSounding(live);
  if (!last) return live;
  const left = 'pick' in last.what ? pickById(live, last.what.pick) : matching(live, last.what.own);
  const heard = wasHeard(live, last, until);
  const skip: Fate = { state: 'skipped', at: until, by: live.hostId };
  const otherwise = unheard === 'skipped' ? skip : ({ state: 'waiting' } as const);
  const setlist = live.setlist.map((pick) => {
    if (pick.id !== left?.id || pick.fate.state === 'played') return pick;
    if (heard) return withFate(pick, { state: 'played', at: until });
    return pick.fate.state === 'sounding' ? withFate(pick, otherwise) : pick;
  });
  return { ...live, setlist };
}

/** A song of the host's own that a standing player has brought to its end has been heard, if somebody brought it, too. */
function heardOut(live: Live, seen: SeenTrack): Live {
  const last = lastSounding(live);
  const isOwn = last !== null && 'own' in last.what;
  const hasEnded = isOwn && live.playback.is === 'playing' && !seen.isPlaying && hadEnded(live, last, seen.at);
  return hasEnded ? leaveLast(live, seen.at, 'waiting') : live;
}

function wasHeard(live: Live, last: Last, until: number): boolean {
  const heardMs = live.playback.is === 'paused' ? live.playback.positionMs : until - last.startedAt;
  return Math.max(heardMs, heardBefore(live, last)) >= HEARD_MS || hadEnded(live, last, until);
}

/** How much of a pick had been heard when it was handed over to go on. */
function heardBefore({ programme }: Live, { what }: Last): number {
  return 'pick' in what && programme.list[0] === what.pick ? programme.positionMs : 0;
}

/** What sounded, or sounds of the host's own, gives way to our music; a pick that was heard there has been played. */
export function ownGivesWay(live: Live, now: number): Live {
  const last = lastSounding(live);
  if (live.playback.is === 'unknown') return leaveLast(live, live.playback.since, 'waiting');
  return last && 'own' in last.what ? leaveLast(live, now, 'waiting') : live;
}

/**
 * Settles the picks that stood before the one that sounds now: those for which there was time have been played while
 * nobody looked, the others the host skipped, unless this one came by itself: then it was queued by hand, and they wait.
 * Where there was time for all but what was queued, that never reached the device: it waits again.
 */
function passOver(before: Live, live: Live, sounding: string, began: number): Live {
  const last = lastSounding(before);
  const ended = last ? earliestEnd(before, last) : live.programme.sentAt - live.programme.positionMs;
  const standing = standingBefore(live, sounding);
  const listed = standing.filter(({ fate }) => fate.state !== 'queued');
  const spareMs = began - ended;
  const isQueueMissing = spareMs >= -TOLERANCE_MS && spareMs <= lengthOf(listed) + TOLERANCE_MS;
  const cameByItself = before.playback.is === 'playing' && Math.abs(spareMs) <= TOLERANCE_MS;
  const unheard: Fate = cameByItself ? { state: 'waiting' } : { state: 'skipped', at: began, by: live.hostId };
  const fates = new Map<string, Fate>(standing.map(({ id }) => [id, { state: 'waiting' }]));
  let clock = Math.min(ended, began);
  for (const pick of isQueueMissing ? listed : standing) {
    const ends = clock + pick.track.durationMs;
    const hadTime = ends <= began + TOLERANCE_MS;
    fates.set(pick.id, hadTime ? { state: 'played', at: ends } : unheard);
    if (hadTime) clock = ends;
  }
  return { ...live, setlist: live.setlist.map((pick) => withFate(pick, fates.get(pick.id) ?? pick.fate)) };
}

/** When what sounded last can have ended at the earliest: a paused song has the rest to go since it was last seen so. */
function earliestEnd(live: Live, last: Last): number {
  if (live.playback.is !== 'paused') return endOf(live, last);
  return Math.max(endOf(live, last), (live.lookedAt ?? 0) + durationOf(live, last) - live.playback.positionMs);
}

function lengthOf(picks: readonly Pick[]): number {
  return picks.reduce((sum, pick) => sum + pick.track.durationMs, 0);
}
