import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { SessionStore } from '../ports/sessions.ts';
import type { Stage } from '../ports/stage.ts';
import { needsCall, silentSince } from '../session/player/trouble.ts';
import type { Live } from '../session/session.ts';
import type { Turns } from './turns.ts';

export type HostCalls = {
  /** Within the session's turn: calls the host if trouble has kept the music silent for long, takes that back when it is over. */
  tend(live: Live): Live;
  /** Within the session's turn: takes a call back because the session ends. */
  dismiss(live: Live): void;
};

/** One message per silence that mentions the host, because the card mentions nobody. Nobody waits for Discord here. */
export function createHostCalls(world: {
  sessions: SessionStore;
  stage: Stage;
  clock: Clock;
  turns: Turns;
  log: Log;
}): HostCalls {
  const { sessions, stage, clock, turns } = world;

  function call(live: Live): Live {
    const called: Live = { ...live, call: { messageId: null, since: silentSince(live) ?? clock.now() } };
    sessions.save(called);
    post(called).catch((err: unknown) => world.log.warn({ err, session: live.id }, 'the host could not be called'));
    return called;
  }

  /** By the time the message is there, the silence may be over. */
  async function post(called: Live): Promise<void> {
    const messageId = await stage.callHost(called);
    const made = { since: called.call?.since ?? 0, messageId };
    const isKept = await turns.take(called.id, async () => {
      const session = sessions.find(called.id);
      const stands = session?.phase === 'live' && session.call?.since === made.since;
      if (stands) sessions.save({ ...session, call: made });
      return stands;
    });
    if (!isKept) dismiss({ ...called, call: made });
  }

  function dismiss({ id, channelId, call: made }: Live): void {
    if (!made || made.messageId === null) return;
    stage
      .withdraw(channelId, { messageId: made.messageId, postedAt: made.since })
      .catch((err: unknown) => world.log.warn({ err, session: id }, 'a call to the host could not be taken back'));
  }

  return {
    tend(live) {
      if (!live.call) return needsCall(live, clock.now()) ? call(live) : live;
      if (silentSince(live) !== null) return live;
      dismiss(live);
      const quiet: Live = { ...live, call: null };
      sessions.save(quiet);
      return quiet;
    },
    dismiss,
  };
}
