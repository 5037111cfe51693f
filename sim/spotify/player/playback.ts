import type { TrackId } from '../library/catalogue.ts';
import type { Device } from './device.ts';
import { atEnd, nextTrack, type TrackList, trackAt } from './track-list.ts';

export type Repeat = 'off' | 'context' | 'track';

/** One sounding of something; playing the same track again is a new item. */
export type Item =
  | { readonly kind: 'track'; readonly trackId: TrackId; readonly from: 'line-up' | 'queue' | 'autoplay' }
  | { readonly kind: 'episode'; readonly title: string; readonly durationMs: number }
  | { readonly kind: 'ad'; readonly durationMs: number };

/** What an account's player is doing at one moment: a value that is never changed, only followed by another. */
export type Playback = {
  readonly at: number;
  /** The device that is active, if any. */
  readonly device: Device | null;
  readonly item: Item | null;
  readonly positionMs: number;
  /**
   * `stuck`: at the end of the list, silent, but calling itself playing. `adrift`: only ever seen, never so: silent since its
   * browser tab was closed, and its position grows beyond the end: https://github.com/spotify/web-api/issues/533
   */
  readonly motion: 'playing' | 'paused' | 'stuck' | 'adrift';
  readonly line: TrackList | null;
  /** Queued by hand or through the API: sounds before the rest of the line-up. */
  readonly queue: readonly TrackId[];
  readonly shuffle: boolean;
  readonly repeat: Repeat;
  /** So long before its end a song gives way to the next one, which begins over it. */
  readonly fadeMs: number;
  /** When it last changed otherwise than by time passing. */
  readonly changedAt: number;
};

/** Why a piece of music began to sound. */
export type SoundCause =
  | 'play request'
  | 'resume'
  | 'next'
  | 'previous'
  | 'seek'
  | 'transfer'
  | 'end of track'
  | 'queue'
  | 'autoplay'
  | 'hand'
  /** Any other command of the Web API; none of them begins a sound. */
  | 'command';

export type Step = { readonly playback: Playback; readonly why: SoundCause };

/** What a player knows about the music it is asked to play. */
export type Music = {
  lengthOf(trackId: TrackId): number;
  isPlayable(trackId: TrackId): boolean;
  similarTo(trackId: TrackId, except: readonly TrackId[]): TrackId | undefined;
};

export function emptyPlayback(at: number, fadeMs: number): Playback {
  return {
    at,
    device: null,
    item: null,
    positionMs: 0,
    motion: 'paused',
    line: null,
    queue: [],
    shuffle: false,
    repeat: 'off',
    fadeMs,
    changedAt: at,
  };
}

export const isPlaying = (playback: Playback) => playback.motion !== 'paused';
export const sounds = (playback: Playback) => playback.motion === 'playing' && playback.item !== null;

export function lengthOf(item: Item, music: Music): number {
  return item.kind === 'track' ? music.lengthOf(item.trackId) : item.durationMs;
}

/** The URI of what plays, null for a bare list. What autoplay adds belongs to no context. */
export function contextOf({ item, line }: Playback): string | null {
  return item?.kind === 'track' && item.from === 'autoplay' ? null : (line?.contextUri ?? null);
}

/** When the present item will be over, if nothing interferes. */
export function endsAt(playback: Playback, music: Music): number {
  if (!playback.item || !sounds(playback)) return Number.POSITIVE_INFINITY;
  const end = lengthOf(playback.item, music) - fadeOf(playback, playback.item, music);
  return playback.at + Math.max(0, end - playback.positionMs);
}

/**
 * How early an item gives way to the next one. Only a song on its way into another song fades, the last one sounds to
 * its end; a skip never fades: https://github.com/spotify/web-api/issues/1162
 */
function fadeOf(playback: Playback, item: Item, music: Music): number {
  if (playback.fadeMs === 0 || item.kind !== 'track') return 0;
  if (playback.repeat !== 'track' && !nextStep(playback, music)) return 0;
  return Math.min(playback.fadeMs, lengthOf(item, music) / 2);
}

