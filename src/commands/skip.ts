import { type Button, type Command, of } from './command.ts';

export const skip: Command = {
  describe: (builder) => builder.setName('skip').setDescription('Skip the song that plays (host, or who brought it)'),
  async run({ playing }, { caller }) {
    await playing.skip(caller, 'here');
    return { say: 'skipped' };
  },
};

/** The button belongs to one pick: pressed twice, or late, it never skips a second one. */
export const pressSkip: Button = async ({ playing }, press) => {
  await playing.skip(press.caller, of(press), press.arg ?? '');
  return null;
};
