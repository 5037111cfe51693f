import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import { backOff } from '../session/back-off.ts';
import { CLOSE_AND_RESUME, type Connection, openConnection } from './connection.ts';
import { type Frame, OP, type Packet } from './gateway-frames.ts';
import { type Ready, readReady } from './ready.ts';

export type Shard = {
  /** Connects, and comes back whenever the connection is lost. */
  open(): void;
  /** Returns true while a session is open and heartbeats are answered. */
  isAlive(): boolean;
  send(payload: { op: number; d: unknown }): void;
  /** Ends the connection and every attempt at one; resolves when nothing of them is left. */
  close(): Promise<void>;
};

/** A gateway session, which outlives its connections. */
export type GatewaySession = { id: string; sequence: number; resumeUrl: string | null };

/** Discord's close codes after which reconnecting is pointless. */
const FATAL_CLOSES = new Set([4004, 4010, 4011, 4012, 4013, 4014]);
/** Those after which Discord wants a new session. */
const SESSION_IS_OVER = new Set([1000, 4003, 4005, 4007, 4008, 4009]);
/** The first attempt after a connection that was steady is made at once. */
const PAUSE_MS = { least: 1_000, most: 15_000 };
const STEADY_MS = 30_000;
/** The attempts at the address that the session named, before Discord is asked for another. */
const TRIES_AT_RESUME_URL = 3;
/** Discord asks for a heartbeat about every 41 s. */
const HEARTBEAT_PATIENCE_MS = 90_000;
const CLOSE_FOR_GOOD = 1000;

/** Creates one shard: never more than one socket, whatever way a connection fails, and none after `close`. */
export function createShard(world: {
  clock: Clock;
  wall: Clock;
  log: Log;
  /** The content of IDENTIFY, the token included. */
  identity: { token: string } & Record<string, unknown>;
  /** Asks for the gateway's address; `isKnownBad` if the last one failed. May throw. */
  address: (isKnownBad: boolean, signal: AbortSignal) => Promise<string>;
  /** Resolves when another IDENTIFY is within bounds. */
  mayIdentify: (signal: AbortSignal) => Promise<void>;
  greeted: () => void;
  /** A session begins; it is null if it could not be resumed later. */
  began: (session: GatewaySession | null, ready: Ready) => void;
  resumed: (session: GatewaySession) => void;
  /** Takes every event but READY. Never throws. */
  deliver: (packet: Packet) => void;
  beaten: (sentAt: number, latencyMs: number) => void;
  /** The connection is gone; `isForGood` if Discord will not have us back. */
  lost: (code: number, isForGood: boolean) => void;
}): Shard {
  const { clock, wall, log } = world;
  let session: GatewaySession | null = null;
  let connection: Connection | null = null;
  let life = new AbortController();
  let cancelPause = () => {};
  /** True if an IDENTIFY has been allowed and not sent yet: a handshake that is refused costs none. */
  let mayIdentify = false;
  let isGreeted = false;
  let isOpen = false;
  let beatAt = 0;
  let openedAt = 0;
  let failingSince: number | null = null;
  let tries = 0;
  let closing: PromiseWithResolvers<void> | null = null;

  function begin(): void {
    inBackground(attempt(), log, 'the gateway could not be tried');
  }

  async function attempt(): Promise<void> {
    life = new AbortController();
    isGreeted = false;
    const { signal } = life;
    try {
      const url = await address(signal);
      if (!session && !mayIdentify) await world.mayIdentify(signal);
      if (signal.aborted) return;
      mayIdentify ||= !session;
      connection = openConnection({ url, wall, hear, ended, beaten, sequence: () => session?.sequence ?? null });
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error }, 'gateway error');
      comeBack();
    }
  }

  async function address(signal: AbortSignal): Promise<string> {
    const known = tries < TRIES_AT_RESUME_URL ? session?.resumeUrl : null;
    const url = new URL(known ?? (await world.address(tries > 0, signal)));
    url.search = new URLSearchParams({ v: '10', encoding: 'json' }).toString();
    return url.href;
  }

  function ended(code: number, error: Error | null): void {
    connection = null;
    isOpen = false;
    if (closing) closing.resolve();
    else lost(code, error);
  }

  function lost(code: number, error: Error | null): void {
    const isForGood = FATAL_CLOSES.has(code);
    if (SESSION_IS_OVER.has(code)) session = null;
    world.lost(code, isForGood);
    if (isForGood) return;
    if (error) log.warn({ err: error }, 'gateway error');
    else log.info({ code }, 'gateway closed');
    comeBack();
  }

  /** Tries again: at once after a connection that was steady, else after a pause with chance in it. */
  function comeBack(): void {
    if (closing) return;
    const now = clock.now();
    if (openedAt > 0 && now - openedAt >= STEADY_MS) failingSince = null;
    openedAt = 0;
    tries++;
    if (failingSince === null) {
      failingSince = now;
      begin();
      return;
    }
    const pauseMs = (backOff(now - failingSince, PAUSE_MS) * (1 + Math.random())) / 2;
    cancelPause = clock.after(pauseMs, begin);
  }

  function hear(frame: Frame): void {
    switch (frame.op) {
      case OP.hello:
        greet();
        break;
      case OP.reconnect:
        connection?.close(CLOSE_AND_RESUME);
        break;
      case OP.invalidSession:
        if (!frame.canResume) session = null;
        connection?.close(frame.canResume ? CLOSE_AND_RESUME : CLOSE_FOR_GOOD);
        break;
      case OP.dispatch:
        take(frame);
        break;
      case OP.heartbeat:
      case OP.heartbeatAck:
        break; // the connection's own
    }
  }

  function greet(): void {
    if (isGreeted) return;
    isGreeted = true;
    world.greeted();
    const { token } = world.identity;
    if (session) connection?.send({ op: OP.resume, d: { token, session_id: session.id, seq: session.sequence } });
    else identify();
  }

  function identify(): void {
    mayIdentify = false;
    connection?.send({ op: OP.identify, d: world.identity });
  }

  function take(packet: Packet): void {
    if (session && packet.s !== null) session.sequence = Math.max(session.sequence, packet.s);
    if (packet.t === 'READY') welcome(packet);
    else if (packet.t === 'RESUMED') goOn(packet);
    else world.deliver(packet);
  }

  function welcome({ d, s }: Packet): void {
    const ready = readReady(d);
    if (!ready) {
      log.error('the READY of the gateway cannot be read');
      connection?.close(CLOSE_FOR_GOOD); // another attempt may bring a better one
      return;
    }
    session = ready.sessionId ? { id: ready.sessionId, sequence: s ?? 0, resumeUrl: ready.resumeUrl } : null;
    opened();
    world.began(session, ready);
  }

  function goOn(packet: Packet): void {
    opened();
    if (session) world.resumed(session);
    world.deliver(packet);
  }

  function opened(): void {
    connection?.settle();
    isOpen = true;
    tries = 0;
    openedAt = clock.now();
    beatAt = wall.now();
  }

  function beaten(sentAt: number, latencyMs: number): void {
    beatAt = wall.now();
    world.beaten(sentAt, latencyMs);
  }

  return {
    open: begin,
    isAlive: () => isOpen && wall.now() - beatAt < HEARTBEAT_PATIENCE_MS,
    send: (payload) => connection?.send(payload),
    async close() {
      closing ??= Promise.withResolvers<void>();
      cancelPause();
      life.abort();
      if (connection) connection.close(CLOSE_FOR_GOOD);
      else closing.resolve();
      await closing.promise;
    },
  };
}
