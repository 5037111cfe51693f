import { createExpiringMap } from '../expiring-map.ts';
import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stage } from '../ports/stage.ts';
import { byTheClock } from '../session/player/by-the-clock.ts';
import type { Observation } from '../session/player/observation.ts';
import { finish, resumeOurs } from '../session/player/outcomes.ts';
import { hasLeftovers, skipped, startingPick } from '../session/player/programme.ts';
import { isOwnBeforeOurs, playsUntil, soundsNow } from '../session/player/sounding.ts';
import { LAST_CONFIRM_MS } from '../session/player/tolerances.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';
import { requireLive } from '../session/requirements.ts';
import { type Live, memberOf, type Sounding } from '../session/session.ts';
import { ahead, pickById, waitingIds } from '../session/setlist.ts';
import { isCarried, nameOf, skipsAtOnce, type Tally, tally, vote } from '../session/votes.ts';
import type { Access, Caller, Which } from './access.ts';
import type { Delivery, PlayerRequest } from './deliver.ts';
import type { Seen } from './press-looks.ts';
import type { Sessions, Turn } from './sessions.ts';
import type { Shares } from './shares.ts';
import { nothingNow, type SteeringPresses } from './steering-presses.ts';

/** The result of a press on Skip: the next song, or one more vote. */
export type Skipped = { is: 'skipped' } | ({ is: 'voted' } & Tally);

export type SkippingService = ReturnType<typeof createSkipping>;

/** Skips that come within this long of a skip's play request make one play request. */
const SKIPS_TOGETHER_MS = 2_000;

/** The most sessions whose last skip is remembered. */
const MOST_SKIPS_REMEMBERED = 10_000;

