import type { Command } from './command.ts';

export const encore: Command = {
  describe: (builder) =>
    builder.setName('encore').setDescription('When everything has been played: everybody’s next favourites (host)'),
  async run({ songs }, { caller }) {
    return { say: 'encored', songs: await songs.playEncore(caller, 'here') };
  },
};
