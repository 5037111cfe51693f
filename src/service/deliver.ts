import type { Clock } from '../ports/clock.ts';
import type { CommandResult, Player, SendOptions } from '../ports/player.ts';
import { Overtaken, Unavailable } from '../ports/unavailable.ts';
import { answered, inAlbum, stepped, undone, withoutTakenOut } from '../session/player/programme.ts';
import { playsUntil } from '../session/player/sounding.ts';
import { STALE_MS } from '../session/player/tolerances.ts';
import type { Live, Open } from '../session/session.ts';
import { picksOf } from '../session/setlist.ts';
import type { Course, Courses } from './courses.ts';
import type { Sessions, Turn } from './sessions.ts';

/** A request to a player: written down first, then sent, then settled by the answer. */
export type PlayerRequest = {
  /** The evening as it is written down before anything is sent. */
  written: Live;
  /**
   * Sends it as it is written down, by a player that sends nothing any more once the request has been overtaken. Resolves
   * with how it was taken, where that is told.
   */
  send(player: Player, written: Live): Promise<unknown>;
  /** Set if it carries the programme's list: what is taken out before it is sent is left out. */
  carriesList?: true;
  /** The evening after a clear yes; as it is unless told. */
  accepted?(now: Live): Live;
  /** The evening after a clear no; what was written is taken back unless told. */
  refused?(now: Live): Open;
  /** The evening while nobody knows whether it was carried out: as it is unless told. */
  unsure?(now: Live): Live;
  /** What is written down and sent in its place after such an answer; null if nothing is. */
  fallback?(now: Live, error: unknown): Pick<PlayerRequest, 'written' | 'send'> | null;
  /** The earliest moment at which it is sent, in ms since the epoch. */
  notBefore?: number;
};

export type Delivery = {
  /**
   * Decides within the session's turn, and writes down, sends and settles what was decided in its course.
   * @throws Overtaken if the course does not stand any more, Unavailable
   */
  tell(course: Course, decide: (live: Live) => PlayerRequest): Promise<void>;
  /**
   * Writes a press's request down and sends it, ahead of whatever waits or hangs. Resolves once it is written down.
   * `answered`: when it is settled; it may reject with Overtaken or Unavailable.
   */
  overtake(turn: Turn, before: Live, request: PlayerRequest): Promise<{ answered: Promise<void> }>;
  /** Changes the evening by an answer that belongs to a course, unless that has been overtaken. */
  settle(course: Course, change: (now: Live) => Open): Promise<void>;
  /** A play request with the programme's list, which sets out `at` that moment; now unless told. */
  playRequest(live: Live, options?: SendOptions, at?: number): PlayerRequest;
  /** On to what the device has next; after `until` it is not sent, by default never into the song after the one to be left. */
  nextRequest(live: Live, until?: number): PlayerRequest;
};

/**
 * Written → sent → settled. Only writing and settling take the session's turn: a request that waits for its share of the
 * calls, or gets no answer, keeps no press waiting, and an answer that was overtaken changes nothing.
 */
