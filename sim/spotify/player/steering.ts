import type { Chance } from '../chance.ts';
import { Refusal } from '../rules/rules.ts';
import type { Device } from './device.ts';
import {
  atListTrack,
  firstOf,
  isPlaying,
  lengthOf,
  type Music,
  nextStep,
  type Playback,
  type Repeat,
  stopped,
} from './playback.ts';
import { allTracks, previousTrack, shuffled, type TrackList, trackAt, unshuffled } from './track-list.ts';

/*
 * What can be done to a player, by hand and through the Web API alike: each takes the playback of this moment and
 * answers with the one that follows, or refuses.
 */

export type Start = { device: Device; line: TrackList; positionMs: number; queuedFirst: boolean };

/** Puts a new line-up on. Tracks queued before are kept: https://github.com/librespot-org/librespot/issues/1752 */
export function started(playback: Playback, start: Start, music: Music): Playback {
  if (allTracks(start.line).every((id) => !music.isPlayable(id))) throw new Refusal('something-playable');
  const put = { ...playback, device: start.device, line: start.line };
  const first = firstOf(put, start.queuedFirst, music);
  if (!first) return nothing(put);
  return start.positionMs > 0 ? sought(first, start.positionMs, music) : first;
}

/** A play request that was accepted and led to nothing. */
export function nothing(playback: Playback): Playback {
  return { ...playback, item: null, line: null, positionMs: 0, motion: 'paused', changedAt: playback.at };
}

export function resumed(playback: Playback, device: Device): Playback {
  if (!playback.item) throw new Refusal('something-to-resume');
  if (isPlaying(playback) && playback.device === device) throw new Refusal('not-so-already');
  return transferred(playback, device, true);
}

export function paused(playback: Playback): Playback {
  if (!isPlaying(playback)) throw new Refusal('not-so-already');
  return { ...playback, motion: 'paused', changedAt: playback.at };
}

export function skipped(playback: Playback, music: Music): Playback {
  return nextStep(playback, music)?.playback ?? stopped(playback, music);
}

/** To the track before; from a queued or foreign one to where the line-up stands. Undefined if there is none. */
export function wentBack(playback: Playback, music: Music): Playback | undefined {
  const { item, line } = playback;
  const aside = item?.kind !== 'track' || item.from !== 'line-up';
  const target = line && (aside && trackAt(line) !== undefined ? line : previousTrack(line, music.isPlayable));
  return target ? atListTrack(playback, target) : undefined;
}

/** Beyond the end of the track lies the next one. */
export function sought(playback: Playback, positionMs: number, music: Music): Playback {
  if (!playback.item) return playback;
  if (positionMs >= lengthOf(playback.item, music)) return skipped(playback, music);
  const motion = isPlaying(playback) ? 'playing' : 'paused';
  return { ...playback, positionMs, motion, changedAt: playback.at };
}

export function withShuffle(playback: Playback, shuffle: boolean, chance: Chance): Playback {
  if (playback.shuffle === shuffle) throw new Refusal('not-so-already');
  const line = playback.line && (shuffle ? shuffled(playback.line, chance) : unshuffled(playback.line));
  return { ...playback, shuffle, line, changedAt: playback.at };
}

export function withRepeat(playback: Playback, repeat: Repeat): Playback {
  return { ...playback, repeat, changedAt: playback.at };
}

export function withQueued(playback: Playback, trackId: string): Playback {
  return { ...playback, queue: [...playback.queue, trackId] };
}

/** To another device, from the same position; `play` makes it sound, otherwise it stays as it was. */
export function transferred(playback: Playback, device: Device, play: boolean): Playback {
  const { item, motion, at } = playback;
  const positionMs = motion === 'stuck' ? 0 : playback.positionMs;
  const plays = item !== null && (play || motion === 'playing');
  return { ...playback, device, positionMs, motion: plays ? 'playing' : 'paused', changedAt: at };
}
