import { createExpiringMap } from '../expiring-map.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Player } from '../ports/player.ts';
import type { SessionStore } from '../ports/sessions.ts';
import type { Stage } from '../ports/stage.ts';
import { Overtaken, Unavailable } from '../ports/unavailable.ts';
import { backOff } from '../session/back-off.ts';
import { type Judgement, judge } from '../session/player/judge.ts';
import { isOutdated, type Observation } from '../session/player/observation.ts';
import { plan, type Wake } from '../session/player/plan.ts';
import {
  foundInQueue,
  foundList,
  handedOver,
  inAlbum,
  isInEffect,
  queued,
  repeated,
  surelyQueued,
  unqueued,
  withOwnQueue,
} from '../session/player/programme.ts';
import { playsUntil, positionAt } from '../session/player/sounding.ts';
import type { Order } from '../session/player/steer.ts';
import { BOUNDARY_MS, TOLERANCE_MS } from '../session/player/tolerances.ts';
import { end, expiry, type Live, type Lobby, type Open, pickById, type Trouble } from '../session/session.ts';
import { type Course, createCourses } from './courses.ts';
import { type Command, createDelivery, type Delivery } from './deliver.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { createHostCalls } from './host-call.ts';
import { createEyes, type Sight } from './sight.ts';
import type { Turns } from './turns.ts';
import { inTime } from './typing.ts';

/** A press's view of the evening: its present state, and the observation of its look, if it needed one. */
export type Seen = { live: Live; seen: Observation | null };

