import type { Last, Live } from '../session.ts';
import { trackOf } from '../setlist.ts';
import { sameSong, type Track } from '../track.ts';
import type { SeenTrack } from './observation.ts';
import { deviceAhead } from './programme.ts';
import { boundaryOf, hasSlipped, isDoubtful, lastSounding, matching, playedFor } from './sounding.ts';
import { STUCK_MS, TOLERANCE_MS } from './tolerances.ts';

/**
 * Returns the track with its position by the clock, where the player does not know it; `live` is the evening before the
 * look. A track that plays, or has played, is hardly ever seen at 0: some players never know their position, or lose it
 * for one read.
 */
export function placed(live: Live, seen: SeenTrack): SeenTrack {
  if (seen.progressMs !== 0) return seen;
  return { ...seen, ...(seen.isPlaying ? positionByClock(live, seen) : { progressMs: positionPaused(live, seen) }) };
}

type Position = Pick<SeenTrack, 'progressMs' | 'isGuess'>;

/**
 * Whoever went back to the beginning of a paused track is believed when it plays again, and so is whoever went on in it; a
 * track that is over stands at its beginning.
 */
function positionPaused(live: Live, { at, track }: SeenTrack): number {
  const last = lastSounding(live);
  const before = last && trackOf(live, last.what);
  if (!last || !before || !sameSong(before, track)) return 0;
  if (live.playback.is !== 'playing') return pausedAt(live, last, track); // a pause has no end
  if (at >= boundaryOf(live, last) - TOLERANCE_MS) return 0;
  const pausedSince = (Math.max(last.startedAt, live.lookedAt ?? 0) + at) / 2; // some time since the last look
  return Math.max(0, pausedSince - last.startedAt);
}

/** The same track goes on; another one began when its turn came, but after the look that still showed the one before. */
function positionByClock(live: Live, seen: SeenTrack): Position {
  const last = lastSounding(live);
  if (!last) return sinceRequest(live, seen);
  if (live.playback.is !== 'playing') return positionByHand(live, last, seen);
  const { at, track } = seen;
  const before = trackOf(live, last.what);
  const { isGuess = false } = live.playback;
  if (before && sameSong(before, track))
    return { progressMs: positionOfSame(at - last.startedAt, track, isGuess), isGuess };
  const due = seen.shuffle ? boundaryOf(live, last) : turnOf(live, last, track); // a player that shuffles may have any
  // Where nobody knows when something began, nobody knows either when it ends.
  if (isGuess || due === null || at < due - TOLERANCE_MS) return positionByHand(live, last, seen);
  return { progressMs: Math.min(Math.max(0, at - Math.max(due, live.lookedAt ?? 0)), track.durationMs) };
}

/** A play request's first song, where nobody looked meanwhile, began with it; any other one at some time since the last look. */
function sinceRequest(live: Live, { at, track }: SeenTrack): Position {
  const { sentAt, positionMs, list } = live.programme;
  const { durationMs } = track;
  const elapsedMs = Math.max(0, at - Math.max(sentAt, live.lookedAt ?? 0));
  const isFirst = (live.lookedAt ?? 0) <= sentAt && matching(live, track)?.id === list[0];
  if (isFirst && positionMs + elapsedMs <= durationMs) return { progressMs: positionMs + elapsedMs };
  return halfway(0, Math.min(elapsedMs, durationMs));
}

/** What did not begin by itself did so at some time since the last look; nobody knows when, so nothing is cut into it. */
function positionByHand(live: Live, last: Last, { at, track }: SeenTrack): Position {
  const from = pausedAt(live, last, track);
  const looked = Math.max(last.startedAt, live.lookedAt ?? 0);
  return halfway(from, Math.min(from + at - looked, track.durationMs));
}

/** The position lies anywhere between the two. */
function halfway(leastMs: number, mostMs: number): Position {
  const eitherWayMs = (mostMs - leastMs) / 2;
  return { progressMs: leastMs + eitherWayMs, isGuess: eitherWayMs > TOLERANCE_MS };
}

function pausedAt(live: Live, { what }: Last, track: Track): number {
  const before = trackOf(live, what);
  if (live.playback.is !== 'paused' || !before || !sameSong(before, track)) return 0;
  return Math.min(live.playback.positionMs, track.durationMs);
}

/**
 * Returns when the device comes to this track by itself: after all that its programme surely has before it; null for a pick
 * that it does not have ahead, while it has others.
 */
function turnOf(live: Live, last: Last, track: Track): number | null {
  const boundary = boundaryOf(live, last);
  if (hasSlipped(live)) return boundary; // it goes on through something of the host's own
  const pick = matching(live, track);
  const had = deviceAhead(live);
  if (pick && had.length > 0 && !had.includes(pick)) return null;
  const rest = had.filter((one) => !isDoubtful(one));
  const place = rest.findIndex(({ id }) => id === pick?.id);
  return boundary + rest.slice(0, Math.max(place, 0)).reduce((sum, pick) => sum + playedFor(live, pick.track), 0);
}

/**
 * A track that goes on for longer than it and any boundary last has begun again; one whose beginning is a guess may
 * have begun up to half its length later.
 */
function positionOfSame(elapsedMs: number, { durationMs }: Track, isGuess: boolean): number {
  if (elapsedMs > durationMs + STUCK_MS)
    return isGuess ? durationMs * 0.75 : Math.min(elapsedMs - durationMs, durationMs);
  return Math.min(Math.max(0, elapsedMs), durationMs);
}
