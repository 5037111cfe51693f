import { type PressHandler, type Subcommand, sessionOf } from './command.ts';

export const pause: Subcommand = {
  async run({ playing }, { caller }) {
    await playing.pause(caller, 'here');
    return { say: 'paused' };
  },
};

export const pressPause: PressHandler = async ({ playing }, press) => {
  await playing.pause(press.caller, sessionOf(press));
  return null;
};
