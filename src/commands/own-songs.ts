import { Refusal } from '../session/refusal.ts';
import { isValueOf } from '../session/settings.ts';
import { type PressHandler, sessionOf } from './command.ts';

/** A song of one's own that is not to come along. */
export const pressHide: PressHandler = async ({ songs }, press) => ({
  say: 'ownSongs',
  own: await songs.hideSong(press.caller, sessionOf(press), press.values[0] ?? ''),
});

/** A song of one's own that gives way to the next favourite. */
export const pressSwap: PressHandler = async ({ songs }, press) => ({
  say: 'ownSongs',
  own: await songs.swapSong(press.caller, sessionOf(press), press.values[0] ?? ''),
});

/** One's favourites of another time. */
export const pressPeriod: PressHandler = async ({ songs }, press) => {
  const [period = ''] = press.values;
  if (!isValueOf('period', period)) throw new Refusal('optionUnknown');
  return { say: 'ownSongs', own: await songs.choosePeriod(press.caller, sessionOf(press), period) };
};

/** A late joiner does not want to wait for the next boundary a minute from now. */
export const pressBring: PressHandler = async ({ songs }, press) => {
  await songs.bringNow(press.caller, sessionOf(press));
  return { say: 'brought' };
};
