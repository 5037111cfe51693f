import type { BlankFacts, RequestFacts, RestFacts, TimeFacts, TrackFacts } from './evidence.ts';
import { firstFit, type Row } from './table.ts';

/** An event of the last play request. */
export type RequestEvent =
  /** Its effect shows. */
  | 'tookEffect'
  /** Nothing tells yet. */
  | 'notYetSeen'
  /** The player shuffled the list it was given. */
  | 'cameOutShuffled'
  /** The player said yes and has nothing to play: it does not take bare lists. */
  | 'ignoresLists'
  /** It had no effect and is worth a second try. */
  | 'neverSeen'
  /** It had no effect; something else plays and is followed from now on. */
  | 'playsSomethingElse'
  /** It had no effect, and nothing plays. */
  | 'gaveUp';

/** An event of a player that shows no track. */
export type BlankEvent =
  /** It showed a track that plays a moment ago: one look is not believed. */
  'blinked' | 'standsStill' | 'outOfSight' | 'ranOut' | 'afterTheEnd';

/** An event of a player that shows a track while its programme is in effect. */
export type TrackEvent =
  | 'goesOn'
  | 'standsStill'
  /** A track of the host's own came to its end and stands there. */
  | 'ownEnded'
  | 'nextBegan'
  /** Some picks were passed over, by hand or while nobody looked. */
  | 'jumped'
  /** A pick that is still to come, on a player that shuffles or repeats. */
  | 'outOfOrder'
  /** A pick that was over already. */
  | 'wentBack'
  /** A pick that somebody had queued by hand sounds before our list begins. */
  | 'cameBeforeList'
  /** One track of the host's own; ours come after it. */
  | 'ownTrack'
  /** An album of the host's, or one track of theirs after another. */
  | 'slipped'
  /** The position has grown past the end of the track: its device is gone, and nobody has noticed yet. */
  | 'vanished'
  /** The device stopped although it had more to play. */
  | 'ranDry'
  /** The device has played everything that it was given. */
  | 'ranOut'
  | 'afterTheEnd';

/**
 * The name of what happened. `noNews`: nobody looked, only time has passed. `playedOut`: nothing of ours is left, and what
 * sounds is the host's or comes round again.
 */
export type PlayerEvent = 'noNews' | RequestEvent | BlankEvent | TrackEvent | 'playedOut';

const REQUEST: readonly Row<RequestEvent | 'ranOut', RequestFacts>[] = [
  [
    'cameOutShuffled',
    { isFirstAttempt: true, isPlaying: true, isShuffled: true, place: 'later', isNew: true, isEarly: true },
  ],
  ['tookEffect', { isPlaying: true, place: 'first', isContinuation: true }],
  ['tookEffect', { isPlaying: true, place: 'first', isTaken: true, isFresh: true }], // wherever the host has sought to
  ['tookEffect', { isPlaying: true, place: ['first', 'queued'], isNew: true }],
  // A later song may still be what the request before this one began with, on a player that shuffled.
  ['tookEffect', { isPlaying: true, place: 'later', isNew: true, isFresh: true }],
  // The clock has gone through the list, and nobody could look before.
  [
    'ranOut',
    { isTaken: true, isFirstLook: true, hadItsTime: true, shows: ['nothing', 'idle', 'track'], place: 'none' },
  ],
  ['tookEffect', { isPlaying: true, place: ['none', 'elsewhere'], isNew: true, isFresh: true }],
  ['tookEffect', { isPaused: true, isPlaying: false, place: ['first', 'queued'], isFresh: true }],
  ['notYetSeen', { isPaused: true, isSilent: true }], // to repeat it would begin the music again
  ['notYetSeen', { isOverdue: false }],
  ['tookEffect', { isPlaying: true, place: 'first' }], // it began before by itself: the request again would cut it
  ['ignoresLists', { isTaken: true, shows: 'idle', isList: true, hasAlbum: true }],
  // A player may blink: one look without a track is not believed where it is the only one.
  ['notYetSeen', { isFirstAttempt: true, isYoung: true, isFirstLook: true, shows: ['nothing', 'idle', 'other'] }],
  ['neverSeen', { isFirstAttempt: true, isYoung: true, isTaken: false }],
  // A clear yes and a player that shows nothing is a private session: its song would begin again.
  ['neverSeen', { isFirstAttempt: true, isYoung: true, shows: ['idle', 'other', 'track', 'unseen'] }],
  ['ranOut', { hasMore: false }],
  ['playsSomethingElse', { isSilent: false }],
  ['gaveUp', {}],
];

