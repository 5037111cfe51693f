import { COMMANDS } from '../words/commands.ts';
import type { Command } from './command.ts';

export const encore: Command = {
  describe: (builder) => builder.setName('encore').setDescription(COMMANDS.encore.about),
  async run({ songs }, { caller }) {
    return { say: 'encored', songs: await songs.playEncore(caller, 'here') };
  },
};
