import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stage } from '../ports/stage.ts';
import { needsCall, silentSince } from '../session/player/trouble.ts';
import type { Live } from '../session/session.ts';
import type { Sessions, Turn } from './sessions.ts';

export type HostCalls = {
  /** Calls the host if trouble has kept the music silent for long, takes that back when it is over. */
  update(turn: Turn, live: Live): Promise<Live>;
  /** Takes a call back because the session ends. */
  dismiss(live: Live): void;
};

/** One message per silence that mentions the host, because the card mentions nobody. Nobody waits for Discord here. */
export function createHostCalls(world: { sessions: Sessions; stage: Stage; clock: Clock; log: Log }): HostCalls {
  const { sessions, stage, clock } = world;

  async function call(turn: Turn, live: Live): Promise<Live> {
    const called: Live = { ...live, call: { messageId: null, since: silentSince(live) ?? clock.now() } };
    await turn.save(called);
    post(called).catch((err: unknown) => world.log.warn({ err, session: live.id }, 'the host could not be called'));
    return called;
  }

  /** By the time the message is there, the silence may be over. */
  async function post(called: Live): Promise<void> {
    const messageId = await stage.callHost(called);
    const made = { since: called.call?.since ?? 0, messageId };
    const isKept = await sessions.take(called.id, async (turn) => {
      const { session } = turn;
      const stands = session?.phase === 'live' && session.call?.since === made.since;
      if (stands) await turn.save({ ...session, call: made });
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
    async update(turn, live) {
      if (!live.call) return needsCall(live, clock.now()) ? call(turn, live) : live;
      if (silentSince(live) !== null) return live;
      const quiet: Live = { ...live, call: null };
      await turn.save(quiet);
      dismiss(live);
      return quiet;
    },
    dismiss,
  };
}
