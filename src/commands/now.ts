import type { Subcommand } from './command.ts';

export const now: Subcommand = {
  async run({ cards }, { caller }) {
    await cards.move(caller, 'here');
    return { say: 'moved' };
  },
};
