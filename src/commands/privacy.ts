import type { Command } from './command.ts';

export const privacy: Command = {
  describe: (builder) =>
    builder.setName('privacy').setDescription('See what is stored about you, and keep it as a file'),
  async run({ keeping }, { caller }) {
    return { say: 'privacy', kept: keeping.about(caller.userId) };
  },
};
