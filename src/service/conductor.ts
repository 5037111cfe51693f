import type { Log } from '../log.ts';
import { backOff } from '../session/back-off.ts';
import { STALE_MS } from '../session/follow.ts';
import type { Observation } from '../session/observation.ts';
import { plan, type Wake } from '../session/plan.ts';
import { judge } from '../session/playback.ts';
import {
  answered,
  BOUNDARY_MS,
  foundInQueue,
  foundList,
  handedOver,
  inAlbum,
  queued,
  repeated,
  stepped,
  surelyQueued,
  unqueued,
} from '../session/programme.ts';
import { end, expiry, type Live, type Lobby, type Open, pickById, picksOf, type Trouble } from '../session/session.ts';
import { playsUntil, positionAt, TOLERANCE_MS } from '../session/sounding.ts';
import type { Order } from '../session/steer.ts';
import { sameSong } from '../session/track.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { createHostCalls } from './host-call.ts';
import { type Clock, type Haste, type Player, type SessionStore, type Stage, Unavailable } from './ports.ts';
import type { Turns } from './turns.ts';

export type Conductor = {
  /** Takes up an open session: after a start, a press (with what the press saw), or a change. Returns at once. */
  attend(sessionId: string, seen?: Observation | null): void;
  /** The same, beginning with a look: what kept us from looking may be over. */
  attendAnew(sessionId: string): void;
  /** Within the session's turn, before a press that steers: looks at the player unless that has just been done. */
  freshen(live: Live): Promise<{ live: Live; seen: Observation | null }>;
  /** Within the session's turn: lets the device go on to what it has next. */
  stepOn(live: Live): Promise<Live>;
  /** Within the session's turn: writes the programme down and sends its list to the device. */
  send(live: Live, haste?: Haste): Promise<Live>;
  /** A press has changed what the player does: for a moment it may still show what was before. */
  steered(sessionId: string): void;
  /** Within the session's turn: what was said about this evening besides the card is taken back, because it ends. */
  dismiss(live: Live): void;
  /** Takes up every open session again. */
  resumeAll(): void;
  /** Stops waking; what is under way comes to its end. */
  stop(): void;
};

/** After trouble: asked again after as long as it has lasted, within these bounds. */
const TROUBLE_PAUSE_MS = { least: 5_000, most: 10 * 60_000 };

/** `Player.ready` lasts for ten minutes. */
const READY_EVERY_MS = 10 * 60_000;

const MINUTE_MS = 60_000;

