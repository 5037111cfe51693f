import type { Command } from './command.ts';

export const now: Command = {
  async run({ cards }, { caller }) {
    await cards.move(caller, 'here');
    return { say: 'moved' };
  },
};
