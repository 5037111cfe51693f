/** Why the domain says no. The words for each stand in `src/words/refusals.ts`. */
export type RefusalCode =
  | 'noSessionHere'
  | 'sessionOpenHere'
  | 'hostingElsewhere'
  | 'sessionOver'
  | 'alreadyMember'
  | 'notMember'
  | 'hostStays'
  | 'hostOnly'
  | 'notStarted'
  | 'alreadyLive'
  | 'nothingToPlay'
  | 'noDeviceAwake'
  | 'deviceUnknown'
  | 'deviceUnclear'
  | 'optionUnknown'
  | 'alreadyPaused'
  | 'notPaused'
  | 'nothingSounds'
  | 'startingNow'
  | 'pickIsOver'
  | 'votedAlready'
  | 'setlistOver'
  | 'nothingToTakeBack'
  | 'movedJustNow'
  | 'cannotPostHere'
  | 'needsLink'
  | 'needsPlayback'
  | 'linkIsDead'
  | 'notLinked'
  | 'endsYourSession'
  | 'sentAway'
  | 'kickHost'
  | 'notAMember'
  | 'hostAlready'
  | 'notOffered'
  | 'cannotTakeOver'
  | 'songsAreIn'
  | 'songGone'
  | 'nothingToSwap'
  | 'nothingToBring'
  | 'favouritesUnknown'
  | 'notASong'
  | 'shortLink'
  | 'notOneSong'
  | 'notPlayable'
  | 'addedEnough'
  | 'alreadyYours'
  | 'alreadyHeard'
  | 'alreadyNext'
  | 'soundsNow'
  | 'notYourSong'
  | 'notOverYet'
  | 'nothingMore'
  | 'needsSaving'
  | 'nothingToSave'
  | 'slowDown'
  | 'enoughForNow';

/** A kind no: nothing is broken, the person only needs to know the next step. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
  }
}
