import { GatewayDispatchEvents } from 'discord.js';
import { z } from 'zod';

const user = z.looseObject({ id: z.string(), username: z.string() });
const id = z.string().regex(/^\d{1,20}$/);

/** What discord.js reads of an interaction without asking whether it is there. */
const interaction = z
  .looseObject({
    id,
    application_id: id,
    type: z.number(),
    token: z.string(),
    member: z.looseObject({ user }).optional(),
    user: user.optional(),
    channel: z.looseObject({ id, type: z.number() }).nullish(),
    data: z.looseObject({}).optional(),
    message: z.looseObject({ id, channel_id: id, author: user }).optional(),
    entitlements: z.array(z.unknown()).nullish(),
    authorizing_integration_owners: z.record(z.string(), z.unknown()).nullish(),
  })
  .refine(({ member, user: alone }) => member !== undefined || alone !== undefined)
  .refine(({ type, data }) => type === PING || data !== undefined)
  .refine(({ type, message }) => type !== COMPONENT || message !== undefined);
const PING = 1;
const COMPONENT = 3;

/** Something that the gateway dispatched: what kind of event, and what of. */
export type Packet = { t: string; d: unknown };

/**
 * Makes sure that discord.js can read a packet before it does: an interaction without one of its parts would end the
 * process. Says whether it can be read; one that cannot is turned into an event that nobody listens to.
 */
export function makeReadable(packet: Packet): boolean {
  if (packet.t !== GatewayDispatchEvents.InteractionCreate) return true;
  const read = interaction.safeParse(packet.d);
  if (!read.success) {
    packet.t = 'UNREADABLE';
    return false;
  }
  packet.d = {
    ...read.data,
    entitlements: read.data.entitlements ?? [],
    authorizing_integration_owners: read.data.authorizing_integration_owners ?? {},
  };
  return true;
}
