import { type Button, type Command, of } from './command.ts';

export const queue: Command = {
  async run({ access }, { caller }) {
    return { say: 'queue', session: access.findNow(caller, 'here'), page: 0 };
  },
};

export const pressQueue: Button = async ({ access }, press) => ({
  say: 'queue',
  session: access.findNow(press.caller, of(press)),
  page: pageFrom(press.arg),
});

export const pressRecap: Button = async ({ access }, press) => ({
  say: 'recap',
  session: await access.findEnded(press.caller, press.sessionId),
  page: pageFrom(press.arg),
});

function pageFrom(arg: string | undefined): number {
  return arg !== undefined && /^\d{1,3}$/.test(arg) ? Number(arg) : 0;
}
