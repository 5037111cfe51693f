import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Player } from '../ports/player.ts';
import { Unavailable } from '../ports/unavailable.ts';
import {
  foundInQueue,
  foundList,
  handedOver,
  inAlbum,
  queued,
  repeated,
  surelyQueued,
  unqueued,
  withOwnQueue,
} from '../session/player/programme.ts';
import { givesWayUntil, type PlayerCommand, queuedBy } from '../session/player/steer.ts';
import { SILENCE_MS } from '../session/player/tolerances.ts';
import type { Live } from '../session/session.ts';
import { pickById } from '../session/setlist.ts';
import type { Course } from './courses.ts';
import { type Delivery, type PlayerRequest, unchanged } from './deliver.ts';
import type { Sessions } from './sessions.ts';

export type PlayerCommands = {
  /**
   * Gives one command to the player. Resolves with true if what was found out should be judged at once.
   * @throws Overtaken, Unavailable
   */
  give(course: Course, command: PlayerCommand): Promise<boolean>;
  /** Counts the songs that the host queued by hand: they sound before our second one. @throws Overtaken, Unavailable */
  countOwnQueue(course: Course): Promise<void>;
};

/** Carries out what `steer` decided. Each step is written down before it is sent, so that a look settles it after a crash. */
export function createPlayerCommands(world: {
  sessions: Sessions;
  delivery: Delivery;
  clock: Clock;
  log: Log;
}): PlayerCommands {
  const { sessions, delivery, clock } = world;

  async function give(course: Course, command: PlayerCommand): Promise<boolean> {
    world.log.info({ session: course.sessionId, command }, 'steering');
    switch (command.do) {
      case 'findQueued':
        return findQueued(course, command.pick);
      case 'findList':
        await lookIntoQueue(course, foundList);
        return true;
      case 'enqueue':
        await enqueue(course, command.pick);
        return false;
      default:
        await delivery.tell(course, (live) => requestFor(live, command));
        return false;
    }
  }

  function requestFor(live: Live, command: Exclude<PlayerCommand, QueueCommand>): PlayerRequest {
    const { hostId, programme } = live;
    switch (command.do) {
      case 'handOver':
        return handOver(live, command.picks, command.positionMs);
      case 'repeat':
        return { ...delivery.playRequest(repeated(live, clock.now())), refused: unchanged };
      case 'playInAlbum':
        return { ...delivery.playRequest(inAlbum(repeated(live, clock.now()))), refused: unchanged };
      case 'turnOffShuffleAndRepeat':
        return { written: live, send: (player) => turnOffShuffleAndRepeat(player, live, command) };
      case 'next':
        return delivery.nextRequest(live, givesWayUntil(live)); // later it would be heard as a cut
      case 'pause':
        return { written: live, send: (player) => player.pause(hostId, programme.device) };
    }
  }

  /**
   * Later in a song it would be heard as a cut, and waits for the next one; into a silence it goes only for as long as
   * nothing else can have begun there: then a look decides anew.
   */
  function handOver(live: Live, picks: readonly string[], positionMs: number): PlayerRequest {
    const now = clock.now();
    const until = live.playback.is === 'playing' ? givesWayUntil(live) : now + SILENCE_MS;
    return delivery.playRequest(handedOver(live, picks, positionMs, now), { urgency: 'steering', until });
  }

  async function enqueue(course: Course, pickId: string): Promise<void> {
    const at = clock.now();
    await delivery.tell(course, (live) => {
      const uri = pickById(live, pickId)?.track.uri ?? '';
      const answer = (change: typeof unqueued) => noteQueued(live, pickId, at, change);
      return {
        written: queued(live, pickId, at),
        refused: unchanged,
        async send(player) {
          try {
            await player.enqueue(live.hostId, live.programme.device, uri, queuedBy(live));
          } catch (error) {
            if (!(error instanceof Unavailable && error.unsure)) await answer(unqueued);
            throw error;
          }
          await answer(surelyQueued);
        },
      };
    });
  }

  /** Whatever has overtaken it, what the player said of a pick is known of that pick. */
  function noteQueued({ id, hostId }: Live, pickId: string, at: number, change: typeof unqueued): Promise<void> {
    return sessions.takeLive(id, async (live, turn) => {
      const status = live.hostId === hostId ? pickById(live, pickId)?.status : undefined;
      if (status?.state === 'queued' && status.at === at && !status.sure) await turn.save(change(live, pickId));
    });
  }

  /** If it is not there, there may be time for another try. */
  async function findQueued(course: Course, pickId: string): Promise<boolean> {
    let isMissing = false;
    await lookIntoQueue(course, (live, upNext) => {
      const found = foundInQueue(live, pickId, upNext);
      isMissing = pickById(found, pickId)?.status.state === 'waiting';
      return found;
    });
    return isMissing;
  }

  async function lookIntoQueue(course: Course, found: (live: Live, upNext: UpNext) => Live): Promise<void> {
    await delivery.tell(course, (live) => {
      let upNext: UpNext = [];
      return {
        written: live,
        accepted: (now) => found(now, upNext),
        async send(player) {
          upNext = await player.upNext(live.hostId);
        },
      };
    });
  }

  return { give, countOwnQueue: (course) => lookIntoQueue(course, withOwnQueue) };
}

type UpNext = Awaited<ReturnType<Player['upNext']>>;

type QueueCommand = Extract<PlayerCommand, { do: 'enqueue' | 'findQueued' | 'findList' }>;

async function turnOffShuffleAndRepeat(
  player: Player,
  { hostId, programme }: Live,
  { shuffle, repeat }: Modes,
): Promise<void> {
  if (shuffle) await player.shuffleOff(hostId, programme.device);
  if (repeat) await player.repeatOff(hostId, programme.device);
}

type Modes = { shuffle: boolean; repeat: boolean };
