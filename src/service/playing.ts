import { byTheClock } from '../session/by-the-clock.ts';
import { finish, ownGivesWay } from '../session/follow.ts';
import type { Observation } from '../session/observation.ts';
import { canTakeBack, hasLeftovers } from '../session/playback.ts';
import { handedOver, onDevice, skipped } from '../session/programme.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';
import { requireHost, requireLive } from '../session/requirements.ts';
import { ahead, type Live, pickById, type Sounding, trackOf, waiting } from '../session/session.ts';
import { playsUntil, positionAt, soundsNow } from '../session/sounding.ts';
import { isCarried, nameOf, skipsAtOnce, type Tally, tally, vote } from '../session/votes.ts';
import type { Conductor } from './conductor.ts';
import { type Devices, named, sameDevice } from './devices.ts';
import { type Clock, type LinkStore, type Player, type SessionStore, type Stage, Unavailable } from './ports.ts';
import type { Caller, SessionService, Which } from './sessions.ts';
import type { Shares } from './shares.ts';

/** What a press on Skip leads to: the next song, or one more vote. */
export type Skipped = { is: 'skipped' } | ({ is: 'voted' } & Tally);

export type PlayingService = ReturnType<typeof createPlaying>;

/** What people do with the music: skip, pause, resume, move, take back. */
export function createPlaying(world: {
  sessions: SessionStore;
  links: LinkStore;
  player: Player;
  stage: Stage;
  clock: Clock;
  conductor: Conductor;
  people: SessionService;
  devices: Devices;
  shares: Shares;
}) {
  const { sessions, player, stage, clock, conductor, people, devices } = world;

  /**
   * Skips what sounds, or counts a vote for it; `wanted` is what the press was for (`nameOf` it), so that a
   * late press skips nothing else.
   */
  async function skip(caller: Caller, which: Which, wanted?: string): Promise<Skipped> {
    return people.withOpen(caller, which, async (session) => {
      const live = requireLive(session);
      const what = soundingNow(byTheClock(live, clock.now()), wanted);
      const voted = skipsAtOnce(live, caller.userId) ? live : countVote(live, what, caller.userId);
      if (voted !== live && !isCarried(voted)) return { is: 'voted', ...tally(voted) };
      world.shares.charge('press', caller.userId, live.id);
      await steer(voted, (fresh, seen) => skipOn(fresh, soundingNow(fresh, nameOf(what)), caller.userId, seen));
      return { is: 'skipped' };
    });
  }

  function countVote(live: Live, what: Sounding, userId: string): Live {
    const voted = vote(live, what, userId);
    sessions.save(voted);
    stage.refresh(live.id);
    return voted;
  }

  /** While a pick is queued on the device, or nothing of ours is left, the device goes on by itself; else the rest is handed over. */
  async function skipOn(live: Live, what: Sounding, by: string, seen: Observation | null): Promise<Live> {
    if ('own' in what) return conductor.stepOn(ownGivesWay(live, clock.now()));
    const without = skipped(live, what.pick, by, clock.now());
    const [next] = ahead(without);
    if (next?.fate.state === 'waiting') return handOverWaiting(without, seen, playsUntil(live));
    if (next || !hasLeftovers(without)) return conductor.stepOn(without);
    await player.pause(live.hostId, live.programme.device); // what comes next there was taken out
    return finish(without, clock.now());
  }

  /** `until`: a skip makes no sense any more when its song has ended by itself. */
  async function handOverWaiting(live: Live, seen: Observation | null, until?: number): Promise<Live> {
    await devices.settle(live.hostId, live.programme.device, seen);
    const rest = waiting(live).map((pick) => pick.id);
    return conductor.send(handedOver(live, rest, 0, clock.now()), { urgency: 'person', until });
  }

  /** Hands everything that waits to the device again, after the music slipped from our hands. */
  async function takeBack(caller: Caller, which: Which): Promise<void> {
    return steerAsHost(caller, which, async (live, seen) => {
      if (!canTakeBack(live)) throw new Refusal('nothingToTakeBack');
      return handOverWaiting(ownGivesWay(await onDeviceAwake(live, seen), clock.now()), seen);
    });
  }

  /** A player that shows nothing may have come back under another id, or the host has opened another one. */
  async function onDeviceAwake(live: Live, seen: Observation | null): Promise<Live> {
    if (seen === null || seen.saw === 'track') return live;
    const awake = await devices.of(live.hostId);
    const chosen = sameDevice(awake, live.programme.device) ?? awake.find(({ active }) => active) ?? awake[0];
    return chosen ? onDevice(live, chosen) : refuse('noDeviceAwake');
  }

  async function pause(caller: Caller, which: Which): Promise<void> {
    return steerAsHost(caller, which, async (live) => {
      const { playback } = live;
      if (playback.is === 'paused') throw new Refusal('alreadyPaused');
      if (playback.is !== 'playing') throw nothingNow(live);
      await player.pause(live.hostId, live.programme.device);
      const now = clock.now();
      const positionMs = Math.min(positionAt(live, now), trackOf(live, playback.what)?.durationMs ?? 0);
      return { ...live, playback: { is: 'paused', what: playback.what, positionMs, since: now } };
    });
  }

  async function resume(caller: Caller, which: Which): Promise<void> {
    return steerAsHost(caller, which, async (live, seen) => {
      const { playback } = live;
      if (playback.is === 'playing') throw new Refusal('notPaused');
      if (playback.is !== 'paused') throw nothingNow(live);
      const { what, positionMs } = playback;
      const resumed = await goOn(live, what, positionMs, seen);
      // Whether it really goes on is worth a look: players that were paused for long fall asleep.
      const startedAt = clock.now() - positionMs;
      return { ...resumed, lookedAt: null, playback: { is: 'playing', what, startedAt, byHand: true } };
    });
  }

  /** A player that fell asleep while it was paused has forgotten its list: it gets the rest of it anew. */
  async function goOn(live: Live, what: Sounding, positionMs: number, seen: Observation | null): Promise<Live> {
    if (seen === null || seen.saw === 'track' || 'own' in what) {
      await player.resume(live.hostId, live.programme.device);
      return live;
    }
    const there = await onDeviceAwake(live, seen);
    const rest = waiting(there).map((pick) => pick.id);
    return conductor.send(handedOver(there, [what.pick, ...rest], positionMs, clock.now()), { urgency: 'person' });
  }

  /** Moves the music to another of the host's devices, or begins there what waits. */
  async function moveTo(caller: Caller, which: Which, wish: string): Promise<Live> {
    let moved: Live | null = null;
    await steerAsHost(caller, which, async (live, seen) => {
      const device = named(await devices.of(live.hostId), wish);
      const there = onDevice(live, device);
      world.links.rememberDevice(live.hostId, there.programme.device);
      moved = await beginOn(there, seen);
      return moved;
    });
    return moved ?? refuse('nothingSounds');
  }

  async function beginOn(live: Live, seen: Observation | null): Promise<Live> {
    const { is } = live.playback;
    if (is === 'playing' || is === 'paused') {
      await player.transfer(live.hostId, live.programme.device, is === 'playing');
      return { ...live, lookedAt: null };
    }
    if (waiting(live).length === 0) throw new Refusal('nothingSounds');
    return handOverWaiting(live, seen);
  }

  async function steerAsHost(caller: Caller, which: Which, act: Steering): Promise<void> {
    return people.withOpen(caller, which, async (session) => {
      const live = requireLive(session);
      requireHost(live, caller.userId);
      world.shares.charge('press', caller.userId, live.id);
      await steer(live, act);
    });
  }

  /** A press that steers: looks first, acts, writes down what is so now. A clear no from the player changes nothing. */
  async function steer(session: Live, act: Steering): Promise<void> {
    const touched = { ...session, touchedAt: clock.now() };
    const { live, seen } = await conductor.freshen(touched);
    let unsettled = seen;
    try {
      sessions.save({ ...(await act(live, seen)), trouble: null });
      conductor.steered(live.id);
      unsettled = null;
    } catch (error) {
      if (!(error instanceof Unavailable) || !error.unsure) sessions.save(live);
      throw error;
    } finally {
      stage.refresh(live.id);
      conductor.attend(live.id, unsettled); // what the look showed may ask for more than the press could do
    }
  }

  return { skip, takeBack, pause, resume, moveTo };
}

type Steering = (live: Live, seen: Observation | null) => Promise<Live>;

/** What sounds; refuses if that is not what the press was for. */
function soundingNow(live: Live, wanted: string | undefined): Sounding {
  const what = soundsNow(live);
  if (!what) throw isPast(live, wanted) ? new Refusal('pickIsOver') : nothingNow(live);
  if (wanted !== undefined && nameOf(what) !== wanted) throw new Refusal('pickIsOver');
  return what;
}

/** Whether a press was for a song that has just been skipped or played, while the next one is on its way. */
function isPast(live: Live, wanted = ''): boolean {
  const fate = pickById(live, wanted)?.fate.state;
  return live.playback.is === 'starting' && (fate === 'skipped' || fate === 'played');
}

/** Why there is nothing to pause, resume or skip. */
function nothingNow({ playback }: Pick<Live, 'playback'>): Refusal {
  if (playback.is === 'over') return new Refusal('setlistOver');
  return new Refusal(playback.is === 'starting' ? 'startingNow' : 'nothingSounds');
}

function refuse(code: RefusalCode): never {
  throw new Refusal(code);
}
