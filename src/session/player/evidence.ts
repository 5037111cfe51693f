import type { Last, Live, PickStatus, Playback, SetlistPick, Sounding } from '../session.ts';
import { ahead, pickById, waiting } from '../setlist.ts';
import { isByTheClock } from './by-the-clock.ts';
import { isAtEnd, isInOrder, isSilent, type Observation, type SeenTrack } from './observation.ts';
import { hasLeftovers, isListDoubtful, isTaken, programmeAhead, programmeNext, standingBefore } from './programme.ts';
import {
  endOf,
  hadEnded,
  hasSlipped,
  isAhead,
  isDoubtful,
  lastSounding,
  lengthOf,
  matching,
  sameWhat,
  slippedSince,
  soundingPick,
  soundsNow,
} from './sounding.ts';
import { firstFit, type Row } from './table.ts';
import { BOUNDARY_MS, LAST_CONFIRM_MS, REPEATABLE_MS, STALE_MS, STUCK_MS, TOLERANCE_MS } from './tolerances.ts';

/** The facts about time that passes while nobody looks. */
export type TimeFacts = { isByTheClock: boolean; hadItsTime: boolean; hasLeftovers: boolean };

/** The facts about a play request whose effect has not been seen yet. */
export type RequestFacts = {
  shows: Observation['saw'] | 'unseen';
  isPlaying: boolean;
  isShuffled: boolean;
  isSilent: boolean;
  /** The place of the track in the request's list; `queued` for a pick in the device's queue, `none` for no pick at all. */
  place: 'first' | 'later' | 'queued' | 'elsewhere' | 'none';
  /** The track began after the request was sent, give or take the tolerance. */
  isNew: boolean;
  /** The track has not come further than a boundary from where the request began it. */
  isEarly: boolean;
  /** The player no longer shows the state before the request. */
  isFresh: boolean;
  /** The request goes on in the middle of its first pick. */
  isContinuation: boolean;
  isTaken: boolean;
  isFirstAttempt: boolean;
  isList: boolean;
  hasAlbum: boolean;
  isYoung: boolean;
  isOverdue: boolean;
  /** No look has come through since the request was sent. */
  isFirstLook: boolean;
  /** Everything of the request would have ended by now. */
  hadItsTime: boolean;
  /** True if somebody has paused since. */
  isPaused: boolean;
  hasMore: boolean;
};

/** The facts about a player that shows no track. */
export type BlankFacts = {
  playback: Playback['is'];
  shows: Observation['saw'];
  hadItsTime: boolean;
  /** The look before showed a track that played. */
  isFirst: boolean;
};

/** The facts about a player that shows a track, while its programme is in effect. */
export type TrackFacts = {
  playback: Playback['is'];
  /** The last thing known to sound. */
  before: 'pick' | 'own' | 'nothing';
  /** The track's standing: one of our picks, or the host's own; `slipped` once the music has slipped from our hands. */
  now: 'pick' | 'own' | 'slipped';
  isPlaying: boolean;
  position: 'start' | 'within' | 'near the end' | 'end' | 'beyond';
  /** Somebody brought the track, wherever it comes from now. */
  isBrought: boolean;
  isSame: boolean;
  /** The same track came to its end and began again. */
  isAgain: boolean;
  hadSlipped: boolean;
  /** The last thing known to sound had ended by the moment of the look. */
  lastEnded: boolean;
  /** It has come no further than where it was paused. */
  isWhereItStood: boolean;
  /** It stands at its start, where it did not stand before. */
  isBackAtStart: boolean;
  /** It stands at its end for longer than any boundary takes. */
  isStuck: boolean;
  /** Everything that the device had to play would have ended by now. */
  hadItsTime: boolean;
  /** It is still the last track although the device had more; at the end it goes back to the first of its list. */
  hasStoppedEarly: boolean;
  isListOver: boolean;
  isDeviceDone: boolean;
  /** Picks wait that the device does not have. */
  isWaitedFor: boolean;
  /** The pick stands after the last one, on the device or in the setlist. */
  isToCome: boolean;
  isInOrder: boolean;
  /** Other picks stood before it. */
  passesOthers: boolean;
  /** It sounded before the list could come to it: somebody had queued it by hand. The second one follows on a skip. */
  isBeforeList: boolean;
};

