import type { Live, SetlistPick } from '../session.ts';
import { ahead, pickById, waiting } from '../setlist.ts';
import { isAtEnd, isSilent, type Observation, type SeenTrack } from './observation.ts';
import { isInProgramme, isListDoubtful, programmeNext } from './programme.ts';
import {
  durationOf,
  endOf,
  hasSlipped,
  lastSounding,
  matching,
  playsUntil,
  positionAt,
  soundingPick,
} from './sounding.ts';
import { firstFit, type Row } from './table.ts';
import { BOUNDARY_MS, QUEUE_BEFORE_END_MS, QUEUE_SHOWS_MS, TOLERANCE_MS } from './tolerances.ts';

/** A command for the player. */
export type PlayerCommand =
  /** Put one pick on the device's queue. */
  | { do: 'enqueue'; pick: string }
  /** Look into the device's queue: nobody knows whether this pick got there. */
  | { do: 'findQueued'; pick: string }
  /** Look into the device's queue: nobody knows whether the last list got there. */
  | { do: 'findList' }
  /** A new play request with these picks; the first begins at `positionMs`. */
  | { do: 'handOver'; picks: readonly string[]; positionMs: number }
  /** The last play request again: its effect could not be seen. */
  | { do: 'repeat' }
  /** The first pick of the last play request within its album: the device ignores bare lists. */
  | { do: 'playInAlbum' }
  /** Shuffle or repeat off again. */
  | { do: 'turnOffShuffleAndRepeat'; shuffle: boolean; repeat: boolean }
  /** On to what the device has next: a pick in its queue. */
  | { do: 'next' }
  | { do: 'pause' };

/** The facts about a device whose programme is in effect, and the setlist that it should follow. */
type SteerFacts = {
  sounds: 'pick' | 'own' | 'over' | 'nothing';
  isSilent: boolean;
  isBoundary: boolean;
  /** What sounds may still be cut. */
  givesWay: boolean;
  hasSlipped: boolean;
  /** The album in which our pick played has gone on to its next track by itself. */
  ranOnInAlbum: boolean;
  /** Taken out of the setlist, or over already and come by itself. */
  isUnwanted: boolean;
  /** The device's queue took the next pick, or it waits. */
  next: 'queued' | 'waiting' | 'none';
  /** Some pick waits, behind one in the device's queue or not. */
  isWaiting: boolean;
  isNextOnDevice: boolean;
  /** Queueing cannot bring the device's list into line: the pick stands in it elsewhere, or the list is about to end. */
  needsNewList: boolean;
  mayQueue: boolean;
  isTimeToQueue: boolean;
};

type Step = 'enqueue' | 'handOverRest' | 'handOverFromHere' | 'next' | 'wait';

/** Brings the player into line with the setlist as gently as it can be done. */
const STEPS: readonly Row<Step, SteerFacts>[] = [
  ['handOverRest', { sounds: 'over', isSilent: true, isWaiting: true }],
  ['handOverRest', { sounds: 'own', ranOnInAlbum: true, isWaiting: true, isBoundary: true }],
  ['enqueue', { sounds: 'own', hasSlipped: false, mayQueue: true, isTimeToQueue: true }],
  ['next', { sounds: 'pick', isUnwanted: true, givesWay: true, next: 'queued' }],
  ['handOverRest', { sounds: 'pick', isUnwanted: true, givesWay: true, next: 'waiting' }],
  ['wait', { sounds: 'pick', isUnwanted: true }],
  ['wait', { sounds: 'pick', isNextOnDevice: true }],
  ['handOverFromHere', { sounds: 'pick', needsNewList: true, isBoundary: true, next: 'waiting' }],
  ['enqueue', { sounds: 'pick', mayQueue: true, isTimeToQueue: true }],
];

/** Returns what the player is to be told, so that it follows the setlist. */
export function steer(live: Live, seen: Observation | null, now: number): PlayerCommand[] {
  const facts = steerFacts(live, seen, now);
  const step = firstFit(STEPS, facts) ?? 'wait';
  const checks = firstFit(CHECKS, checkFacts(live, seen, now)) ?? 'none';
  const first = facts.sounds === 'pick' ? turnOffShuffleAndRepeat(seen) : [];
  return [...first, ...CHECK_COMMANDS[checks](live), ...STEP_COMMANDS[step](live, now)];
}

