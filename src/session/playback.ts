import {
  admit,
  ahead,
  bringsSongs,
  type Fate,
  type Live,
  newProgramme,
  type Pick,
  type Playback,
  type Programme,
  pickById,
  SETTLING_IN_MS,
  type Sounding,
  trackOf,
  waiting,
} from './session.ts';
import { sameSong, type Track } from './track.ts';

/** What one look at the host's player showed. `at` is the moment the answer speaks of. */
export type Observation =
  /** No player, or one that says nothing (asleep, private session). */
  | { at: number; saw: 'nothing' }
  /** Something that is not a track: an ad, an episode, an unknown item. */
  | { at: number; saw: 'other' }
  | {
      at: number;
      saw: 'track';
      track: Track;
      progressMs: number;
      isPlaying: boolean;
      /** Whether it comes out of an album or playlist rather than a bare list. */
      context: boolean;
      shuffle: boolean;
      repeat: 'off' | 'context' | 'track';
    };

export type SeenTrack = Extract<Observation, { saw: 'track' }>;

/** What the player is to be told. */
export type Order =
  /** Put one pick on the device's queue. */
  | { do: 'enqueue'; pick: string }
  /** A new play request with these picks; the first begins at `positionMs`. */
  | { do: 'handOver'; picks: readonly string[]; positionMs: number }
  /** The last play request again: its effect could not be seen. */
  | { do: 'repeat' }
  /** Shuffle or repeat off again. */
  | { do: 'tame'; shuffle: boolean; repeat: boolean };

/** When to wake next, and whether to look at the player then; null: nothing to wake for. */
export type Wake = { at: number; look: boolean } | null;

export type Judgement = { live: Live; orders: readonly Order[]; wake: Wake };

/** How far a clock, a phone and a network may disagree about a moment. */
const TOLERANCE_MS = 2_500;
/** A change this early in a track is not heard as a cut. */
const BOUNDARY_MS = 3_000;
/** A pick that sounded this long has been heard. */
const HEARD_MS = 30_000;
/** The player reports a new track about this long after it began. */
const AFTER_BOUNDARY_MS = 1_000;
/** Tracks shorter than this are not looked at in the middle. */
const MIDDLE_LOOK_FROM_MS = 150_000;
/** When the effect of a play request is looked for, after it was sent. */
const CONFIRM_AT_MS = [600, 1_500, 3_000, 6_000];
const LAST_CONFIRM_MS = 6_000;
/** How young a play request has to be to be repeated when its effect cannot be seen. */
const REPEATABLE_MS = 60_000;
/** The latest moment to queue a pick, before the end of the track that sounds. */
const QUEUE_BEFORE_END_MS = 20_000;
const MINUTE_MS = 60_000;
/** When a player that is silent or hidden is looked at, counted from when it became so. */
const QUIET_LOOKS_MS = [1, 3, 7, 15].map((minutes) => minutes * MINUTE_MS);
const QUIET_LOOK_EVERY_MS = 10 * MINUTE_MS;

/**
 * The conductor's judgement: from the setlist, what was handed over, what the player shows and the time, to what is
 * now so, what the player is to be told, and when to look again. Without an observation only time has passed.
 */
export function judge(live: Live, seen: Observation | null, now: number): Judgement {
  const noted = seen ? { ...note(live, seen), lookedAt: seen.at } : live;
  const settled = noted.playback.is === 'over' ? admit(noted, now) : noted;
  if (settled.programme.confirmed)
    return { live: settled, orders: steer(settled, seen, now), wake: plan(settled, now) };
  if (!isInvisible(settled)) return { live: settled, orders: [], wake: plan(settled, now) };
  if (isRepeatable(settled, seen, now)) return { live: settled, orders: [{ do: 'repeat' }], wake: plan(settled, now) };
  const lost = settled.trouble ? settled : { ...settled, trouble: { kind: 'asleep' as const, since: now } };
  return { live: lost, orders: [], wake: plan(lost, now) };
}

// What is so

function note(live: Live, seen: Observation): Live {
  if (live.programme.confirmed) return follow(live, seen);
  return showsProgramme(live, seen)
    ? follow({ ...live, programme: { ...live.programme, confirmed: true } }, seen)
    : live;
}

