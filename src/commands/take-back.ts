import { type PressHandler, sessionOf } from './command.ts';

/** The host wants everybody's music again, after something else played or the player hid. */
export const pressTakeBack: PressHandler = async ({ playing }, press) => {
  await playing.takeBack(press.caller, sessionOf(press));
  return null;
};
