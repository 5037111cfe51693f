import type { Subcommand } from './command.ts';

export const privacy: Subcommand = {
  async run({ privacy }, { caller }) {
    return { say: 'privacy', kept: await privacy.about(caller.userId) };
  },
};
