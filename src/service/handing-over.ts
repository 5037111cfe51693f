import type { Log } from '../log.ts';
import { byTheClock } from '../session/by-the-clock.ts';
import { offerTo, requireOffer, takenOver, takenOverOn } from '../session/hosting.ts';
import type { Observation } from '../session/observation.ts';
import { handedOver, unqueued } from '../session/programme.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';
import { type Device, type Live, type Open, type TroubleKind, waiting } from '../session/session.ts';
import { positionAt, soundingPick } from '../session/sounding.ts';
import type { Conductor } from './conductor.ts';
import type { Devices } from './devices.ts';
import {
  type Clock,
  type LinkStore,
  type Player,
  type PlayerDevice,
  type SessionStore,
  type Stage,
  Unavailable,
} from './ports.ts';
import { type Caller, requirePlayback, requireSay, type SessionService, type Which } from './sessions.ts';
import type { Shares } from './shares.ts';

/** What a press on Take over leads to: the session is theirs, or the question on which device it is to play. */
export type TakenOver =
  | { is: 'taken'; session: Open }
  | { is: 'choice'; sessionId: string; devices: readonly PlayerDevice[] };

export type HandingOverService = ReturnType<typeof createHandingOver>;

/** From one host to another: offered by one, taken by the other, and the same song goes on there. */
export function createHandingOver(world: {
  sessions: SessionStore;
  links: LinkStore;
  player: Player;
  devices: Devices;
  people: SessionService;
  conductor: Conductor;
  stage: Stage;
  clock: Clock;
  shares: Shares;
  log: Log;
}) {
  const { sessions, links, player, devices, people, conductor, stage, clock } = world;

  /** Offers the session to another linked member. */
  async function offer(caller: Caller, which: Which, to: string): Promise<void> {
    await people.withOpen(caller, which, async (session) => {
      requireSay(session, caller);
      const offered = offerTo(session, to, clock.now());
      if (!links.find(to)) throw new Refusal('cannotTakeOver');
      sessions.save(offered);
      stage.refresh(session.id);
      stage.tellOffer(offered);
    });
  }

  /** Takes the session: the old device pauses, and the same song goes on from the same place on the new one. */
  async function takeOver(caller: Caller, which: Which, wish?: string): Promise<TakenOver> {
    return people.withOpen(caller, which, async (session) => {
      requireOffer(session, caller.userId);
      requirePlayback(links.find(caller.userId));
      if (sessions.openHostedBy(caller.userId)) throw new Refusal('hostingElsewhere');
      if (session.phase === 'lobby') return settled(takenOver(session, caller.userId, clock.now()));
      world.shares.charge('press', caller.userId, session.id);
      return theirs(() => takeOn(session, caller.userId, wish));
    });
  }

  async function takeOn(live: Live, userId: string, wish?: string): Promise<TakenOver> {
    const look = await player.look(userId, 'person');
    const device = await devices.choose(userId, look, wish);
    if (Array.isArray(device)) return { is: 'choice', sessionId: live.id, devices: device };
    return settled(await moveTo(live, userId, device, look.seen));
  }

  /** Trouble with the device of whoever takes over is theirs to mend, not the host's. */
  async function theirs<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      world.log.info({ err: error }, 'the new device did not take the session over');
      const code = MENDED_BY[error.kind];
      throw code ? new Refusal(code) : error;
    }
  }

  function settled(session: Open): TakenOver {
    sessions.save(session);
    stage.refresh(session.id);
    conductor.attend(session.id);
    world.log.info({ session: session.id }, 'session taken over');
    return { is: 'taken', session };
  }

  async function moveTo(session: Live, userId: string, device: Device, seen: Observation): Promise<Live> {
    const live = await asItIs(session);
    const mayPlayOn = await quieten(live);
    const theirs = withoutQueue(takenOverOn(live, userId, device, mayPlayOn, clock.now()));
    const { picks, positionMs } = restOf(theirs, clock.now());
    if (picks.length === 0) return theirs;
    try {
      await devices.settle(userId, device, seen);
      const there = await conductor.send(handedOver(theirs, picks, positionMs, clock.now()), { urgency: 'person' });
      links.rememberDevice(userId, there.programme.device);
      return there;
    } catch (error) {
      await comeBack(live, userId, device, !(error instanceof Unavailable) || error.unsure);
      throw error;
    }
  }

  /** The old host's player as it is now; where it cannot be seen, as it should be by the clock. */
  async function asItIs(live: Live): Promise<Live> {
    try {
      return (await conductor.freshen(live)).live;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return byTheClock({ ...live, trouble: { kind: 'unreachable', since: clock.now() } }, clock.now());
    }
  }

  /** Pauses the old device. An old device that does not answer does not block; says whether it may be playing on. */
  async function quieten({ hostId, playback, programme, id }: Live): Promise<boolean> {
    const isOther = playback.is === 'unknown' && playback.saw === 'other'; // a podcast, say
    if (playback.is !== 'playing' && playback.is !== 'starting' && !isOther) return false;
    try {
      await player.pause(hostId, programme.device);
      return false;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      world.log.warn({ err: error, session: id }, 'the old device did not pause');
      return error.kind !== 'asleep';
    }
  }

  /**
   * The new device failed: it is told to be quiet in case it did begin, the old one goes on, and nothing has changed. Where
   * the new one may be playing all the same, the old one stays paused: there is one source of sound.
   */
  async function comeBack(live: Live, userId: string, device: Device, mayPlay: boolean): Promise<void> {
    const wasPlaying = live.playback.is === 'playing';
    const isQuiet = await attempt(live, () => player.pause(userId, device));
    if (wasPlaying && (isQuiet || !mayPlay)) {
      await attempt(live, () => player.resume(live.hostId, live.programme.device));
    }
    sessions.save({ ...live, lookedAt: null });
    stage.refresh(live.id);
    conductor.attend(live.id);
  }

  /** Whether a device did it, or is asleep and lets nothing hear. */
  async function attempt({ id }: Live, act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      if (error.kind === 'asleep') return true;
      world.log.warn({ err: error, session: id }, 'a device did not follow while the session was taken over');
      return false;
    }
  }

  return { offer, takeOver };
}

const MENDED_BY: Partial<Record<TroubleKind, RefusalCode>> = {
  asleep: 'noDeviceAwake',
  relink: 'linkIsDead',
  scopeMissing: 'needsPlayback',
};

/** What the old device had in its queue will not sound on the new one: it waits again. */
function withoutQueue(live: Live): Live {
  return live.setlist.filter(({ fate }) => fate.state === 'queued').reduce((now, { id }) => unqueued(now, id), live);
}

/** What is to play on: the song that sounded, from where it was, and everything that waits. */
function restOf(live: Live, now: number): { picks: string[]; positionMs: number } {
  const rest = waiting(live).map(({ id }) => id);
  const sounding = soundingPick(live);
  if (sounding?.fate.state !== 'sounding') return { picks: rest, positionMs: 0 };
  const positionMs = Math.min(positionAt(live, now), sounding.track.durationMs - 1_000);
  return { picks: [sounding.id, ...rest], positionMs };
}