/** Creates the service for presses on Skip, and for the votes that come to the same. */
export function createSkipping(world: {
  sessions: Sessions;
  access: Access;
  delivery: Delivery;
  presses: SteeringPresses;
  stage: Stage;
  clock: Clock;
  shares: Shares;
  log: Log;
}) {
  const { sessions, access, delivery, presses, stage, clock } = world;
  /** The moment at which a skip last sent a play request, by session. */
  const skippedAt = createExpiringMap<string, number>({
    now: clock.now,
    forMs: SKIPS_TOGETHER_MS,
    most: MOST_SKIPS_REMEMBERED,
  });
  /** The pick that was pressed for when a skip last went past something of the host's own before it, by session. */
  const skippedOwnFor = createExpiringMap<string, string>({
    now: clock.now,
    forMs: LAST_CONFIRM_MS,
    most: MOST_SKIPS_REMEMBERED,
  });

  /**
   * Skips what sounds or is just starting, or counts a vote for it; `wanted` is what the press was for (`nameOf` it), so
   * that a late press skips nothing else.
   */
  async function skip(caller: Caller, which: Which, wanted?: string): Promise<Skipped> {
    const { what, voted } = await access.take(caller, which, async (session, turn) => {
      const live = requireLive(session);
      const what = requireSounding(byTheClock(live, clock.now()), wanted);
      const isAtOnce = skipsAtOnce(live, what, caller.userId);
      return { what, voted: isAtOnce ? null : await countVote(turn, live, what, caller.userId) };
    });
    if (voted && !isCarried(voted)) return { is: 'voted', ...tally(voted) };
    const decide = skipping(caller.userId, (live) => requireStillSounding(live, what, wanted), wanted);
    await presses.press(caller, which, { decide, ...(voted && { isCharged: true }) });
    return { is: 'skipped' };
  }

  function skipping(
    by: string,
    soundingIn: (live: Live) => Sounding,
    wanted: string | undefined,
  ): (seen: Seen) => PlayerRequest {
    return ({ live, seen }) => {
      if (isJustStarting(live) && isOwnBeforeOurs(live, seen)) return skipOwnBefore(live, wanted);
      return skipRequest(live, soundingIn(live), by, seen);
    };
  }

  /** Skips what enough of those who are left in a session have voted for. */
  function carryVotes(sessionId: string): void {
    const live = sessions.find(sessionId);
    if (live?.phase !== 'live' || !live.votes || !isCarried(live)) return;
    const { votes, guildId, channelId } = live;
    const userId = votes.by.find((id) => memberOf(live, id));
    if (userId === undefined) return;
    const caller = { userId, guildId, channelId, mayManage: false };
    const decide = skipping(userId, (now) => requireSounding(now, votes.for), votes.for);
    const carrying = presses.press(caller, { sessionId }, { decide, isCharged: true }).catch((error: unknown) => {
      if (error instanceof Refusal && IN_VAIN.has(error.code)) return;
      return presses.reportUntold(sessionId, error);
    });
    inBackground(carrying, world.log, 'what was voted for was not skipped', { session: sessionId });
  }

  /** The vote that is enough steers: it counts only if whoever gives it has a share left. */
  async function countVote(turn: Turn, live: Live, what: Sounding, userId: string): Promise<Live> {
    const voted = vote(live, what, userId);
    if (isCarried(voted)) world.shares.charge('press', userId, live.id);
    await turn.save(voted);
    stage.refresh(live.id);
    return voted;
  }

  /** A pick is to come, but something of the host's own still sounds: a press for the pick goes past one of them, once. */
  function skipOwnBefore(live: Live, wanted: string | undefined): PlayerRequest {
    if (wanted !== undefined && skippedOwnFor.get(live.id) === wanted) throw new Refusal('startingNow');
    const request = delivery.nextRequest(live);
    return {
      ...request,
      send(player, written) {
        if (wanted !== undefined) skippedOwnFor.set(live.id, wanted);
        return request.send(player, written);
      },
    };
  }

  /** While a pick is queued on the device, or nothing of ours is left, the device goes on by itself; else the rest is handed over. */
  function skipRequest(live: Live, what: Sounding, by: string, seen: Observation | null): PlayerRequest {
    if ('own' in what) return delivery.nextRequest(resumeOurs(live, clock.now()));
    const without = skipped(live, what.pick, by, clock.now());
    const [next] = ahead(without);
    if (next?.status.state === 'waiting') return skipTo(without, seen, playsUntil(live));
    if (next || !(hasLeftovers(without) || isJustStarting(live))) return delivery.nextRequest(without);
    return {
      written: finish(without, clock.now()),
      send: (player) => player.pause(live.hostId, live.programme.device), // what comes next there is not wanted
    };
  }

  /** A skip that follows closely on another one waits for a third. `until`: the end of its song makes it senseless. */
  function skipTo(live: Live, seen: Observation | null, until: number | undefined): PlayerRequest {
    const before = skippedAt.get(live.id);
    const notBefore = before === undefined ? clock.now() : before + SKIPS_TOGETHER_MS;
    const request = presses.handingOver(live, waitingIds(live), 0, seen, { until, at: notBefore });
    return {
      ...request,
      notBefore,
      send(player, written) {
        skippedAt.set(live.id, clock.now());
        return request.send(player, written);
      },
    };
  }

  return { skip, carryVotes };
}

/** The refusals of a skip that nobody need be told of: what was voted for is over, or the card says why it goes on. */
const IN_VAIN: ReadonlySet<RefusalCode> = new Set([
  'sessionOver',
  'notStarted',
  'pickIsOver',
  'nothingSounds',
  'startingNow',
  'setlistOver',
  'unsteerable',
]);

/** Returns what sounds or is just starting. @throws Refusal if that is not what the press was for */
function requireSounding(live: Live, wanted: string | undefined): Sounding {
  const starting = startingPick(live);
  const what = soundsNow(live) ?? (starting && { pick: starting.id });
  if (!what) throw wasJustLeft(live, wanted) ? new Refusal('pickIsOver') : nothingNow(live);
  if (wanted !== undefined && nameOf(what) !== wanted) throw new Refusal('pickIsOver');
  return what;
}

/** The same a moment later. A command that names no song means the one after, if another press has just skipped this one. */
function requireStillSounding(live: Live, what: Sounding, wanted: string | undefined): Sounding {
  const isSkipped = 'pick' in what && pickById(live, what.pick)?.status.state === 'skipped';
  return requireSounding(live, wanted ?? (isSkipped ? undefined : nameOf(what)));
}

function isJustStarting({ playback }: Live): boolean {
  return playback.is === 'starting';
}

/** Returns true if a press was for a song that has just been skipped or played, while the next one is on its way. */
function wasJustLeft(live: Live, wanted = ''): boolean {
  const status = pickById(live, wanted)?.status.state;
  return live.playback.is === 'starting' && (status === 'skipped' || status === 'played');
}
