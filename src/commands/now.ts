import type { Command } from './command.ts';

export const now: Command = {
  async run({ people }, { caller }) {
    await people.moveCard(caller, 'here');
    return { say: 'moved' };
  },
};
