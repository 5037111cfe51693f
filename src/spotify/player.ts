import { type Clock, type Look, type Player, Unavailable } from '../service/ports.ts';
import type { Observation } from '../session/observation.ts';
import { devicesAnswer, playerAnswer, queueAnswer, read, readDevice, readTrack } from './answers.ts';
import type { Call, SpotifyClient } from './client.ts';

/** The host's player through the Web API. Success of a command is its status; what it did is seen by looking. */
export function createPlayer(client: SpotifyClient, clock: Clock): Player {
  const command = (hostId: string, call: Call) => client.callAs(hostId, 'player', 'person', call);

  async function look(hostId: string): Promise<Look> {
    const asked = clock.now();
    const { body, statusCode } = await client.callAs(hostId, 'player', 'looking', (api) =>
      api.getMyCurrentPlaybackState(),
    );
    const at = (asked + clock.now()) / 2;
    if (statusCode === 204 || body === '') return { seen: { at, saw: 'nothing' }, device: null };
    return toLook(read(playerAnswer, body, 'GET /v1/me/player'), at);
  }

  /**
   * Spotify refuses a command that would change nothing, and some that it cannot take just then, with the same words
   * ("Restriction violated"): only a look tells whether what was wanted is so.
   */
  async function unlessSo(hostId: string, call: Call, isSo: (seen: Observation) => boolean): Promise<void> {
    try {
      await command(hostId, call);
    } catch (error) {
      if (!(error instanceof Unavailable) || error.kind !== 'restricted') throw error;
      if (!isSo((await look(hostId)).seen)) throw error;
    }
  }

  return {
    look,
    async devices(hostId) {
      const { body } = await command(hostId, (api) => api.getMyDevices());
      const { devices } = read(devicesAnswer, body, 'GET /v1/me/player/devices');
      return devices.map(readDevice).filter((device) => device !== null);
    },
    async play(hostId, device, uris, positionMs) {
      const position = positionMs > 0 ? { position_ms: Math.round(positionMs) } : {};
      await command(hostId, (api) => api.play({ device_id: device.id, uris: [...uris], ...position }));
    },
    async playInContext(hostId, device, { contextUri, trackUri }, positionMs) {
      const position = positionMs > 0 ? { position_ms: Math.round(positionMs) } : {};
      const place = { context_uri: contextUri, offset: { uri: trackUri } };
      await command(hostId, (api) => api.play({ device_id: device.id, ...place, ...position }));
    },
    async transfer(hostId, device, play) {
      await command(hostId, (api) => api.transferMyPlayback([device.id], { play }));
    },
    resume: (hostId, device) =>
      unlessSo(
        hostId,
        (api) => api.play({ device_id: device.id }),
        (seen) => seen.saw === 'track' && seen.isPlaying,
      ),
    pause: (hostId, device) =>
      unlessSo(
        hostId,
        (api) => api.pause({ device_id: device.id }),
        (seen) => seen.saw !== 'track' || !seen.isPlaying,
      ),
    async next(hostId, device) {
      await command(hostId, (api) => api.skipToNext({ device_id: device.id }));
    },
    async enqueue(hostId, device, uri) {
      await client.callAs(hostId, 'player', 'steering', (api) => api.addToQueue(uri, { device_id: device.id }));
    },
    shuffleOff: (hostId, device) =>
      unlessSo(
        hostId,
        (api) => api.setShuffle(false, { device_id: device.id }),
        (seen) => seen.saw === 'track' && !seen.shuffle,
      ),
    repeatOff: (hostId, device) =>
      unlessSo(
        hostId,
        (api) => api.setRepeat('off', { device_id: device.id }),
        (seen) => seen.saw === 'track' && seen.repeat === 'off',
      ),
    async upNext(hostId) {
      const { body } = await client.callAs(hostId, 'player', 'looking', (_, request) => request('/v1/me/player/queue'));
      const { queue } = read(queueAnswer, body, 'GET /v1/me/player/queue');
      return queue.map(readTrack).filter((track) => track !== null);
    },
  };
}

function toLook(answer: ReturnType<typeof playerAnswer.parse>, at: number): Look {
  const device = readDevice(answer.device);
  const active = device?.active ? device : null;
  const track = readTrack(answer.item);
  if (!track) {
    // An ad, an episode or an unknown item while it plays; a player without an item has nothing to play.
    return { seen: { at, saw: answer.is_playing ? 'other' : active ? 'idle' : 'nothing' }, device: active };
  }
  return {
    seen: {
      at,
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