const STEP_COMMANDS: Record<Step, (live: Live, now: number) => PlayerCommand[]> = {
  wait: () => [],
  next: () => [{ do: 'next' }],
  enqueue: (live) => aboutNext(live, 'enqueue'),
  handOverRest: (live) => [handOver(waiting(live), 0)],
  handOverFromHere: (live, now) => [handOver([soundingPick(live), ...waiting(live)], positionAt(live, now))],
};

function aboutNext(live: Live, what: 'enqueue' | 'findQueued'): PlayerCommand[] {
  const [next] = ahead(live);
  return next ? [{ do: what, pick: next.id }] : [];
}

function handOver(picks: readonly (SetlistPick | undefined)[], positionMs: number): PlayerCommand {
  return { do: 'handOver', picks: picks.flatMap((pick) => pick?.id ?? []), positionMs };
}

function steerFacts(live: Live, seen: Observation | null, now: number): SteerFacts {
  const [next] = ahead(live);
  const sounding = soundingPick(live);
  return {
    sounds: soundsOf(live),
    isSilent: seen !== null && isSilent(seen) && !isFirstBlank(live, seen),
    isBoundary: positionAt(live, now) <= BOUNDARY_MS,
    givesWay: now <= givesWayUntil(live),
    hasSlipped: hasSlipped(live),
    ranOnInAlbum: ranOnInAlbum(live, seen),
    isUnwanted: sounding !== undefined && isUnwanted(live, sounding),
    next: stateOf(next),
    isWaiting: waiting(live).length > 0,
    isNextOnDevice: next !== undefined && programmeNext(live) === next.id,
    needsNewList: isAboutToRunOut(live) || (next !== undefined && isInProgramme(live, next.id)),
    mayQueue: next !== undefined && mayQueue(live, next),
    isTimeToQueue: isTimeToQueue(live, now),
  };
}

/** Returns true if this is the first look without a track since the setlist was over: a player may just have blinked. */
function isFirstBlank({ playback }: Live, seen: Observation): boolean {
  return seen.saw !== 'track' && playback.is === 'over' && playback.blankSince === seen.at;
}

function stateOf(next: SetlistPick | undefined): SteerFacts['next'] {
  if (!next) return 'none';
  return next.status.state === 'queued' ? 'queued' : 'waiting';
}

function soundsOf({ playback }: Live): SteerFacts['sounds'] {
  if (playback.is === 'over') return 'over';
  if (playback.is !== 'playing') return 'nothing';
  return 'own' in playback.what ? 'own' : 'pick';
}

function ranOnInAlbum({ playback, programme }: Live, seen: Observation | null): boolean {
  if (seen?.saw !== 'track' || playback.is !== 'playing') return false;
  return programme.album !== null && seen.context === programme.album && !playback.byHand;
}

/**
 * Returns the last moment at which a play request of our own may cut what plays (ms since the epoch): a song that nobody
 * wants gives way later where tracks fade into each other, for there it is seen later in its course.
 */
export function givesWayUntil(live: Live): number {
  const { playback, programme } = live;
  if (playback.is !== 'playing') return Number.POSITIVE_INFINITY;
  const sounding = soundingPick(live);
  const fadeMs = sounding && isUnwanted(live, sounding) ? programme.fadeMs : 0;
  return playback.startedAt + BOUNDARY_MS + fadeMs;
}

function isUnwanted({ playback }: Live, { status }: SetlistPick): boolean {
  const cameByItself = playback.is === 'playing' && !playback.byHand;
  return status.state === 'dropped' || (status.state !== 'sounding' && cameByItself);
}

/** Returns true if the list of the play request has nothing after this song while more than one pick waits. */
function isAboutToRunOut(live: Live): boolean {
  return programmeNext(live) === undefined && live.programme.album === null && waiting(live).length > 1;
}

/** Returns true if a pick may be queued: one that stands in the programme already would sound twice. */
export function mayQueue(live: Live, next: SetlistPick): boolean {
  return next.status.state === 'waiting' && !isInProgramme(live, next.id);
}

/** Returns true from about the middle of a track until shortly before its end; short tracks keep a quarter in hand. */
function isTimeToQueue(live: Live, now: number): boolean {
  const last = lastSounding(live);
  const durationMs = last ? durationOf(live, last) : 0;
  const position = positionAt(live, now);
  const latest = durationMs - Math.min(QUEUE_BEFORE_END_MS, durationMs / 4);
  return position >= durationMs / 2 && position <= latest && now <= queuedBy(live);
}

/** Returns the moment after which what is queued may come too late to sound next (ms since the epoch). */
export function queuedBy(live: Live): number {
  return (playsUntil(live) ?? 0) - TOLERANCE_MS;
}

