import type { Subcommand } from './command.ts';

export const encore: Subcommand = {
  async run({ songs }, { caller }) {
    return { say: 'encored', songs: await songs.playEncore(caller, 'here') };
  },
};
