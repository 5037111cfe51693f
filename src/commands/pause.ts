import { type Button, type Command, of } from './command.ts';

export const pause: Command = {
  async run({ playing }, { caller }) {
    await playing.pause(caller, 'here');
    return { say: 'paused' };
  },
};

export const pressPause: Button = async ({ playing }, press) => {
  await playing.pause(press.caller, of(press));
  return null;
};
