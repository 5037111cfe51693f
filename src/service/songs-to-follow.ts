import { createExpiringMap } from '../expiring-map.ts';
import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import { backOff } from '../session/back-off.ts';

/** The bounds of the pause before members' songs are asked for again; it is as long as that has failed so far. */
const PAUSE_MS = { least: 30_000, most: 10 * 60_000 };
/** An evening whose songs did not come in so long is asked about again at its next press. */
const GIVEN_UP_AFTER_MS = 6 * 60 * 60_000;
const MOST_SESSIONS = 10_000;

export type SongsToFollow = {
  /** Sees to it that the songs still missing in a running evening are asked for again; does nothing if it is so already. */
  expect(sessionId: string): void;
  /** Asks for nothing any more. */
  stop(): void;
};

/** Asks again for the songs of members who joined, or linked, while Spotify did not answer, once the music plays. */
export function createSongsToFollow(world: {
  clock: Clock;
  /** Asks once for everything that is missing. Resolves to true if some is still missing; never rejects. */
  fetchMissing: (sessionId: string) => Promise<boolean>;
  log: Log;
}): SongsToFollow {
  const { clock } = world;
  const waiting = createExpiringMap<string, () => void>({
    now: clock.now,
    forMs: GIVEN_UP_AFTER_MS,
    most: MOST_SESSIONS,
  });
  let stopped = false;

  function wait(sessionId: string, since: number): void {
    if (stopped) return;
    const pauseMs = backOff(clock.now() - since, PAUSE_MS);
    waiting.set(
      sessionId,
      clock.after(pauseMs, () => {
        inBackground(ask(sessionId, since), world.log, 'songs did not follow', { session: sessionId });
      }),
    );
  }

  async function ask(sessionId: string, since: number): Promise<void> {
    if (stopped) return;
    const isMissing = await world.fetchMissing(sessionId);
    waiting.delete(sessionId);
    if (isMissing) wait(sessionId, since);
  }

  return {
    expect(sessionId) {
      if (!waiting.has(sessionId)) wait(sessionId, clock.now());
    },
    stop() {
      stopped = true;
      for (const [, cancel] of waiting.entries()) cancel();
    },
  };
}
