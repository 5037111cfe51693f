import { createExpiringMap } from '../expiring-map.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Player } from '../ports/player.ts';
import type { Stage } from '../ports/stage.ts';
import { Overtaken, Unavailable } from '../ports/unavailable.ts';
import { backOff } from '../session/back-off.ts';
import { end, expiry } from '../session/ending.ts';
import { type Judgement, judge } from '../session/player/judge.ts';
import { isOutdated, type Observation } from '../session/player/observation.ts';
import { plan, type Wake } from '../session/player/plan.ts';
import { isInEffect } from '../session/player/programme.ts';
import type { PlayerCommand } from '../session/player/steer.ts';
import type { Live, Lobby, Open, Trouble } from '../session/session.ts';
import type { Course, Courses } from './courses.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { createHostCalls } from './host-call.ts';
import type { PlayerCommands } from './player-commands.ts';
import type { LookResult, PlayerLooks } from './player-looks.ts';
import type { Sessions, Turn } from './sessions.ts';

export type Conductor = {
  /** Takes up an open session: after a start, a press (with what the press saw), or a change. Returns at once. */
  takeUp(sessionId: string, looked?: LookResult | null): void;
  /** The same for a session that has changed, which the card shows as well. */
  proceed(sessionId: string): void;
  /** The same as `takeUp`, beginning with a look: what kept us from looking may be over. */
  lookAgain(sessionId: string): void;
  /** Shows trouble that a press has met on the card. */
  reportTrouble(turn: Turn, live: Live, error: Unavailable): Promise<void>;
  /** Carries out those of the commands that stop music. Returns at once. */
  stopMusic(sessionId: string, commands: readonly PlayerCommand[]): void;
  /** Sends nothing more for a session that ends, and takes back what was said besides the card. */
  dismiss(session: Open): void;
  /** Takes up every open session again. */
  resumeAll(): Promise<void>;
  /** Stops waking; what is under way comes to its end. */
  stop(): void;
};

/** After trouble: asked again after as long as it has lasted, within these bounds. */
const TROUBLE_PAUSE_MS = { least: 5_000, most: 10 * 60_000 };

/** `Player.ready` lasts for ten minutes. */
const READY_EVERY_MS = 10 * 60_000;

const MINUTE_MS = 60_000;

/** The time for which a failure is remembered after its last attempt, and the most sessions of which it is. */
const FAILING_MS = 2 * TROUBLE_PAUSE_MS.most;
const MOST_FAILING = 10_000;

/** After a command that did not get through, though the player can be seen. */
const COMMAND_PAUSE_MS = 20_000;

/**
 * The loop that keeps the host's device, the setlist and the card in step. `judge` decides what the player is to be told;
 * this decides, by rules of the session, when to look again, when an evening ends by itself and how long trouble is left alone.
 */
