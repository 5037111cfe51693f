import { type PressHandler, type Subcommand, sessionOf } from './command.ts';

export const queue: Subcommand = {
  async run({ access }, { caller }) {
    return { say: 'queue', session: access.findNow(caller, 'here'), page: 0 };
  },
};

export const pressQueue: PressHandler = async ({ access }, press) => ({
  say: 'queue',
  session: access.findNow(press.caller, sessionOf(press)),
  page: pageFrom(press.arg),
});

export const pressRecap: PressHandler = async ({ access }, press) => ({
  say: 'recap',
  session: await access.findEnded(press.caller, press.sessionId),
  page: pageFrom(press.arg),
});

function pageFrom(arg: string | undefined): number {
  return arg !== undefined && /^\d{1,3}$/.test(arg) ? Number(arg) : 0;
}
