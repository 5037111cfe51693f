import { type BackOff, backOff } from '../session/back-off.ts';
import type { CardPlace, Session } from '../session/session.ts';

/** The state of one session's card in its channel. */
export type CardState = {
  /** Fingerprint of what the message says, as far as we know. */
  fingerprint: string | null;
  /** The song that it shows as sounding; empty before the first. */
  shownTrack: string | undefined;
  /** True if there is something that has not been written. */
  isDirty: boolean;
  editedAt: number[];
  /** The message can no longer be edited: at the next boundary a fresh one follows. */
  isUneditable: boolean;
  /** Discord dropped the embed: we may not embed there. */
  isEmbedDropped: boolean;
  /** The moment since which posts have failed or had no answer; null once one went through. */
  unconfirmedSince: number | null;
  /** Messages that have been replaced and not yet deleted. */
  replaced: CardPlace[];
  /** The message about an offer, and which offer. */
  offerMessage: { place: CardPlace; offeredAt: number } | null;
  /** Why, and until when, nothing is written; `since` the first failure of this kind in a row, `at` the last one. */
  pause: { why: PauseReason; since: number; at: number; until: number } | null;
};

type PauseReason = 'forbidden' | 'later';

export function newCardState(): CardState {
  return {
    fingerprint: null,
    shownTrack: undefined,
    isDirty: false,
    editedAt: [],
    isUneditable: false,
    isEmbedDropped: false,
    unconfirmedSince: null,
    replaced: [],
    offerMessage: null,
    pause: null,
  };
}

/** Pauses the edits of a card, for longer the longer the same failure lasts; at least for `atLeastMs`. */
export function pauseEdits(state: CardState, why: PauseReason, now: number, bounds: BackOff, atLeastMs = 0): void {
  const since = state.pause?.why === why ? state.pause.since : now;
  state.pause = { why, since, at: now, until: now + Math.max(backOff(now - since, bounds), atLeastMs) };
}

export function editsPaused({ pause }: CardState, now: number): boolean {
  return pause !== null && now < pause.until;
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
