import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Player } from '../ports/player.ts';
import type { Stage } from '../ports/stage.ts';
import { end } from '../session/ending.ts';
import { isOwnBeforeOurs } from '../session/player/sounding.ts';
import { isUnsteerable } from '../session/player/trouble.ts';
import { Refusal } from '../session/refusal.ts';
import type { Ended, EndReason, Live, Open } from '../session/session.ts';
import { type Access, type Caller, requireHostOrManager, type Which } from './access.ts';
import type { Conductor } from './conductor.ts';
import type { LookResult } from './player-looks.ts';
import { LOOK_PATIENCE_MS, type PressLooks, type Seen } from './press-looks.ts';
import { didOrSleeps } from './quiet.ts';
import type { Sessions } from './sessions.ts';
import type { Turns } from './turns.ts';
import { inTime } from './typing.ts';

/** An evening that has ended, and what became of its music, as far as anybody knows by then. */
export type Closed = { ended: Ended; music: 'silent' | 'playsOn' | 'mayPlayOn' };

export type Ending = {
  /** Returns the session that the caller would end; nothing happens yet. @throws Refusal for who may not */
  mayEnd(caller: Caller, which: Which): Open;
  /** Ends the session; tells whether its music may be playing on. @throws Refusal */
  endNow(caller: Caller, which: Which): Promise<Closed>;
  /** Ends the session that this host would leave without a player. */
  endHostedBy(userId: string): Promise<void>;
  /** Ends a session whose channel or server is no more: nobody could see or steer it. */
  endGone(sessionId: string): Promise<void>;
};

/** The longest wait of people for the player to fall silent. */
const PAUSE_PATIENCE_MS = 300;
/** The longest wait of the pause itself for that look: what plays may be the host's own by now. */
const PAUSE_AFTER_MS = 1_000;

/** The end of an evening: a last look, the recap, and a pause, which is the last call ever made to its player. */
export function createEnding(world: {
  sessions: Sessions;
  access: Access;
  player: Player;
  stage: Stage;
  clock: Clock;
  turns: Turns;
  conductor: Conductor;
  looks: PressLooks;
  log: Log;
}): Ending {
  const { sessions, access, player, stage, clock, turns, conductor, looks, log } = world;

  function mayEnd(caller: Caller, which: Which): Open {
    const session = access.find(caller, which);
    requireHostOrManager(session, caller);
    return session;
  }

  async function endBecause(why: 'unlinked' | 'gone', sessionId: string): Promise<void> {
    try {
      await close(sessionId, why);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // it is over already
    }
  }

  /** Ends a session within a second, whatever Spotify does. @throws Refusal if it is over already */
  async function close(
    sessionId: string,
    why: EndReason,
    requireMay: (open: Open) => void = () => {},
  ): Promise<Closed> {
    const asked = clock.now();
    const open = sessions.find(sessionId);
    if (!open) throw new Refusal('sessionOver');
    requireMay(open);
    const looking =
      open.phase === 'live' && isOursSounding({ live: open, seen: null }) ? looks.lookForPress(open) : null;
    const looked = looking && (await inTime(clock, asked + LOOK_PATIENCE_MS, looking, () => null));
    const closing = sessions.takeOpen(sessionId, async (session, turn) => {
      requireMay(session);
      const last = session.phase === 'live' ? await looks.lastKnown(turn, session, looked, looking !== null) : null;
      const ended = { ...end(last?.live ?? session, why, clock.now()), leftPlaying: last && leftPlaying(last) };
      await turn.save(ended);
      conductor.dismiss(session);
      return { ended, last };
    });
    const { ended, last } = await closing.finally(() => conductor.takeUp(sessionId)); // goes on where this failed
    log.info({ session: sessionId, why }, 'session ended');
    const music = last && isOursSounding(last) ? await stopMusic(last.live, looked ? null : looking, asked) : 'silent';
    stage.refresh(sessionId);
    return { ended, music };
  }

  /** Stops the music; tells what is known of that when people have waited long enough. */
  async function stopMusic(
    live: Live,
    looking: Promise<LookResult | null> | null,
    asked: number,
  ): Promise<Closed['music']> {
    const stopping = turns.take(`silence ${live.id}`, () => stop(live, looking, asked));
    const isQuiet = await inTime<boolean | null>(clock, clock.now() + PAUSE_PATIENCE_MS, stopping, () => null);
    if (isQuiet === null) {
      stopping
        .then(() => stage.refresh(live.id))
        .catch((err: unknown) => log.error({ err, session: live.id }, 'the end of a session failed'));
    }
    if (isQuiet === null) return 'mayPlayOn';
    return isQuiet ? 'silent' : 'playsOn';
  }

  /** Returns true if the player is silent now, or plays the host's own, as far as anybody can know. */
  async function stop(live: Live, looking: Promise<LookResult | null> | null, asked: number): Promise<boolean> {
    const looked = looking && (await inTime(clock, asked + PAUSE_AFTER_MS, looking, () => null));
    const isOurs = looked === null || isOursSounding(looks.asSeen(live, looked));
    const isQuiet = !isOurs || (!isUnsteerable(live) && (await pause(live)));
    if (isQuiet) await noLongerPlaying(live.id);
    return isQuiet;
  }

  function pause(live: Live): Promise<boolean> {
    return didOrSleeps(
      () => player.pauseForGood(live.hostId, live.programme.device),
      (err) => log.warn({ err, session: live.id }, 'the player did not pause at the end'),
    );
  }

  function noLongerPlaying(sessionId: string): Promise<void> {
    return sessions.take(sessionId, async (turn) => {
      if (turn.session?.phase === 'ended') await turn.save({ ...turn.session, leftPlaying: null });
    });
  }

  return {
    mayEnd,
    async endNow(caller, which) {
      const { id } = access.find(caller, which);
      return close(id, 'ended', (open) => requireHostOrManager(open, caller));
    },
    async endHostedBy(userId) {
      const hosted = sessions.hostedBy(userId);
      if (hosted) await endBecause('unlinked', hosted.id);
    },
    endGone: (sessionId) => endBecause('gone', sessionId),
  };
}

/** Returns the host whose device may be playing on: the present one, unless it was stopped, or a former one. */
function leftPlaying(last: Seen): string | null {
  return isOursSounding(last) ? last.live.hostId : last.live.leftPlaying;
}

function isOursSounding({ live, seen }: Seen): boolean {
  const { playback } = live;
  if (playback.is === 'starting') return !isOwnBeforeOurs(live, seen);
  return playback.is === 'playing' && 'pick' in playback.what;
}
