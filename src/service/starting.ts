import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { LinkStore } from '../ports/links.ts';
import type { Player, PlayerDevice } from '../ports/player.ts';
import type { Stage } from '../ports/stage.ts';
import { Overtaken, Unavailable } from '../ports/unavailable.ts';
import type { Observation } from '../session/player/observation.ts';
import { Refusal } from '../session/refusal.ts';
import { requireHost } from '../session/requirements.ts';
import { bringsSongs, type Device, type Live, type Lobby, type Open } from '../session/session.ts';
import { start, unstart } from '../session/start.ts';
import type { Access, Caller, Which } from './access.ts';
import type { Conductor } from './conductor.ts';
import type { Delivery } from './deliver.ts';
import type { Devices } from './devices.ts';
import type { Favourites } from './favourites.ts';
import type { Generations } from './generations.ts';
import { requirePlayback } from './permissions.ts';
import { LOOK_PATIENCE_MS } from './press-looks.ts';
import type { Shares } from './shares.ts';
import { inTime } from './typing.ts';

/** The result of a press on Start: music, or the question on which device. */
export type Started = { is: 'live'; session: Live } | { is: 'choice'; devices: PlayerDevice[] };

export type StartingService = ReturnType<typeof createStarting>;

/** A start that is not answered by then is shown all the same. */
const SHOWN_AFTER_MS = 500;

/** From a lobby to music: one look, and one play request that carries everything. */
export function createStarting(world: {
  links: LinkStore;
  player: Player;
  devices: Devices;
  stage: Stage;
  clock: Clock;
  access: Access;
  favourites: Favourites;
  conductor: Conductor;
  delivery: Delivery;
  generations: Generations;
  shares: Shares;
  log: Log;
}) {
  const { player, access, devices, stage, clock, conductor, delivery } = world;

  /** Shuffles and plays on `wish` (an id or a name), or on the device that suggests itself. */
  async function startNow(caller: Caller, which: Which, wish?: string): Promise<Started> {
    const lobby = await mayStart(access.find(caller, which), caller);
    const { hostId } = lobby;
    world.shares.charge('press', caller.userId, lobby.id);
    await world.favourites.fetchAwaited(lobby);
    if (!access.find(caller, which).members.some(bringsSongs)) throw new Refusal('nothingToPlay');
    // Without a look it plays on the device that was awake last.
    const look = await inTime(clock, clock.now() + LOOK_PATIENCE_MS, player.look(hostId, 'person'), () => null);
    const seen = look?.seen ?? null;
    const known = await devices.known(hostId, look, wish);
    const begun = known && (await beginUnlessAsleep(caller, lobby, known, seen));
    if (begun) return { is: 'live', session: begun };
    const choice = await devices.choose(hostId, look, wish);
    if (Array.isArray(choice)) return { is: 'choice', devices: choice };
    return { is: 'live', session: await begin(caller, lobby, choice, seen) };
  }

  async function mayStart(session: Open, { userId }: Caller): Promise<Lobby> {
    if (session.phase === 'live') throw new Refusal('alreadyLive');
    requireHost(session, userId);
    requirePlayback(await world.links.find(session.hostId));
    return session;
  }

  /** Plays on a device that was awake a moment ago; null if it no longer is. */
  async function beginUnlessAsleep(
    caller: Caller,
    lobby: Lobby,
    device: PlayerDevice,
    seen: Observation | null,
  ): Promise<Live | null> {
    try {
      return await begin(caller, lobby, device, seen);
    } catch (error) {
      if (error instanceof Unavailable && error.kind === 'asleep') return null;
      throw error;
    }
  }

  async function begin(caller: Caller, { id, hostId }: Lobby, device: Device, seen: Observation | null): Promise<Live> {
    const isSame = world.generations.since(hostId);
    const { live, answered } = await access.take(caller, { sessionId: id }, async (session, turn) => {
      const begun = start(await mayStart(session, caller), { id: device.id, name: device.name }, clock.now());
      const request = devices.inOrder(delivery.playRequest(begun, { urgency: 'person' }), seen);
      const { answered } = await delivery.overtake(turn, begun, { ...request, refused: unstart });
      return { live: request.written, answered };
    });
    clock.after(SHOWN_AFTER_MS, () => stage.refresh(id));
    try {
      await answered;
    } catch (error) {
      if (!(error instanceof Overtaken) && !(error instanceof Unavailable && error.unsure)) throw error;
      world.log.warn({ err: error, session: id }, 'no clear answer to the first play request');
    } finally {
      conductor.proceed(id); // a lobby again after a clear no
    }
    if (isSame()) await world.links.rememberDevice(hostId, live.programme.device);
    world.log.info({ session: id, picks: live.setlist.length }, 'session started');
    return live;
  }

  return { startNow };
}
