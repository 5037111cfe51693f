import { isByTheClock } from './by-the-clock.ts';
import { finish, hasHadItsTime, isScrambled, note, settle } from './follow.ts';
import { admit } from './members.ts';
import { isSilent, type Observation } from './observation.ts';
import { LAST_CONFIRM_MS } from './plan.ts';
import { ahead, type Live, pickById, type Trouble, waiting } from './session.ts';
import { hasSlipped } from './sounding.ts';
import { type Order, steer, stopLeftovers, tame } from './steer.ts';

/** The evening as it is now, and what the player is to be told. When to look again, `plan` says once that is done. */
export type Judgement = { live: Live; orders: readonly Order[] };

/** How young a play request has to be to be repeated when its effect cannot be seen. */
const REPEATABLE_MS = 60_000;

/**
 * The conductor's judgement: from the setlist, what was handed over, what the player shows and the time, to what is
 * now so and what the player is to be told. Without an observation only time has passed.
 */
export function judge(live: Live, seen: Observation | null, now: number): Judgement {
  const trouble = unsteerable(live, seen);
  const judged = judgeSteerable(isUnsteerable(live) ? { ...live, trouble: null } : live, seen, now);
  return trouble ? { live: { ...judged.live, trouble }, orders: [] } : judged;
}

/** Returns true if the music plays on a device that takes no commands: it stays there until the host moves it. */
export function isUnsteerable({ trouble }: Live): boolean {
  return trouble?.kind === 'unsteerable';
}

function unsteerable(live: Live, seen: Observation | null): Trouble | null {
  const known = isUnsteerable(live) ? live.trouble : null;
  if (!seen) return known;
  return seen.deaf === undefined ? null : { kind: 'unsteerable', since: known?.since ?? seen.at, device: seen.deaf };
}

function judgeSteerable(live: Live, seen: Observation | null, now: number): Judgement {
  if (isScrambled(live, seen) && !live.programme.repeated) {
    return { live: { ...live, lookedAt: seen.at }, orders: [...tame(seen), { do: 'repeat' }] };
  }
  const noted = seen ? note(live, seen) : elapsed(live, now);
  const settled = noted.playback.is === 'over' ? admit(noted, now) : noted;
  if (!settled.programme.confirmed && isInvisible(settled)) return giveUpWaiting(settled, seen, now);
  return { live: settled, orders: ordersFor(live, settled, seen, now) };
}

function ordersFor(before: Live, live: Live, seen: Observation | null, now: number): Order[] {
  if (!live.programme.confirmed) return [];
  const isJustOver = live.playback.is === 'over' && before.playback.is !== 'over';
  const stops = isJustOver ? stopLeftovers(live, seen) : [];
  return stops.length > 0 ? stops : steer(live, seen, now);
}

/** By the clock the evening may be over before anybody can look. */
function elapsed(live: Live, now: number): Live {
  return isByTheClock(live) && hasHadItsTime(live, now) && !hasLeftovers(live) ? finish(live, now) : live;
}

/** Whether the device still has songs in its list that were taken out: only a look can stop them. */
export function hasLeftovers({ setlist, programme }: Live): boolean {
  const rest = programme.list.slice(programme.cursor + 1);
  return setlist.some(({ id, fate }) => fate.state === 'dropped' && rest.includes(id));
}

/** Whether every look for the effect of the last play request was in vain. */
function isInvisible({ programme, lookedAt }: Live): boolean {
  return lookedAt !== null && lookedAt >= programme.sentAt + LAST_CONFIRM_MS;
}

/** The effect of the last play request stays invisible: it goes out once more, or what plays instead is followed. */
function giveUpWaiting(live: Live, seen: Observation | null, now: number): Judgement {
  if (ignoresLists(live, seen)) return { live, orders: [{ do: 'playInAlbum' }] };
  if (isRepeatable(live, seen, now)) return { live, orders: [{ do: 'repeat' }] };
  if (ahead(live).length === 0) return { live: finish(live, now), orders: [] };
  if (seen && !isSilent(seen)) {
    const followed = settle({ ...live, trouble: null }, seen);
    return { live: followed, orders: steer(followed, seen, now) };
  }
  const trouble = live.trouble ?? { kind: 'asleep' as const, since: now };
  return { live: { ...live, trouble }, orders: [] };
}

/** A clear yes, and then a player that is there and has nothing to play: it does not take bare lists. */
function ignoresLists(live: Live, seen: Observation | null): boolean {
  const { answered, album, list } = live.programme;
  const first = pickById(live, list[0] ?? '');
  return answered && seen?.saw === 'idle' && album === null && first?.track.albumUri !== undefined;
}

/** A clear yes and a player that shows nothing is a private session, not a lost request: its song would begin again. */
function isRepeatable({ programme }: Live, seen: Observation | null, now: number): boolean {
  const isHidden = programme.answered && seen?.saw === 'nothing';
  return !programme.repeated && !isHidden && now - programme.sentAt < REPEATABLE_MS;
}

/**
 * Whether the music has slipped from our hands, so that the host may take it back: they play something else, the
 * player hides, a play request had no effect, or songs came after everything was over.
 */
export function canTakeBack(live: Live): boolean {
  const { playback, programme, trouble } = live;
  if (waiting(live).length === 0) return false;
  if (!programme.confirmed && trouble !== null) return true;
  switch (playback.is) {
    case 'playing':
    case 'paused':
      return hasSlipped(live);
    case 'unknown':
    case 'over':
      return true;
    case 'starting':
      return trouble !== null;
  }
}

const MINUTE_MS = 60_000;
/** Trouble that keeps the music silent for this long is worth calling the host for. */
const CALL_AFTER_MS = 2 * MINUTE_MS;

/** Since when trouble has kept the music silent; null while it plays, or is quiet because somebody wants it so. */
export function silentSince(live: Live): number | null {
  const { playback, programme, trouble } = live;
  if (isByTheClock(live)) return null;
  if (playback.is === 'unknown') return playback.saw === 'nothing' ? playback.since : null;
  return playback.is === 'starting' && trouble !== null && !programme.confirmed ? programme.sentAt : null;
}

/** Whether the host is to be called because of a silence. */
export function needsCall(live: Live, now: number): boolean {
  const since = silentSince(live);
  return since !== null && now - since >= CALL_AFTER_MS;
}
