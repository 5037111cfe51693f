import type { Last, Live, SetlistPick, Sounding } from '../session.ts';
import { pickById, trackOf } from '../setlist.ts';
import { likeness, sameSong, type Track } from '../track.ts';
import type { Observation } from './observation.ts';
import { TOLERANCE_MS } from './tolerances.ts';

/** Returns what we last knew to sound, and since when its position has been counting. */
export function lastSounding({ playback }: Live): Last | null {
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

/** Returns the moment at which the track would end by itself (ms since the epoch). */
export function endOf(live: Live, last: Last): number {
  return last.startedAt + durationOf(live, last);
}

export function durationOf(live: Live, { what }: Last): number {
  return trackOf(live, what)?.durationMs ?? 0;
}

/** Returns when what sounds is expected to give way to the next track, which may fade in before the end. */
export function boundaryOf(live: Live, last: Last): number {
  const track = trackOf(live, last.what);
  return last.startedAt + (track ? playedFor(live, track) : 0);
}

/** Returns how long a track sounds until the next one fades in, in milliseconds. */
export function playedFor({ programme }: Live, { durationMs }: Track): number {
  return durationMs - Math.min(programme.fadeMs, durationMs / 4);
}

/** Returns how long these picks take together, in milliseconds. */
export function lengthOf(picks: readonly SetlistPick[]): number {
  return picks.reduce((sum, pick) => sum + pick.track.durationMs, 0);
}

/** Returns the moment at which what plays is expected to give way (ms since the epoch); undefined if nothing plays. */
export function playsUntil(live: Live): number | undefined {
  const last = lastSounding(live);
  return live.playback.is === 'playing' && last ? boundaryOf(live, last) : undefined;
}

/** Returns true if the last track had ended by `moment` (ms since the epoch). */
export function hadEnded(live: Live, last: Last, moment: number): boolean {
  return moment >= boundaryOf(live, last) - Math.min(TOLERANCE_MS, durationOf(live, last) / 4);
}

export function sameWhat(a: Sounding, b: Sounding): boolean {
  if ('pick' in a) return 'pick' in b && a.pick === b.pick;
  return 'own' in b && sameSong(a.own, b.own);
}

/**
 * The pick that a track on the player stands for: one that was taken out only if there is no other, then the one that is
 * most surely that song, and of those one still to come before one that has been.
 */
export function matching(live: Live, track: Track): SetlistPick | undefined {
  const rank = (pick: SetlistPick): number => {
    const surely = likeness(pick.track, track);
    const wishes = [pick.status.state !== 'dropped', Math.min(surely, SURE), isAhead(pick), surely];
    return wishes.reduce<number>((sum, wish) => sum * 4 + Number(wish), 0);
  };
  return live.setlist
    .filter((pick) => sameSong(pick.track, track))
    .toSorted((one, other) => rank(other) - rank(one))[0];
}

/** The same id, or the same recording under another one, is the same song without a doubt. */
const SURE = 2;

export function isAhead({ status }: SetlistPick): boolean {
  return status.state === 'waiting' || status.state === 'queued';
}

/** Returns true if nobody knows whether the device's queue took this pick. */
export function isDoubtful({ status }: SetlistPick): boolean {
  return status.state === 'queued' && !status.sure;
}

/** Returns what sounds or is paused. */
export function soundsNow({ playback }: Live): Sounding | null {
  return playback.is === 'playing' || playback.is === 'paused' ? playback.what : null;
}

/** The pick that sounds or is paused, if it is one of ours. */
export function soundingPick(live: Live): SetlistPick | undefined {
  const what = soundsNow(live);
  return what && 'pick' in what ? pickById(live, what.pick) : undefined;
}

/** Returns how far what sounds or is paused has come, in milliseconds; 0 where nothing does. */
export function positionAt({ playback }: Live, now: number): number {
  if (playback.is === 'paused') return playback.positionMs;
  return playback.is === 'playing' ? Math.max(0, now - playback.startedAt) : 0;
}

/** Returns true if the music has slipped from our hands to an album of the host's, or to one track of theirs after another. */
export function hasSlipped(live: Live): boolean {
  return slippedSince(live) !== null;
}

/** Since when it has; null where it has not. */
export function slippedSince(live: Live): number | null {
  if (live.playback.is === 'starting') return live.playback.slippedAt ?? null;
  const what = soundsNow(live);
  return what && 'own' in what ? what.slippedAt : null;
}

/**
 * Returns true if a play request is on its way to be seen, and the player plays a song that is none of our picks and began
 * after it: the host had queued that. One that began before may only be what was.
 */
export function isOwnBeforeOurs(live: Live, seen: Observation | null): boolean {
  if (live.playback.is !== 'starting' || seen?.saw !== 'track' || !seen.isPlaying) return false;
  return !matching(live, seen.track) && seen.at - seen.progressMs >= live.programme.sentAt - TOLERANCE_MS;
}
