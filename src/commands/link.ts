import type { Subcommand } from './command.ts';
import { offerLink } from './link-offer.ts';

export const link: Subcommand = {
  async run(services, { person }) {
    const standing = await services.linking.linkOf(person.id);
    const offer = await offerLink(services, person, { for: 'link' });
    if (!standing) return { say: 'linkOffered', offer, why: 'asked' };
    if (standing.dead) return { say: 'linkOffered', offer, why: 'again' };
    return { say: 'linkStanding', offer, canHost: standing.permissions.includes('playback') };
  },
};
