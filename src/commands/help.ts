import type { Subcommand } from './command.ts';

export const help: Subcommand = {
  run: async () => ({ say: 'help' }),
};
