import { createExpiringMap } from '../expiring-map.ts';
import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { LinkStore } from '../ports/links.ts';
import type { Player, PlayerDevice } from '../ports/player.ts';
import type { Stage } from '../ports/stage.ts';
import { Overtaken, Unavailable } from '../ports/unavailable.ts';
import { offerTo, requireOffer, takenOver, takenOverOn } from '../session/hosting.ts';
import type { Observation } from '../session/player/observation.ts';
import { handedOver, undone, unqueued } from '../session/player/programme.ts';
import { positionAt, soundingPick } from '../session/player/sounding.ts';
import { isUnsteerable } from '../session/player/trouble.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';
import { requireLive } from '../session/requirements.ts';
import type { Device, Live, Lobby, Open, TroubleKind } from '../session/session.ts';
import { waitingIds } from '../session/setlist.ts';
import { type Access, type Caller, requireHostOrManager, type Which } from './access.ts';
import type { Conductor } from './conductor.ts';
import type { Delivery, PlayerRequest } from './deliver.ts';
import type { Devices } from './devices.ts';
import type { Generations } from './generations.ts';
import { requirePlayback } from './permissions.ts';
import type { LookResult } from './player-looks.ts';
import { LOOK_PATIENCE_MS, type PressLooks } from './press-looks.ts';
import { didOrSleeps } from './quiet.ts';
import type { Sessions, Turn } from './sessions.ts';
import type { Shares } from './shares.ts';
import { inTime } from './typing.ts';

/** The result of a press on Take over: the session is theirs, or they are asked on which device it is to play. */
export type TakenOver =
  | { is: 'taken'; session: Open }
  | { is: 'choice'; sessionId: string; devices: readonly PlayerDevice[] };

export type ChangeOfHost = ReturnType<typeof createChangeOfHost>;

