import type { Log } from '../log.ts';
import { canTakeBack, handedOver, type SeenTrack, skipped, stepped } from '../session/playback.ts';
import { Refusal } from '../session/refusal.ts';
import {
  ahead,
  bringsSongs,
  type Device,
  type Live,
  type Lobby,
  type Open,
  type Pick,
  pickById,
  start,
  unstart,
  waiting,
} from '../session/session.ts';
import type { Conductor } from './conductor.ts';
import {
  type Clock,
  type LinkStore,
  type Look,
  type Player,
  type PlayerDevice,
  type SessionStore,
  type Stage,
  Unavailable,
} from './ports.ts';
import { type Caller, requirePlayback, type SessionService, type Which } from './sessions.ts';

/** What a press on Start leads to: music, or the question on which device. */
export type Started = { is: 'live'; session: Live } | { is: 'choice'; devices: PlayerDevice[] };

export type PlayingService = ReturnType<typeof createPlaying>;

/** A press that steers looks first if what we know is older than this. */
const FRESH_MS = 5_000;
/** What a press on Skip carries in place of a pick while a track of the host's own sounds. */
export const OWN_TRACK = 'own';
/** How old a list of devices may be when somebody types. */
const DEVICES_FRESH_MS = 30_000;

/** What people do with the music: start, skip, pause, resume. */
export function createPlaying(world: {
  sessions: SessionStore;
  links: LinkStore;
  player: Player;
  stage: Stage;
  clock: Clock;
  conductor: Conductor;
  people: SessionService;
  log: Log;
}) {
  const { sessions, player, stage, clock, conductor, people } = world;
  const lastDevices = new Map<string, { at: number; devices: PlayerDevice[] }>();

  /** Shuffles and plays on `wish` (an id or a name), or on the device that suggests itself. */
  async function startNow(caller: Caller, which: Which, wish?: string): Promise<Started> {
    return people.withOpen(caller, which, async (session) => {
      if (session.phase === 'live') throw new Refusal('alreadyLive');
      requireHost(session, caller);
      requirePlayback(world.links.find(session.hostId));
      const lobby = await withEverybodysSongs(session);
      if (!lobby.members.some(bringsSongs)) throw new Refusal('nothingToPlay');
      const look = await player.look(session.hostId);
      const choice = await chooseDevice(session.hostId, look, wish);
      return Array.isArray(choice)
        ? { is: 'choice', devices: choice }
        : { is: 'live', session: await begin(lobby, choice, look) };
    });
  }

  /** Members whose songs could not be fetched when they joined are asked for once more. */
  async function withEverybodysSongs(lobby: Lobby): Promise<Lobby> {
    const unknown = lobby.members.filter((member) => member.tops === null);
    await Promise.all(unknown.map((member) => people.fetchSongs(lobby.id, member.id)));
    const session = sessions.find(lobby.id);
    return session?.phase === 'lobby' ? session : lobby;
  }

  /** The wished-for device; else the active one, the last used, the only one, or the list to choose from. */
  async function chooseDevice(hostId: string, look: Look, wish?: string): Promise<Device | PlayerDevice[]> {
    if (wish === undefined && look.device) return look.device;
    const devices = await player.devices(hostId);
    lastDevices.set(hostId, { at: clock.now(), devices });
    if (devices.length === 0) throw new Refusal('noDeviceAwake');
    if (wish !== undefined) return named(devices, wish) ?? refuse('deviceUnknown');
    const last = world.links.lastDevice(hostId);
    const known = last && (devices.find(({ id }) => id === last.id) ?? named(devices, last.name));
    return known ?? (devices.length === 1 && devices[0] ? devices[0] : devices);
  }

  async function begin(lobby: Lobby, device: Device, { seen }: Look): Promise<Live> {
    const { hostId } = lobby;
    const live = start(lobby, { id: device.id, name: device.name }, clock.now());
    sessions.save(live);
    try {
      if (seen.saw === 'track') await settle(hostId, device, seen);
      await conductor.send(live);
    } catch (error) {
      if (!(error instanceof Unavailable) || !error.unsure) sessions.save(unstart(live));
      if (!(error instanceof Unavailable && error.unsure)) throw error;
      world.log.warn({ err: error, session: live.id }, 'no clear answer to the first play request');
    }
    world.links.rememberDevice(hostId, live.programme.device);
    stage.refresh(live.id);
    conductor.attend(live.id);
    world.log.info({ session: live.id, picks: live.setlist.length }, 'session started');
    return live;
  }

  async function settle(hostId: string, device: Device, seen: SeenTrack): Promise<void> {
    if (seen.repeat !== 'off') await player.repeatOff(hostId, device);
    if (seen.shuffle) await player.shuffleOff(hostId, device);
  }

  /**
   * Skips what sounds; `wanted` is the pick the press was for, so that a late press skips nothing else. A track of the
   * host's own is `OWN_TRACK`.
   */
  async function skip(caller: Caller, which: Which, wanted?: string): Promise<void> {
    return steer(caller, which, async (live) => {
      const sounding = soundingPick(live, wanted);
      if (caller.userId !== live.hostId && !sounding?.bringers.includes(caller.userId))
        throw new Refusal('skipIsTheirs');
      if (!sounding) return stepOn(live);
      const without = skipped(live, sounding.id, caller.userId, clock.now());
      const isQueued = ahead(without)[0]?.fate.state === 'queued';
      if (isQueued || waiting(without).length === 0) return stepOn(without);
      const rest = waiting(without).map((pick) => pick.id);
      return conductor.send(handedOver(without, rest, 0, clock.now()));
    });
  }

  async function stepOn(live: Live): Promise<Live> {
    const next = stepped(live, clock.now());
    sessions.save(next);
    await player.next(live.hostId, live.programme.device);
    return next;
  }

  /** Hands everything that waits to the device again, after the music slipped from our hands. */
  async function takeBack(caller: Caller, which: Which): Promise<void> {
    return steer(caller, which, async (live) => {
      requireHost(live, caller);
      if (!canTakeBack(live)) throw new Refusal('nothingToTakeBack');
      const rest = waiting(live).map((pick) => pick.id);
      return conductor.send(handedOver(live, rest, 0, clock.now()));
    });
  }

  async function pause(caller: Caller, which: Which): Promise<void> {
    return steer(caller, which, async (live) => {
      requireHost(live, caller);
      const { playback } = live;
      if (playback.is === 'paused') throw new Refusal('alreadyPaused');
      if (playback.is !== 'playing') throw new Refusal('nothingSounds');
      await player.pause(live.hostId, live.programme.device);
      const now = clock.now();
      return {
        ...live,
        playback: { is: 'paused', what: playback.what, positionMs: now - playback.startedAt, since: now },
      };
    });
  }

  async function resume(caller: Caller, which: Which): Promise<void> {
    return steer(caller, which, async (live) => {
      requireHost(live, caller);
      const { playback } = live;
      if (playback.is === 'playing') throw new Refusal('notPaused');
      if (playback.is !== 'paused') throw new Refusal('nothingSounds');
      await player.resume(live.hostId, live.programme.device);
      return {
        ...live,
        playback: { is: 'playing', what: playback.what, startedAt: clock.now() - playback.positionMs },
      };
    });
  }

  /** A press that steers: looks first, acts, writes down what is so now. A clear no from the player changes nothing. */
  async function steer(caller: Caller, which: Which, act: (live: Live) => Promise<Live>): Promise<void> {
    return people.withOpen(caller, which, async (session) => {
      if (session.phase === 'lobby') throw new Refusal('notStarted');
      const live = await conductor.freshen({ ...session, touchedAt: clock.now() }, FRESH_MS);
      try {
        sessions.save({ ...(await act(live)), trouble: null });
      } catch (error) {
        if (!(error instanceof Unavailable) || !error.unsure) sessions.save(live);
        throw error;
      } finally {
        stage.refresh(live.id);
        conductor.attend(live.id);
      }
    });
  }

  /** The host's devices for somebody who is typing: from a list at most 30 s old. */
  async function devicesFor(hostId: string): Promise<PlayerDevice[]> {
    const known = lastDevices.get(hostId);
    if (known && clock.now() - known.at < DEVICES_FRESH_MS) return known.devices;
    const devices = await player.devices(hostId);
    lastDevices.set(hostId, { at: clock.now(), devices });
    return devices;
  }

  return { startNow, skip, takeBack, pause, resume, devicesFor };
}

function requireHost(session: Open, caller: Caller): void {
  if (caller.userId !== session.hostId) throw new Refusal('hostOnly');
}

function named(devices: readonly PlayerDevice[], wish: string): PlayerDevice | undefined {
  const name = wish.trim().toLowerCase();
  return devices.find(({ id }) => id === wish) ?? devices.find((device) => device.name.toLowerCase() === name);
}

/** The pick that sounds, or null for a track of the host's own. */
function soundingPick(live: Live, wanted: string | undefined): Pick | null {
  const { playback } = live;
  const what = playback.is === 'playing' || playback.is === 'paused' ? playback.what : null;
  const sounding = what && ('pick' in what ? what.pick : OWN_TRACK);
  if (wanted !== undefined && wanted !== sounding) throw new Refusal('pickIsOver');
  if (!what) throw new Refusal(playback.is === 'over' ? 'setlistOver' : 'nothingSounds');
  return 'pick' in what ? (pickById(live, what.pick) ?? null) : null;
}

function refuse(code: ConstructorParameters<typeof Refusal>[0]): never {
  throw new Refusal(code);
}
