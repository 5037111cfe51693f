import type { Chance } from '../chance.ts';
import type { Catalogue, TrackId } from '../library/catalogue.ts';
import type { SpotifyPerson } from '../person.ts';
import { anyTrackObject, contextObject, deviceObject, episodeObject, type TrackObject } from '../web-api/objects.ts';
import { contextOf, type Item, isPlaying, type Playback, sounds } from './playback.ts';
import { activeDevice, isListed } from './player.ts';
import { allTracks, upcoming } from './track-list.ts';

/** A read of the queue never shows more: https://developer.spotify.com/documentation/web-api/reference/get-queue */
const QUEUE_READ = 20;

/** Puts a playback into the words of the Web API. */
export type StateReader = {
  /** Undefined when nothing is active, or nobody is to know: answered with 204. */
  current(person: SpotifyPerson, playback: Playback, episodes: boolean): object | undefined;
  state(person: SpotifyPerson, playback: Playback, episodes: boolean): object | undefined;
  queue(person: SpotifyPerson, playback: Playback): object;
  devices(person: SpotifyPerson, playback: Playback): object;
};

export function createStateReader(options: {
  catalogue: Catalogue;
  imageBase: string;
  chance: Chance;
  /** By how much a read may miss the position, either way. */
  progressJitterMs: number;
}): StateReader {
  const { catalogue, imageBase, chance, progressJitterMs } = options;

  /** A player names a track by the edition of its market, not by the one asked for. */
  function sounding(trackId: TrackId): TrackObject {
    const track = catalogue.get(trackId);
    return anyTrackObject({ ...track, id: track.soundsAs }, imageBase);
  }

  function itemObject(item: Item | null, episodes: boolean) {
    if (item?.kind === 'track') return sounding(item.trackId);
    if (item?.kind === 'episode' && episodes) return episodeObject(item.title, item.durationMs);
    return null;
  }

  function progressOf(playback: Playback): number {
    if (playback.device?.hidesPosition) return 0;
    if (progressJitterMs === 0 || !sounds(playback)) return playback.positionMs;
    return Math.max(0, playback.positionMs - progressJitterMs + chance.below(2 * progressJitterMs));
  }

  function current(person: SpotifyPerson, playback: Playback, episodes: boolean) {
    if (!activeDevice(playback) || person.privateSession) return undefined;
    return {
      timestamp: playback.changedAt,
      context: contextObject(contextOf(playback)),
      progress_ms: playback.item ? progressOf(playback) : null,
      item: itemObject(playback.item, episodes),
      currently_playing_type: playback.item?.kind ?? 'unknown',
      actions: { disallows: isPlaying(playback) ? { resuming: true } : { pausing: true } },
      is_playing: isPlaying(playback),
    };
  }

  return {
    current,
    state(person, playback, episodes) {
      const device = activeDevice(playback);
      const playing = current(person, playback, episodes);
      if (!device || !playing) return undefined;
      return {
        device: deviceObject(device, true, person.privateSession),
        shuffle_state: playback.shuffle,
        smart_shuffle: false,
        repeat_state: playback.repeat,
        ...playing,
      };
    },
    queue(person, playback) {
      const shown = activeDevice(playback) !== null && !person.privateSession;
      return {
        currently_playing: shown ? itemObject(playback.item, true) : null,
        queue: shown ? queueRead(playback).map(sounding) : [],
      };
    },
    devices: (person, playback) => ({
      devices: person.devices
        .filter((device) => isListed(device, playback))
        .flatMap((device) => (device.listedTwice ? [device, device] : [device]))
        .map((device) => deviceObject(device, activeDevice(playback) === device, person.privateSession)),
    }),
  };
}

/**
 * The queue, the rest of the list, and then the list over and over although repeat is off:
 * https://github.com/aome510/spotify-player/issues/597
 */
function queueRead({ queue, line, item }: Playback): TrackId[] {
  const shown = [...queue, ...(line ? upcoming(line) : [])];
  const round = line ? allTracks(line) : [];
  const isForeign = item?.kind === 'track' && item.from === 'autoplay';
  while (shown.length < QUEUE_READ && round.length > 0 && !isForeign) shown.push(...round);
  return shown.slice(0, QUEUE_READ);
}