/** From one host to another: offered by one, taken by the other, and the same song goes on there. */
export function createChangeOfHost(world: {
  sessions: Sessions;
  access: Access;
  links: LinkStore;
  player: Player;
  devices: Devices;
  conductor: Conductor;
  delivery: Delivery;
  looks: PressLooks;
  stage: Stage;
  clock: Clock;
  shares: Shares;
  generations: Generations;
  log: Log;
}) {
  const { sessions, access, links, player, devices, delivery, looks, stage, clock, generations } = world;
  /** The sessions in which somebody was just told of an offer. */
  const toldLately = createExpiringMap<string, true>({ now: clock.now, forMs: TOLD_EVERY_MS, most: MOST_TOLD });

  /** Offers the session to another linked member. Each offer is told once, and a session tells of one a minute. */
  async function offer(caller: Caller, which: Which, to: string): Promise<void> {
    await access.take(caller, which, async (session, turn) => {
      requireHostOrManager(session, caller);
      const offered = offerTo(session, to, clock.now());
      if (!(await links.find(to))) throw new Refusal('cannotTakeOver');
      if (session.offer?.to === to) return;
      if (toldLately.has(session.id)) throw new Refusal('offeredJustNow');
      await turn.save(offered);
      toldLately.set(session.id, true);
      stage.refresh(session.id);
      stage.tellOffer(offered);
    });
  }

  /** Takes the session: the old device pauses, and the same song goes on from the same place on the new one. */
  async function takeOver(caller: Caller, which: Which, wish?: string): Promise<TakenOver> {
    const { id, phase } = await mayTake(access.find(caller, which), caller.userId);
    const lobby = phase === 'lobby' ? await takeLobby(caller, id) : null;
    if (lobby) return finishTakeover(lobby);
    world.shares.charge('press', caller.userId, id);
    const isSame = generations.since(caller.userId);
    return refusedAsTheirs(() => takeOverLive(caller, id, isSame, wish));
  }

  async function mayTake(session: Open, userId: string): Promise<Open> {
    requireOffer(session, userId);
    requirePlayback(await links.find(userId));
    if (sessions.hostedBy(userId)) throw new Refusal('hostingElsewhere');
    return session;
  }

  /** Null if the music has begun meanwhile. */
  function takeLobby(caller: Caller, sessionId: string): Promise<Lobby | null> {
    return access.take(caller, { sessionId }, async (session, turn) => {
      await mayTake(session, caller.userId);
      if (session.phase === 'live') return null;
      const taken = takenOver(session, caller.userId, clock.now());
      await turn.save(taken);
      return taken;
    });
  }

  async function takeOverLive(
    caller: Caller,
    sessionId: string,
    isSame: () => boolean,
    wish?: string,
  ): Promise<TakenOver> {
    const { userId } = caller;
    const look = await player.look(userId, 'person');
    const device = await devices.choose(userId, look, wish);
    requireLink(isSame);
    if (Array.isArray(device)) return { is: 'choice', sessionId, devices: device };
    const looking = looks.lookForPress(requireLive(access.find(caller, { sessionId })));
    const looked = looking && (await inTime(clock, clock.now() + LOOK_PATIENCE_MS, looking, () => null));
    const old = await access.take(caller, { sessionId }, (session, turn) =>
      lastKnown(turn, session, looked, looking !== null),
    );
    const pausingOld = pauseOld(old);
    const mayPlayOn = await inTime(clock, clock.now() + PAUSE_PATIENCE_MS, pausingOld, () => true);
    const moving = access.take(caller, { sessionId }, async (session, turn) => {
      const mine = await mayTake(session, userId);
      requireLink(isSame);
      const before = await lastKnown(turn, mine, looked, looking !== null);
      const request = movingTo(before, userId, device, { mayPlayOn, seen: look.seen });
      return { before, ...(await delivery.overtake(turn, before, request)) };
    });
    const { before, answered } = await moving.catch((error: unknown) => stays(caller, old, error));
    if (wasToldSince(old, before)) pauseOldAgain(before);
    await answered.catch((error: unknown) => undoTakeover(caller, before, device, error));
    if (isSame()) await links.rememberDevice(userId, { id: device.id, name: device.name });
    if (mayPlayOn) onceOldPaused(pausingOld, sessionId, before.hostId);
    return finishTakeover(access.find(caller, { sessionId }));
  }

  /** Trouble with the device of whoever takes over is theirs to mend, not the host's. */
  async function refusedAsTheirs<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      world.log.info({ err: error }, 'the new device did not take the session over');
      const code = REFUSAL_OF[error.kind];
      throw code ? new Refusal(code) : error;
    }
  }

  function finishTakeover(session: Open): TakenOver {
    world.conductor.proceed(session.id);
    world.log.info({ session: session.id }, 'session taken over');
    return { is: 'taken', session };
  }

  function movingTo(before: Live, userId: string, device: Device, { mayPlayOn, seen }: OldPaused): PlayerRequest {
    const now = clock.now();
    const theirs = withoutQueue(takenOverOn(before, userId, device, mayPlayOn, now));
    const { picks, positionMs } = restOf(theirs, now);
    if (picks.length === 0) return { written: theirs, send: async () => {} };
    const request = delivery.playRequest(handedOver(theirs, picks, positionMs, now), { urgency: 'person' });
    const back = (after: Live): Live => ({
      ...undone(after, before, request.written),
      trouble: before.trouble,
      lookedAt: null,
    });
    return { ...devices.inOrder(request, seen), refused: back, unsure: back };
  }

  async function lastKnown(turn: Turn, session: Open, looked: LookResult | null, isNeeded: boolean): Promise<Live> {
    return (await looks.lastKnown(turn, requireLive(session), looked, isNeeded)).live;
  }

  /** Pauses the old device; returns true if it may be playing on. */
  async function pauseOld(live: Live): Promise<boolean> {
    const { hostId, playback, programme, id } = live;
    const isOther = playback.is === 'unknown' && playback.saw === 'other'; // a podcast, say
    if (playback.is !== 'playing' && playback.is !== 'starting' && !isOther) return false;
    if (isUnsteerable(live)) return true;
    return !(await didOrSleeps(
      () => player.pause(hostId, programme.device),
      (err) => world.log.warn({ err, session: id }, 'the old device did not pause'),
    ));
  }

  /** A press came in between, and set the old device going again. */
  function pauseOldAgain(before: Live): void {
    inBackground(pauseOld(before), world.log, 'the old device was not told to pause again', { session: before.id });
  }

  /** A command to a former host's device was sent after all: whatever it did, that device is quiet again. */
  function pauseFormerHost(written: Live): void {
    const session = sessions.find(written.id);
    if (session?.phase === 'live' && session.hostId !== written.hostId) pauseOldAgain(written);
  }

  /** A late yes of the old device ends what the card says of it. */
  function onceOldPaused(pausingOld: Promise<boolean>, sessionId: string, hostId: string): void {
    pausingOld
      .then((playsOn) => {
        if (playsOn) return;
        return sessions.takeLive(sessionId, async (live, turn) => {
          if (live.leftPlaying === hostId) await turn.save({ ...live, leftPlaying: null });
          stage.refresh(sessionId);
        });
      })
      .catch((err: unknown) => world.log.error({ err, session: sessionId }, 'the old device was not looked after'));
  }

  /** Lets the old device, which has been paused, go on where the new one was told nothing, and throws. */
  async function stays(caller: Caller, old: Live, error: unknown): Promise<never> {
    await letOldGoOn(caller, old, async () => true);
    throw error;
  }

  /**
   * The new device failed: it is told to be quiet in case it did begin, the old one goes on, and the error is thrown. Where
   * the new one may be playing all the same, the old one stays paused: there is one source of sound. Returns where a later
   * press of the new host goes on from there.
   */
  async function undoTakeover(caller: Caller, before: Live, device: Device, error: unknown): Promise<void> {
    const mayPlay = !(error instanceof Unavailable) || error.unsure;
    const isWithOld = await letOldGoOn(caller, before, async (wanted) => {
      const isQuiet = await succeeds(before, () => wanted.pause(caller.userId, device));
      return isQuiet || !mayPlay;
    });
    if (isWithOld) throw error;
  }

  /**
   * Lets the old device go on if it played and `mayGoOn`. Returns false if the session is another host's by now. Whatever
   * fails here hides nothing of why it is to go on.
   */
  async function letOldGoOn(
    caller: Caller,
    before: Live,
    mayGoOn: (wanted: Player) => Promise<boolean>,
  ): Promise<boolean> {
    const { id } = before;
    try {
      const resuming = await access.take(caller, { sessionId: id }, async (session, turn) => {
        if (session.hostId !== before.hostId) return null; // the press found the evening as it was to become
        const live = requireLive(session);
        return delivery.overtake(turn, live, resumeOld(live, before, mayGoOn));
      });
      await resuming?.answered;
      return resuming !== null;
    } catch (err) {
      const isNewer = err instanceof Overtaken || err instanceof Refusal; // another press, or the end
      if (!isNewer) world.log.error({ err, session: id }, 'the old device was not told to go on');
      return true;
    } finally {
      world.conductor.proceed(id);
    }
  }

  function resumeOld(live: Live, before: Live, mayGoOn: (wanted: Player) => Promise<boolean>): PlayerRequest {
    const wasPlaying = before.playback.is === 'playing';
    return {
      written: live,
      async send(wanted) {
        const isFree = await mayGoOn(wanted);
        if (wasPlaying && isFree) await succeeds(live, () => wanted.resume(live.hostId, live.programme.device));
      },
    };
  }

  function succeeds({ id }: Live, act: () => Promise<void>): Promise<boolean> {
    return didOrSleeps(act, (err) =>
      world.log.warn({ err, session: id }, 'a device did not follow while the session was taken over'),
    );
  }

  return { offer, takeOver, pauseFormerHost };
}

