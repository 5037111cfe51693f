import type { Command } from './command.ts';

export const help: Command = {
  run: async () => ({ say: 'help' }),
};
