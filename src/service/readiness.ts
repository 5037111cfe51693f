import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { LinkStore } from '../ports/links.ts';
import type { Stage } from '../ports/stage.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { Lobby, Readiness } from '../session/session.ts';
import { type Devices, sameDevice } from './devices.ts';
import type { Sessions } from './sessions.ts';

export type ReadinessChecks = {
  /**
   * Finds out, in a lobby, whether Start would work, unless that is known well enough; `mayPost`: whether we may show the
   * card, where a press told. Returns at once; the card shows it.
   */
  check(sessionId: string, mayPost?: boolean): void;
};

const MINUTE_MS = 60_000;
/** The time for which a finding holds. A problem may be solved by the next press; a good finding lasts for a while. */
const KNOWN_FOR_MS = { amiss: MINUTE_MS, well: 10 * MINUTE_MS };

/** Creates the check whether Start would work: made at the opening and at presses, at most once a minute. */
export function createReadinessChecks(world: {
  sessions: Sessions;
  links: LinkStore;
  devices: Devices;
  stage: Stage;
  clock: Clock;
  log: Log;
}): ReadinessChecks {
  const { sessions, clock } = world;
  const underWay = new Set<string>();

  async function find({ hostId }: Lobby): Promise<Omit<Readiness, 'mayPost'>> {
    const at = clock.now();
    try {
      const awake = await world.devices.of(hostId);
      const last = await world.links.lastDevice(hostId);
      const likely = awake.find(({ active }) => active) ?? (last && sameDevice(awake, last)) ?? awake[0];
      return { at, device: likely?.name ?? null, trouble: null };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const until = error.until === undefined ? {} : { until: error.until };
      const device = error.device === undefined ? {} : { device: error.device };
      return { at, device: null, trouble: { kind: error.kind, since: at, ...until, ...device } };
    }
  }

  async function show(lobby: Lobby, mayPost: boolean): Promise<void> {
    await keep(lobby, { ...(await find(lobby)), mayPost });
  }

  async function keep(lobby: Lobby, readiness: Readiness): Promise<void> {
    await sessions.take(lobby.id, async (turn) => {
      const { session } = turn;
      const isTheirs = session?.phase === 'lobby' && session.hostId === lobby.hostId;
      if (!isTheirs || readiness.at < (session.readiness?.at ?? 0)) return; // another host, or known better since
      await turn.save({ ...session, readiness });
      world.stage.refresh(session.id);
    });
  }

  function run(lobby: Lobby, finding: Promise<void>): void {
    const whose = nameOf(lobby);
    underWay.add(whose);
    finding
      .catch((err: unknown) => world.log.error({ err, session: lobby.id }, 'a lobby was not looked after'))
      .finally(() => underWay.delete(whose));
  }

  return {
    check(sessionId, told) {
      const lobby = sessions.find(sessionId);
      if (lobby?.phase !== 'lobby' || underWay.has(nameOf(lobby))) return;
      const { readiness } = lobby;
      const mayPost = told ?? readiness?.mayPost ?? true;
      if (!readiness || !isKnown(readiness, clock.now())) run(lobby, show(lobby, mayPost));
      else if (readiness.mayPost !== mayPost) run(lobby, keep(lobby, { ...readiness, mayPost }));
    },
  };
}

/** A lobby and whose player its readiness is about. */
function nameOf({ id, hostId }: Lobby): string {
  return `${id} ${hostId}`;
}

function isKnown(readiness: Readiness, now: number): boolean {
  const isWell = readiness.device !== null && readiness.trouble === null;
  return now - readiness.at < (isWell ? KNOWN_FOR_MS.well : KNOWN_FOR_MS.amiss);
}
