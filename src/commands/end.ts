import { type Button, type Command, of } from './command.ts';

export const end: Command = {
  async run({ people }, { caller }) {
    return { say: 'endAsked', sessionId: people.mayEnd(caller, 'here').id };
  },
};

export const pressEnd: Button = async ({ people }, press) => ({
  say: 'endAsked',
  sessionId: people.mayEnd(press.caller, of(press)).id,
});

export const pressEndNow: Button = async ({ people }, press) => {
  const { music } = await people.endNow(press.caller, of(press));
  return { say: 'ended', music };
};

/** The answer "no" to any question. */
export const pressKeep: Button = async () => ({ say: 'kept' });