/** Whether the last play request has taken effect; anything else may still be the state before it. */
function showsProgramme(live: Live, seen: Observation): boolean {
  if (seen.saw !== 'track' || !seen.isPlaying) return false;
  const { programme } = live;
  const pick = matching(live, seen.track);
  const place = pick ? programme.list.indexOf(pick.id) : -1;
  if (programme.positionMs > 0 && place === 0) return true;
  const isNew = seen.at - seen.progressMs + programme.positionMs >= programme.sentAt - TOLERANCE_MS;
  const isExpected = place >= 0 || pick?.fate.state === 'queued';
  return isNew && (isExpected || (pick === undefined && !wasSounding(live, seen.track)));
}

function wasSounding(live: Live, track: Track): boolean {
  const last = lastSounding(live);
  const before = last && trackOf(live, last.what);
  return before !== null && before !== undefined && sameSong(before, track);
}

function follow(live: Live, seen: Observation): Live {
  if (live.playback.is === 'over') return live;
  if (seen.saw !== 'track') return lose(live, seen.at);
  if (hasRunOut(live, seen)) return finish(live, seen.at);
  const pick = matching(live, seen.track);
  const what: Sounding = pick ? { pick: pick.id } : { own: seen.track, context: seen.context };
  const moved = sameSounding(live, what) ? live : admit(moveOn(live, what, seen), seen.at);
  const place = pick ? moved.programme.list.indexOf(pick.id) : -1;
  const programme = place >= 0 ? { ...moved.programme, cursor: place } : moved.programme;
  return { ...moved, programme, playback: playbackOf(live.playback, what, seen), trouble: null };
}

/** The pick that a track on the player stands for; one that is still to come before one that has been. */
function matching(live: Live, track: Track): Pick | undefined {
  const same = live.setlist.filter((pick) => sameSong(pick.track, track));
  return same.find((pick) => pick.track.id === track.id) ?? same[0];
}

function playbackOf(before: Playback, what: Sounding, seen: SeenTrack): Playback {
  if (!seen.isPlaying) {
    const still = before.is === 'paused' && sameWhat(before.what, what);
    if (still && before.positionMs === seen.progressMs) return before;
    return { is: 'paused', what, positionMs: seen.progressMs, since: still ? before.since : seen.at };
  }
  const startedAt = seen.at - seen.progressMs;
  const still = before.is === 'playing' && sameWhat(before.what, what);
  return still && Math.abs(before.startedAt - startedAt) < TOLERANCE_MS ? before : { is: 'playing', what, startedAt };
}

/** The player says nothing of use: if everything had its time that is the end, otherwise nobody can say. */
function lose(live: Live, now: number): Live {
  if (hasHadItsTime(live, now)) return finish(live, now);
  if (live.playback.is === 'unknown') return live;
  return { ...live, playback: { is: 'unknown', since: now, last: lastSounding(live) } };
}

/**
 * Whether the programme has run out: it had its time, or its last track was the one before, and now the player stands
 * still at either end of a track (which end depends on the device) or plays something of its own.
 */
function hasRunOut(live: Live, seen: SeenTrack): boolean {
  const last = lastSounding(live);
  if (!last || !('pick' in last.what)) return false;
  if (hasHadItsTime(live, seen.at)) {
    const isAtEnd = seen.progressMs >= seen.track.durationMs - TOLERANCE_MS;
    return isAtEnd || !seen.isPlaying || matching(live, seen.track) === undefined;
  }
  if (programmeAhead(live).length > 0) return false;
  const wentBackToStart = !seen.isPlaying && seen.progressMs === 0 && seen.at > last.startedAt + TOLERANCE_MS;
  return wentBackToStart || matching(live, seen.track) === undefined;
}

/** Whether what sounded last, and all that the device had to play after it, would have ended by now. */
function hasHadItsTime(live: Live, now: number): boolean {
  const last = lastSounding(live);
  if (!last) return false;
  const left = programmeAhead(live);
  if (left.length > 0 && live.playback.is !== 'playing') return false;
  const leftMs = left.reduce((sum, pick) => sum + pick.track.durationMs, 0);
  return now >= endOf(live, last) + leftMs - TOLERANCE_MS;
}

/** What the device still has to play: the queued picks, then the rest of the list. */
function programmeAhead(live: Live): Pick[] {
  const { list, cursor } = live.programme;
  return ahead(live).filter((pick) => pick.fate.state === 'queued' || list.indexOf(pick.id) > cursor);
}

