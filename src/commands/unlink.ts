import { Refusal } from '../session/refusal.ts';
import type { Button, Command } from './command.ts';

export const unlink: Command = {
  async run({ unlinking }, { caller }) {
    try {
      return { say: 'unlinked', ...(await unlinking.unlink(caller.userId, false)) };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'endsYourSession') return { say: 'unlinkAsked' };
      throw error;
    }
  },
};

export const pressUnlink: Button = async ({ unlinking }, { caller }) => {
  return { say: 'unlinked', ...(await unlinking.unlink(caller.userId, true)) };
};
