import { backOff } from '../back-off.ts';
import { SETTLING_IN_MS } from '../members.ts';
import { bringsSongs, type Last, type Live } from '../session.ts';
import { ahead, waiting } from '../setlist.ts';
import { nextByTheClock } from './by-the-clock.ts';
import { hasLeftovers, isInEffect } from './programme.ts';
import { boundaryOf, durationOf, hasSlipped } from './sounding.ts';
import { doubtfulSince, mayQueue } from './steer.ts';
import {
  AFTER_BOUNDARY_MS,
  BLANK_MS,
  CONFIRM_AT_MS,
  LATE_BOUNDARY_MS,
  MIDDLE_LOOK_FROM_MS,
  QUEUE_SHOWS_MS,
  QUIET_LOOK_EVERY_MS,
  QUIET_LOOKS_MS,
  STALE_MS,
} from './tolerances.ts';

/** The next moment to wake (ms since the epoch), and whether to look at the player then; null: nothing to wake for. */
export type Wake = { at: number; look: boolean } | null;

/** Returns the next wake: a few looks at the moments that matter, none while Spotify has asked us to wait. */
export function plan(live: Live, now: number): Wake {
  const looks = isInEffect(live) ? planFollowing(live, now) : planConfirmation(live);
  return soonest(allowed(looks, live, now), withoutLook(nextByTheClock(live, now)), now);
}

/** In trouble the next look is when we ask again. */
function allowed(wake: Wake, { trouble }: Live, now: number): Wake {
  const againAt = trouble?.againAt;
  if (againAt === undefined || againAt <= now) return wake;
  return { at: Math.max(wake?.at ?? againAt, againAt), look: true };
}

function withoutLook(at: number | null): Wake {
  return at === null ? null : { at, look: false };
}

function soonest(one: Wake, other: Wake, now: number): Wake {
  const first = one && other ? (other.at < one.at ? other : one) : (one ?? other);
  return first && { ...first, at: Math.max(first.at, now) };
}

function planConfirmation(live: Live): Wake {
  const { sentAt, attempt } = live.programme;
  const looked = live.lookedAt ?? 0;
  const due = CONFIRM_AT_MS.map((ms) => sentAt + ms).find((at) => at > looked);
  if (due !== undefined) return { at: due, look: true };
  // Neither given up nor paused by somebody: the first look came late, and showed no track.
  const hasBlinked = attempt === 'first' && live.trouble === null && live.playback.is !== 'paused';
  return hasBlinked ? { at: looked + BLANK_MS, look: true } : planQuiet(live, sentAt);
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
      return planArrival(live, playback);
  }
}

function planPlaying(live: Live, last: Last & { blankSince?: number }, now: number): Wake {
  const durationMs = durationOf(live, last);
  const end = last.startedAt + durationMs;
  const middle = last.startedAt + durationMs / 2;
  if (live.lookedAt === null) return { at: now + STALE_MS, look: true };
  if (last.blankSince !== undefined) return { at: last.blankSince + BLANK_MS, look: true };
  const since = doubtfulSince(live);
  const check = since === null ? null : since + QUEUE_SHOWS_MS;
  // One that is due has had its look into the queue; if that failed, the next look at the player asks for it again.
  if (check !== null && check < end && check > now) return { at: check, look: false };
  if (now < middle && durationMs >= MIDDLE_LOOK_FROM_MS) return { at: middle, look: true };
  if (now < middle && waitsToBeQueued(live)) return { at: middle, look: false };
  const looked = live.lookedAt ?? 0;
  const boundary = boundaryOf(live, last);
  if (looked < boundary) return { at: boundary + AFTER_BOUNDARY_MS, look: true };
  if (looked >= end) return { at: looked + backOff(looked - end, LATE_BOUNDARY_MS), look: true };
  return { at: Math.min(looked + backOff(looked - boundary, LATE_BOUNDARY_MS), end + AFTER_BOUNDARY_MS), look: true };
}

function waitsToBeQueued(live: Live): boolean {
  const next = ahead(live)[0];
  return next !== undefined && !hasSlipped(live) && mayQueue(live, next);
}

/** A silent or hidden player is looked at after 1, 2, 4 and 8 minutes, then every 10. */
function planQuiet(live: Live, since: number): Wake {
  const looked = Math.max(live.lookedAt ?? 0, since);
  const at = QUIET_LOOKS_MS.map((ms) => since + ms).find((due) => due > looked);
  return { at: at ?? looked + QUIET_LOOK_EVERY_MS, look: true };
}

/** After the last track only songs that are still to come are a reason to look, or one blank look where the device has more. */
function planArrival(live: Live, { since, blankSince }: { since: number; blankSince?: number }): Wake {
  const arrival = firstArrival(live);
  if (arrival !== null) return { at: arrival, look: true };
  const isWaiting = waiting(live).length > 0;
  const looked = live.lookedAt ?? 0;
  if (blankSince === looked && (isWaiting || hasLeftovers(live))) return { at: looked + BLANK_MS, look: true };
  if (!isWaiting) return null;
  // A song that came while a look was under way asks for another one.
  return looked < live.touchedAt ? { at: live.touchedAt, look: true } : planQuiet(live, since);
}

/** Returns when the songs of the first late joiner may come in; null if nobody's are still to come. */
function firstArrival({ members }: Live): number | null {
  const arrivals = members.filter((member) => !member.entered && bringsSongs(member));
  return arrivals.length > 0 ? Math.min(...arrivals.map(({ joinedAt }) => joinedAt + SETTLING_IN_MS)) : null;
}
