import { COMMANDS } from '../words/commands.ts';
import type { Command } from './command.ts';

export const help: Command = {
  describe: (builder) => builder.setName('help').setDescription(COMMANDS.help.about),
  run: async () => ({ say: 'help' }),
};