/** The same playback later, before its item is over. */
export function elapsed(playback: Playback, at: number): Playback {
  const moves = sounds(playback) || playback.motion === 'adrift';
  const positionMs = moves ? playback.positionMs + at - playback.at : playback.positionMs;
  return { ...playback, at, positionMs };
}

/** Everything that happens by itself until `until`, boundary by boundary. */
export function* boundariesUntil(playback: Playback, until: number, music: Music): Generator<Step, Playback> {
  let present = playback;
  for (let end = endsAt(present, music); end <= until; end = endsAt(present, music)) {
    const step = atEndOf(elapsed(present, end), music);
    present = step.playback;
    yield step;
  }
  return elapsed(present, until);
}

/** The same playback at a later moment, however many boundaries lie between. */
export function advancedTo(playback: Playback, until: number, music: Music): Playback {
  const steps = boundariesUntil(playback, until, music);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

function atEndOf(playback: Playback, music: Music): Step {
  const { item, repeat } = playback;
  if (repeat === 'track' && item?.kind === 'track') {
    return { playback: withItem(playback, { ...item }), why: 'end of track' };
  }
  return nextStep(playback, music) ?? { playback: stopped(playback, music), why: 'end of track' };
}

/** The first of a new line-up; `queuedFirst`: after one queued track, if there is any. Undefined if nothing in it plays. */
export function firstOf(playback: Playback, queuedFirst: boolean, music: Music): Playback | undefined {
  const step = (queuedFirst ? fromQueue(playback, music) : undefined) ?? fromList(playback, music);
  return step?.playback;
}

/** On to what comes next: the queue, then the line-up, then what autoplay finds; undefined when there is nothing. */
export function nextStep(playback: Playback, music: Music): Step | undefined {
  return fromQueue(playback, music) ?? fromList(playback, music) ?? fromAutoplay(playback, music);
}

function fromQueue(playback: Playback, music: Music): Step | undefined {
  const first = playback.queue.findIndex(music.isPlayable);
  const trackId = playback.queue[first];
  if (trackId === undefined) return undefined;
  const left = { ...playback, queue: playback.queue.slice(first + 1) };
  return { playback: withItem(left, { kind: 'track', trackId, from: 'queue' }), why: 'queue' };
}

function fromList(playback: Playback, music: Music): Step | undefined {
  const line = playback.line && nextTrack(playback.line, playback.repeat === 'context', music.isPlayable);
  return line ? { playback: atListTrack(playback, line), why: 'end of track' } : undefined;
}

function fromAutoplay(playback: Playback, music: Music): Step | undefined {
  const { item, line, device } = playback;
  if (!device?.autoplay || item?.kind !== 'track') return undefined;
  const trackId = music.similarTo(item.trackId, line?.trackIds ?? []);
  if (trackId === undefined) return undefined;
  const left = { ...playback, line: line && atEnd(line) };
  return { playback: withItem(left, { kind: 'track', trackId, from: 'autoplay' }), why: 'autoplay' };
}

/** Sounding the track at which a line-up stands, from its beginning. */
export function atListTrack(playback: Playback, line: TrackList): Playback {
  const trackId = trackAt(line);
  if (trackId === undefined) return playback;
  return withItem({ ...playback, line }, { kind: 'track', trackId, from: 'line-up' });
}

/** Sounding an item from its beginning. */
export function withItem(playback: Playback, item: Item): Playback {
  return { ...playback, item, positionMs: 0, motion: 'playing', changedAt: playback.at };
}

/** At the end of everything, in the way of the device. */
export function stopped(playback: Playback, music: Music): Playback {
  const { item, device, at } = playback;
  if (item && device?.atEnd === 'sticks') {
    return { ...playback, positionMs: lengthOf(item, music), motion: 'stuck', changedAt: at };
  }
  return { ...playback, positionMs: 0, motion: 'paused', changedAt: at };
}