/** The facts about commands that nobody answered clearly. */
type CheckFacts = {
  sounds: SteerFacts['sounds'];
  isBoundary: boolean;
  /** The track that began after the queue write is the host's own: the pick may stand behind more of theirs, or be gone. */
  isPassedBy: boolean;
  /** A queue write, or a play request's list, that may not have arrived. */
  doubt: 'queued' | 'list' | 'none';
  isDue: boolean;
};

type Check = 'findQueued' | 'findList' | 'none';

/** A command without a clear answer is settled by a look into the queue, never by sending it a second time. */
const CHECKS: readonly Row<Check, CheckFacts>[] = [
  ['findQueued', { sounds: 'own', isPassedBy: true, isBoundary: true }],
  ['findQueued', { sounds: ['own', 'pick'], doubt: 'queued', isDue: true }],
  ['findList', { sounds: ['own', 'pick'], doubt: 'list', isDue: true }],
];

const CHECK_COMMANDS: Record<Check, (live: Live) => PlayerCommand[]> = {
  none: () => [],
  findList: () => [{ do: 'findList' }],
  findQueued: (live) => aboutNext(live, 'findQueued'),
};

function checkFacts(live: Live, seen: Observation | null, now: number): CheckFacts {
  return {
    sounds: soundsOf(live),
    isBoundary: positionAt(live, now) <= BOUNDARY_MS,
    isPassedBy: seen?.saw === 'track' && seen.repeat !== 'track' && isPassedBy(live),
    doubt: doubtOf(live)?.of ?? 'none',
    isDue: isDue(live, now),
  };
}

function isPassedBy(live: Live): boolean {
  const status = ahead(live)[0]?.status;
  const last = lastSounding(live);
  return status?.state === 'queued' && last !== null && status.at < last.startedAt - TOLERANCE_MS;
}

/** Towards the end what is queued may have left the queue to sound: then a look at the player tells. */
function isDue(live: Live, now: number): boolean {
  const last = lastSounding(live);
  const since = doubtfulSince(live);
  if (since === null || !last) return false;
  return now >= since + QUEUE_SHOWS_MS && now < endOf(live, last) - TOLERANCE_MS;
}

/** Returns when the queue write or the play request was sent of which nobody knows whether it arrived; null if there is none. */
export function doubtfulSince(live: Live): number | null {
  return doubtOf(live)?.since ?? null;
}

function doubtOf(live: Live): { of: 'queued' | 'list'; since: number } | null {
  const status = ahead(live)[0]?.status;
  if (status?.state === 'queued' && !status.sure) return { of: 'queued', since: status.at };
  return isListDoubtful(live) ? { of: 'list', since: live.programme.sentAt } : null;
}

/**
 * Stops what comes after the last song: our own list coming round again, its first song where queued songs came before it and
 * it was heard already (`before` this look), and a song of it that was taken out. Whatever else plays is the host's.
 */
export function stopLeftovers(before: Live, live: Live, seen: Observation | null): PlayerCommand[] {
  if (seen?.saw !== 'track' || !seen.isPlaying || !isLeftover(before, live, seen)) return [];
  const endsByItself = seen.progressMs >= seen.track.durationMs - TOLERANCE_MS && !isAtEnd(seen);
  return [...turnOffShuffleAndRepeat(seen), ...(endsByItself ? [] : [{ do: 'pause' } as const])];
}

/** Returns true if this is a song of ours that is not to sound any more. */
function isLeftover(before: Live, live: Live, seen: SeenTrack): boolean {
  const pick = matching(live, seen.track);
  if (!pick) return false;
  const isTakenOut = pick.status.state === 'dropped' && isInProgramme(live, pick.id);
  return isTakenOut || beginsListAgain(before, pick.id) || seen.repeat !== 'off';
}

/** Returns true if our list comes only now to its first song, which was heard before the list was sent. */
function beginsListAgain(before: Live, id: string): boolean {
  const { list, cursor } = before.programme;
  const sounding = soundingPick(before);
  const cameByQueue = sounding !== undefined && !list.includes(sounding.id);
  return cursor < 0 && list[0] === id && cameByQueue && pickById(before, id)?.status.state === 'played';
}

/** Returns the command that switches off shuffle and repeat, where they were seen on. */
export function turnOffShuffleAndRepeat(seen: Observation | null): PlayerCommand[] {
  if (seen?.saw !== 'track' || (!seen.shuffle && seen.repeat === 'off')) return [];
  return [{ do: 'turnOffShuffleAndRepeat', shuffle: seen.shuffle, repeat: seen.repeat !== 'off' }];
}
