import type { Clock } from '../ports/clock.ts';
import type { CommandResult, Look, Player, SendOptions, Urgency } from '../ports/player.ts';
import { Overtaken, Unavailable } from '../ports/unavailable.ts';
import type { Observation } from '../session/player/observation.ts';
import {
  devicesAnswer,
  playerAnswer,
  queueAnswer,
  read,
  readActiveUncontrollable,
  readDevice,
  readLocalFile,
  readTrack,
  readUncontrollable,
  withoutDuplicates,
} from './answers.ts';
import type { LibraryCall, SpotifyClient } from './client.ts';
import { SpotifyRefused } from './errors.ts';

/** Creates the host's player through the Web API. A command succeeds by its status; its effect is observed by polling. */
export function createPlayer(client: SpotifyClient, clock: Clock, isWanted: () => boolean = () => true): Player {
  const ask = (hostId: string, urgency: Urgency, call: LibraryCall) =>
    client.callAs(hostId, { group: 'player', urgency }, checkedBeforeSending(call));

  /** Wraps a call in a check at the moment it is sent: it may have waited in the queue. @throws Overtaken */
  function checkedBeforeSending(call: LibraryCall): LibraryCall {
    return async (api, request) => {
      if (!isWanted()) throw new Overtaken();
      return call(api, request);
    };
  }

  async function command(hostId: string, options: SendOptions, call: LibraryCall): Promise<CommandResult> {
    const { statusCode } = await client.callAs(
      hostId,
      { group: 'player', ...options, writes: true },
      checkedBeforeSending(call),
    );
    return statusCode === ACCEPTED ? 'accepted' : 'done';
  }

  async function look(hostId: string, urgency: Urgency = 'looking'): Promise<Look> {
    let asked = clock.now();
    try {
      const { body, statusCode } = await ask(hostId, urgency, (api) => {
        asked = clock.now(); // it may have waited in the queue
        return api.getMyCurrentPlaybackState();
      });
      return { of: hostId, askedAt: asked, ...readPlayer(statusCode, body, (asked + clock.now()) / 2) };
    } catch (error) {
      if (!isLocalFileRefusal(error)) throw error;
      return { of: hostId, askedAt: asked, seen: { at: (asked + clock.now()) / 2, saw: 'other' }, device: null };
    }
  }

  /**
   * Sends a command that may already be fulfilled. Spotify refuses a command that would change nothing, and some that it
   * cannot take at the moment, with the same message ("Restriction violated"): only an observation tells them apart.
   */
  async function commandUnlessSo(
    hostId: string,
    urgency: Urgency,
    call: LibraryCall,
    isSo: (seen: Observation) => boolean,
  ): Promise<void> {
    try {
      await command(hostId, { urgency }, call);
    } catch (error) {
      if (!(error instanceof Unavailable) || error.kind !== 'restricted') throw error;
      if (!isSo((await look(hostId, urgency)).seen)) throw error;
    }
  }

  return {
    whileWanted: (isStillWanted) => createPlayer(client, clock, isStillWanted),
    ready: (hostId) => client.tokens.ready(hostId),
    look,
    async devices(hostId) {
      const { body, statusCode } = await ask(hostId, 'person', (api) => api.getMyDevices());
      if (statusCode === NO_CONTENT) return [];
      const { devices } = read(devicesAnswer, body, 'GET /v1/me/player/devices');
      const steerable = withoutDuplicates(devices.map(readDevice).filter((device) => device !== null));
      const [other] = devices.map(readUncontrollable).filter((name) => name !== null);
      if (steerable.length === 0 && other !== undefined) throw new Unavailable('unsteerable', { device: other });
      return steerable;
    },
    play: (hostId, device, uris, positionMs, options = STEERING) =>
      command(hostId, options, (api) => api.play({ device_id: device.id, uris: [...uris], ...from(positionMs) })),
    playInContext: (hostId, device, { contextUri, trackUri }, positionMs, options = STEERING) =>
      command(hostId, options, (api) =>
        api.play({ device_id: device.id, context_uri: contextUri, offset: { uri: trackUri }, ...from(positionMs) }),
      ),
    transfer: (hostId, device, play) =>
      command(hostId, PERSON, (api) => api.transferMyPlayback([device.id], play ? { play } : {})),
    resume: (hostId, device) =>
      commandUnlessSo(
        hostId,
        'person',
        (api) => api.play({ device_id: device.id }),
        (seen) => seen.saw === 'track' && seen.isPlaying,
      ),
    pause: (hostId, device) =>
      commandUnlessSo(
        hostId,
        'person',
        (api) => api.pause({ device_id: device.id }),
        (seen) => seen.saw !== 'track' || !seen.isPlaying,
      ),
    async pauseForGood(hostId, device) {
      await command(hostId, PERSON, (api) => api.pause({ device_id: device.id }));
    },
    async next(hostId, device, until = Number.POSITIVE_INFINITY) {
      await command(hostId, { ...PERSON, until }, (api) => api.skipToNext({ device_id: device.id }));
    },
    async enqueue(hostId, device, uri, until = Number.POSITIVE_INFINITY) {
      await command(hostId, { ...STEERING, until }, (api) => api.addToQueue(uri, { device_id: device.id }));
    },
    shuffleOff: (hostId, device, urgency = 'steering') =>
      commandUnlessSo(
        hostId,
        urgency,
        (api) => api.setShuffle(false, { device_id: device.id }),
        (seen) => seen.saw === 'track' && !seen.shuffle,
      ),
    repeatOff: (hostId, device, urgency = 'steering') =>
      commandUnlessSo(
        hostId,
        urgency,
        (api) => api.setRepeat('off', { device_id: device.id }),
        (seen) => seen.saw === 'track' && seen.repeat === 'off',
      ),
    async upNext(hostId) {
      const { body, statusCode } = await ask(hostId, 'looking', (_, request) => request('get', '/v1/me/player/queue'));
      if (statusCode === NO_CONTENT) return [];
      const { queue } = read(queueAnswer, body, 'GET /v1/me/player/queue');
      return queue.map(readTrack);
    },
  };
}

