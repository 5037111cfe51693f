import type { Observation, ObservationRequest } from '../session/player/observation.ts';
import type { Device } from '../session/session.ts';
import type { Track } from '../session/track.ts';

/** The answer to one look at a player: the observation, and the device that is active. */
export type Look = ObservationRequest & { seen: Observation; device: PlayerDevice | null };

export type PlayerDevice = Device & { type: string; active: boolean };

/** The urgency of what we do by ourselves: steer the music, and look whether it is right. */
export type OwnUrgency = 'steering' | 'looking';
/** The urgency of a call when calls are scarce, first to last: a person who is waiting, then steering, then looking. */
export type Urgency = 'person' | OwnUrgency;

/** The result of a command: a clear yes, or accepted for later, so that only a look shows what becomes of it. */
export type CommandResult = 'done' | 'accepted';

/** The urgency of a call, and the moment after which it makes no sense any more and is not sent. */
export type SendOptions = { urgency: Urgency; until?: number | undefined };

/** The host's player. Everything may throw `Unavailable`; a person's call also where it would have to wait for long. */
export type Player = {
  /** The same player for as long as `isWanted`: asked right before each call would set out, else it throws `Overtaken`. */
  whileWanted(isWanted: () => boolean): Player;
  /** Sees to it that calls of the next ten minutes need no fresh token first. */
  ready(hostId: string): Promise<void>;
  /** Urgency: looking unless told. */
  look(hostId: string, urgency?: Urgency): Promise<Look>;
  /** The devices that take commands. `Unavailable('unsteerable')` if there are only others, such as some speakers. */
  devices(hostId: string): Promise<PlayerDevice[]>;
  /** Urgency: steering unless told. */
  play(
    hostId: string,
    device: Device,
    uris: readonly string[],
    positionMs: number,
    options?: SendOptions,
  ): Promise<CommandResult>;
  /** Plays a track inside its album or playlist, for devices that ignore a bare list. Urgency: steering unless told. */
  playInContext(
    hostId: string,
    device: Device,
    what: { contextUri: string; trackUri: string },
    positionMs: number,
    options?: SendOptions,
  ): Promise<CommandResult>;
  /** Moves playback to another device; without `play` it goes on, or stays paused, as it was. */
  transfer(hostId: string, device: Device, play: boolean): Promise<CommandResult>;
  resume(hostId: string, device: Device): Promise<void>;
  pause(hostId: string, device: Device): Promise<void>;
  /** Pauses at the end of an evening: nothing is asked after it, so a refusal may also mean that nothing played. */
  pauseForGood(hostId: string, device: Device): Promise<void>;
  /** Goes on to the next track. After `until` it is not sent: it would skip another track. No limit by default. */
  next(hostId: string, device: Device, until?: number): Promise<void>;
  /** Queues a track. After `until` it is not sent: it would sound too late. No limit by default. */
  enqueue(hostId: string, device: Device, uri: string, until?: number): Promise<void>;
  /** Urgency: steering unless told. */
  shuffleOff(hostId: string, device: Device, urgency?: Urgency): Promise<void>;
  /** Urgency: steering unless told. */
  repeatOff(hostId: string, device: Device, urgency?: Urgency): Promise<void>;
  /** Returns what the player would play next, null for what is not a song: at most 20, without their source. */
  upNext(hostId: string): Promise<(Track | null)[]>;
};
