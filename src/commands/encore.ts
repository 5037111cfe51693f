import type { Command } from './command.ts';

export const encore: Command = {
  async run({ songs }, { caller }) {
    return { say: 'encored', songs: await songs.playEncore(caller, 'here') };
  },
};