/** A session mentions whom it is offered to at most this often. */
const TOLD_EVERY_MS = 60_000;
const MOST_TOLD = 10_000;

/** Refuses a new host who unlinked while taking over, even with a newer link. @throws Unavailable `relink` */
function requireLink(isSame: () => boolean): void {
  if (!isSame()) throw new Unavailable('relink');
}

/** Returns true if the old host's player was told something while the evening was on its way to the new one. */
function wasToldSince(old: Live, before: Live): boolean {
  return before.touchedAt > old.touchedAt || before.programme.sentAt > old.programme.sentAt;
}

/** The longest wait of whoever takes over for the pause of the old device, after that for a look. */
const PAUSE_PATIENCE_MS = 400;

type OldPaused = { mayPlayOn: boolean; seen: Observation };

const REFUSAL_OF: Partial<Record<TroubleKind, RefusalCode>> = {
  asleep: 'noDeviceAwake',
  relink: 'linkIsDead',
  scopeMissing: 'needsPlayback',
};

/** Lets the picks queued on the old device wait again: they will not sound on the new one. */
function withoutQueue(live: Live): Live {
  return live.setlist
    .filter(({ status }) => status.state === 'queued')
    .reduce((now, { id }) => unqueued(now, id), live);
}

/** Returns what is to play on: the song that sounded, from where it was, and everything that waits. */
function restOf(live: Live, now: number): { picks: string[]; positionMs: number } {
  const rest = waitingIds(live);
  const sounding = soundingPick(live);
  if (sounding?.status.state !== 'sounding') return { picks: rest, positionMs: 0 };
  const positionMs = Math.min(positionAt(live, now), sounding.track.durationMs - 1_000);
  return { picks: [sounding.id, ...rest], positionMs };
}
