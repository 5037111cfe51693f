import type { Clock } from '../../clock.ts';
import type { Device } from './device.ts';
import {
  advancedTo,
  boundariesUntil,
  elapsed,
  emptyPlayback,
  type Music,
  type Playback,
  type SoundCause,
  sounds,
} from './playback.ts';
import { createRecord, type Sounding } from './record.ts';

/** One account's player: moves with the clock, and remembers what it let hear. */
export type Player = {
  /** As it really is. */
  now(): Playback;
  /** As the Web API shows it: for a while after a command, still as before. */
  seen(): Playback;
  /** Goes over to another playback that was made of the one of `now`. */
  apply(next: Playback, why: SoundCause): void;
  /** Goes on to be seen as playing until anything is done with it, whatever it is really. */
  showAsPlaying(before: Playback): void;
  /** The same as `become` for a command of the Web API, which reads show only later. */
  applyCommand(next: Playback, why: SoundCause): void;
  soundings(): Sounding[];
};

export type PlayerSurroundings = {
  clock: Clock;
  music: Music;
  /** See `NewPerson.fadeMs`. */
  fadeMs: number;
  /** How long reads after a command return the state before it. */
  staleReadsMs: number;
  /** Called after every change that could be seen. */
  changed(): void;
};

export function createPlayer({ clock, music, fadeMs, staleReadsMs, changed }: PlayerSurroundings): Player {
  const record = createRecord();
  let playback = emptyPlayback(clock.now(), fadeMs);
  /** What reads still show, and until when; the oldest first. */
  let adrift: Playback | null = null;
  let staleReads: { until: number; before: Playback }[] = [];

  function moveTo(next: Playback, why: SoundCause) {
    record.note(playback, next, why);
    if (playback.device && sounds(playback)) playback.device.lastBusyAt = next.at;
    if (next.device) next.device.lastBusyAt = next.at;
    playback = next;
  }

  function now(): Playback {
    const moment = clock.now();
    if (playback.at === moment) return playback;
    const steps = boundariesUntil(playback, moment, music);
    let moved = false;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        playback = step.value;
        break;
      }
      moveTo(step.value.playback, step.value.why);
      moved = true;
    }
    if (moved) changed();
    return playback;
  }

  function apply(next: Playback, why: SoundCause) {
    adrift = null;
    moveTo(next, why);
    changed();
  }

  /** Without the delay of reads. */
  function visibleNow(): Playback {
    return adrift ? elapsed(adrift, clock.now()) : now();
  }

  return {
    now,
    apply,
    showAsPlaying(before) {
      adrift = { ...before, motion: 'adrift' };
    },
    seen() {
      const present = visibleNow();
      staleReads = staleReads.filter((veil) => veil.until > present.at);
      const [oldest] = staleReads;
      return oldest ? advancedTo(oldest.before, present.at, music) : present;
    },
    applyCommand(next, why) {
      staleReads.push({ until: next.at + staleReadsMs, before: visibleNow() });
      apply(next, why);
    },
    soundings: () => record.soundings(now()),
  };
}

/** Whether a device is offered: a phone drops out when nothing plays for a while, a sleeping one at once. */
export function isListed(device: Device, playback: Playback): boolean {
  if (device.state === 'asleep') return false;
  return isBusy(device, playback) || playback.at - device.lastBusyAt < device.idleMs;
}

function isBusy(device: Device, playback: Playback): boolean {
  return playback.device === device && sounds(playback);
}

/** The device that is active and still there, or still taken to be there. */
export function activeDevice(playback: Playback): Device | null {
  if (playback.motion === 'adrift') return playback.device;
  return playback.device && isListed(playback.device, playback) ? playback.device : null;
}
