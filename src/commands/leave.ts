import { type Button, type Command, of } from './command.ts';

export const leave: Command = {
  describe: (builder) => builder.setName('leave').setDescription('Leave the session; your songs that wait go with you'),
  async run({ people }, { caller }) {
    await people.leaveFrom(caller, 'here');
    return { say: 'left' };
  },
};

export const pressLeave: Button = async ({ people }, press) => {
  await people.leaveFrom(press.caller, of(press));
  return { say: 'left' };
};
