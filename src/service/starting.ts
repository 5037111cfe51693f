import type { Log } from '../log.ts';
import { Refusal } from '../session/refusal.ts';
import { requireHost } from '../session/requirements.ts';
import { bringsSongs, type Device, type Live, type Lobby, start, unstart } from '../session/session.ts';
import type { Conductor } from './conductor.ts';
import type { Devices } from './devices.ts';
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
import type { Shares } from './shares.ts';

/** What a press on Start leads to: music, or the question on which device. */
export type Started = { is: 'live'; session: Live } | { is: 'choice'; devices: PlayerDevice[] };

export type StartingService = ReturnType<typeof createStarting>;

/** From a lobby to music: one look, and one play request that carries everything. */
export function createStarting(world: {
  sessions: SessionStore;
  links: LinkStore;
  player: Player;
  devices: Devices;
  stage: Stage;
  clock: Clock;
  conductor: Conductor;
  people: SessionService;
  shares: Shares;
  log: Log;
}) {
  const { sessions, player, devices, stage, clock, conductor, people } = world;

  /** Shuffles and plays on `wish` (an id or a name), or on the device that suggests itself. */
  async function startNow(caller: Caller, which: Which, wish?: string): Promise<Started> {
    return people.withOpen(caller, which, async (session) => {
      if (session.phase === 'live') throw new Refusal('alreadyLive');
      requireHost(session, caller.userId);
      requirePlayback(world.links.find(session.hostId));
      world.shares.charge('press', caller.userId, session.id);
      const lobby = await withEverybodysSongs(session);
      if (!lobby.members.some(bringsSongs)) throw new Refusal('nothingToPlay');
      const look = await player.look(session.hostId, 'person');
      const choice = await devices.choose(session.hostId, look, wish);
      return Array.isArray(choice)
        ? { is: 'choice', devices: choice }
        : { is: 'live', session: await begin(lobby, choice, look) };
    });
  }

  /** Members whose songs could not be fetched when they joined are asked for once more. */
  async function withEverybodysSongs(lobby: Lobby): Promise<Lobby> {
    const unknown = lobby.members.filter((member) => member.tops === null);
    await Promise.all(unknown.map((member) => people.fetchFirst(lobby.id, member.id)));
    const session = sessions.find(lobby.id);
    return session?.phase === 'lobby' ? session : lobby;
  }

  async function begin(lobby: Lobby, device: Device, { seen }: Look): Promise<Live> {
    const { hostId } = lobby;
    const live = start(lobby, { id: device.id, name: device.name }, clock.now());
    sessions.save(live);
    try {
      await devices.settle(hostId, device, seen);
      await conductor.send(live, { urgency: 'person' });
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

  return { startNow };
}