export function createConductor(world: {
  sessions: Sessions;
  courses: Courses;
  playerLooks: PlayerLooks;
  commands: PlayerCommands;
  player: Player;
  stage: Stage;
  clock: Clock;
  log: Log;
}): Conductor {
  const { sessions, courses, playerLooks, stage, clock } = world;
  const calls = createHostCalls(world);
  const alarms = new Map<string, () => void>();
  /** The moments since which sessions could not be conducted for a reason of ours, such as a full disk. */
  const failingSince = createExpiringMap<string, number>({ now: clock.now, forMs: FAILING_MS, most: MOST_FAILING });
  let stopped = false;

  function takeUp(sessionId: string, looked: LookResult | null = null): void {
    run(sessionId, conduct(sessionId, looked));
  }

  function lookAgain(sessionId: string): void {
    run(sessionId, lookAndConduct(sessionId));
  }

  function run(sessionId: string, acting: Promise<void>): void {
    acting.then(
      () => failingSince.delete(sessionId),
      (err: unknown) => stopped || scheduleRetry(sessionId, err),
    );
  }

  /** Schedules the next attempt, after longer and longer pauses: each costs a look. */
  function scheduleRetry(sessionId: string, err: unknown): void {
    world.log.error({ err, session: sessionId }, 'conducting a session failed');
    const since = failingSince.get(sessionId) ?? clock.now();
    failingSince.set(sessionId, since);
    schedule(sessionId, { at: clock.now() + backOff(clock.now() - since, TROUBLE_PAUSE_MS), look: true });
  }

  async function lookAndConduct(sessionId: string): Promise<void> {
    const session = stopped ? null : sessions.find(sessionId);
    const looking = session?.phase === 'live' ? playerLooks.look(session) : Promise.resolve(null);
    if (looking) await conduct(sessionId, await looking); // else the look that is under way goes on from there
  }

  /** One after the other, but only deciding takes the session's turn: no press waits for what is looked for or sent. */
  async function conduct(sessionId: string, looked: LookResult | null): Promise<void> {
    const course = courses.present(sessionId);
    await course.take(async () => {
      const decided = await sessions.take(sessionId, async (turn) =>
        course.isCurrent() ? decide(turn, course, looked) : null,
      );
      if (decided) await carryOut(course, decided);
    });
  }

  /** Returns the commands for the player by now; null if it is to be told nothing. */
  async function decide(turn: Turn, course: Course, looked: LookResult | null): Promise<Decided | null> {
    const session = stopped ? null : turn.session;
    if (!session || session.phase === 'ended') return stopConducting(course.sessionId);
    if (await endIfDue(turn, session)) return null;
    if (session.phase === 'lobby') return prepareToStart(session);
    const told = looked && !isOutdated(session, looked, course.beganAt) ? looked : null;
    if (told && 'error' in told) return recordTrouble(turn, session, told.error, againAfter(session, told.error));
    const seen = told?.seen ?? null;
    if (seen && seen.at < course.settlesAt && isInEffect(session)) return scheduleLook(session, course.settlesAt);
    return judgeNow(turn, session, seen);
  }

  async function judgeNow(turn: Turn, before: Live, seen: Observation | null): Promise<Decided> {
    const { event, live, commands } = judge(before, isStale(before, seen, clock.now()) ? null : seen, clock.now());
    await turn.save(live);
    if (seen) world.log.info({ session: live.id, event }, 'looked at the player');
    if (!commands.some(changesWhatSounds)) stage.refresh(live.id);
    return { commands, hasJustStarted: !isInEffect(before) && isInEffect(live) && isFirst(live) };
  }

  function stopConducting(sessionId: string): null {
    courses.end(sessionId);
    schedule(sessionId, null);
    return null;
  }

  function scheduleLook(live: Live, at: number): null {
    schedule(live.id, { at, look: true }, live);
    return null;
  }

  /** Keeps the way to the host's player open, so that Start goes out at once; what is amiss is told there. */
  function prepareToStart(lobby: Lobby): null {
    world.player.ready(lobby.hostId).catch((err: unknown) => {
      world.log.info({ err, session: lobby.id }, 'the host’s player is not ready');
    });
    schedule(lobby.id, { at: clock.now() + READY_EVERY_MS, look: false }, lobby);
    return null;
  }

  async function endIfDue(turn: Turn, session: Open): Promise<boolean> {
    const due = expiry(session);
    if (!due || due.at > clock.now()) return false;
    await turn.save(end(session, due.why, clock.now()));
    dismiss(session);
    schedule(session.id, null);
    stage.refresh(session.id);
    return true;
  }

  function dismiss(session: Open): void {
    courses.end(session.id);
    if (session.phase === 'live') calls.dismiss(session);
  }

  /** Trouble is state: it stands on the card until a look succeeds. Meanwhile the evening follows the clock. */
  async function recordTrouble(turn: Turn, live: Live, error: Unavailable, pauseMs: number | null): Promise<null> {
    const now = clock.now();
    world.log.warn({ err: error, session: live.id }, 'the player cannot be reached');
    const until = error.until === undefined ? {} : { until: error.until };
    const againAt = error.until ?? (pauseMs === null ? undefined : now + pauseMs);
    const again = againAt === undefined ? {} : { againAt };
    const trouble: Trouble = { kind: error.kind, since: live.trouble?.since ?? now, ...until, ...again };
    const troubled: Live = { ...live, trouble };
    await turn.save(troubled);
    await waitForNext(turn, troubled);
    return null;
  }

  function againAfter({ trouble }: Live, { until }: Unavailable): number | null {
    if (until !== undefined) return null;
    const lasted = clock.now() - (trouble?.since ?? clock.now());
    return backOff(lasted, TROUBLE_PAUSE_MS);
  }

  /** Tells the player one thing after the other, and then waits for what is next. */
  async function carryOut(course: Course, { commands, hasJustStarted }: Decided): Promise<void> {
    try {
      for (const command of commands) if (await world.commands.give(course, command)) takeUp(course.sessionId);
      if (hasJustStarted) await world.commands.countOwnQueue(course);
    } catch (error) {
      if (error instanceof Overtaken) return;
      if (!(error instanceof Unavailable)) throw error;
      return inTurn(course, async (live, turn) => void (await recordTrouble(turn, live, error, pauseAfter(error))));
    }
    await inTurn(course, (live, turn) => waitForNext(turn, live));
  }

  /** The player can be looked at; what it would not take is tried again when a look asks for it again. */
  function pauseAfter(error: Unavailable): number | null {
    return isPassing(error) ? COMMAND_PAUSE_MS : null;
  }

  async function waitForNext(turn: Turn, live: Live): Promise<void> {
    const updated = await calls.update(turn, live);
    stage.refresh(live.id);
    schedule(live.id, plan(updated, clock.now()), updated);
  }

  async function inTurn(course: Course, act: (live: Live, turn: Turn) => Promise<void>): Promise<void> {
    await sessions.takeLive(course.sessionId, async (live, turn) => {
      if (!stopped && course.isCurrent()) await act(live, turn);
    });
  }

  /** Sets the one alarm of a session: for the next look, or for when it ends by itself. */
  function schedule(sessionId: string, wakeUp: Wake, session: Open | null = null): void {
    alarms.get(sessionId)?.();
    alarms.delete(sessionId);
    const due = session && expiry(session);
    const at = Math.min(wakeUp?.at ?? Number.POSITIVE_INFINITY, due?.at ?? Number.POSITIVE_INFINITY);
    if (stopped || at === Number.POSITIVE_INFINITY) return;
    const look = wakeUp !== null && wakeUp.at <= at && wakeUp.look;
    const wake = look ? lookAgain : takeUp;
    alarms.set(
      sessionId,
      clock.after(at - clock.now(), () => wake(sessionId)),
    );
  }

  /** Returns true if a press only had too little patience for the calls that stand before it. */
  function isShortWait({ kind, until }: Unavailable): boolean {
    return kind === 'wait' && until !== undefined && until - clock.now() < MINUTE_MS;
  }

  function resume(sessionId: string): void {
    const session = stopped ? null : sessions.find(sessionId);
    if (!session) return;
    if (session.phase === 'live') lookAgain(sessionId);
    else takeUp(sessionId);
    if (!session.card) stage.refresh(sessionId);
  }

  return {
    takeUp,
    proceed(sessionId) {
      stage.refresh(sessionId);
      takeUp(sessionId);
    },
    lookAgain,
    async reportTrouble(turn, live, error) {
      if (!isShortWait(error)) await recordTrouble(turn, live, error, againAfter(live, error));
    },
    stopMusic(sessionId, commands) {
      const course = courses.present(sessionId);
      const stops = commands.filter(isStop);
      if (stops.length === 0) return;
      run(
        sessionId,
        course.take(() => carryOut(course, { commands: stops, hasJustStarted: false })),
      );
    },
    dismiss,
    async resumeAll() {
      fewAtATime(clock, sessions.allOpen(), ({ id }) => resume(id));
      fewAtATime(clock, await sessions.endedUnshown(), (id) => stopped || stage.refresh(id));
    },
    stop() {
      stopped = true;
      courses.stop();
      for (const cancel of alarms.values()) cancel();
      alarms.clear();
    },
  };
}

