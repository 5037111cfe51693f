import { count } from './phrases.ts';

/** The words on lists of songs beside the songs themselves. */
export const LISTS = {
  yours: (songs: number) => `You bring ${count(songs, 'song')}`,
  noneOfYours: 'None of your own. `/sesh add` brings any song you like.',
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  skipped: 'skipped',
  alreadyNext: 'already next on the device',
  drawnAtRandom: 'drawn at random',
  turn: (round: number, who: string) => `round ${round}, the turn of ${who}`,
  leadsLate: (round: number, who: string) => `leads round ${round} because ${who} joined late`,
  leadsFirst: (round: number, who: string) => `leads round ${round}: the first song of ${who}`,
  addedBy: (who: string) => `, added by ${who}`,
} as const;
