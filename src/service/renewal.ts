import type { Clock } from '../ports/clock.ts';
import { endOfLink, type LinkStore } from '../ports/links.ts';

const REMINDED_BEFORE_MS = 15 * 24 * 60 * 60_000;

export type Renewal = {
  /** Returns when this person's link ends, if that is near and nobody has told them; now it counts as told. */
  claim(userId: string): Promise<number | null>;
  /** Takes a claim back: what was to be said could not be. */
  release(userId: string): Promise<void>;
};

/** Reminds a person once per consent that their link is about to die. */
export function createRenewal({ links, clock }: { links: LinkStore; clock: Clock }): Renewal {
  return {
    async claim(userId) {
      const link = await links.find(userId);
      if (!link || link.dead || link.reminded) return null;
      const dies = endOfLink(link.authorizedAt);
      if (clock.now() < dies - REMINDED_BEFORE_MS || clock.now() >= dies) return null;
      return (await links.noteReminder(userId, true)) ? dies : null;
    },
    release: async (userId) => void (await links.noteReminder(userId, false)),
  };
}
