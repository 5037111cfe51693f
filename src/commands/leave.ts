import { COMMANDS } from '../words/commands.ts';
import { type Button, type Command, of } from './command.ts';

export const leave: Command = {
  describe: (builder) => builder.setName('leave').setDescription(COMMANDS.leave.about),
  async run({ people }, { caller }) {
    await people.leaveFrom(caller, 'here');
    return { say: 'left' };
  },
};

export const pressLeave: Button = async ({ people }, press) => {
  await people.leaveFrom(press.caller, of(press));
  return { say: 'left' };
};
