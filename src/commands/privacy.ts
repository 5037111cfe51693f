import { COMMANDS } from '../words/commands.ts';
import type { Command } from './command.ts';

export const privacy: Command = {
  describe: (builder) => builder.setName('privacy').setDescription(COMMANDS.privacy.about),
  async run({ keeping }, { caller }) {
    return { say: 'privacy', kept: keeping.about(caller.userId) };
  },
};
