import type { Device, Live } from '../session.ts';
import type { Track } from '../track.ts';

/** A question about a player: the Discord id of the host whose player it is, and when the question set out. */
export type ObservationRequest = { of: string; askedAt: number };

/**
 * Returns true if an answer to this question, or the failure to get one, says nothing about the evening any more: the
 * player is another host's by now, or the question set out before the last play request or press (`pressedAt`).
 */
export function isOutdated(
  { hostId, programme }: Live,
  { of, askedAt }: ObservationRequest,
  pressedAt: number,
): boolean {
  return of !== hostId || askedAt < Math.max(programme.sentAt, pressedAt);
}

/**
 * One look at the host's player. `at` is the moment the answer speaks of; `unsteerableDevice`: the name of the active device,
 * where it takes no commands from outside.
 */
export type Observation = { unsteerableDevice?: string } & Shown;

type Shown =
  /** No player, or one that says nothing: asleep, or in a private session. */
  | { at: number; saw: 'nothing' }
  /** A player that is there and has nothing to play: what a play request leaves on devices that ignore its list. */
  | { at: number; saw: 'idle' }
  /** Something that is not a track: an ad, an episode, an unknown item. */
  | { at: number; saw: 'other' }
  | SeenTrack;

export type SeenTrack = {
  at: number;
  saw: 'track';
  track: Track;
  progressMs: number;
  /** Set where the position is a guess: the player does not tell it, and nobody knows when the track began. */
  isGuess?: boolean;
  isPlaying: boolean;
  /** The album or playlist out of which it plays; null for a bare list. */
  context: string | null;
  /** The active device, where it can be named. */
  device: Device | null;
  shuffle: boolean;
  repeat: 'off' | 'context' | 'track';
};

/** Returns true if the player goes through its list once and in its order. */
export function isInOrder({ shuffle, repeat }: SeenTrack): boolean {
  return !shuffle && repeat === 'off';
}

/** Returns true if nothing comes out of the player. */
export function isSilent(seen: Observation): boolean {
  if (seen.saw === 'track') return !seen.isPlaying || isAtEnd(seen);
  return seen.saw !== 'other';
}

/** Some players get stuck at the end of their list and still say that they play. */
export function isAtEnd({ progressMs, track }: SeenTrack): boolean {
  return progressMs >= track.durationMs;
}
