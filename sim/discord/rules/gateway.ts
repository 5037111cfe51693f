import { CODES, DOCS, type Rule } from './rule.ts';

const GATEWAY = `${DOCS}/events/gateway`;

/** The rules of the gateway. */
export const gatewayRules = [
  {
    id: 'gateway-json',
    says: 'What a client sends is JSON.',
    source: `${CODES}#gateway-gateway-close-event-codes`,
    isBug: true,
    close: 4002,
  },
  {
    id: 'gateway-opcode',
    says: 'A client sends opcodes that exist and that the simulation knows.',
    source: `${CODES}#gateway-gateway-close-event-codes`,
    isBug: true,
    close: 4001,
  },
  {
    id: 'gateway-identify-first',
    says: 'Before IDENTIFY or RESUME a client only beats.',
    source: `${CODES}#gateway-gateway-close-event-codes`,
    isBug: true,
    close: 4003,
  },
  {
    id: 'gateway-identify-once',
    says: 'A connection identifies once.',
    source: `${CODES}#gateway-gateway-close-event-codes`,
    isBug: true,
    close: 4005,
  },
  {
    id: 'gateway-token',
    says: 'IDENTIFY and RESUME carry the bot token.',
    source: `${GATEWAY}#identifying`,
    isBug: true,
    close: 4004,
  },
  {
    id: 'gateway-sequence',
    says: 'RESUME names a sequence number that was sent.',
    source: `${GATEWAY}#resuming`,
    isBug: true,
    close: 4007,
  },
  {
    id: 'gateway-resume',
    says: 'A session that is over cannot be resumed: op 9, and the client identifies again.',
    source: `${GATEWAY}#resuming`,
    isBug: false,
  },
  {
    id: 'gateway-send-rate',
    says: 'A connection sends at most 120 events in 60 s.',
    source: `${GATEWAY}#rate-limiting`,
    isBug: true,
    close: 4008,
  },
  {
    id: 'gateway-shard',
    says: 'The shard is one of those there are.',
    source: `${GATEWAY}#sharding`,
    isBug: true,
    close: 4010,
  },
  {
    id: 'gateway-version',
    says: 'The client speaks version 10 and JSON.',
    source: `${GATEWAY}#connecting`,
    isBug: true,
    close: 4012,
  },
  {
    id: 'gateway-intents',
    says: 'Intents are a number made of bits that exist.',
    source: `${GATEWAY}#gateway-intents`,
    isBug: true,
    close: 4013,
  },
  {
    id: 'gateway-privileged-intents',
    says: 'Members, presences and message content are not for a bot that was not granted them.',
    source: `${GATEWAY}#privileged-intents`,
    isBug: true,
    close: 4014,
  },
  {
    id: 'gateway-intent-events',
    says: 'Events about messages reach sessions with the intent for them; INTERACTION_CREATE reaches all.',
    source: `${GATEWAY}#gateway-intents`,
    isBug: false,
  },
  {
    id: 'session-starts',
    says: 'A bot identifies 1000 times a day; GET /gateway/bot tells how many are left.',
    source: `${GATEWAY}#session-start-limit-object`,
    isBug: false,
  },
] as const satisfies Rule[];
