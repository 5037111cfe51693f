import { createExpiringMap } from '../expiring-map.ts';
import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { LinkStore } from '../ports/links.ts';
import type { Player, PlayerDevice } from '../ports/player.ts';
import type { Stage } from '../ports/stage.ts';
import { Overtaken, Unavailable } from '../ports/unavailable.ts';
import { byTheClock } from '../session/player/by-the-clock.ts';
import type { Observation } from '../session/player/observation.ts';
import { finish, resumeOurs } from '../session/player/outcomes.ts';
import { handedOver, hasLeftovers, onDevice, skipped, startingPick, undone } from '../session/player/programme.ts';
import { matching, playsUntil, positionAt, soundsNow } from '../session/player/sounding.ts';
import { LAST_CONFIRM_MS } from '../session/player/tolerances.ts';
import { canTakeBack, isUnsteerable } from '../session/player/trouble.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';
import { requireHost, requireLive } from '../session/requirements.ts';
import { type Device, type Live, memberOf, type Open, type Playback, type Sounding } from '../session/session.ts';
import { ahead, pickById, trackOf, waiting } from '../session/setlist.ts';
import { isCarried, nameOf, skipsAtOnce, type Tally, tally, vote } from '../session/votes.ts';
import type { Access, Caller, Which } from './access.ts';
import type { Conductor } from './conductor.ts';
import type { Delivery, PlayerRequest } from './deliver.ts';
import { type Devices, named, sameDevice } from './devices.ts';
import type { Generations } from './generations.ts';
import type { LookResult } from './player-looks.ts';
import type { PressLooks, Seen } from './press-looks.ts';
import type { Sessions, Turn } from './sessions.ts';
import type { Shares } from './shares.ts';

/** The result of a press on Skip: the next song, or one more vote. */
export type Skipped = { is: 'skipped' } | ({ is: 'voted' } & Tally);

export type PlayingService = ReturnType<typeof createPlaying>;

/** Skips that come within this long of a skip's play request make one play request. */
const SKIPS_TOGETHER_MS = 2_000;

/** The most sessions whose last skip is remembered. */
const SKIPPERS = 10_000;