export type Conductor = {
  /** Takes up an open session: after a start, a press (with what the press saw), or a change. Returns at once. */
  attend(sessionId: string, sight?: Sight | null): void;
  /** The same, beginning with a look: what kept us from looking may be over. */
  attendAnew(sessionId: string): void;
  /** Looks for a press, unless what is known is fresh: then null. It may take long. */
  glance(live: Live): Promise<Sight | null> | null;
  /**
   * The same for a press that steers: null as well if no answer comes in time, or a passing failure, so that the press goes
   * by what is known. A failure stands on the card from then on. @throws Unavailable
   */
  lookFirst(live: Live): Promise<Sight | null>;
  /** The evening as a look showed it, unless that is outdated; nothing is kept of it. */
  asSeen(live: Live, sight: Sight): Live;
  /** Within the session's turn: the evening as a press's look showed it, unless that is outdated. */
  noted(live: Live, sight: Sight | null): Seen;
  /**
   * Within the session's turn: writes a press's command down and sends it ahead of whatever waits or hangs. Resolves when
   * the player has answered. @throws Overtaken, Unavailable
   */
  overtake(before: Live, command: Command): Promise<void>;
  /** A play request with the programme's list. */
  playing: Delivery['playing'];
  /** On to what the device has next. */
  stepping: Delivery['stepping'];
  /** Within the session's turn: trouble that a press has met stands on the card. */
  suffer(live: Live, error: Unavailable): void;
  /** Within the session's turn: nothing more is sent for this evening, and what was said besides the card is taken back. */
  dismiss(session: Open): void;
  /** Takes up every open session again. */
  resumeAll(): void;
  /** Resolves when no command is under way any more. */
  idle(): Promise<void>;
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

/** A press that steers looks first if what we know is older than this. */
const FRESH_MS = 5_000;

/** The longest wait of a press that steers for its look. */
const LOOK_PATIENCE_MS = 600;

/** After an order that did not get through, though the player can be seen. */
const ORDER_PAUSE_MS = 20_000;

/** The loop that keeps the host's device, the setlist and the card in step. It decides nothing: `judge` does. */
export function createConductor(world: {
  sessions: SessionStore;
  player: Player;
  stage: Stage;
  clock: Clock;
  turns: Turns;
  log: Log;
}): Conductor {
  const { sessions, player, stage, clock, turns } = world;
  const calls = createHostCalls(world);
  const courses = createCourses(clock.now);
  const eyes = createEyes({ ...world, courses });
  const delivery = createDelivery({ ...world, courses, overtaken: attendAnew });
  const alarms = new Map<string, () => void>();
  /** The moments since which sessions could not be conducted for a reason of ours, such as a full disk. */
  const failingSince = createExpiringMap<string, number>({ now: clock.now, forMs: FAILING_MS, most: MOST_FAILING });
  let stopped = false;

  function attend(sessionId: string, sight: Sight | null = null): void {
    run(sessionId, conduct(sessionId, sight));
  }

  function attendAnew(sessionId: string): void {
    run(sessionId, lookAndConduct(sessionId));
  }

  function run(sessionId: string, acting: Promise<void>): void {
    acting.then(
      () => failingSince.delete(sessionId),
      (err: unknown) => stopped || startOver(sessionId, err),
    );
  }

  /** Schedules the next attempt, after longer and longer pauses: each costs a look. */
  function startOver(sessionId: string, err: unknown): void {
    world.log.error({ err, session: sessionId }, 'the conductor stumbled');
    const since = failingSince.get(sessionId) ?? clock.now();
    failingSince.set(sessionId, since);
    schedule(sessionId, { at: clock.now() + backOff(clock.now() - since, TROUBLE_PAUSE_MS), look: true });
  }

  async function lookAndConduct(sessionId: string): Promise<void> {
    const session = stopped ? null : sessions.find(sessionId);
    const looking = session?.phase === 'live' ? eyes.look(session) : Promise.resolve(null);
    if (looking) await conduct(sessionId, await looking); // else the look that is under way goes on from there
  }

  /** One after the other, but only deciding takes the session's turn: no press waits for what is looked for or sent. */
  async function conduct(sessionId: string, sight: Sight | null): Promise<void> {
    const course = courses.present(sessionId);
    await course.take(async () => {
      const judged = await turns.take(sessionId, async () => (course.stands() ? decide(course, sight) : null));
      if (judged) await carryOut(course, judged);
    });
  }

  /** Returns the orders for the player by now; null if it is to be told nothing. */
  function decide(course: Course, sight: Sight | null): Decided | null {
    const { sessionId } = course;
    const session = stopped ? null : sessions.find(sessionId);
    if (!session || session.phase === 'ended') return forget(sessionId);
    if (endIfDue(session)) return null;
    if (session.phase === 'lobby') return beReady(session);
    const told = sight && !isOutdated(session, sight, course.beganAt) ? sight : null;
    if (told && 'error' in told) return bear(session, told.error, againAfter(session, told.error));
    const seen = told?.seen ?? null;
    if (seen && seen.at < course.settlesAt && isInEffect(session)) return lookAgain(session, course.settlesAt);
    const judged = judge(session, isStale(session, seen, clock.now()) ? null : seen, clock.now());
    sessions.save(judged.live);
    if (seen) world.log.info({ session: sessionId, event: judged.event }, 'looked at the player');
    if (!judged.orders.some(changesWhatSounds)) stage.refresh(sessionId);
    const hasJustStarted = !isInEffect(session) && isInEffect(judged.live) && isFirst(judged.live);
    return { ...judged, hasJustStarted };
  }

  function forget(sessionId: string): null {
    courses.end(sessionId);
    schedule(sessionId, null);
    return null;
  }

  function lookAgain(live: Live, at: number): null {
    schedule(live.id, { at, look: true }, live);
    return null;
  }

  /** Keeps the way to the host's player open, so that Start goes out at once; what is amiss is told there. */
  function beReady(lobby: Lobby): null {
    player.ready(lobby.hostId).catch((err: unknown) => {
      world.log.info({ err, session: lobby.id }, 'the host’s player is not ready');
    });
    schedule(lobby.id, { at: clock.now() + READY_EVERY_MS, look: false }, lobby);
    return null;
  }

  function endIfDue(session: Open): boolean {
    const due = expiry(session);
    if (!due || due.at > clock.now()) return false;
    dismiss(session);
    sessions.save(end(session, due.why, clock.now()));
    schedule(session.id, null);
    stage.refresh(session.id);
    return true;
  }

  function dismiss(session: Open): void {
    courses.end(session.id);
    if (session.phase === 'live') calls.dismiss(session);
  }

  /** Trouble is state: it stands on the card until a look succeeds. Meanwhile the evening follows the clock. */
  function bear(live: Live, error: Unavailable, pauseMs: number | null): null {
    const now = clock.now();
    world.log.warn({ err: error, session: live.id }, 'the player cannot be reached');
    const until = error.until === undefined ? {} : { until: error.until };
    const againAt = error.until ?? (pauseMs === null ? undefined : now + pauseMs);
    const again = againAt === undefined ? {} : { againAt };
    const trouble: Trouble = { kind: error.kind, since: live.trouble?.since ?? now, ...until, ...again };
    const troubled: Live = { ...live, trouble };
    sessions.save(troubled);
    const tended = calls.tend(troubled);
    stage.refresh(live.id);
    schedule(live.id, plan(tended, now), tended);
    return null;
  }

  function againAfter({ trouble }: Live, { until }: Unavailable): number | null {
    if (until !== undefined) return null;
    const lasted = clock.now() - (trouble?.since ?? clock.now());
    return backOff(lasted, TROUBLE_PAUSE_MS);
  }

  /** Tells the player one thing after the other, and then waits for what is next. */
  async function carryOut(course: Course, judged: Decided): Promise<void> {
    try {
      for (const order of judged.orders) await give(course, order);
      if (judged.hasJustStarted) await countOwnQueue(course);
    } catch (error) {
      if (error instanceof Overtaken) return;
      if (error instanceof Unavailable) return inTurn(course, (live) => void bear(live, error, pauseAfter(error)));
      throw error;
    }
    await inTurn(course, rest);
  }

  /** The player can be looked at; what it would not take is tried again when a look asks for it again. */
  function pauseAfter(error: Unavailable): number | null {
    return isPassing(error) ? ORDER_PAUSE_MS : null;
  }

  function rest(live: Live): void {
    const tended = calls.tend(live);
    stage.refresh(live.id);
    schedule(live.id, plan(tended, clock.now()), tended);
  }

  async function inTurn(course: Course, act: (live: Live) => void): Promise<void> {
    await turns.take(course.sessionId, async () => {
      const session = stopped || !course.stands() ? null : sessions.find(course.sessionId);
      if (session?.phase === 'live') act(session);
    });
  }

  /** Every step is written down before it is taken, so that a crash in between is settled by looking. */
  async function give(course: Course, order: Order): Promise<void> {
    world.log.info({ session: course.sessionId, order }, 'steering');
    const tell = (decide: (live: Live) => Command) => delivery.tell(course, decide);
    switch (order.do) {
      case 'enqueue':
        return enqueue(course, order.pick);
      case 'findQueued':
        return findQueued(course, order.pick);
      case 'findList':
        await lookIntoQueue(course, foundList);
        return attend(course.sessionId);
      case 'handOver':
        return tell((live) => handOver(live, order.picks, order.positionMs));
      case 'repeat':
        return tell((live) => ({ ...delivery.playing(repeated(live, clock.now())), refused: (now) => now }));
      case 'playInAlbum':
        return tell((live) => ({ ...delivery.playing(inAlbum(repeated(live, clock.now()))), refused: (now) => now }));
      case 'tame':
        return tell((live) => ({ written: live, send: (wanted) => tame(wanted, live, order) }));
      case 'next':
        return tell(delivery.stepping);
      case 'pause':
        return tell((live) => ({
          written: live,
          send: (wanted) => wanted.pause(live.hostId, live.programme.device),
        }));
    }
  }

  async function tame(wanted: Player, { hostId, programme }: Live, { shuffle, repeat }: Taming): Promise<void> {
    if (shuffle) await wanted.shuffleOff(hostId, programme.device);
    if (repeat) await wanted.repeatOff(hostId, programme.device);
  }

  /** Later in a song it would be heard as a cut, and waits for the next one. */
  function handOver(live: Live, picks: readonly string[], positionMs: number): Command {
    const now = clock.now();
    const until = live.playback.is === 'playing' ? now + BOUNDARY_MS - positionAt(live, now) : undefined;
    return delivery.playing(handedOver(live, picks, positionMs, now), { urgency: 'steering', until });
  }

  /** Whatever overtakes it, what the player said of a pick is known of that pick. */
  async function enqueue(course: Course, pickId: string): Promise<void> {
    const at = clock.now();
    const settle = (change: (live: Live, id: string) => Live, { hostId, id }: Live) =>
      turns.take(id, async () => {
        const now = stopped ? null : sessions.find(id);
        const fate = now?.phase === 'live' && now.hostId === hostId ? pickById(now, pickId)?.fate : undefined;
        const isDoubtful = fate?.state === 'queued' && fate.at === at && !fate.sure;
        if (now?.phase === 'live' && isDoubtful) sessions.save(change(now, pickId));
      });
    await delivery.tell(course, (live) => {
      const uri = pickById(live, pickId)?.track.uri ?? '';
      const until = (playsUntil(live) ?? at) - TOLERANCE_MS;
      return {
        written: queued(live, pickId, at),
        refused: (now) => now,
        async send(wanted) {
          try {
            await wanted.enqueue(live.hostId, live.programme.device, uri, until);
          } catch (error) {
            if (!(error instanceof Unavailable && error.unsure)) await settle(unqueued, live);
            throw error;
          }
          await settle(surelyQueued, live);
        },
      };
    });
  }

  async function findQueued(course: Course, pickId: string): Promise<void> {
    await lookIntoQueue(course, (live, upNext) => foundInQueue(live, pickId, upNext));
    await inTurn(course, (live) => {
      if (pickById(live, pickId)?.fate.state === 'waiting') attend(live.id); // there may be time for another try
    });
  }

  /** The songs that the host queued by hand sound before our second one; the card says how many. */
  function countOwnQueue(course: Course): Promise<void> {
    return lookIntoQueue(course, withOwnQueue);
  }

  async function lookIntoQueue(
    course: Course,
    found: (live: Live, upNext: Awaited<ReturnType<Player['upNext']>>) => Live,
  ): Promise<void> {
    await delivery.tell(course, (live) => {
      let upNext: Awaited<ReturnType<Player['upNext']>> = [];
      return {
        written: live,
        accepted: (now) => found(now, upNext),
        async send(wanted) {
          upNext = await wanted.upNext(live.hostId);
        },
      };
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
    const wake = look ? attendAnew : attend;
    alarms.set(
      sessionId,
      clock.after(at - clock.now(), () => wake(sessionId)),
    );
  }

  /** A press may be the first to learn of trouble: it stands on the card from then on, not only in the refusal. */
  function suffer(live: Live, error: Unavailable): void {
    if (!isOurOwnQueue(error)) bear(live, error, againAfter(live, error));
  }

  /** Returns true if a press only had too little patience for the calls that stand before it. */
  function isOurOwnQueue({ kind, until }: Unavailable): boolean {
    return kind === 'wait' && until !== undefined && until - clock.now() < MINUTE_MS;
  }

  function glance(live: Live): Promise<Sight | null> | null {
    const isFresh = live.lookedAt !== null && clock.now() - live.lookedAt < FRESH_MS;
    const isSettling = isInEffect(live) && clock.now() < courses.settlesAt(live.id);
    return (isFresh && live.playback.is !== 'starting') || isSettling ? null : eyes.glance(live);
  }

  async function lookFirst(live: Live): Promise<Sight | null> {
    const looking = glance(live);
    const sight = looking && (await inTime(clock, clock.now() + LOOK_PATIENCE_MS, looking, () => null));
    if (!sight || !('error' in sight)) return sight;
    await turns.take(live.id, async () => {
      const session = sessions.find(live.id);
      const isNews = session?.phase === 'live' && !isOutdated(session, sight, courses.pressedAt(live.id));
      if (isNews) suffer(session, sight.error);
    });
    if (sight.error.kind === 'unreachable') return null; // the command may get through where the look did not
    throw sight.error;
  }

  function noted(live: Live, sight: Sight | null): Seen {
    const judged = sight && judgedBy(live, sight);
    if (!judged) return { live, seen: null };
    sessions.save(judged.live);
    // Whoever looks next finds all over already, and nothing to stop.
    const isJustOver = judged.live.playback.is === 'over' && live.playback.is !== 'over';
    const stops = isJustOver ? judged.orders.filter(isStop) : [];
    const course = courses.present(live.id);
    if (stops.length > 0)
      run(
        live.id,
        course.take(() => carryOut(course, { orders: stops, hasJustStarted: false })),
      );
    return { live: judged.live, seen: judged.seen };
  }

  function judgedBy(live: Live, sight: Sight): (Judgement & { seen: Observation }) | null {
    if ('error' in sight || isOutdated(live, sight, courses.pressedAt(live.id))) return null;
    return { ...judge(live, sight.seen, clock.now()), seen: sight.seen };
  }

  function resume(sessionId: string): void {
    if (stopped) return;
    const session = sessions.find(sessionId);
    if (!session || session.phase === 'ended') return;
    if (session.phase === 'live') attendAnew(sessionId);
    else attend(sessionId);
    if (!session.card) stage.refresh(sessionId);
  }

  return {
    attend,
    attendAnew,
    glance,
    lookFirst,
    noted,
    asSeen: (live, sight) => judgedBy(live, sight)?.live ?? live,
    overtake: delivery.overtake,
    playing: delivery.playing,
    stepping: delivery.stepping,
    suffer,
    dismiss,
    resumeAll() {
      fewAtATime(clock, sessions.allOpen(), ({ id }) => resume(id));
      fewAtATime(clock, sessions.endedUnshown(), (id) => stopped || stage.refresh(id));
    },
    idle: courses.idle,
    stop() {
      stopped = true;
      courses.stop();
      for (const cancel of alarms.values()) cancel();
      alarms.clear();
    },
  };
}

/** The orders for the player by now. */
type Decided = Pick<Judgement, 'orders'> & { hasJustStarted: boolean };

type Taming = { shuffle: boolean; repeat: boolean };

function isStop(order: Order): boolean {
  return order.do === 'tame' || order.do === 'pause';
}

/** Until such an order has been written down, the card would name what is about to give way. */
function changesWhatSounds(order: Order): boolean {
  return order.do !== 'tame' && order.do !== 'enqueue' && order.do !== 'findQueued' && order.do !== 'findList';
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
  return live.setlist.every(({ fate }) => fate.state === 'waiting' || fate.state === 'sounding');
}
