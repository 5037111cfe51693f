import { type Button, type Command, of } from './command.ts';

export const end: Command = {
  async run({ ending }, { caller }) {
    return { say: 'endAsked', sessionId: ending.mayEnd(caller, 'here').id };
  },
};

export const pressEnd: Button = async ({ ending }, press) => ({
  say: 'endAsked',
  sessionId: ending.mayEnd(press.caller, of(press)).id,
});

export const pressEndNow: Button = async ({ ending }, press) => {
  const { music } = await ending.endNow(press.caller, of(press));
  return { say: 'ended', music };
};

/** The answer "no" to any question. */
export const pressKeep: Button = async () => ({ say: 'kept' });