function finish(live: Live, now: number): Live {
  const left = new Set(programmeAhead(live).map((pick) => pick.id));
  const { setlist, ...rest } = leaveLast(live, now);
  const played = setlist.map((pick) => (left.has(pick.id) ? withFate(pick, { state: 'played', at: now }) : pick));
  return { ...rest, setlist: played, playback: { is: 'over', since: now }, trouble: null };
}

type Last = { what: Sounding; startedAt: number };

/** What we last knew to sound, and since when its position has been counting. */
function lastSounding(live: Live): Last | null {
  const { playback } = live;
  switch (playback.is) {
    case 'playing':
      return { what: playback.what, startedAt: playback.startedAt };
    case 'paused':
      return { what: playback.what, startedAt: playback.since - playback.positionMs };
    case 'unknown':
      return playback.last;
    case 'starting':
    case 'over':
      return null;
  }
}

function endOf(live: Live, last: Last): number {
  return last.startedAt + (trackOf(live, last.what)?.durationMs ?? 0);
}

function sameSounding(live: Live, what: Sounding): boolean {
  const last = lastSounding(live);
  return last !== null && sameWhat(last.what, what);
}

function sameWhat(a: Sounding, b: Sounding): boolean {
  if ('pick' in a) return 'pick' in b && a.pick === b.pick;
  return 'own' in b && sameSong(a.own, b.own);
}

/** Something else sounds than before: settles what lies between, and marks what sounds now. */
function moveOn(live: Live, what: Sounding, seen: SeenTrack): Live {
  const began = seen.at - seen.progressMs;
  const left = leaveLast(live, began);
  if ('own' in what) return left;
  const passed = seen.shuffle ? left : passOver(live, left, what.pick, began);
  const setlist = passed.setlist.map((pick) =>
    pick.id === what.pick && isAhead(pick) ? withFate(pick, { state: 'sounding', since: began }) : pick,
  );
  return { ...passed, setlist };
}

/** A pick that gave way counts as played if it was heard, else as skipped by the host. */
function leaveLast(live: Live, until: number): Live {
  const last = lastSounding(live);
  if (!last) return live;
  const heardMs = live.playback.is === 'paused' ? live.playback.positionMs : until - last.startedAt;
  const heard = heardMs >= HEARD_MS || until >= endOf(live, last) - TOLERANCE_MS;
  const setlist = live.setlist.map((pick) => {
    if (pick.fate.state !== 'sounding') return pick;
    return withFate(pick, heard ? { state: 'played', at: until } : { state: 'skipped', at: until, by: live.hostId });
  });
  return { ...live, setlist };
}

/**
 * Settles the picks that stood before the one that sounds now: those for which there was time have been played while
 * nobody looked, the others the host skipped. A queued pick that was simply not played waits again.
 */
function passOver(before: Live, live: Live, sounding: string, began: number): Live {
  const last = lastSounding(before);
  const ended = last ? endOf(before, last) : live.programme.sentAt - live.programme.positionMs;
  const byItself = began >= ended - TOLERANCE_MS;
  const fates = new Map<string, Fate>();
  let clock = Math.min(ended, began);
  for (const pick of standingBefore(live, sounding)) {
    const ends = clock + pick.track.durationMs;
    if (ends <= began + TOLERANCE_MS) {
      fates.set(pick.id, { state: 'played', at: ends });
      clock = ends;
    } else if (pick.fate.state === 'queued' && byItself) fates.set(pick.id, { state: 'waiting' });
    else fates.set(pick.id, { state: 'skipped', at: began, by: live.hostId });
  }
  const setlist = live.setlist.map((pick) => withFate(pick, fates.get(pick.id) ?? pick.fate));
  return { ...live, setlist };
}

/** What the device had to play before `sounding`: what is queued on it, then the programme up to there. */
function standingBefore(live: Live, sounding: string): Pick[] {
  const queued = live.setlist.filter((pick) => pick.fate.state === 'queued');
  const place = live.programme.list.indexOf(sounding);
  const listed = live.programme.list
    .slice(live.programme.cursor + 1, Math.max(place, 0))
    .map((id) => pickById(live, id));
  return [...queued, ...listed].filter((pick) => pick !== undefined && pick.id !== sounding && isAhead(pick)) as Pick[];
}