/** The facts about what is left once it is settled what sounds. */
export type RestFacts = {
  hasMore: boolean;
  sounds: 'pick' | 'own' | 'nothing';
  status: PickStatus['state'] | null;
  cameByItself: boolean;
  isEarly: boolean;
};

/** A track on the player, with what follows from it. */
export type Evidence = {
  live: Live;
  seen: SeenTrack;
  last: Last | null;
  brought: SetlistPick | undefined;
  what: Sounding;
  /** The moment at which the track's position was zero. */
  began: number;
  facts: TrackFacts;
};

export function timeFacts(live: Live, now: number): TimeFacts {
  return {
    isByTheClock: isByTheClock(live),
    hadItsTime: hadItsTime(live, now) || requestHadItsTime(live, now),
    hasLeftovers: hasLeftovers(live),
  };
}

/** Gathers what tells the effect of the last play request. `live` is the evening before the look. */
export function requestFacts(live: Live, seen: Observation | null, now: number): RequestFacts {
  const { programme, lookedAt } = live;
  return {
    ...trackOfRequest(live, seen),
    shows: seen?.saw ?? 'unseen',
    isSilent: seen === null || isSilent(seen),
    isFresh: seen !== null && seen.at >= programme.sentAt + STALE_MS,
    isContinuation: programme.positionMs > 0,
    isTaken: isTaken(live),
    isFirstAttempt: programme.attempt === 'first',
    isList: programme.album === null,
    hasAlbum: pickById(live, programme.list[0] ?? '')?.track.albumUri !== undefined,
    isYoung: now - programme.sentAt < REPEATABLE_MS,
    isOverdue: (seen?.at ?? lookedAt ?? 0) >= programme.sentAt + LAST_CONFIRM_MS,
    isFirstLook: lookedAt === null || lookedAt < programme.sentAt,
    hadItsTime: requestHadItsTime(live, now),
    isPaused: live.playback.is === 'paused',
    hasMore: ahead(live).length > 0,
  };
}

const NO_TRACK = {
  isPlaying: false,
  isShuffled: false,
  place: 'none',
  isNew: false,
  isEarly: false,
} as const;

function trackOfRequest(live: Live, seen: Observation | null) {
  if (seen?.saw !== 'track') return NO_TRACK;
  const { sentAt, positionMs } = live.programme;
  const began = beganAt(seen);
  return {
    isPlaying: seen.isPlaying,
    isShuffled: seen.shuffle,
    place: placeOf(live, matching(live, seen.track)),
    isNew: began + positionMs >= sentAt - TOLERANCE_MS,
    // A player that tells no position tells nothing of a beginning, long after the request.
    isEarly: seen.progressMs - positionMs <= BOUNDARY_MS && (seen.progressMs > 0 || seen.at <= sentAt + BOUNDARY_MS),
  };
}

function placeOf({ programme }: Live, pick: SetlistPick | undefined): RequestFacts['place'] {
  if (!pick) return 'none';
  const place = programme.list.indexOf(pick.id);
  if (place === 0) return 'first';
  if (pick.status.state === 'queued') return 'queued';
  return place > 0 ? 'later' : 'elsewhere';
}

export function blankFacts(live: Live, { at, saw }: Observation): BlankFacts {
  const { playback } = live;
  const isFirst = playback.is === 'playing' && playback.blankSince === undefined;
  return { playback: playback.is, shows: saw, hadItsTime: hadItsTime(live, at), isFirst };
}

/** Works out once what can be read off the session and the track on its player. */
export function gather(live: Live, seen: SeenTrack): Evidence {
  const last = lastSounding(live);
  const brought = matching(live, seen.track);
  const what = whatIs(live, seen, brought, last);
  const read = { live, seen, last, brought, what, began: beganAt(seen) };
  return { ...read, facts: { ...aboutTrack(read), ...aboutLast(read), ...aboutRest(read), ...aboutPick(read) } };
}

