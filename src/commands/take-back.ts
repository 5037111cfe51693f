import { type Button, of } from './command.ts';

/** The host wants everybody's music again, after something else played or the player hid. */
export const pressTakeBack: Button = async ({ playing }, press) => {
  await playing.takeBack(press.caller, of(press));
  return null;
};
