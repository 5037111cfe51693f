import { z } from 'zod';
import type { Chance } from '../chance.ts';
import type { Catalogue } from '../library/catalogue.ts';
import type { Playlists } from '../library/playlists.ts';
import { Refusal } from '../rules/rules.ts';
import type { Answer } from '../web-api/answer.ts';
import { type Call, oneOf, type Route, readBody, type Violate, whole } from '../web-api/call.ts';
import type { Device } from './device.ts';
import { knownTrack, readPlayRequest, type StartRequest } from './play-request.ts';
import type { Music, Playback, SoundCause } from './playback.ts';
import type { StateReader } from './state.ts';
import {
  nothing,
  paused,
  resumed,
  skipped,
  sought,
  started,
  transferred,
  wentBack,
  withQueued,
  withRepeat,
  withShuffle,
} from './steering.ts';
import { activeTarget, reachableDevice, targetOf } from './targets.ts';
import { createTrackList } from './track-list.ts';

export type PlayerSurroundings = {
  catalogue: Catalogue;
  playlists: Playlists;
  music: Music;
  chance: Chance;
  reader: StateReader;
  queuedTracksFirst: boolean;
  /** What a command answers when all is well. */
  commandAnswer(): Answer;
  violate: Violate;
};

const STATE_PARAMETERS = ['market', 'additional_types'];
const DAY_MS = 24 * 3_600_000;
const transferBody = z.object({ device_ids: z.array(z.string()), play: z.boolean().optional() });

/** Looking at a player and steering it. */
export function playerRoutes(surroundings: PlayerSurroundings): Route[] {
  const { catalogue, music, chance, reader, commandAnswer, violate } = surroundings;

  /** Carries a command out on its device, at once or when the device is woken. */
  function runCommand(call: Call, device: Device, why: SoundCause, command: (playback: Playback) => Playback): Answer {
    const { player, defer } = call.account;
    if (device.restricted) throw new Refusal('device-restricted');
    const carryOut = () => player.applyCommand(command(player.now()), why);
    if (device.state === 'dozing') {
      defer(device, () => ignoringRefusals(carryOut));
      throw new Refusal('device-dozing');
    }
    carryOut();
    return commandAnswer();
  }

  function play(call: Call): Answer {
    const request = readPlayRequest(call, surroundings);
    const device = targetOf(call);
    return request.kind === 'resume' ? resume(call, device, request.losesQueue) : start(call, device, request);
  }

  function resume(call: Call, device: Device, losesQueue: boolean): Answer {
    return runCommand(call, device, 'resume', (playback) =>
      resumed(losesQueue ? { ...playback, queue: [] } : playback, device),
    );
  }

  function start(call: Call, device: Device, request: StartRequest): Answer {
    const { trackIds, from, positionMs, contextUri, isSilent } = request;
    const answer = runCommand(call, device, 'play request', (playback) => {
      if (contextUri === null && device.refusesUris) throw new Refusal('device-takes-uris');
      if (isSilent || (contextUri === null && device.ignoresUris)) return nothing({ ...playback, device });
      const line = createTrackList({ contextUri, trackIds, from, chance: playback.shuffle ? chance : null });
      return started(playback, { device, line, positionMs, queuedFirst: surroundings.queuedTracksFirst }, music);
    });
    device.refusesUntil = call.now + device.refusesAfterPlayMs;
    return answer;
  }

  function transfer(call: Call): Answer {
    const { device_ids, play: plays = false } = readBody(call, transferBody, violate);
    const [id, ...others] = device_ids;
    if (id === undefined || others.length > 0) throw new Refusal('transfer-one-device');
    const device = reachableDevice(call.account, id, call.account.player.now());
    return runCommand(call, device, 'transfer', (playback) => transferred(playback, device, plays));
  }

  function queue(call: Call): Answer {
    const trackId = knownTrack(call.query.uri ?? '', catalogue);
    return runCommand(call, activeTarget(call), 'command', (playback) => withQueued(playback, trackId));
  }

  function previous(call: Call): Answer {
    return runCommand(call, activeTarget(call), 'previous', (playback) => {
      const before = wentBack(playback, music);
      if (!before) throw new Refusal('previous-exists');
      return before;
    });
  }

  function seek(call: Call): Answer {
    const positionMs = whole(call, 'position_ms', { from: 0, to: DAY_MS });
    return runCommand(call, activeTarget(call), 'seek', (playback) => sought(playback, positionMs, music));
  }

  function repeat(call: Call): Answer {
    const state = oneOf(call, 'state', ['off', 'context', 'track']);
    return runCommand(call, activeTarget(call), 'command', (playback) => withRepeat(playback, state));
  }

  function shuffle(call: Call): Answer {
    const state = oneOf(call, 'state', ['true', 'false']) === 'true';
    return runCommand(call, activeTarget(call), 'command', (playback) => withShuffle(playback, state, chance));
  }

  function readState(read: StateReader['state' | 'current']) {
    return ({ account, query }: Call): Answer => {
      const episodes = query.additional_types?.split(',').includes('episode') ?? false;
      const body = read(account.person, account.player.seen(), episodes);
      return body ? { status: 200, body } : { status: 204 };
    };
  }

  const read = { method: 'GET', group: 'player', scopes: ['user-read-playback-state'] } as const;
  const command = {
    group: 'player',
    scopes: ['user-modify-playback-state'],
    parameters: ['device_id'],
  } as const;

  return [
    { ...read, path: '/me/player', parameters: STATE_PARAMETERS, answer: readState(reader.state) },
    {
      ...read,
      path: '/me/player/currently-playing',
      scopes: ['user-read-currently-playing'],
      parameters: STATE_PARAMETERS,
      answer: readState(reader.current),
    },
    {
      ...read,
      path: '/me/player/devices',
      answer: ({ account }) => ({ status: 200, body: reader.devices(account.person, account.player.seen()) }),
    },
    {
      ...read,
      path: '/me/player/queue',
      scopes: ['user-read-currently-playing', 'user-read-playback-state'],
      answer: ({ account }) => ({ status: 200, body: reader.queue(account.person, account.player.seen()) }),
    },
    { ...command, method: 'PUT', path: '/me/player', parameters: [], answer: transfer },
    { ...command, method: 'PUT', path: '/me/player/play', answer: play },
    {
      ...command,
      method: 'PUT',
      path: '/me/player/pause',
      answer: (call) => runCommand(call, activeTarget(call), 'command', paused),
    },
    { ...command, method: 'PUT', path: '/me/player/seek', parameters: ['position_ms', 'device_id'], answer: seek },
    { ...command, method: 'PUT', path: '/me/player/repeat', parameters: ['state', 'device_id'], answer: repeat },
    { ...command, method: 'PUT', path: '/me/player/shuffle', parameters: ['state', 'device_id'], answer: shuffle },
    {
      ...command,
      method: 'POST',
      path: '/me/player/next',
      answer: (call) => runCommand(call, activeTarget(call), 'next', (playback) => skipped(playback, music)),
    },
    { ...command, method: 'POST', path: '/me/player/previous', answer: previous },
    { ...command, method: 'POST', path: '/me/player/queue', parameters: ['uri', 'device_id'], answer: queue },
  ];
}

/** A command put off may make no sense any more by the time it is carried out. */
function ignoringRefusals(carryOut: () => void) {
  try {
    carryOut();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
  }
}
