import type { Command } from './command.ts';

export const privacy: Command = {
  async run({ privacy }, { caller }) {
    return { say: 'privacy', kept: await privacy.about(caller.userId) };
  },
};
