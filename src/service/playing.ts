import type { Clock } from '../ports/clock.ts';
import type { LinkStore } from '../ports/links.ts';
import type { PlayerDevice } from '../ports/player.ts';
import type { Observation } from '../session/player/observation.ts';
import { finish, resumeOurs } from '../session/player/outcomes.ts';
import { onDevice, undone } from '../session/player/programme.ts';
import { positionAt } from '../session/player/sounding.ts';
import { canTakeBack } from '../session/player/trouble.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';
import { requireHost } from '../session/requirements.ts';
import type { Device, Live, Open, Playback } from '../session/session.ts';
import { pickById, trackOf, waiting, waitingIds } from '../session/setlist.ts';
import type { Caller, Which } from './access.ts';
import type { PlayerRequest } from './deliver.ts';
import { type Devices, named, sameDevice } from './devices.ts';
import type { Generations } from './generations.ts';
import type { LookResult } from './player-looks.ts';
import { nothingNow, type SteeringPresses } from './steering-presses.ts';

export type PlayingService = ReturnType<typeof createPlaying>;

/** Creates the service for presses that steer the music, but for Skip: pause, resume, move, take back. */
export function createPlaying(world: {
  presses: SteeringPresses;
  devices: Devices;
  links: LinkStore;
  generations: Generations;
  clock: Clock;
}) {
  const { presses, devices, clock } = world;

  /** Hands everything that waits to the device again, after the music slipped from our hands. */
  async function takeBack(caller: Caller, which: Which): Promise<void> {
    let awake: PlayerDevice[] | null = null;
    await presses.press(caller, which, {
      may: hostOnly(caller),
      async prepare(live, looked) {
        awake = await devicesIfHidden(live, looked);
      },
      decide: ({ live, seen }) => {
        if (!canTakeBack(live)) throw new Refusal('nothingToTakeBack');
        const there = resumeOurs(onDeviceAwake(live, awake), clock.now());
        // What the host has heard of our last song by themselves need not come again.
        if (waiting(there).length === 0) return { written: finish(there, clock.now()), send: async () => {} };
        return presses.handingOver(there, waitingIds(there), 0, seen);
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
    await presses.press(caller, which, {
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
    await presses.press(caller, which, {
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
    const going = {
      lookedAt: null,
      playback: { is: 'playing', what, startedAt, byHand: true, isGuess: true },
    } as const;
    if (seen === null || seen.saw === 'track' || 'own' in what) {
      return sure(live, { ...live, ...going }, (player) => player.resume(live.hostId, live.programme.device));
    }
    const there = onDeviceAwake(live, awake);
    const rest = waitingIds(there);
    const isTakenOut = pickById(there, what.pick)?.status.state === 'dropped';
    if (isTakenOut && rest.length > 0) return presses.handingOver(there, rest, 0, seen);
    const request = presses.handingOver(there, [what.pick, ...rest], positionMs, seen);
    return { ...request, written: { ...request.written, ...going } };
  }

  /** Moves the music to another of the host's devices, or begins there what waits. */
  async function moveTo(caller: Caller, which: Which, wish: string): Promise<Device> {
    let chosen: PlayerDevice | null = null;
    const isSame = world.generations.since(caller.userId);
    await presses.press(caller, which, {
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
    return presses.handingOver(there, waitingIds(there), 0, seen);
  }

  return { takeBack, pause, resume, moveTo };
}

type Paused = Extract<Playback, { is: 'paused' }>;

function hostOnly({ userId }: Caller): (session: Open) => void {
  return (session) => requireHost(session, userId);
}

/** A request whose effect counts only once the player has said yes. */
function sure(before: Live, written: Live, send: PlayerRequest['send']): PlayerRequest {
  return { written, send, unsure: (now) => undone(now, before, written) };
}

function refuse(code: RefusalCode): never {
  throw new Refusal(code);
}
