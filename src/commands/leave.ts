import { type Button, type Command, of } from './command.ts';

export const leave: Command = {
  async run({ members }, { caller }) {
    await members.leaveFrom(caller, 'here');
    return { say: 'left' };
  },
};

export const pressLeave: Button = async ({ members }, press) => {
  await members.leaveFrom(press.caller, of(press));
  return { say: 'left' };
};
