import type { Clock, LinkStore } from './ports.ts';

/** Refresh tokens die this long after the consent, however often they are used. */
const LINK_LIFE_MONTHS = 6;
const REMINDED_BEFORE_MS = 15 * 24 * 60 * 60_000;

export type Renewal = {
  /** When this person's link dies, if that is near and nobody has told them yet; from now on somebody has. */
  claim(userId: string): number | null;
  /** Takes a claim back: what was to be said could not be. */
  release(userId: string): void;
};

/** Reminds a person once per consent that their link is about to die. */
export function createRenewal({ links, clock }: { links: LinkStore; clock: Clock }): Renewal {
  return {
    claim(userId) {
      const link = links.find(userId);
      if (!link || link.dead || link.reminded) return null;
      const dies = endOfLink(link.authorizedAt);
      if (clock.now() < dies - REMINDED_BEFORE_MS || clock.now() >= dies) return null;
      links.noteReminder(userId, true);
      return dies;
    },
    release: (userId) => links.noteReminder(userId, false),
  };
}

/** When a link dies that was consented to at this time: six months on, or the last day of a shorter month. */
export function endOfLink(authorizedAt: number): number {
  const end = new Date(authorizedAt);
  end.setUTCMonth(end.getUTCMonth() + LINK_LIFE_MONTHS);
  const isNextMonth = end.getUTCDate() !== new Date(authorizedAt).getUTCDate();
  if (isNextMonth) end.setUTCDate(0);
  return end.getTime();
}