export function createDelivery(world: {
  sessions: Sessions;
  player: Player;
  clock: Clock;
  courses: Courses;
  /** Called when a request that had been overtaken turns out to have been sent, as it was written down. */
  overtaken: (written: Live) => void;
}): Delivery {
  const { sessions, clock, courses } = world;

  async function settle(course: Course, change: (now: Live) => Open): Promise<void> {
    await sessions.takeLive(course.sessionId, async (live, turn) => {
      if (course.isCurrent()) await turn.save(change(live));
    });
  }

  async function send(course: Course, before: Live, request: PlayerRequest): Promise<void> {
    const {
      written,
      accepted = unchanged,
      unsure = unchanged,
      refused = (now: Live) => undone(now, before, written),
    } = request;
    let sentFrom = written.programme.sentAt;
    const isWanted = () => {
      sentFrom = clock.now();
      return course.isCurrent() && !isOutdated(course, request);
    };
    /** It may have waited for its share of the calls since it was written down. */
    const sent = (now: Live) => (written.programme.sentAt > before.programme.sentAt ? sentAt(now, sentFrom) : now);
    const settled: Record<Answer['is'], (now: Live) => Open> = {
      yes: (now) => accepted(sent(now)),
      accepted: sent,
      no: refused,
      unsure: (now) => withoutLook(unsure(sent(now))),
    };
    const answer = await answerTo(course, request, isWanted);
    const other = isFailure(answer) && (await saveFallback(course, request, answer.error));
    if (other) return send(course, before, other);
    await settle(course, settled[answer.is]);
    const isUnsent = isFailure(answer) && answer.error instanceof Overtaken;
    if (!course.isCurrent() && !isUnsent) world.overtaken(written);
    if (isFailure(answer)) throw answer.error;
  }

  /** Sends a request. What goes wrong while its answer is written down afterwards is no answer of the player. */
  async function answerTo(course: Course, request: PlayerRequest, isWanted: () => boolean): Promise<Answer> {
    try {
      await until(course, request.notBefore ?? 0);
      const taken = await request.send(world.player.whileWanted(isWanted), request.written);
      return { is: taken === 'accepted' ? 'accepted' : 'yes' };
    } catch (error) {
      return { is: isClearNo(error) ? 'no' : 'unsure', error };
    }
  }

  /** Returns true if the list of a request has songs that were taken out since it was written down. */
  function isOutdated({ sessionId }: Course, { carriesList, written }: PlayerRequest): boolean {
    const session = carriesList && sessions.find(sessionId);
    return session?.phase === 'live' && left(session) < left(written);
  }

  /** Writes down what is sent in place of a request that got this answer, or was not sent as it was; null if nothing is. */
  function saveFallback(course: Course, request: PlayerRequest, error: unknown): Promise<PlayerRequest | null> {
    return sessions.take(course.sessionId, async (turn) => {
      const live = turn.session;
      if (live?.phase !== 'live' || !course.isCurrent()) return null;
      const isShorter = error instanceof Overtaken && request.carriesList;
      const shorter = isShorter ? { written: sentAt(withoutTakenOut(live), clock.now()) } : null;
      const other = shorter ?? request.fallback?.(live, error) ?? null;
      if (other) await turn.save(other.written);
      return other && { ...request, ...other };
    });
  }

  async function until(course: Course, at: number): Promise<void> {
    if (at <= clock.now()) return;
    await new Promise<void>((resolve) => void clock.after(at - clock.now(), resolve));
    if (!course.isCurrent()) throw new Overtaken();
  }

  return {
    settle,
    async tell(course, decide) {
      const { before, request } = await sessions.take(course.sessionId, async (turn) => {
        const before = turn.session;
        if (before?.phase !== 'live' || !course.isCurrent()) throw new Overtaken();
        const request = decide(before);
        await turn.save(request.written);
        return { before, request };
      });
      await send(course, before, request);
    },
    async overtake(turn, before, request) {
      await turn.save(request.written);
      const course = courses.begin(before.id); // what cannot be written down overtakes nothing
      const answered = course.take(async () => {
        await send(course, before, request);
        course.settlesAt = clock.now() + STALE_MS;
      });
      answered.catch(() => {}); // whoever pressed waits for it in a moment
      return { answered };
    },
    playRequest(live, options = { urgency: 'steering' }, at = clock.now()) {
      const written = sentAt(live, at);
      return {
        written,
        accepted: answered,
        carriesList: true,
        send: (player, list) => sendList(player, list, options),
        fallback(now, error) {
          const album = sentAt(inAlbum(now), clock.now());
          if (!refusesLists(error) || album.programme.album === now.programme.album) return null;
          return { written: album, send: (player, list) => sendList(player, list, options) };
        },
      };
    },
    nextRequest(live, until = playsUntil(live)) {
      const written = stepped(live, clock.now());
      const isOver = written.playback.is === 'over'; // only a look tells whether it is
      return {
        written,
        send: (player) => player.next(live.hostId, live.programme.device, until),
        unsure: (now) => (isOver ? undone(now, live, written) : now),
      };
    },
  };
}

/** Returns how many songs of the programme's list are still wanted. */
function left(live: Live): number {
  return withoutTakenOut(live).programme.list.length;
}

/** The answer to a request, or what is made of its failure. */
type Answer = { is: 'yes' | 'accepted' } | Failure;
type Failure = { is: 'no' | 'unsure'; error: unknown };

function isFailure(answer: Answer): answer is Failure {
  return 'error' in answer;
}

/** Returns true if a request that failed like this was not carried out. */
function isClearNo(error: unknown): boolean {
  return error instanceof Overtaken || (error instanceof Unavailable && !error.unsure);
}

function sentAt(live: Live, at: number): Live {
  return { ...live, programme: { ...live.programme, sentAt: at } };
}

/** Whoever presses next looks first at what the request did. */
function withoutLook(live: Live): Live {
  return { ...live, lookedAt: null };
}

/** The evening as it is: for an answer that changes nothing. */
export function unchanged(now: Live): Live {
  return now;
}

/** Some devices refuse a bare list and take the same song within its album. */
function refusesLists(error: unknown): boolean {
  return error instanceof Unavailable && error.kind === 'restricted';
}

async function sendList(player: Player, live: Live, options: SendOptions): Promise<CommandResult> {
  const { hostId, programme } = live;
  const uris = picksOf(live, programme.list).map((pick) => pick.track.uri);
  const [trackUri = ''] = uris;
  const { device, album, positionMs } = programme;
  return album === null
    ? player.play(hostId, device, uris, positionMs, options)
    : player.playInContext(hostId, device, { contextUri: album, trackUri }, positionMs, options);
}