/** Creates the service for presses that steer the music: skip, pause, resume, move, take back. */
export function createPlaying(world: {
  sessions: Sessions;
  access: Access;
  links: LinkStore;
  player: Player;
  stage: Stage;
  clock: Clock;
  conductor: Conductor;
  delivery: Delivery;
  looks: PressLooks;
  devices: Devices;
  generations: Generations;
  shares: Shares;
  log: Log;
}) {
  const { sessions, access, stage, clock, conductor, delivery, looks, devices } = world;
  /** The moment at which a skip last sent a play request, by session. */
  const skippedAt = createExpiringMap<string, number>({ now: clock.now, forMs: SKIPS_TOGETHER_MS, most: SKIPPERS });
  /** The pick that was pressed for when a skip last went past something of the host's own before it, by session. */
  const steppedFor = createExpiringMap<string, string>({ now: clock.now, forMs: LAST_CONFIRM_MS, most: SKIPPERS });

  /**
   * Skips what sounds or is just starting, or counts a vote for it; `wanted` is what the press was for (`nameOf` it), so
   * that a late press skips nothing else.
   */
  async function skip(caller: Caller, which: Which, wanted?: string): Promise<Skipped> {
    const { what, voted } = await access.take(caller, which, async (session, turn) => {
      const live = requireLive(session);
      const what = soundingNow(byTheClock(live, clock.now()), wanted);
      const isAtOnce = skipsAtOnce(live, what, caller.userId);
      return { what, voted: isAtOnce ? null : await countVote(turn, live, what, caller.userId) };
    });
    if (voted && !isCarried(voted)) return { is: 'voted', ...tally(voted) };
    await press(caller, which, {
      decide: ({ live, seen }) => {
        if (isJustStarting(live) && seen && isOwn(live, seen)) return skipOwnBefore(live, wanted);
        return skipOn(live, stillSounding(live, what, wanted), caller.userId, seen);
      },
    });
    return { is: 'skipped' };
  }

  /** Skips what enough of those who are left in a session have voted for. */
  function carryVotes(sessionId: string): void {
    const live = sessions.find(sessionId);
    if (live?.phase !== 'live' || !live.votes || !isCarried(live)) return;
    const { votes, guildId, channelId } = live;
    const userId = votes.by.find((id) => memberOf(live, id));
    if (userId === undefined) return;
    const caller = { userId, guildId, channelId, mayManage: false };
    const skipping = skip(caller, { sessionId }, votes.for).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error; // it is over already
    });
    inBackground(skipping, world.log, 'what was voted for was not skipped', { session: sessionId });
  }

  async function countVote(turn: Turn, live: Live, what: Sounding, userId: string): Promise<Live> {
    const voted = vote(live, what, userId);
    await turn.save(voted);
    stage.refresh(live.id);
    return voted;
  }

  /** A pick is to come, but something of the host's own still sounds: a press for the pick goes past one of them, once. */
  function skipOwnBefore(live: Live, wanted: string | undefined): PlayerRequest {
    if (wanted !== undefined && steppedFor.get(live.id) === wanted) throw new Refusal('startingNow');
    if (wanted !== undefined) steppedFor.set(live.id, wanted);
    return delivery.stepping(live);
  }

  /** While a pick is queued on the device, or nothing of ours is left, the device goes on by itself; else the rest is handed over. */
  function skipOn(live: Live, what: Sounding, by: string, seen: Observation | null): PlayerRequest {
    if ('own' in what) return delivery.stepping(resumeOurs(live, clock.now()));
    const without = skipped(live, what.pick, by, clock.now());
    const [next] = ahead(without);
    if (next?.status.state === 'waiting') return skipTo(without, seen, playsUntil(live));
    if (next || !(hasLeftovers(without) || isJustStarting(live))) return delivery.stepping(without);
    return {
      written: finish(without, clock.now()),
      send: (player) => player.pause(live.hostId, live.programme.device), // what comes next there is not wanted
    };
  }

  /** A skip that follows closely on another one waits for a third. `until`: the end of its song makes it senseless. */
  function skipTo(live: Live, seen: Observation | null, until: number | undefined): PlayerRequest {
    const before = skippedAt.get(live.id);
    const notBefore = before === undefined ? clock.now() : before + SKIPS_TOGETHER_MS;
    const request = handingOver(live, waitingIds(live), 0, seen, { until, at: notBefore });
    return {
      ...request,
      notBefore,
      send(player) {
        skippedAt.set(live.id, clock.now());
        return request.send(player);
      },
    };
  }

  function waitingIds(live: Live): string[] {
    return waiting(live).map(({ id }) => id);
  }

  /** A play request with these picks, after shuffle and repeat have been switched off where they were seen on. */
  function handingOver(
    live: Live,
    picks: readonly string[],
    positionMs: number,
    seen: Observation | null,
    { until, at = clock.now() }: { until?: number | undefined; at?: number } = {},
  ): PlayerRequest {
    const request = delivery.playing(handedOver(live, picks, positionMs, at), { urgency: 'person', until }, at);
    return {
      ...request,
      async send(player) {
        await devices.settle(player, live.hostId, live.programme.device, seen);
        return request.send(player);
      },
    };
  }

  /** Hands everything that waits to the device again, after the music slipped from our hands. */
  async function takeBack(caller: Caller, which: Which): Promise<void> {
    let awake: PlayerDevice[] | null = null;
    await press(caller, which, {
      may: hostOnly(caller),
      async prepare(live, looked) {
        awake = await devicesIfHidden(live, looked);
      },
      decide: ({ live, seen }) => {
        if (!canTakeBack(live)) throw new Refusal('nothingToTakeBack');
        const there = resumeOurs(onDeviceAwake(live, awake), clock.now());
        return handingOver(there, waitingIds(there), 0, seen);
      },
    });
  }

  /** A player that shows nothing may have come back under another id, or the host has opened another one. */
  async function devicesIfHidden({ hostId }: Live, looked: LookResult | null): Promise<PlayerDevice[] | null> {
    return looked && 'seen' in looked && looked.seen.saw !== 'track' ? devices.of(hostId) : null;
  }

  function onDeviceAwake(live: Live, awake: PlayerDevice[] | null): Live {
    if (awake === null) return live;
    const chosen = sameDevice(awake, live.programme.device) ?? awake.find(({ active }) => active) ?? awake[0];
    return chosen ? onDevice(live, chosen) : refuse('noDeviceAwake');
  }

  async function pause(caller: Caller, which: Which): Promise<void> {
    await press(caller, which, {
      may: hostOnly(caller),
      decide: ({ live }) => {
        const { playback } = live;
        if (playback.is === 'paused') throw new Refusal('alreadyPaused');
        if (playback.is !== 'playing') throw nothingNow(live);
        const now = clock.now();
        const positionMs = Math.min(positionAt(live, now), trackOf(live, playback.what)?.durationMs ?? 0);
        const written: Live = { ...live, playback: { is: 'paused', what: playback.what, positionMs, since: now } };
        return sure(live, written, (player) => player.pause(live.hostId, live.programme.device));
      },
    });
  }

  async function resume(caller: Caller, which: Which): Promise<void> {
    let awake: PlayerDevice[] | null = null;
    await press(caller, which, {
      may: hostOnly(caller),
      async prepare(live, looked) {
        awake = live.playback.is === 'paused' ? await devicesIfHidden(live, looked) : null;
      },
      decide: ({ live, seen }) => {
        const { playback } = live;
        if (playback.is === 'playing') throw new Refusal('notPaused');
        if (playback.is !== 'paused') throw nothingNow(live);
        return goOn(live, playback, seen, awake);
      },
    });
  }

  /** A player that fell asleep while it was paused has forgotten its list: it gets the rest of it anew. */
  function goOn(
    live: Live,
    { what, positionMs }: Paused,
    seen: Observation | null,
    awake: PlayerDevice[] | null,
  ): PlayerRequest {
    const startedAt = clock.now() - positionMs;
    // Whether it really goes on is worth a look: players that were paused for long fall asleep.
    const going = { lookedAt: null, playback: { is: 'playing', what, startedAt, byHand: true } } as const;
    if (seen === null || seen.saw === 'track' || 'own' in what) {
      return sure(live, { ...live, ...going }, (player) => player.resume(live.hostId, live.programme.device));
    }
    const there = onDeviceAwake(live, awake);
    const request = handingOver(there, [what.pick, ...waitingIds(there)], positionMs, seen);
    return { ...request, written: { ...request.written, ...going } };
  }

  /** Moves the music to another of the host's devices, or begins there what waits. */
  async function moveTo(caller: Caller, which: Which, wish: string): Promise<Device> {
    let chosen: PlayerDevice | null = null;
    const isSame = world.generations.since(caller.userId);
    await press(caller, which, {
      may: hostOnly(caller),
      async prepare({ hostId }) {
        chosen = named(await devices.of(hostId), wish);
      },
      movesAway: true,
      decide: ({ live, seen }) => beginOn(live, onDevice(live, chosen ?? refuse('deviceUnknown')), seen),
    });
    const { id, name } = chosen ?? refuse('deviceUnknown');
    if (isSame()) await world.links.rememberDevice(caller.userId, { id, name });
    return { id, name };
  }

  function beginOn(live: Live, there: Live, seen: Observation | null): PlayerRequest {
    const { is } = live.playback;
    if (is === 'playing' || is === 'paused') {
      return sure(live, { ...there, lookedAt: null }, (player) =>
        player.transfer(there.hostId, there.programme.device, is === 'playing'),
      );
    }
    if (waiting(there).length === 0) throw new Refusal('nothingSounds');
    return handingOver(there, waitingIds(there), 0, seen);
  }

  /** A press that steers: looks first, decides on the evening as it is by then, and tells the player. */
  async function press(
    caller: Caller,
    which: Which,
    { may = () => {}, prepare, decide, movesAway }: Pressing,
  ): Promise<void> {
    const session = requireLive(access.find(caller, which));
    may(session);
    world.shares.charge('press', caller.userId, session.id);
    const looked = await looks.lookFirst(session);
    await prepare?.(session, looked);
    const { answered, isPutOff } = await access.take(caller, { sessionId: session.id }, async (open, turn) => {
      const live = requireLive(open);
      may(live);
      return tell(turn, await looks.noted(turn, live, looked), looked, (seen) => {
        if (isUnsteerable(seen.live) && !movesAway) throw new Refusal('unsteerable');
        return decide(seen);
      });
    });
    const settled = answered.catch((error: unknown) => {
      if (!(error instanceof Overtaken)) throw error; // what is newer goes on from there
    });
    const attended = settled.finally(() => {
      stage.refresh(session.id);
      conductor.attend(session.id);
    });
    if (!isPutOff) return attended;
    attended.catch((error: unknown) => putOffInVain(session.id, error));
  }

  async function tell(turn: Turn, seen: Seen, looked: LookResult | null, decide: Pressing['decide']) {
    const { id } = seen.live;
    try {
      const request = decide(seen);
      const written = { ...request.written, touchedAt: clock.now(), trouble: null };
      const { answered } = await delivery.overtake(turn, seen.live, { ...request, written });
      return { answered, isPutOff: (request.notBefore ?? 0) > clock.now() };
    } catch (error) {
      conductor.attend(id, looked); // what the look showed may ask for more than the press could do
      throw error;
    } finally {
      stage.refresh(id);
    }
  }

  /** Whoever pressed has been answered by then: what they do not learn stands on the card. */
  function putOffInVain(sessionId: string, error: unknown): Promise<void> {
    return sessions.takeLive(sessionId, async (live, turn) => {
      if (error instanceof Unavailable) await conductor.reportTrouble(turn, live, error);
      else world.log.error({ err: error, session: sessionId }, 'a press that was put off failed');
    });
  }

  return { skip, carryVotes, takeBack, pause, resume, moveTo };
}

