import type { Clock } from '../../clock.ts';
import type { Device } from './device.ts';
import { course, later, type Music, type Playback, passed, silence, sounds, type Why } from './playback.ts';
import { createRecord, type Sounding } from './record.ts';

/** One account's player: moves with the clock, and remembers what it let hear. */
export type Player = {
  /** As it really is. */
  now(): Playback;
  /** As the Web API shows it: for a while after a command, still as before. */
  seen(): Playback;
  /** Goes over to another playback that was made of the one of `now`. */
  become(next: Playback, why: Why): void;
  /** Goes on to be seen as playing until anything is done with it, whatever it is really. */
  leaveAdrift(before: Playback): void;
  /** The same as `become` for a command of the Web API, which reads show only later. */
  obey(next: Playback, why: Why): void;
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
  let playback = silence(clock.now(), fadeMs);
  /** What reads still show, and until when; the oldest first. */
  let adrift: Playback | null = null;
  let veils: { until: number; before: Playback }[] = [];

  function enter(next: Playback, why: Why) {
    record.note(playback, next, why);
    if (playback.device && sounds(playback)) playback.device.lastBusyAt = next.at;
    if (next.device) next.device.lastBusyAt = next.at;
    playback = next;
  }

  function now(): Playback {
    const moment = clock.now();
    if (playback.at === moment) return playback;
    const steps = course(playback, moment, music);
    let moved = false;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        playback = step.value;
        break;
      }
      enter(step.value.playback, step.value.why);
      moved = true;
    }
    if (moved) changed();
    return playback;
  }

  function become(next: Playback, why: Why) {
    adrift = null;
    enter(next, why);
    changed();
  }

  /** Without the delay of reads. */
  function known(): Playback {
    return adrift ? passed(adrift, clock.now()) : now();
  }

  return {
    now,
    become,
    leaveAdrift(before) {
      adrift = { ...before, motion: 'adrift' };
    },
    seen() {
      const present = known();
      veils = veils.filter((veil) => veil.until > present.at);
      const [oldest] = veils;
      return oldest ? later(oldest.before, present.at, music) : present;
    },
    obey(next, why) {
      veils.push({ until: next.at + staleReadsMs, before: known() });
      become(next, why);
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
