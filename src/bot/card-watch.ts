import { type BackOff, backOff } from '../session/back-off.ts';
import type { CardPlace, Session } from '../session/session.ts';

/** The state of one session's card in its channel. */
export type Watch = {
  /** Fingerprint of what the message says, as far as we know. */
  print: string | null;
  /** The song that it shows as sounding; empty before the first. */
  sounding: string | undefined;
  /** True if there is something that has not been written. */
  isDirty: boolean;
  editedAt: number[];
  /** The message can no longer be edited: at the next boundary a fresh one follows. */
  isStuck: boolean;
  /** Discord dropped the embed: we may not show it there. */
  isBare: boolean;
  /** The moment since which posts have failed or had no answer; null once one went through. */
  doubtfulSince: number | null;
  /** Messages that have been replaced and still stand there. */
  leftovers: CardPlace[];
  /** The message that told of an offer, and of which. */
  told: { place: CardPlace; offeredAt: number } | null;
  /** Why, and until when, nothing is written; `since` the first failure of this kind in a row, `at` the last one. */
  held: { why: HeldWhy; since: number; at: number; until: number } | null;
};

type HeldWhy = 'forbidden' | 'later';

export function newWatch(): Watch {
  return {
    print: null,
    sounding: undefined,
    isDirty: false,
    editedAt: [],
    isStuck: false,
    isBare: false,
    doubtfulSince: null,
    leftovers: [],
    told: null,
    held: null,
  };
}

/** Holds back, for longer and longer while the same failure goes on; at least for `atLeastMs`. */
export function hold(watch: Watch, why: HeldWhy, now: number, bounds: BackOff, atLeastMs = 0): void {
  const since = watch.held?.why === why ? watch.held.since : now;
  watch.held = { why, since, at: now, until: now + Math.max(backOff(now - since, bounds), atLeastMs) };
}

export function isHeld({ held }: Watch, now: number): boolean {
  return held !== null && now < held.until;
}

/** Returns the name of what sounds (see `nameOf`); empty before the first song, undefined while it is not known. */
export function soundingIn(session: Session): string | undefined {
  if (session.phase === 'lobby') return '';
  if (session.phase === 'ended') return undefined;
  const { playback } = session;
  switch (playback.is) {
    case 'starting':
      return '';
    case 'playing':
    case 'paused':
      return 'pick' in playback.what ? playback.what.pick : playback.what.own.uri;
    case 'unknown':
    case 'over':
      return undefined;
  }
}