/** The commands for the player by now. */
type Decided = Pick<Judgement, 'commands'> & { hasJustStarted: boolean };

function isStop(command: PlayerCommand): boolean {
  return command.do === 'turnOffShuffleAndRepeat' || command.do === 'pause';
}

/** Until such a command has been written down, the card would name what is about to give way. */
function changesWhatSounds(command: PlayerCommand): boolean {
  return (
    command.do !== 'turnOffShuffleAndRepeat' &&
    command.do !== 'enqueue' &&
    command.do !== 'findQueued' &&
    command.do !== 'findList'
  );
}

/** Trouble that may well be over in a moment. */
function isPassing({ kind }: Unavailable): boolean {
  return kind === 'unreachable' || kind === 'wait';
}

/** The age from which an observation says nothing any more about what sounds now. */
const SEEN_LATELY_MS = 3_000;

/** Returns true if time or somebody's press has changed things since this was seen. */
function isStale(live: Live, seen: Observation | null, now: number): boolean {
  return seen !== null && (seen.at < live.touchedAt || now - seen.at > SEEN_LATELY_MS);
}

/** Returns true if this is the programme of the start: nothing of ours has been over yet. */
function isFirst(live: Live): boolean {
  return live.setlist.every(({ status }) => status.state === 'waiting' || status.state === 'sounding');
}
