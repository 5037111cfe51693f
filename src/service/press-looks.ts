import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import { byTheClock } from '../session/player/by-the-clock.ts';
import { type Judgement, judge } from '../session/player/judge.ts';
import { isOutdated, type Observation } from '../session/player/observation.ts';
import { isInEffect } from '../session/player/programme.ts';
import type { Live } from '../session/session.ts';
import type { Conductor } from './conductor.ts';
import type { Courses } from './courses.ts';
import type { LookResult, PlayerLooks } from './player-looks.ts';
import type { Sessions, Turn } from './sessions.ts';
import { inTime } from './typing.ts';

/** A press's view of the evening: its present state, and the observation of its look, if it needed one. */
export type Seen = { live: Live; seen: Observation | null };

/** The looks of people who press: what they decide rests on the evening as it is now. */
export type PressLooks = {
  /** Looks for a press, unless what is known is fresh: then null. It may take long. */
  lookForPress(live: Live): Promise<LookResult | null> | null;
  /**
   * The same for a press that steers: null as well if no answer comes in time, or a passing failure, so that the press goes
   * by what is known. A failure stands on the card from then on. @throws Unavailable
   */
  lookFirst(live: Live): Promise<LookResult | null>;
  /** Returns the evening as a look showed it, unless that is outdated; nothing is kept of it. */
  asSeen(live: Live, looked: LookResult): Seen;
  /** Keeps the evening as a press's look showed it, unless that is outdated. */
  noted(turn: Turn, live: Live, looked: LookResult | null): Promise<Seen>;
  /**
   * The same for whoever cannot look again, as another host goes on or nobody does: if a look was needed (`isNeeded`) and
   * none came, the evening is as it should be by the clock.
   */
  lastKnown(turn: Turn, live: Live, looked: LookResult | null, isNeeded: boolean): Promise<Seen>;
};

/** A press that steers looks first if what we know is older than this. */
const FRESH_MS = 5_000;

/** The longest wait of whoever presses for a look: they are answered within a second. */
export const LOOK_PATIENCE_MS = 600;

export function createPressLooks(world: {
  sessions: Sessions;
  courses: Courses;
  playerLooks: PlayerLooks;
  conductor: Conductor;
  clock: Clock;
  log: Log;
}): PressLooks {
  const { sessions, courses, conductor, clock } = world;

  function lookForPress(live: Live): Promise<LookResult | null> | null {
    const isFresh = live.lookedAt !== null && clock.now() - live.lookedAt < FRESH_MS;
    const isSettling = isInEffect(live) && clock.now() < courses.settlesAt(live.id);
    return (isFresh && live.playback.is !== 'starting') || isSettling ? null : world.playerLooks.lookForPress(live);
  }

  async function lookFirst(before: Live): Promise<LookResult | null> {
    const looking = lookForPress(before);
    const looked = looking && (await inTime(clock, clock.now() + LOOK_PATIENCE_MS, looking, () => null));
    if (looking && !looked) tellLate(before.id, looking);
    if (!looked || !('error' in looked)) return looked;
    await sessions.takeLive(before.id, async (live, turn) => {
      if (!isOutdated(live, looked, courses.pressedAt(live.id)))
        await conductor.reportTrouble(turn, live, looked.error);
    });
    if (looked.error.kind === 'unreachable') return null; // the command may get through where the look did not
    throw looked.error;
  }

  /** What a look shows too late for its press is on the card all the same, unless the press was carried out. */
  function tellLate(sessionId: string, looking: Promise<LookResult | null>): void {
    const told = looking.then((looked) => {
      if (looked && !('error' in looked)) conductor.takeUp(sessionId, looked);
    });
    inBackground(told, world.log, 'what a late look showed was not told', { session: sessionId });
  }

  function judgeLook(live: Live, looked: LookResult): (Judgement & { seen: Observation }) | null {
    if ('error' in looked || isOutdated(live, looked, courses.pressedAt(live.id))) return null;
    if (isInEffect(live) && looked.seen.at < courses.settlesAt(live.id)) return null; // it may show what was before a command
    return { ...judge(live, looked.seen, clock.now()), seen: looked.seen };
  }

  async function noted(turn: Turn, live: Live, looked: LookResult | null): Promise<Seen> {
    const judged = looked && judgeLook(live, looked);
    if (!judged) return { live, seen: null };
    await turn.save(judged.live);
    // Other commands are given by the loop, which attends after a press. Whoever looks next finds all over already, and
    // nothing to stop.
    const isJustOver = judged.live.playback.is === 'over' && live.playback.is !== 'over';
    if (isJustOver) conductor.stopMusic(live.id, judged.commands);
    return { live: judged.live, seen: judged.seen };
  }

  async function lastKnown(turn: Turn, live: Live, looked: LookResult | null, isNeeded: boolean): Promise<Seen> {
    if (!isNeeded || (looked && !('error' in looked))) return noted(turn, live, looked);
    const now = clock.now();
    const trouble = live.trouble ?? { kind: looked?.error.kind ?? 'unreachable', since: now };
    world.log.info({ err: looked?.error, session: live.id }, 'the player could not be seen before it is left');
    return { live: { ...byTheClock({ ...live, trouble }, now), trouble }, seen: null };
  }

  return {
    lookForPress,
    lookFirst,
    lastKnown,
    asSeen: (live, looked) => judgeLook(live, looked) ?? { live, seen: null },
    noted,
  };
}