/** A press that steers, in its parts. */
type Pressing = {
  /** Refuses who may not press; asked at once, and again when it is carried out. */
  may?: (live: Live) => void;
  /** Asks for what has to be known beside the look. */
  prepare?: (live: Live, looked: LookResult | null) => Promise<void>;
  /** Set if it names another device: then it makes sense even where the one that plays takes no commands. */
  movesAway?: true;
  /** Says what the player is to be told, or refuses. */
  decide: (seen: Seen) => PlayerRequest;
};

type Paused = Extract<Playback, { is: 'paused' }>;

function hostOnly({ userId }: Caller): (session: Open) => void {
  return (session) => requireHost(session, userId);
}

/** A request whose effect counts only once the player has said yes. */
function sure(before: Live, written: Live, send: PlayerRequest['send']): PlayerRequest {
  return { written, send, unsure: (now) => undone(now, before, written) };
}

/** Returns what sounds or is just starting. @throws Refusal if that is not what the press was for */
function soundingNow(live: Live, wanted: string | undefined): Sounding {
  const starting = startingPick(live);
  const what = soundsNow(live) ?? (starting && { pick: starting.id });
  if (!what) throw isPast(live, wanted) ? new Refusal('pickIsOver') : nothingNow(live);
  if (wanted !== undefined && nameOf(what) !== wanted) throw new Refusal('pickIsOver');
  return what;
}