function withFate(pick: Pick, fate: Fate): Pick {
  return { ...pick, fate };
}

function isAhead(pick: Pick): boolean {
  return pick.fate.state === 'waiting' || pick.fate.state === 'queued';
}

// What the player is to be told

/** Whether every look for the effect of the last play request was in vain. */
function isInvisible({ programme, lookedAt }: Live): boolean {
  return lookedAt !== null && lookedAt >= programme.sentAt + LAST_CONFIRM_MS;
}

/** A clear yes and a player that shows nothing is a private session, not a lost request: its song would begin again. */
function isRepeatable({ programme }: Live, seen: Observation | null, now: number): boolean {
  const isHidden = programme.answered && seen?.saw === 'nothing';
  return !programme.repeated && !isHidden && now - programme.sentAt < REPEATABLE_MS;
}

function steer(live: Live, seen: Observation | null, now: number): Order[] {
  const { playback } = live;
  if (playback.is === 'over') return isSilent(seen) && waiting(live).length > 0 ? [handOver(waiting(live))] : [];
  if (playback.is !== 'playing' || 'own' in playback.what) return [];
  const sounding = pickById(live, playback.what.pick);
  if (!sounding) return [];
  return [...tame(seen), ...correct(live, sounding, playback.startedAt, now)];
}

function isSilent(seen: Observation | null): boolean {
  return seen !== null && !(seen.saw === 'track' && seen.isPlaying) && seen.saw !== 'other';
}

function tame(seen: Observation | null): Order[] {
  if (seen?.saw !== 'track' || (!seen.shuffle && seen.repeat === 'off')) return [];
  return [{ do: 'tame', shuffle: seen.shuffle, repeat: seen.repeat !== 'off' }];
}

/** Brings the programme into line with the setlist: by a hand-over at a boundary, or by queueing one pick ahead. */
function correct(live: Live, sounding: Pick, startedAt: number, now: number): Order[] {
  const next = ahead(live)[0];
  const atBoundary = now - startedAt <= BOUNDARY_MS;
  const isWrong = sounding.fate.state === 'dropped';
  if (next?.fate.state === 'queued') return [];
  if (isWrong) return atBoundary && next ? [handOver(waiting(live))] : [];
  if (!next || programmeNext(live.programme) === next.id) return [];
  if (isInProgramme(live.programme, next.id)) {
    return atBoundary ? [handOver([sounding, ...waiting(live)], Math.max(0, now - startedAt))] : [];
  }
  return isTimeToQueue(sounding.track, startedAt, now) ? [{ do: 'enqueue', pick: next.id }] : [];
}

function handOver(picks: readonly Pick[], positionMs = 0): Order {
  return { do: 'handOver', picks: picks.map((pick) => pick.id), positionMs };
}

function programmeNext(programme: Programme): string | undefined {
  return programme.list[programme.cursor + 1];
}

function isInProgramme(programme: Programme, id: string): boolean {
  return programme.list.includes(id);
}

/** From about the middle of a track until shortly before its end; short tracks keep a quarter in hand. */
function isTimeToQueue(track: Track, startedAt: number, now: number): boolean {
  const latest = startedAt + track.durationMs - Math.min(QUEUE_BEFORE_END_MS, track.durationMs / 4);
  return now >= queueFrom(track, startedAt) && now <= latest;
}

function queueFrom(track: Track, startedAt: number): number {
  return startedAt + track.durationMs / 2;
}

// When to look again

function plan(live: Live, now: number): Wake {
  const wake = live.programme.confirmed ? planFollowing(live, now) : planConfirmation(live);
  return wake && { ...wake, at: Math.max(wake.at, now) };
}

function planConfirmation(live: Live): Wake {
  const { sentAt } = live.programme;
  const due = CONFIRM_AT_MS.map((ms) => sentAt + ms).find((at) => at > (live.lookedAt ?? 0));
  return due === undefined ? planQuiet(live, sentAt) : { at: due, look: true };
}

function planFollowing(live: Live, now: number): Wake {
  const { playback } = live;
  switch (playback.is) {
    case 'playing':
      return planPlaying(live, playback, now);
    case 'paused':
    case 'unknown':
      return planQuiet(live, playback.since);
    case 'starting':
      return planQuiet(live, live.programme.sentAt);
    case 'over':
      return planArrival(live);
  }
}

