import type { Live, Playback } from '../session.ts';
import { waiting } from '../setlist.ts';
import { isByTheClock } from './by-the-clock.ts';
import { isInEffect } from './programme.ts';
import { hasSlipped } from './sounding.ts';
import { CALL_AFTER_MS } from './tolerances.ts';

/** Returns true if the music plays on a device that takes no commands: it stays there until the host moves it. */
export function isUnsteerable({ trouble }: Live): boolean {
  return trouble?.kind === 'unsteerable';
}

/**
 * Returns true if the music has slipped from our hands, so that the host may take it back: they play something else, the
 * player hides, a play request had no effect, or songs came after everything was over.
 */
export function canTakeBack(live: Live): boolean {
  return waiting(live).length > 0 && (isHeldUp(live) || SLIPS[live.playback.is](live));
}

/** Returns true if trouble keeps the last play request from its effect. */
function isHeldUp(live: Live): boolean {
  return live.trouble !== null && !isInEffect(live);
}

/** Returns true if trouble alone keeps songs that wait from a player that has nothing more to play. */
export function isStranded(live: Live): boolean {
  return live.playback.is === 'over' && live.trouble !== null && !isUnsteerable(live) && waiting(live).length > 0;
}

const SLIPS: Record<Playback['is'], (live: Live) => boolean> = {
  playing: hasSlipped,
  paused: hasSlipped,
  unknown: () => true,
  over: () => true,
  starting: ({ trouble }) => trouble !== null,
};

/** Returns since when trouble has kept the music silent; null while it plays, or is quiet because somebody wants it so. */
export function silentSince(live: Live): number | null {
  const { playback, programme } = live;
  if (isByTheClock(live)) return null;
  if (playback.is === 'starting') return isHeldUp(live) ? programme.sentAt : null;
  if (playback.is === 'over') return isStranded(live) ? playback.since : null;
  return playback.is === 'unknown' && playback.saw === 'nothing' ? playback.since : null;
}

/** Returns true if the host is to be called because of a silence. */
export function needsCall(live: Live, now: number): boolean {
  const since = silentSince(live);
  return since !== null && now - since >= CALL_AFTER_MS;
}
