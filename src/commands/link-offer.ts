import type { Person, Purpose } from '../ports/links.ts';
import type { Caller } from '../service/access.ts';
import type { Services } from './command.ts';
import type { LinkOffer } from './reply.ts';

/** A fresh address for this person, for this purpose. */
export async function offerLink(services: Services, person: Person, purpose: Purpose): Promise<LinkOffer> {
  const { token, expiresAt } = await services.linking.createRequest(person, purpose);
  return { url: services.linkUrl(token), expiresAt, isLocal: services.linksAreLocal };
}

/** Returns the place of a caller, for a purpose that is to be carried out there. */
export function placeOf({ guildId, channelId }: Caller): { guildId: string; channelId: string } {
  return { guildId, channelId };
}