/** A press that steers looks first if what we know is older than this. */
const FRESH_MS = 5_000;

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
  const alarms = new Map<string, () => void>();
  const looking = new Set<string>();
  /** Until when a session's player may still show what was before a press. */
  const settling = new Map<string, number>();
  let stopped = false;

  function attend(sessionId: string, seen: Observation | null = null): void {
    run(
      sessionId,
      turns.take(sessionId, () => conduct(sessionId, seen)),
    );
  }

  function wake(sessionId: string, look: boolean): void {
    if (!look) attend(sessionId);
    else if (!looking.has(sessionId)) run(sessionId, lookAndConduct(sessionId)); // else it will go on from there
  }

  function run(sessionId: string, acting: Promise<void>): void {
    acting.catch((err: unknown) => {
      if (stopped) return;
      world.log.error({ err, session: sessionId }, 'the conductor stumbled');
      schedule(sessionId, { at: clock.now() + TROUBLE_PAUSE_MS.least, look: true });
    });
  }

  /** A look may have to wait for its share of the calls: it does not hold the session's turn, so no press waits for it. */
  async function lookAndConduct(sessionId: string): Promise<void> {
    const session = sessions.find(sessionId);
    const seen = session?.phase === 'live' ? await observe(session) : null;
    await turns.take(sessionId, () => conduct(sessionId, seen));
  }

  async function conduct(sessionId: string, seen: Observation | Unavailable | null): Promise<void> {
    if (stopped) return;
    const session = sessions.find(sessionId);
    if (!session || session.phase === 'ended') return schedule(sessionId, null);
    if (endIfDue(session)) return;
    if (session.phase === 'lobby') return beReady(session);
    if (seen instanceof Unavailable) return bear(session, seen, againAfter(session, seen));
    const settled = settling.get(sessionId) ?? 0;
    if (seen && seen.at < settled && session.programme.confirmed) {
      return schedule(sessionId, { at: settled, look: true }, session);
    }
    await apply(session, isStale(session, seen, clock.now()) ? null : seen);
  }

  /** Keeps the way to the host's player open, so that Start goes out at once; what is amiss is told there. */
  function beReady(lobby: Lobby): void {
    player.ready(lobby.hostId).catch((err: unknown) => {
      world.log.info({ err, session: lobby.id }, 'the host’s player is not ready');
    });
    schedule(lobby.id, { at: clock.now() + READY_EVERY_MS, look: false }, lobby);
  }

  function endIfDue(session: Open): boolean {
    const due = expiry(session);
    if (!due || due.at > clock.now()) return false;
    if (session.phase === 'live') calls.dismiss(session);
    sessions.save(end(session, due.why, clock.now()));
    schedule(session.id, null);
    stage.refresh(session.id);
    return true;
  }

  async function observe(live: Live): Promise<Observation | Unavailable> {
    looking.add(live.id);
    try {
      return (await player.look(live.hostId)).seen;
    } catch (error) {
      if (error instanceof Unavailable) return error;
      throw error;
    } finally {
      looking.delete(live.id);
    }
  }

  /** Trouble is state: it stands on the card until a look succeeds. Meanwhile the evening follows the clock. */
  function bear(live: Live, error: Unavailable, pauseMs: number | null): void {
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
  }

  function againAfter({ trouble }: Live, { until }: Unavailable): number | null {
    if (until !== undefined) return null;
    const lasted = clock.now() - (trouble?.since ?? clock.now());
    return backOff(lasted, TROUBLE_PAUSE_MS);
  }

  async function apply(live: Live, seen: Observation | null): Promise<void> {
    const judged = judge(live, seen, clock.now());
    sessions.save(judged.live);
    const justStarted = !live.programme.confirmed && judged.live.programme.confirmed && isFirst(judged.live);
    let after = judged.live;
    try {
      for (const order of judged.orders) after = await carryOut(after, order);
      if (justStarted) after = await countOwnQueue(after);
    } catch (error) {
      // The player can be looked at; what it would not take is tried again when a look asks for it again.
      if (error instanceof Unavailable) return bear(sessionNow(after), error, isPassing(error) ? ORDER_PAUSE_MS : null);
      throw error;
    }
    after = calls.tend(after);
    stage.refresh(live.id);
    schedule(live.id, plan(after, clock.now()), after);
  }

  function sessionNow(live: Live): Live {
    const stored = sessions.find(live.id);
    return stored?.phase === 'live' ? stored : live;
  }

  /** Every step is written down before it is taken, so that a crash in between is settled by looking. */
  async function carryOut(live: Live, order: Order): Promise<Live> {
    world.log.info({ session: live.id, order }, 'steering');
    switch (order.do) {
      case 'enqueue':
        return enqueue(live, order.pick);
      case 'findQueued':
        return findQueued(live, order.pick);
      case 'findList':
        return findList(live);
      case 'handOver':
        return handOver(live, order.picks, order.positionMs);
      case 'repeat':
        return send(repeated(live, clock.now()));
      case 'playInAlbum':
        return send(inAlbum(repeated(live, clock.now())));
      case 'tame':
        if (order.shuffle) await player.shuffleOff(live.hostId, live.programme.device);
        if (order.repeat) await player.repeatOff(live.hostId, live.programme.device);
        return live;
      case 'next':
        return stepOn(live);
      case 'pause':
        await player.pause(live.hostId, live.programme.device);
        return live;
    }
  }

  /** A clear no leaves the programme as it was. Later in a song it would be heard as a cut, and waits for the next one. */
  async function handOver(live: Live, picks: readonly string[], positionMs: number): Promise<Live> {
    const now = clock.now();
    const until = live.playback.is === 'playing' ? now + BOUNDARY_MS - positionAt(live, now) : undefined;
    try {
      return await send(handedOver(live, picks, positionMs, now), { urgency: 'steering', until });
    } catch (error) {
      if (error instanceof Unavailable && !error.unsure) sessions.save(live);
      throw error;
    }
  }

  /** Never into the song after the one that is to be left: what waits for its turn for so long is not sent. */
  async function stepOn(live: Live): Promise<Live> {
    const written = stepped(live, clock.now());
    sessions.save(written);
    try {
      await player.next(live.hostId, live.programme.device, playsUntil(live));
    } catch (error) {
      const isOver = written.playback.is === 'over'; // only a look tells whether it is
      if (error instanceof Unavailable && (!error.unsure || isOver)) sessions.save(live);
      throw error;
    }
    return written;
  }

  async function enqueue(live: Live, pickId: string): Promise<Live> {
    const pick = pickById(live, pickId);
    if (!pick) return live;
    const until = (playsUntil(live) ?? clock.now()) - TOLERANCE_MS;
    const written = queued(live, pickId, clock.now());
    sessions.save(written);
    try {
      await player.enqueue(live.hostId, live.programme.device, pick.track.uri, until);
    } catch (error) {
      if (error instanceof Unavailable && !error.unsure) sessions.save(unqueued(written, pickId));
      throw error;
    }
    const sure = surelyQueued(written, pickId);
    sessions.save(sure);
    return sure;
  }

  async function findQueued(live: Live, pickId: string): Promise<Live> {
    const settled = foundInQueue(live, pickId, await player.upNext(live.hostId));
    sessions.save(settled);
    if (pickById(settled, pickId)?.fate.state === 'waiting') attend(live.id); // there may be time for another try
    return settled;
  }

  async function findList(live: Live): Promise<Live> {
    const settled = foundList(live, await player.upNext(live.hostId));
    sessions.save(settled);
    attend(live.id);
    return settled;
  }

  async function send(live: Live, haste: Haste = { urgency: 'steering' }): Promise<Live> {
    const programme = { ...live.programme, sentAt: clock.now() };
    const written = { ...live, programme };
    sessions.save(written);
    const uris = picksOf(live, programme.list).map((pick) => pick.track.uri);
    const [trackUri = ''] = uris;
    const { device, album, positionMs } = programme;
    const taken =
      album === null
        ? await player.play(live.hostId, device, uris, positionMs, haste)
        : await player.playInContext(live.hostId, device, { contextUri: album, trackUri }, positionMs, haste);
    if (taken === 'accepted') return written;
    sessions.save(answered(written));
    return answered(written);
  }

  /** The songs that the host queued by hand sound before our second one; the card says how many. */
  async function countOwnQueue(live: Live): Promise<Live> {
    const second = live.programme.list[1];
    const ours = second === undefined ? undefined : pickById(live, second)?.track;
    const upNext = await player.upNext(live.hostId);
    const before = ours ? upNext.findIndex((track) => sameSong(track, ours)) : 0;
    const counted: Live = { ...live, ownQueued: Math.max(before, 0) };
    sessions.save(counted);
    return counted;
  }

  /** Sets the one alarm of a session: for the next look, or for when it ends by itself. */
  function schedule(sessionId: string, wakeUp: Wake, session: Open | null = null): void {
    alarms.get(sessionId)?.();
    alarms.delete(sessionId);
    const due = session && expiry(session);
    const at = Math.min(wakeUp?.at ?? Number.POSITIVE_INFINITY, due?.at ?? Number.POSITIVE_INFINITY);
    if (stopped || at === Number.POSITIVE_INFINITY) return;
    const look = wakeUp !== null && wakeUp.at <= at && wakeUp.look;
    alarms.set(
      sessionId,
      clock.after(at - clock.now(), () => wake(sessionId, look)),
    );
  }

  /** A press may be the first to learn of trouble: it stands on the card from then on, not only in the refusal. */
  async function lookNow(live: Live): Promise<Observation> {
    try {
      return (await player.look(live.hostId, 'person')).seen;
    } catch (error) {
      if (error instanceof Unavailable && !isOurOwnQueue(error)) bear(live, error, againAfter(live, error));
      throw error;
    }
  }

  /** Whether a press was only too impatient for the calls that stand before it. */
  function isOurOwnQueue({ kind, until }: Unavailable): boolean {
    return kind === 'wait' && until !== undefined && until - clock.now() < MINUTE_MS;
  }

  function resume(sessionId: string): void {
    if (stopped) return;
    const session = sessions.find(sessionId);
    if (!session || session.phase === 'ended') return;
    wake(sessionId, session.phase === 'live');
    if (!session.card) stage.refresh(sessionId);
  }

  return {
    attend,
    attendAnew: (sessionId) => wake(sessionId, true),
    stepOn,
    send,
    dismiss: calls.dismiss,
    steered: (sessionId) => void settling.set(sessionId, clock.now() + STALE_MS),
    async freshen(live) {
      const isFresh = live.lookedAt !== null && clock.now() - live.lookedAt < FRESH_MS;
      const isSettling = live.programme.confirmed && clock.now() < (settling.get(live.id) ?? 0);
      if ((isFresh && live.playback.is !== 'starting') || isSettling) return { live, seen: null };
      const seen = await lookNow(live);
      const judged = judge(live, seen, clock.now());
      sessions.save(judged.live);
      // Whoever looks next finds all over already, and nothing to stop.
      const isJustOver = judged.live.playback.is === 'over' && live.playback.is !== 'over';
      for (const order of isJustOver ? judged.orders.filter(isStop) : []) await carryOut(judged.live, order);
      return { live: judged.live, seen };
    },
    resumeAll() {
      fewAtATime(clock, sessions.allOpen(), ({ id }) => resume(id));
      fewAtATime(clock, sessions.endedUnshown(), (id) => stopped || stage.refresh(id));
    },
    stop() {
      stopped = true;
      for (const cancel of alarms.values()) cancel();
      alarms.clear();
    },
  };
}

function isStop(order: Order): boolean {
  return order.do === 'tame' || order.do === 'pause';
}

/** Trouble that may well be over in a moment. */
function isPassing({ kind }: Unavailable): boolean {
  return kind === 'unreachable' || kind === 'wait';
}

/** What was seen longer ago tells nothing any more of what sounds now. */
const SEEN_LATELY_MS = 3_000;

/** Whether time, a press or a hand-over has changed things since this was seen. */
function isStale(live: Live, seen: Observation | null, now: number): boolean {
  return seen !== null && (seen.at < Math.max(live.touchedAt, live.programme.sentAt) || now - seen.at > SEEN_LATELY_MS);
}

/** Whether this is the programme of the start: nothing of ours has been over yet. */
function isFirst(live: Live): boolean {
  return live.setlist.every(({ fate }) => fate.state === 'waiting' || fate.state === 'sounding');
}