const STEERING: SendOptions = { urgency: 'steering' };
const PERSON: SendOptions = { urgency: 'person' };

const NO_CONTENT = 204;
/** The device is away for a moment: https://github.com/spotify/web-api/issues/784 */
const ACCEPTED = 202;

function from(positionMs: number): { position_ms?: number } {
  return positionMs > 0 ? { position_ms: Math.round(positionMs) } : {};
}

/** While a local file plays, Spotify may refuse to say what it is: https://github.com/spotify/web-api/issues/721 */
function isLocalFileRefusal(error: unknown): boolean {
  const isAboutThePlayer = error instanceof Unavailable && error.kind === 'restricted';
  return isAboutThePlayer && error.cause instanceof SpotifyRefused && error.cause.status === 400;
}

type SeenPlayer = Pick<Look, 'seen' | 'device'>;

function readPlayer(statusCode: number, body: unknown, at: number): SeenPlayer {
  if (statusCode === NO_CONTENT || body === '') return { seen: { at, saw: 'nothing' }, device: null };
  return toLook(read(playerAnswer, body, 'GET /v1/me/player'), at);
}

function toLook(answer: ReturnType<typeof playerAnswer.parse>, at: number): SeenPlayer {
  const device = readDevice(answer.device);
  const active = device?.active ? device : null;
  const unsteerableDevice = readActiveUncontrollable(answer.device);
  const about = { at, ...(unsteerableDevice === null ? {} : { unsteerableDevice }) };
  const track = readTrack(answer.item) ?? readLocalFile(answer.item);
  if (!track) {
    // An ad, an episode or an unknown item while it plays; a player without an item has nothing to play.
    return { seen: { ...about, saw: answer.is_playing ? 'other' : active ? 'idle' : 'nothing' }, device: active };
  }
  return {
    seen: {
      ...about,
      saw: 'track',
      track,
      progressMs: Math.max(0, answer.progress_ms ?? 0),
      isPlaying: answer.is_playing ?? false,
      context: answer.context?.uri ?? null,
      device: active && { id: active.id, name: active.name },
      shuffle: answer.shuffle_state ?? false,
      repeat: answer.repeat_state ?? 'off',
    },
    device: active,
  };
}
