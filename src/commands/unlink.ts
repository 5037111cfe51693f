import { Refusal } from '../session/refusal.ts';
import type { PressHandler, Subcommand } from './command.ts';

export const unlink: Subcommand = {
  async run({ unlinking }, { caller }) {
    try {
      return { say: 'unlinked', ...(await unlinking.unlink(caller.userId, false)) };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'endsYourSession') return { say: 'unlinkAsked' };
      throw error;
    }
  },
};

export const pressUnlink: PressHandler = async ({ unlinking }, { caller }) => {
  return { say: 'unlinked', ...(await unlinking.unlink(caller.userId, true)) };
};
