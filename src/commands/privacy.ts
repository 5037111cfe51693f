import type { Command } from './command.ts';

export const privacy: Command = {
  async run({ keeping }, { caller }) {
    return { say: 'privacy', kept: keeping.about(caller.userId) };
  },
};
