import { COMMANDS } from '../words/commands.ts';
import type { Subcommand } from './command.ts';

export const kick: Subcommand = {
  addOptions: (builder) =>
    builder.addUserOption((option) =>
      option.setName('member').setDescription(COMMANDS.kick.options.member).setRequired(true),
    ),
  async run({ members }, { caller, options }) {
    const who = options.user('member') ?? '';
    await members.kickOut(caller, 'here', who);
    return { say: 'kicked', who };
  },
};
