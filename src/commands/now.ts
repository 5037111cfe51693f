import { COMMANDS } from '../words/commands.ts';
import type { Command } from './command.ts';

export const now: Command = {
  describe: (builder) => builder.setName('now').setDescription(COMMANDS.now.about),
  async run({ people }, { caller }) {
    await people.moveCard(caller, 'here');
    return { say: 'moved' };
  },
};
