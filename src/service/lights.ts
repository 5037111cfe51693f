import type { Lights, Lobby } from '../session/session.ts';
import type { Devices } from './devices.ts';
import { type Clock, type LinkStore, type SessionStore, type Stage, Unavailable } from './ports.ts';
import type { Turns } from './turns.ts';

export type LobbyLights = {
  /** Finds out whether Start would work, unless that is known well enough. Returns at once; the card shows it. */
  check(lobby: Lobby): void;
};

const MINUTE_MS = 60_000;
/** What was amiss may be mended by the next press; what was well is well for a while. */
const KNOWN_FOR_MS = { amiss: MINUTE_MS, well: 10 * MINUTE_MS };

/** Whether Start would work: looked for when a lobby is opened and at presses, with one call at most once a minute. */
export function createLights(world: {
  sessions: SessionStore;
  links: LinkStore;
  devices: Devices;
  stage: Stage;
  clock: Clock;
  turns: Turns;
}): LobbyLights {
  const { sessions, clock } = world;
  const underWay = new Set<string>();

  async function find({ hostId }: Lobby): Promise<Lights> {
    const at = clock.now();
    try {
      const awake = await world.devices.of(hostId);
      const last = world.links.lastDevice(hostId);
      const likely = awake.find(({ active }) => active) ?? awake.find(({ id }) => id === last?.id) ?? awake[0];
      return { at, device: likely?.name ?? null, trouble: null };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const until = error.until === undefined ? {} : { until: error.until };
      return { at, device: null, trouble: { kind: error.kind, since: at, ...until } };
    }
  }

  async function show(lobby: Lobby): Promise<void> {
    const lights = await find(lobby);
    await world.turns.take(lobby.id, async () => {
      const session = sessions.find(lobby.id);
      if (session?.phase !== 'lobby' || session.hostId !== lobby.hostId) return;
      sessions.save({ ...session, lights });
      world.stage.refresh(session.id);
    });
  }

  return {
    check(lobby) {
      if (underWay.has(lobby.id) || isKnown(lobby.lights, clock.now())) return;
      underWay.add(lobby.id);
      void show(lobby).finally(() => underWay.delete(lobby.id));
    },
  };
}

function isKnown(lights: Lights | null, now: number): boolean {
  if (!lights) return false;
  const isWell = lights.device !== null && lights.trouble === null;
  return now - lights.at < (isWell ? KNOWN_FOR_MS.well : KNOWN_FOR_MS.amiss);
}
