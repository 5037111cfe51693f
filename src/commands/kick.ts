import type { Command } from './command.ts';

export const kick: Command = {
  describe: (builder) =>
    builder
      .setName('kick')
      .setDescription('Send a member away for this evening (host)')
      .addUserOption((option) => option.setName('member').setDescription('Who is to go').setRequired(true)),
  async run({ people }, { caller, options }) {
    const who = options.user('member') ?? '';
    await people.kickOut(caller, 'here', who);
    return { say: 'kicked', who };
  },
};
