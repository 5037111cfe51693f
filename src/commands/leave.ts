import { type PressHandler, type Subcommand, sessionOf } from './command.ts';

export const leave: Subcommand = {
  async run({ members }, { caller }) {
    await members.leaveFrom(caller, 'here');
    return { say: 'left' };
  },
};

export const pressLeave: PressHandler = async ({ members }, press) => {
  await members.leaveFrom(press.caller, sessionOf(press));
  return { say: 'left' };
};
