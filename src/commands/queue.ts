import { type Button, type Command, of } from './command.ts';

export const queue: Command = {
  async run({ people }, { caller }) {
    return { say: 'queue', session: people.findNow(caller, 'here'), page: 0 };
  },
};

export const pressQueue: Button = async ({ people }, press) => ({
  say: 'queue',
  session: people.findNow(press.caller, of(press)),
  page: pageFrom(press.arg),
});

export const pressRecap: Button = async ({ people }, press) => ({
  say: 'recap',
  session: people.findEnded(press.caller, press.sessionId),
  page: pageFrom(press.arg),
});

function pageFrom(arg: string | undefined): number {
  return arg !== undefined && /^\d{1,3}$/.test(arg) ? Number(arg) : 0;
}
