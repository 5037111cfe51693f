import type { Last, Live, SetlistPick, TroubleKind } from '../session.ts';
import { finish } from './outcomes.ts';
import { deviceAhead, isListDoubtful, programmeAhead, withPickStatus } from './programme.ts';
import { boundaryOf, hasSlipped, lastSounding } from './sounding.ts';

/** The kinds of trouble that keep us from looking while the music may well go on. */
const BLINDS: Record<TroubleKind, boolean> = {
  wait: true,
  unreachable: true,
  relink: true,
  scopeMissing: true,
  ownerPremium: true,
  notListed: true,
  misconfigured: true,
  asleep: false,
  premium: false,
  restricted: false,
  unsteerable: false,
};

/** Returns true if the evening follows the clock and the programme, because nobody can look. */
export function isByTheClock(live: Live): boolean {
  return live.trouble !== null && BLINDS[live.trouble.kind] && soundsOn(live) !== null;
}

/**
 * Returns the evening as it should be by now if the device went on through its programme. Only shown, never stored: the first
 * look after it knows better.
 */
export function byTheClock(live: Live, now: number): Live {
  let shown = isByTheClock(live) ? begunByTheClock(live) : live;
  while (isByTheClock(shown)) {
    const last = soundsOn(shown);
    if (!last || now < boundaryOf(shown, last)) return shown;
    const [next] = deviceAhead(shown);
    if (!next) return { ...finish(shown, now), trouble: shown.trouble };
    shown = gone(shown, last, next);
  }
  return shown;
}

/** Returns the moment of the next change by the clock (ms since the epoch); null if the clock is not followed. */
export function nextByTheClock(live: Live, now: number): number | null {
  const shown = byTheClock(live, now);
  const last = isByTheClock(shown) ? soundsOn(shown) : null;
  return last && boundaryOf(shown, last);
}

/** Returns what can be taken to sound: what did when we last looked, or the first song of a play request that was answered. */
function soundsOn(live: Live): Last | null {
  const { playback, programme } = live;
  if (programme.effect === 'sent' || isListDoubtful(live)) return null;
  if (playback.is === 'playing') return hasSlipped(live) ? null : lastSounding(live);
  const [first] = programmeAhead(live);
  if (playback.is !== 'starting' || !first) return null;
  return { what: { pick: first.id }, startedAt: programme.sentAt - programme.positionMs };
}

/** A play request that was answered and never seen: its first song. */
function begunByTheClock(live: Live): Live {
  const last = soundsOn(live);
  const [first] = programmeAhead(live);
  return live.playback.is === 'starting' && last && first ? sounding(live, first, last.startedAt) : live;
}

function gone(live: Live, last: Last, next: SetlistPick): Live {
  const at = boundaryOf(live, last);
  const left = 'pick' in last.what ? withPickStatus(live, last.what.pick, { state: 'played', at }) : live;
  return sounding(left, next, at);
}

function sounding(live: Live, next: SetlistPick, at: number): Live {
  const { list, cursor } = live.programme;
  const place = list.indexOf(next.id);
  return {
    ...withPickStatus(live, next.id, { state: 'sounding', since: at }),
    programme: { ...live.programme, cursor: place >= 0 ? place : cursor },
    playback: { is: 'playing', what: { pick: next.id }, startedAt: at, byHand: false },
  };
}
