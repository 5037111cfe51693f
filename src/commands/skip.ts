import type { Tally } from '../session/votes.ts';
import { type PressHandler, type Subcommand, sessionOf } from './command.ts';
import type { Reply } from './reply.ts';

export const skip: Subcommand = {
  async run({ skipping }, { caller }) {
    const skipped = await skipping.skip(caller, 'here');
    return skipped.is === 'voted' ? votedOf(skipped) : { say: 'skipped' };
  },
};

/** The button belongs to one pick: pressed twice, or late, it never skips a second one. */
export const pressSkip: PressHandler = async ({ skipping }, press) => {
  const skipped = await skipping.skip(press.caller, sessionOf(press), press.arg ?? '');
  return skipped.is === 'voted' ? votedOf(skipped) : null;
};

function votedOf({ votes, needed }: Tally): Reply {
  return { say: 'voted', votes, needed };
}
