import type { Command } from './command.ts';

export const now: Command = {
  describe: (builder) => builder.setName('now').setDescription('Bring the card to the bottom of the channel'),
  async run({ people }, { caller }) {
    await people.moveCard(caller, 'here');
    return { say: 'moved' };
  },
};