type Read = Omit<Evidence, 'facts'>;

function aboutTrack({ live, seen, brought, what }: Read) {
  return {
    playback: live.playback.is,
    now: standingOf(what),
    isPlaying: seen.isPlaying,
    position: positionIn(seen),
    isBrought: brought !== undefined,
    isInOrder: isInOrder(seen),
    hadSlipped: hasSlipped(live),
  };
}

function standingOf(what: Sounding): TrackFacts['now'] {
  if ('pick' in what) return 'pick';
  return what.slippedAt === null ? 'own' : 'slipped';
}

function positionIn(seen: SeenTrack): TrackFacts['position'] {
  if (seen.progressMs > seen.track.durationMs + TOLERANCE_MS) return 'beyond';
  if (isAtEnd(seen)) return 'end';
  if (seen.progressMs === 0) return 'start';
  return seen.progressMs >= seen.track.durationMs - TOLERANCE_MS ? 'near the end' : 'within';
}

const NOTHING_BEFORE = {
  before: 'nothing',
  isSame: false,
  isAgain: false,
  lastEnded: false,
  isWhereItStood: false,
  isBackAtStart: false,
  isStuck: false,
  hasStoppedEarly: false,
} as const;

function aboutLast({ live, seen, last, what }: Read) {
  if (!last) return NOTHING_BEFORE;
  const { playback } = live;
  const stoodAt = playback.is === 'paused' ? playback.positionMs : null;
  const isSame = sameWhat(last.what, what);
  const isAtItsEnd = isAtEnd(seen) && isSame;
  const isListStart = 'pick' in what && what.pick === live.programme.list[0];
  return {
    before: kindOf(last.what),
    isSame,
    hasStoppedEarly: isSame && !isListStart && programmeAhead(live).some((pick) => !isDoubtful(pick)),
    isAgain: beginsAgain(live, seen, last),
    lastEnded: hadEnded(live, last, seen.at),
    isWhereItStood: isSame && stoodAt !== null && Math.abs(seen.progressMs - stoodAt) < TOLERANCE_MS,
    isBackAtStart: seen.progressMs === 0 && stoodAt !== 0 && seen.at > last.startedAt + TOLERANCE_MS,
    isStuck: isAtItsEnd && (playback.is === 'paused' || seen.at >= endOf(live, last) + STUCK_MS),
  };
}

function aboutRest({ live, seen }: Read) {
  const onDevice = programmeAhead(live);
  return {
    hadItsTime: hadItsTime(live, seen.at),
    isListOver: programmeNext(live) === undefined,
    isDeviceDone: onDevice.length === 0,
    isWaitedFor: waiting(live).some((pick) => !onDevice.includes(pick)),
  };
}

const NO_PICK = { isToCome: false, passesOthers: false, isBeforeList: false };

function aboutPick({ live, what, began }: Read) {
  const pick = 'pick' in what ? pickById(live, what.pick) : undefined;
  if (!pick) return NO_PICK;
  const { list, cursor, sentAt } = live.programme;
  const place = list.indexOf(pick.id);
  const isLeftInList = pick.status.state === 'dropped' && place > cursor;
  return {
    isToCome: isAhead(pick) || isLeftInList,
    passesOthers: standingBefore(live, pick.id, began).length > 0,
    isBeforeList: cursor < 0 && place > 1 && began < sentAt + STALE_MS,
  };
}

/** Gathers what tells whether the setlist is over, though a track sounds. */
export function restFacts(live: Live, { progressMs }: SeenTrack): RestFacts {
  const { playback } = live;
  const what = soundsNow(live);
  return {
    hasMore: live.setlist.some(isAhead),
    sounds: kindOf(what),
    status: soundingPick(live)?.status.state ?? null,
    cameByItself: playback.is === 'playing' && !playback.byHand,
    isEarly: progressMs <= BOUNDARY_MS + live.programme.fadeMs,
  };
}

