import { type PressHandler, type Subcommand, sessionOf } from './command.ts';

export const end: Subcommand = {
  async run({ ending }, { caller }) {
    return { say: 'endAsked', sessionId: ending.mayEnd(caller, 'here').id };
  },
};

export const pressEnd: PressHandler = async ({ ending }, press) => ({
  say: 'endAsked',
  sessionId: ending.mayEnd(press.caller, sessionOf(press)).id,
});

export const pressEndNow: PressHandler = async ({ ending }, press) => {
  const { music } = await ending.endNow(press.caller, sessionOf(press));
  return { say: 'ended', music };
};

/** The answer "no" to any question. */
export const pressKeep: PressHandler = async () => ({ say: 'kept' });
