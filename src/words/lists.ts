import { count } from './phrases.ts';

/** What stands on lists of songs beside the songs themselves. */
export const LISTS = {
  yours: (songs: number) => `You bring ${count(songs, 'song')}`,
  noneOfYours: 'None of your own. `/sesh add` brings any song you like.',
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  skipped: 'skipped',
  alreadyNext: 'already next on the device',
  drawnAtRandom: 'drawn at random',
  round: (round: number) => `round ${round}`,
} as const;
