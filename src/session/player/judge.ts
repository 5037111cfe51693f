import { admit, withoutOrphans } from '../members.ts';
import type { Live, Trouble } from '../session.ts';
import { applyBlank, applyTrack } from './apply.ts';
import { blankFacts, gather, requestFacts, restFacts, timeFacts } from './evidence.ts';
import type { Observation, SeenTrack } from './observation.ts';
import { finish } from './outcomes.ts';
import { placed } from './position.ts';
import { followed, isInEffect, isTaken, withoutList } from './programme.ts';
import {
  type PlayerEvent,
  recogniseBlank,
  recogniseRequest,
  recogniseRest,
  recogniseTime,
  recogniseTrack,
} from './recognise.ts';
import { matching } from './sounding.ts';
import { type PlayerCommand, steer, stopLeftovers, turnOffShuffleAndRepeat } from './steer.ts';
import { BLANK_MS, TOLERANCE_MS } from './tolerances.ts';
import { isUnsteerable } from './trouble.ts';

/** The name of what happened, the evening as it is now, and what the player is to be told. `plan` says when to look again. */
export type Judgement = { event: PlayerEvent; live: Live; commands: readonly PlayerCommand[] };

type Judged = Omit<Judgement, 'commands'>;

/**
 * Judges a look at the player, or the time that has passed where `seen` is null: names what happened, applies it to the
 * evening, and says what the player is to be told.
 */
export function judge(live: Live, seen: Observation | null, now: number): Judgement {
  const trouble = unsteerable(live, seen);
  const judged = judgeSteerable(isUnsteerable(live) ? { ...live, trouble: null } : live, seen, now);
  return trouble ? { ...judged, live: { ...judged.live, trouble }, commands: [] } : judged;
}

function unsteerable(live: Live, seen: Observation | null): Trouble | null {
  const known = isUnsteerable(live) ? live.trouble : null;
  if (!seen) return known;
  return seen.unsteerableDevice === undefined
    ? null
    : { kind: 'unsteerable', since: known?.since ?? seen.at, device: seen.unsteerableDevice };
}

function judgeSteerable(live: Live, seen: Observation | null, now: number): Judgement {
  const judged = judgeStep(live, seen, now);
  const wanted = withoutOrphans(judged.live, now);
  const settled = wanted.playback.is === 'over' ? admit(wanted, now) : wanted;
  return { event: judged.event, live: settled, commands: commandsFor(judged.event, live, settled, seen, now) };
}

function judgeStep(live: Live, seen: Observation | null, now: number): Judged {
  if (!seen && recogniseTime(timeFacts(live, now)) === 'ranOut') return { event: 'ranOut', live: finish(live, now) };
  if (!isInEffect(live)) return judgeRequest(live, seen, now);
  return seen ? judgePlayback(live, seen) : { event: 'noNews', live };
}

/** Judges a play request whose effect has not been seen yet. */
function judgeRequest(live: Live, seen: Observation | null, now: number): Judged {
  const noted = seen ? { ...live, lookedAt: seen.at } : live;
  const event = recogniseRequest(requestFacts(live, seen, now));
  if (seen && ['tookEffect', 'playsSomethingElse'].includes(event)) return judgePlayback(inEffect(live, seen), seen);
  if (event === 'ranOut') return { event, live: finish(noted, now) };
  if (event === 'gaveUp') return { event, live: { ...noted, trouble: asleep(noted, seen, now) } };
  return { event, live: noted };
}

/** Returns the trouble of a player that shows nothing of a play request; a look that came through ends any other. */
function asleep({ trouble }: Live, seen: Observation | null, now: number): Trouble {
  return trouble && !seen ? trouble : { kind: 'asleep', since: trouble?.since ?? now };
}

/**
 * Follows what plays after a play request. Something of the host's own is no proof of it: where nobody said yes either,
 * the list may never have reached the device.
 */
function inEffect(live: Live, seen: Observation): Live {
  if (isTaken(live)) return followed(live);
  const pick = seen.saw === 'track' ? matching(live, seen.track) : undefined;
  if (seen.saw !== 'track' || !pick) return followed(withoutList(live));
  return followed(pick.id === live.programme.list[0] ? goingOn(live, seen) : live);
}

/** A song that sounded before it was asked for proves nothing of the list behind it: the request only goes on with it. */
function goingOn(live: Live, { at, progressMs }: SeenTrack): Live {
  const positionMs = live.programme.sentAt - (at - progressMs);
  return positionMs > TOLERANCE_MS ? { ...live, programme: { ...live.programme, positionMs } } : live;
}

/** Judges a player whose programme is in effect. A look that came through ends whatever kept us from looking. */
function judgePlayback(live: Live, seen: Observation): Judged {
  const noted: Live = { ...live, lookedAt: seen.at, trouble: null };
  if (seen.saw !== 'track') {
    const event = recogniseBlank(blankFacts(noted, seen));
    return { event, live: applyBlank(event, { live: noted, seen }) };
  }
  const evidence = gather(noted, placed(live, seen));
  const event = recogniseTrack(evidence.facts);
  const applied = applyTrack(event, evidence);
  const rest = applied.playback.is === 'over' ? null : recogniseRest(restFacts(applied, seen));
  return rest ? { event: rest, live: finish(applied, seen.at) } : { event, live: applied };
}

/** The commands that follow on a play request that did not work. */
const AFTER_REQUEST: Partial<Record<PlayerEvent, (seen: Observation | null) => PlayerCommand[]>> = {
  cameOutShuffled: (seen) => [...turnOffShuffleAndRepeat(seen), { do: 'repeat' }],
  ignoresLists: () => [{ do: 'playInAlbum' }],
  neverSeen: () => [{ do: 'repeat' }],
};

function commandsFor(
  event: PlayerEvent,
  before: Live,
  live: Live,
  seen: Observation | null,
  now: number,
): readonly PlayerCommand[] {
  const again = AFTER_REQUEST[event];
  if (again) return again(seen);
  if (!isInEffect(live)) return [];
  const isJustOver = live.playback.is === 'over' && (before.playback.is !== 'over' || hasBlinked(before, seen));
  const stops = isJustOver ? stopLeftovers(before, live, seen) : [];
  return stops.length > 0 ? stops : steer(live, seen, now);
}

/** Returns true if the setlist ended on a look without a track, and this is the look that follows. */
function hasBlinked({ playback }: Live, seen: Observation | null): boolean {
  if (playback.is !== 'over' || playback.blankSince !== playback.since) return false;
  return seen !== null && seen.at <= playback.since + 2 * BLANK_MS;
}
