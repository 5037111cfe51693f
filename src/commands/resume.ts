import { COMMANDS } from '../words/commands.ts';
import { type Button, type Command, of } from './command.ts';

export const resume: Command = {
  describe: (builder) => builder.setName('resume').setDescription(COMMANDS.resume.about),
  async run({ playing }, { caller }) {
    await playing.resume(caller, 'here');
    return { say: 'resumed' };
  },
};

export const pressResume: Button = async ({ playing }, press) => {
  await playing.resume(press.caller, of(press));
  return null;
};