/** The same a moment later. A command that names no song means the one after, if another press has just skipped this one. */
function stillSounding(live: Live, what: Sounding, wanted: string | undefined): Sounding {
  const isSkipped = 'pick' in what && pickById(live, what.pick)?.status.state === 'skipped';
  return soundingNow(live, wanted ?? (isSkipped ? undefined : nameOf(what)));
}

function isJustStarting({ playback }: Live): boolean {
  return playback.is === 'starting';
}

/** Returns true if the player plays a song that is none of our picks. */
function isOwn(live: Live, seen: Observation): boolean {
  return seen.saw === 'track' && seen.isPlaying && matching(live, seen.track) === undefined;
}

/** Returns true if a press was for a song that has just been skipped or played, while the next one is on its way. */
function isPast(live: Live, wanted = ''): boolean {
  const status = pickById(live, wanted)?.status.state;
  return live.playback.is === 'starting' && (status === 'skipped' || status === 'played');
}

/** Why there is nothing to pause, resume or skip. */
function nothingNow({ playback }: Pick<Live, 'playback'>): Refusal {
  if (playback.is === 'over') return new Refusal('setlistOver');
  return new Refusal(playback.is === 'starting' ? 'startingNow' : 'nothingSounds');
}

function refuse(code: RefusalCode): never {
  throw new Refusal(code);
}
