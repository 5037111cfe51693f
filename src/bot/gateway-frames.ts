import { z } from 'zod';

/** The opcodes of the gateway (https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway). */
export const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

/** An event that the gateway dispatched: its kind, what it tells, and its number in the session. */
export type Packet = { op: typeof OP.dispatch; t: string; d: unknown; s: number | null };

export type Frame =
  | Packet
  | { op: typeof OP.heartbeat | typeof OP.reconnect | typeof OP.heartbeatAck }
  | { op: typeof OP.invalidSession; canResume: boolean }
  | { op: typeof OP.hello; heartbeatMs: number };

/** The bounds of the heartbeat interval in milliseconds, and the interval used where Discord names none. */
const HEARTBEAT_MS = { least: 100, usual: 41_250, most: 120_000 };

const heartbeatInterval = z.looseObject({
  heartbeat_interval: z.number().min(HEARTBEAT_MS.least).max(HEARTBEAT_MS.most),
});
const envelope = z.looseObject({
  op: z.number(),
  t: z.string().nullish().catch(null),
  s: z.int().nonnegative().nullish().catch(null),
  d: z.unknown().optional(),
});

/** Reads a frame. Returns null for one that means nothing to us; what is missing in the others has a usual value. */
export function readFrame(text: string): Frame | null {
  const read = envelope.safeParse(parse(text));
  if (!read.success) return null;
  const { op, t, s, d } = read.data;
  switch (op) {
    case OP.dispatch:
      return typeof t === 'string' ? { op, t, d, s: s ?? null } : null;
    case OP.heartbeat:
    case OP.reconnect:
    case OP.heartbeatAck:
      return { op };
    case OP.invalidSession:
      return { op, canResume: d === true };
    case OP.hello: {
      const hello = heartbeatInterval.safeParse(d);
      return { op, heartbeatMs: hello.success ? hello.data.heartbeat_interval : HEARTBEAT_MS.usual };
    }
    default:
      return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