function kindOf(what: Sounding | null | undefined): RestFacts['sounds'] {
  if (!what) return 'nothing';
  return 'pick' in what ? 'pick' : 'own';
}

/** Returns true if what sounded last, and all that the device had to play after it, would have ended by now. */
function hadItsTime(live: Live, now: number): boolean {
  const last = lastSounding(live);
  if (!last || live.playback.is === 'paused') return false; // a pause has no end
  const isFollowed = live.playback.is === 'playing' && !hasSlipped(live) && !isListDoubtful(live);
  const left = programmeAhead(live).filter((pick) => isFollowed || !isDoubtful(pick));
  if (left.length > 0 && !isFollowed) return false;
  return now >= endOf(live, last) + lengthOf(left) - TOLERANCE_MS;
}

/** Returns true if all that a play request had to play would have ended by now; its effect has not been seen. */
function requestHadItsTime(live: Live, now: number): boolean {
  const { sentAt, positionMs } = live.programme;
  const left = programmeAhead(live);
  if (live.playback.is !== 'starting' || left.length === 0) return false;
  return now >= sentAt - positionMs + lengthOf(left) - TOLERANCE_MS;
}

function beganAt({ at, progressMs }: SeenTrack): number {
  return at - progressMs;
}

type SourceFacts = {
  isBrought: boolean;
  /** It comes out of an album or a playlist of the host's. */
  isForeign: boolean;
  /** It is over already and follows on one of the host's own, so it is another of theirs. */
  isTheHosts: boolean;
  hadSlipped: boolean;
  /** It sounds already, or is what the device has next. */
  isExpected: boolean;
};

/** The tracks that count as our picks; every other one is the host's own, whoever brought it. */
const OURS: readonly Row<true, SourceFacts>[] = [
  [true, { isBrought: true, isForeign: false, isTheHosts: false, hadSlipped: false }],
  [true, { isBrought: true, isForeign: false, isTheHosts: false, isExpected: true }],
  [true, { isBrought: true, isForeign: true, hadSlipped: false, isExpected: true }],
];

function whatIs(live: Live, seen: SeenTrack, brought: SetlistPick | undefined, last: Last | null): Sounding {
  const isForeign = seen.context !== null && seen.context !== live.programme.album;
  const isOurs = firstFit(OURS, { ...sourceFacts(live, brought, last), isForeign });
  if (brought && isOurs) return { pick: brought.id };
  return { own: seen.track, slippedAt: slipsSince(live, seen, last, isForeign) };
}

function sourceFacts(live: Live, pick: SetlistPick | undefined, last: Last | null) {
  const isAfterOwn = last !== null && 'own' in last.what;
  return {
    isBrought: pick !== undefined,
    isTheHosts: isAfterOwn && pick !== undefined && !isAhead(pick),
    hadSlipped: hasSlipped(live),
    isExpected: pick !== undefined && isExpected(live, pick),
  };
}

function isExpected(live: Live, { id, status }: SetlistPick): boolean {
  return ['queued', 'sounding'].includes(status.state) || programmeNext(live) === id;
}

/** Returns since when the music has slipped from our hands, a track of the host's own included; null where it has not. */
function slipsSince(live: Live, seen: SeenTrack, last: Last | null, isForeign: boolean): number | null {
  const since = last && 'own' in last.what ? last.what.slippedAt : slippedSince(live);
  if (since !== null) return since;
  return isForeign || followsOwn(live, seen, last) ? seen.at : null;
}

/** Returns true if this track follows on one of the host's own: another one, or the same one again. */
function followsOwn(live: Live, seen: SeenTrack, last: Last | null): boolean {
  if (!last || 'pick' in last.what) return false;
  const isAnother = !sameWhat(last.what, { own: seen.track, slippedAt: null });
  return isAnother || beginsAgain(live, seen, last);
}

/** Returns true if the last track had ended when this one began; it may be the same one. */
function beginsAgain(live: Live, seen: SeenTrack, last: Last): boolean {
  return seen.isPlaying && live.playback.is === 'playing' && hadEnded(live, last, beganAt(seen));
}
