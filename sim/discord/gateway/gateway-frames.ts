import * as z from 'zod';

/** The opcodes that travel (https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway). */
export const OP = {
  heartbeat: 1,
  identify: 2,
  presence: 3,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

const identify = z.object({
  op: z.literal(OP.identify),
  d: z.object({
    token: z.string(),
    properties: z.object({ os: z.string(), browser: z.string(), device: z.string() }),
    intents: z.unknown(),
    shard: z.tuple([z.int(), z.int()]).default([0, 1]),
  }),
});

const frame = z.discriminatedUnion('op', [
  z.object({ op: z.literal(OP.heartbeat), d: z.int().nullable() }),
  identify,
  z.object({ op: z.literal(OP.presence), d: z.object({ status: z.string() }) }),
  z.object({ op: z.literal(OP.resume), d: z.object({ token: z.string(), session_id: z.string(), seq: z.int() }) }),
]);

export type ClientFrame = z.infer<typeof frame>;
export type Identity = z.infer<typeof identify>['d'];

/** Parses what a client sent. Returns the broken rule if it cannot be read. */
export function parseFrame(text: string): ClientFrame | { broken: 'gateway-json' | 'gateway-opcode' } {
  let sent: unknown;
  try {
    sent = JSON.parse(text);
  } catch {
    return { broken: 'gateway-json' };
  }
  const parsed = frame.safeParse(sent);
  return parsed.success ? parsed.data : { broken: 'gateway-opcode' };
}
