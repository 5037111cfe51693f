import { isSilent, type Observation, type SeenTrack } from './observation.ts';
import { BOUNDARY_MS, isInProgramme, isListDoubtful, programmeNext } from './programme.ts';
import { ahead, type Live, type Pick, pickById, waiting } from './session.ts';
import { endOf, hasSlipped, lastSounding, matching, positionAt, TOLERANCE_MS } from './sounding.ts';
import type { Track } from './track.ts';

/** What the player is to be told. */
export type Order =
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
  | { do: 'tame'; shuffle: boolean; repeat: boolean }
  /** On to what the device has next: a pick in its queue. */
  | { do: 'next' }
  | { do: 'pause' };

/** The latest moment to queue a pick, before the end of the track that sounds. */
const QUEUE_BEFORE_END_MS = 20_000;
/** What was queued is to be seen in the device's queue after this long, not before. */
export const QUEUE_SHOWS_MS = 5_000;

/** Brings the player into line with the setlist, as gently as it can be done. */
export function steer(live: Live, seen: Observation | null, now: number): Order[] {
  const { playback } = live;
  if (playback.is === 'over') return isSilentNow(seen) && waiting(live).length > 0 ? [handOver(waiting(live))] : [];
  if (playback.is !== 'playing') return [];
  const checks = doubtful(live, seen, now);
  if ('own' in playback.what) return [...checks, ...besideOwn(live, playback.what.own, seen, now)];
  const sounding = pickById(live, playback.what.pick);
  return sounding ? [...tame(seen), ...checks, ...correct(live, sounding, now)] : [];
}

/**
 * The setlist has just been over: our own list coming round again is stopped, and a song of it that was taken out;
 * whatever else plays is the host's.
 */
export function stopLeftovers(live: Live, seen: Observation | null): Order[] {
  const pick = seen?.saw === 'track' && seen.isPlaying ? matching(live, seen.track) : undefined;
  const isTakenOut = pick?.fate.state === 'dropped' && isInProgramme(live, pick.id);
  const comesAgain = pick !== undefined && seen?.saw === 'track' && seen.repeat !== 'off';
  return isTakenOut || comesAgain ? [...tame(seen), { do: 'pause' }] : [];
}

function isSilentNow(seen: Observation | null): boolean {
  return seen !== null && isSilent(seen);
}

export function tame(seen: Observation | null): Order[] {
  if (seen?.saw !== 'track' || (!seen.shuffle && seen.repeat === 'off')) return [];
  return [{ do: 'tame', shuffle: seen.shuffle, repeat: seen.repeat !== 'off' }];
}

/** A command without a clear answer is settled by a look into the queue, never by sending it a second time. */
function doubtful(live: Live, seen: Observation | null, now: number): Order[] {
  const missed = seen?.saw === 'track' && seen.repeat !== 'track' ? passedBy(live) : null;
  if (missed && isAtBoundary(live, now)) return [{ do: 'findQueued', pick: missed.id }];
  const last = lastSounding(live);
  const since = doubtfulSince(live);
  // Towards the end what is queued may have left the queue to sound: then a look at the player tells.
  if (since === null || now < since + QUEUE_SHOWS_MS || !last || now >= endOf(live, last) - TOLERANCE_MS) return [];
  const next = ahead(live)[0];
  return next?.fate.state === 'queued' && !next.fate.sure
    ? [{ do: 'findQueued', pick: next.id }]
    : [{ do: 'findList' }];
}

/** The pick that was queued, though what began after that is the host's own: it may stand behind more of theirs, or be gone. */
function passedBy(live: Live): Pick | null {
  const { playback } = live;
  const next = ahead(live)[0];
  if (playback.is !== 'playing' || !('own' in playback.what) || next?.fate.state !== 'queued') return null;
  return next.fate.at < playback.startedAt - TOLERANCE_MS ? next : null;
}

/** When the queue write or the hand-over was sent of which nobody knows whether it arrived; null if there is none. */
export function doubtfulSince(live: Live): number | null {
  const fate = ahead(live)[0]?.fate;
  if (fate?.state === 'queued' && !fate.sure) return fate.at;
  return isListDoubtful(live) ? live.programme.sentAt : null;
}

/** A track of the host's own is waited for; behind a single one an insertion is queued as behind any other. */
function besideOwn(live: Live, own: Track, seen: Observation | null, now: number): Order[] {
  if (ranOnInAlbum(live, seen) && waiting(live).length > 0 && isAtBoundary(live, now)) return [handOver(waiting(live))];
  const next = ahead(live)[0];
  if (hasSlipped(live) || !next || !mayQueue(live, next)) return [];
  return isTimeToQueue(own, live, now) ? [{ do: 'enqueue', pick: next.id }] : [];
}

/** Whether the album in which our pick played has gone on to its next track by itself. */
function ranOnInAlbum(live: Live, seen: Observation | null): seen is SeenTrack {
  const { playback, programme } = live;
  if (seen?.saw !== 'track' || playback.is !== 'playing' || playback.byHand) return false;
  return programme.album !== null && seen.context === programme.album;
}

/** Brings the programme into line with the setlist: by a hand-over at a boundary, or by queueing one pick ahead. */
function correct(live: Live, sounding: Pick, now: number): Order[] {
  const next = ahead(live)[0];
  if (!next) return [];
  const atBoundary = isAtBoundary(live, now);
  const isQueued = next.fate.state === 'queued';
  if (isWrong(live, sounding) && atBoundary) return isQueued ? [{ do: 'next' }] : [handOver(waiting(live))];
  if (isWrong(live, sounding) || isQueued) return [];
  if (programmeNext(live) === next.id) return [];
  const cannotBeCured = isInProgramme(live, next.id) || isAboutToRunOut(live);
  if (cannotBeCured && atBoundary) return [handOver([sounding, ...waiting(live)], positionAt(live, now))];
  return mayQueue(live, next) && isTimeToQueue(sounding.track, live, now) ? [{ do: 'enqueue', pick: next.id }] : [];
}

/** What sounds though nobody wants it: taken out of the setlist, or over already and come by itself. */
function isWrong({ playback }: Live, { fate }: Pick): boolean {
  if (fate.state === 'dropped') return true;
  return fate.state !== 'sounding' && playback.is === 'playing' && !playback.byHand;
}

/** Whether the list of the play request has nothing after this song while more than one pick waits. */
function isAboutToRunOut(live: Live): boolean {
  return programmeNext(live) === undefined && live.programme.album === null && waiting(live).length > 1;
}

/** A pick that stands in the programme already would sound twice if it were queued as well. */
export function mayQueue(live: Live, next: Pick): boolean {
  return next.fate.state === 'waiting' && !isInProgramme(live, next.id);
}

function isAtBoundary(live: Live, now: number): boolean {
  return positionAt(live, now) <= BOUNDARY_MS;
}

function handOver(picks: readonly Pick[], positionMs = 0): Order {
  return { do: 'handOver', picks: picks.map((pick) => pick.id), positionMs };
}

/** From about the middle of a track until shortly before its end; short tracks keep a quarter in hand. */
function isTimeToQueue({ durationMs }: Track, live: Live, now: number): boolean {
  const position = positionAt(live, now);
  return position >= durationMs / 2 && position <= durationMs - Math.min(QUEUE_BEFORE_END_MS, durationMs / 4);
}
