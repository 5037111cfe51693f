import type { TrackId } from '../library/catalogue.ts';
import { elapsed, type Item, type Playback, type SoundCause, sounds } from './playback.ts';

/** One uninterrupted piece of what came out of a device. */
export type Sounding = {
  /** The track as it was asked for (see `CatalogueTrack.soundsAs`), or `ad` or `episode`. */
  trackId: TrackId | 'ad' | 'episode';
  /** The name of the device. */
  device: string;
  startedAt: number;
  /** Null while it goes on. */
  endedAt: number | null;
  fromMs: number;
  toMs: number;
  why: SoundCause;
};

/** Writes down what a player lets hear. A song that fades is written down until the next one begins. */
export type SoundRecord = {
  note(before: Playback, after: Playback, why: SoundCause): void;
  /** What came out so far; the last piece may still be going on. */
  soundings(present: Playback): Sounding[];
};

export function createRecord(): SoundRecord {
  const done: Sounding[] = [];
  let going: Sounding | undefined;

  function close(at: Playback) {
    if (going && at.at > going.startedAt) done.push({ ...going, endedAt: at.at, toMs: at.positionMs });
    going = undefined;
  }

  return {
    note(before, after, why) {
      const until = elapsed(before, after.at);
      if (goesOn(until, after)) return;
      if (sounds(until)) close(until);
      if (after.item && after.device && sounds(after)) going = begins(after, after.item, after.device.name, why);
    },
    soundings: (present) => (going ? [...done, { ...going, toMs: present.positionMs }] : [...done]),
  };
}

function goesOn(before: Playback, after: Playback): boolean {
  if (!sounds(before) || !sounds(after)) return false;
  return before.item === after.item && before.device === after.device && before.positionMs === after.positionMs;
}

function begins(playback: Playback, item: Item, device: string, why: SoundCause): Sounding {
  return {
    trackId: item.kind === 'track' ? item.trackId : item.kind,
    device,
    startedAt: playback.at,
    endedAt: null,
    fromMs: playback.positionMs,
    toMs: playback.positionMs,
    why: why === 'next' && item.kind === 'track' && item.from === 'autoplay' ? 'autoplay' : why,
  };
}