function planPlaying(live: Live, { what, startedAt }: Last, now: number): Wake {
  const durationMs = trackOf(live, what)?.durationMs ?? 0;
  const end = startedAt + durationMs;
  const middle = startedAt + durationMs / 2;
  if (now < middle) {
    if (durationMs >= MIDDLE_LOOK_FROM_MS) return { at: middle, look: true };
    if (waitsToBeQueued(live)) return { at: middle, look: false };
  }
  const looked = live.lookedAt ?? 0;
  if (looked < end) return { at: end + AFTER_BOUNDARY_MS, look: true };
  return { at: looked + Math.min(Math.max(looked - end, AFTER_BOUNDARY_MS), MINUTE_MS), look: true };
}

function waitsToBeQueued(live: Live): boolean {
  const next = ahead(live)[0];
  return next?.fate.state === 'waiting' && !isInProgramme(live.programme, next.id);
}

/** A silent or hidden player is looked at after 1, 2, 4 and 8 minutes, then every 10. */
function planQuiet(live: Live, since: number): Wake {
  const looked = Math.max(live.lookedAt ?? 0, since);
  const at = QUIET_LOOKS_MS.map((ms) => since + ms).find((due) => due > looked);
  return { at: at ?? looked + QUIET_LOOK_EVERY_MS, look: true };
}

/** After the last track only a late joiner's songs are a reason to look. */
function planArrival(live: Live): Wake {
  const arrivals = live.members.filter((member) => !member.entered && bringsSongs(member));
  const first = Math.min(...arrivals.map((member) => member.joinedAt + SETTLING_IN_MS));
  return arrivals.length > 0 ? { at: first, look: true } : null;
}

// What was told, written down before it is sent

/**
 * Whether the music has slipped from our hands, so that the host may take it back: they play something with a context
 * of its own, the player hides, or a play request had no effect.
 */
export function canTakeBack(live: Live): boolean {
  const { playback } = live;
  if (waiting(live).length === 0) return false;
  if (playback.is === 'playing' || playback.is === 'paused') return 'own' in playback.what && playback.what.context;
  return playback.is === 'unknown' || (playback.is === 'starting' && live.trouble !== null);
}

/** A new play request with these picks replaces the programme. */
export function handedOver(live: Live, picks: readonly string[], positionMs: number, now: number): Live {
  const list = picks.map((id) => pickById(live, id)).filter((pick) => pick !== undefined);
  const playback: Playback = positionMs > 0 ? live.playback : { is: 'starting' };
  const setlist = live.setlist.map((pick) =>
    pick.fate.state === 'sounding' && !picks.includes(pick.id) ? withFate(pick, { state: 'played', at: now }) : pick,
  );
  return { ...live, setlist, playback, programme: newProgramme(live.programme.device, list, positionMs, now) };
}

/** The player took the last play request. */
export function answered(live: Live): Live {
  return { ...live, programme: { ...live.programme, answered: true } };
}

/** The last play request goes out once more. */
export function repeated(live: Live, now: number): Live {
  return { ...live, programme: { ...live.programme, sentAt: now, repeated: true } };
}

/** The player was told to go on to what it has next. Never repeated blindly: a second one would skip a song. */
export function stepped(live: Live, now: number): Live {
  const isLast = ahead(live).length === 0;
  const playback: Playback = isLast ? { is: 'over', since: now } : { is: 'starting' };
  const programme = { ...live.programme, confirmed: isLast, repeated: true, sentAt: now, positionMs: 0 };
  return { ...live, playback, programme };
}

/** A pick was put on the device's queue: from now on nobody can take it back. */
export function queued(live: Live, id: string, now: number): Live {
  return withPickFate(live, id, { state: 'queued', at: now });
}

/** A queue write that the player refused leaves the pick where it was. */
export function unqueued(live: Live, id: string): Live {
  return withPickFate(live, id, { state: 'waiting' });
}

/** Whoever may, skips the pick that sounds. */
export function skipped(live: Live, id: string, by: string, now: number): Live {
  return withPickFate(live, id, { state: 'skipped', at: now, by });
}

function withPickFate(live: Live, id: string, fate: Fate): Live {
  return { ...live, setlist: live.setlist.map((pick) => (pick.id === id ? withFate(pick, fate) : pick)) };
}