const TIME: readonly Row<'ranOut', TimeFacts>[] = [
  ['ranOut', { isByTheClock: true, hadItsTime: true, hasLeftovers: false }],
];

const BLANK: readonly Row<BlankEvent, BlankFacts>[] = [
  ['afterTheEnd', { playback: 'over' }],
  ['ranOut', { hadItsTime: true }],
  ['standsStill', { playback: 'paused', shows: ['nothing', 'idle'] }], // a paused player goes to sleep in time
  ['blinked', { isFirst: true }],
  ['outOfSight', {}],
];

const TRACK: readonly Row<TrackEvent, TrackFacts>[] = [
  ['afterTheEnd', { playback: 'over' }],
  ['standsStill', { isWhereItStood: true, isPlaying: false }], // a pause has no end, also at the end of a track
  // The device stands still at either end of a track, or plays something that nobody brought.
  ['ranOut', { before: 'pick', isPlaying: true, isBrought: false, isWaitedFor: false, hadItsTime: true }],
  ['ranOut', { before: 'pick', isPlaying: true, isBrought: false, isWaitedFor: false, isDeviceDone: true }],
  [
    'ranOut',
    {
      before: 'pick',
      isPlaying: true,
      isBrought: true,
      hadItsTime: true,
      position: ['end', 'beyond'],
      hasStoppedEarly: false,
    },
  ],
  [
    'ranOut',
    { before: 'pick', isPlaying: true, isBrought: true, hadItsTime: true, position: 'near the end', isListOver: true },
  ],
  ['ranOut', { before: 'pick', isPlaying: false, hadItsTime: true, hasStoppedEarly: false }],
  ['ranOut', { before: 'pick', isPlaying: false, isDeviceDone: true, isBackAtStart: true }],
  ['ranOut', { before: 'pick', isPlaying: false, isDeviceDone: true, position: 'end' }],
  ['vanished', { isSame: true, isPlaying: true, position: 'beyond' }],
  [
    'ranDry',
    {
      playback: 'playing',
      isSame: true,
      lastEnded: true,
      hadSlipped: false,
      isPlaying: false,
      position: ['start', 'end'],
    },
  ],
  ['ranDry', { playback: 'playing', isSame: true, lastEnded: true, hadSlipped: false, isPlaying: true, isStuck: true }],
  ['ownEnded', { playback: 'playing', isSame: true, lastEnded: true, before: 'own', isPlaying: false }],
  ['standsStill', { isSame: true, isPlaying: false }],
  ['standsStill', { isSame: true, isAgain: false, isStuck: true }],
  ['goesOn', { isSame: true, isAgain: false }],
  ['ownTrack', { now: 'own' }],
  ['slipped', { now: 'slipped' }],
  ['cameBeforeList', { isBeforeList: true }],
  ['nextBegan', { isToCome: true, isInOrder: true, passesOthers: false }],
  ['jumped', { isToCome: true, isInOrder: true }],
  ['outOfOrder', { isToCome: true }],
  ['wentBack', {}],
];

const REST: readonly Row<'playedOut', RestFacts>[] = [
  ['playedOut', { hasMore: false, sounds: 'own' }],
  ['playedOut', { hasMore: false, sounds: 'pick', cameByItself: true, status: 'played' }],
  ['playedOut', { hasMore: false, sounds: 'pick', cameByItself: true, status: 'dropped', isEarly: true }],
];

/** Names what happened while nobody looked. */
export function recogniseTime(facts: TimeFacts): 'ranOut' | 'noNews' {
  return firstFit(TIME, facts) ?? 'noNews';
}

/** Names what happened to a play request. */
export function recogniseRequest(facts: RequestFacts): RequestEvent | 'ranOut' {
  return firstFit(REQUEST, facts) ?? 'gaveUp';
}

/** Names what happened on a player that shows no track. */
export function recogniseBlank(facts: BlankFacts): BlankEvent {
  return firstFit(BLANK, facts) ?? 'outOfSight';
}

/** Names what happened on a player that shows a track. */
export function recogniseTrack(facts: TrackFacts): TrackEvent {
  return firstFit(TRACK, facts) ?? 'wentBack';
}

/** Names the end of the setlist where what sounds now is nothing of ours to hear; null where the evening goes on. */
export function recogniseRest(facts: RestFacts): 'playedOut' | null {
  return firstFit(REST, facts) ?? null;
}
