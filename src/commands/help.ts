import type { Command } from './command.ts';

export const help: Command = {
  describe: (builder) => builder.setName('help').setDescription('The four things to know'),
  run: async () => ({ say: 'help' }),
};
