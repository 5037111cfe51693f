import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stage } from '../ports/stage.ts';
import { Overtaken, Unavailable } from '../ports/unavailable.ts';
import type { Observation } from '../session/player/observation.ts';
import { handedOver } from '../session/player/programme.ts';
import { isStranded, isUnsteerable } from '../session/player/trouble.ts';
import { Refusal } from '../session/refusal.ts';
import { requireLive } from '../session/requirements.ts';
import type { Live } from '../session/session.ts';
import type { Access, Caller, Which } from './access.ts';
import type { Conductor } from './conductor.ts';
import type { Delivery, PlayerRequest } from './deliver.ts';
import type { Devices } from './devices.ts';
import type { LookResult } from './player-looks.ts';
import type { PressLooks, Seen } from './press-looks.ts';
import type { Sessions, Turn } from './sessions.ts';
import type { Shares } from './shares.ts';

/** A press that steers the music, in its parts. */
export type Steering = {
  /** Refuses who may not press; asked at once, and again when it is carried out. */
  may?: (live: Live) => void;
  /** Asks for what has to be known beside the look. */
  prepare?: (live: Live, looked: LookResult | null) => Promise<void>;
  /** Set if its share of the calls has been charged, or it is nobody's. */
  isCharged?: true;
  /** Set if it names another device: then it makes sense even where the one that plays takes no commands. */
  movesAway?: true;
  /** Says what the player is to be told, or refuses. */
  decide: (seen: Seen) => PlayerRequest;
};

export type SteeringPresses = {
  /**
   * Looks first, decides on the evening as it is by then, and tells the player. Resolves once the player has answered, or
   * at once where the request is put off. @throws Refusal, Unavailable
   */
  press(caller: Caller, which: Which, steering: Steering): Promise<void>;
  /** Shows on the card, or logs, why a command failed of which nobody is told: they have been answered, or nobody pressed. */
  reportUntold(sessionId: string, error: unknown): Promise<void>;
  /** Returns a play request with these picks, after shuffle and repeat have been switched off where they were seen on. */
  handingOver(
    live: Live,
    picks: readonly string[],
    positionMs: number,
    seen: Observation | null,
    limits?: { until?: number | undefined; at?: number },
  ): PlayerRequest;
};

/** Creates what all presses that steer have in common. */
export function createSteeringPresses(world: {
  sessions: Sessions;
  access: Access;
  conductor: Conductor;
  delivery: Delivery;
  looks: PressLooks;
  devices: Devices;
  shares: Shares;
  stage: Stage;
  clock: Clock;
  log: Log;
}): SteeringPresses {
  const { sessions, access, stage, clock, conductor, delivery, looks, devices } = world;

  async function press(
    caller: Caller,
    which: Which,
    { may = () => {}, prepare, decide, isCharged, movesAway }: Steering,
  ): Promise<void> {
    const session = requireLive(access.find(caller, which));
    may(session);
    if (!isCharged) world.shares.charge('press', caller.userId, session.id);
    const looked = await looks.lookFirst(session);
    if (prepare) await prepare(requireLive(access.find(caller, { sessionId: session.id })), looked);
    const { answered, isDelayed } = await access.take(caller, { sessionId: session.id }, async (open, turn) => {
      const live = requireLive(open);
      may(live);
      return tell(turn, await looks.noted(turn, live, looked), looked, (seen) => {
        if (isUnsteerable(seen.live) && !movesAway) throw new Refusal('unsteerable');
        return decide(seen);
      });
    });
    const settled = answered.catch((error: unknown) => {
      if (!(error instanceof Overtaken)) throw error; // what is newer goes on from there
    });
    const attended = settled.finally(() => {
      conductor.proceed(session.id);
    });
    if (!isDelayed) return attended;
    const noticed = attended.catch((error: unknown) => reportUntold(session.id, error));
    inBackground(noticed, world.log, 'a delayed press failed and could not be reported', { session: session.id });
  }

  async function tell(turn: Turn, seen: Seen, looked: LookResult | null, decide: Steering['decide']) {
    const { id } = seen.live;
    try {
      const request = decide(seen);
      const written = { ...request.written, touchedAt: clock.now(), trouble: null };
      const { answered } = await delivery.overtake(turn, seen.live, { ...request, written });
      return { answered, isDelayed: (request.notBefore ?? 0) > clock.now() };
    } catch (error) {
      conductor.takeUp(id, looked); // what the look showed may ask for more than the press could do
      throw error;
    } finally {
      stage.refresh(id);
    }
  }

  function reportUntold(sessionId: string, error: unknown): Promise<void> {
    return sessions.takeLive(sessionId, async (live, turn) => {
      if (error instanceof Unavailable) await conductor.reportTrouble(turn, live, error);
      else world.log.error({ err: error, session: sessionId }, 'a command that nobody waits for failed');
    });
  }

  function handingOver(
    live: Live,
    picks: readonly string[],
    positionMs: number,
    seen: Observation | null,
    { until, at = clock.now() }: { until?: number | undefined; at?: number } = {},
  ): PlayerRequest {
    const request = delivery.playRequest(handedOver(live, picks, positionMs, at), { urgency: 'person', until }, at);
    return devices.inOrder(request, seen);
  }

  return { press, reportUntold, handingOver };
}

/** Returns why there is nothing to pause, resume or skip. */
export function nothingNow(live: Live): Refusal {
  if (isStranded(live)) return new Refusal('nothingSounds');
  if (live.playback.is === 'over') return new Refusal('setlistOver');
  return new Refusal(live.playback.is === 'starting' ? 'startingNow' : 'nothingSounds');
}
