import type { Person } from '../ports/links.ts';
import type { Services } from './command.ts';
import { offerLink } from './link-offer.ts';
import type { RenewalOffer } from './reply.ts';

/** Returns what is added to the next private answer to somebody whose link nears its end; null for everybody else. */
export async function offerRenewal(services: Services, person: Person): Promise<RenewalOffer | null> {
  const diesAt = await services.renewal.claim(person.id);
  return diesAt === null ? null : { diesAt, offer: await offerLink(services, person, { for: 'renew' }) };
}
