import { type Button, type Command, of } from './command.ts';

export const resume: Command = {
  describe: (builder) => builder.setName('resume').setDescription('Go on playing (host)'),
  async run({ playing }, { caller }) {
    await playing.resume(caller, 'here');
    return { say: 'resumed' };
  },
};

export const pressResume: Button = async ({ playing }, press) => {
  await playing.resume(press.caller, of(press));
  return null;
};
