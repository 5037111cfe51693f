import { type Button, type Command, of } from './command.ts';

export const resume: Command = {
  async run({ playing }, { caller }) {
    await playing.resume(caller, 'here');
    return { say: 'resumed' };
  },
};

export const pressResume: Button = async ({ playing }, press) => {
  await playing.resume(press.caller, of(press));
  return null;
};
