import { type PressHandler, type Subcommand, sessionOf } from './command.ts';

export const resume: Subcommand = {
  async run({ playing }, { caller }) {
    await playing.resume(caller, 'here');
    return { say: 'resumed' };
  },
};

export const pressResume: PressHandler = async ({ playing }, press) => {
  await playing.resume(press.caller, sessionOf(press));
  return null;
};
