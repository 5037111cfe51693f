import { type Button, type Command, of } from './command.ts';

export const leave: Command = {
  async run({ people }, { caller }) {
    await people.leaveFrom(caller, 'here');
    return { say: 'left' };
  },
};

export const pressLeave: Button = async ({ people }, press) => {
  await people.leaveFrom(press.caller, of(press));
  return { say: 'left' };
};
