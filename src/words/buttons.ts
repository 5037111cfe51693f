/** The text of a button or an empty menu, by what a press does. */
export const LABELS = {
  join: 'Join',
  leave: 'Leave',
  start: 'Start',
  /** The label with the number of votes, once somebody has voted. */
  skip: (votes: number, needed: number) => (votes > 0 ? `Skip (${votes}/${needed})` : 'Skip'),
  pause: 'Pause',
  resume: 'Resume',
  'take-back': 'Take back',
  'take-over': 'Take over',
  device: 'Choose a device',
  add: 'Choose a song',
  remove: 'Choose a song',
  hide: 'Hide a song…',
  swap: 'Swap a song for my next one…',
  period: 'Begin anew with my favourites of…',
  bring: 'Bring them',
  save: 'Save as playlist',
  queue: 'Queue',
  recap: (songs: number) => `All ${songs} songs`,
  end: 'End',
  'end-now': 'End it',
  unlink: 'End it and disconnect',
  keep: 'Keep playing',
} satisfies Record<string, string | ((...gaps: number[]) => string)>;

/** An action exists as soon as it has words here; the compiler then asks for what it does. */
export type ButtonAction = keyof typeof LABELS;

/** The same actions where another word fits better. */
export const TRY_AGAIN = 'Try again';
export const STAY_CONNECTED = 'Stay connected';
export const EARLIER = 'Earlier';
export const LATER = 'Later';

/** Buttons that only lead somewhere. */
export const WAYS = {
  listen: 'Listen on Spotify',
  openSpotify: 'Open Spotify',
  openSaved: 'Open in Spotify',
  connect: 'Connect Spotify',
  renew: 'Renew',
} as const;
