import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import { backOff } from '../session/back-off.ts';
import { CLOSE_AND_RESUME, type Connection, openConnection } from './connection.ts';
import { type Frame, OP, type Packet } from './gateway-frames.ts';
import { type Ready, readReady } from './ready.ts';

export type Shard = {
  /** Connects, and reconnects whenever the connection is lost. */
  open(): void;
  /** Returns true while a session is open and heartbeats are answered. */
  isAlive(): boolean;
  send(payload: { op: number; d: unknown }): void;
  /** Ends the connection and every attempt at one; resolves when they have ended. */
  close(): Promise<void>;
};

/** A gateway session, which outlives its connections. */
export type GatewaySession = { id: string; sequence: number; resumeUrl: string | null };

/** Discord's close codes after which reconnecting is pointless. */
const FATAL_CLOSES = new Set([4004, 4010, 4011, 4012, 4013, 4014]);
/** Close codes after which Discord wants a new session. */
const SESSION_ENDING_CLOSES = new Set([1000, 4003, 4005, 4007, 4008, 4009]);
/** The pause between attempts; the first one after a stable connection is made at once. */
const RETRY_PAUSE_MS = { least: 1_000, most: 15_000 };
const STABLE_AFTER_MS = 30_000;
/** The attempts at the address that the session named, before Discord is asked for another. */
const RESUME_URL_ATTEMPTS = 3;
/** Discord asks for a heartbeat about every 41 s. */
const HEARTBEAT_TIMEOUT_MS = 90_000;
const CLOSE_NORMALLY = 1000;

/** Creates one shard: never more than one socket, whatever way a connection fails, and none after `close`. */
export function createShard(world: {
  clock: Clock;
  wall: Clock;
  log: Log;
  /** The content of IDENTIFY, the token included. */
  identity: { token: string } & Record<string, unknown>;
  /** Asks for the gateway's address; `isKnownBad` if the last one failed. May throw. */
  address: (isKnownBad: boolean, signal: AbortSignal) => Promise<string>;
  /** Resolves when another IDENTIFY is within the limits. */
  waitForIdentify: (signal: AbortSignal) => Promise<void>;
  onHello: () => void;
  /** A session has begun; null if it cannot be resumed later. */
  onSessionBegun: (session: GatewaySession | null, ready: Ready) => void;
  onResumed: (session: GatewaySession) => void;
  /** Handles every event but READY. Never throws. */
  onEvent: (packet: Packet) => void;
  onHeartbeatAck: (sentAt: number, latencyMs: number) => void;
  /** The connection was lost; `isForGood` if Discord refuses to have us back. */
  onDisconnect: (code: number, isForGood: boolean) => void;
}): Shard {
  const { clock, wall, log } = world;
  let session: GatewaySession | null = null;
  let connection: Connection | null = null;
  let attempts = new AbortController();
  let cancelRetry = () => {};
  /** True if an IDENTIFY was permitted and not sent yet: a refused handshake uses none up. */
  let hasIdentifyPermit = false;
  let hasHello = false;
  let isOpen = false;
  let acknowledgedAt = 0;
  let openedAt = 0;
  let failingSince: number | null = null;
  let failedAttempts = 0;
  let closing: PromiseWithResolvers<void> | null = null;

  function connect(): void {
    inBackground(attempt(), log, 'a gateway connection could not be attempted');
  }

  async function attempt(): Promise<void> {
    attempts = new AbortController();
    hasHello = false;
    const { signal } = attempts;
    try {
      const url = await address(signal);
      if (!session && !hasIdentifyPermit) await world.waitForIdentify(signal);
      if (signal.aborted) return;
      hasIdentifyPermit ||= !session;
      connection = openConnection({
        url,
        wall,
        onFrame: handleFrame,
        onEnd: handleEnd,
        onHeartbeatAck: handleHeartbeatAck,
        sequence: () => session?.sequence ?? null,
      });
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error }, 'gateway error');
      reconnect();
    }
  }

  async function address(signal: AbortSignal): Promise<string> {
    const known = failedAttempts < RESUME_URL_ATTEMPTS ? session?.resumeUrl : null;
    const url = new URL(known ?? (await world.address(failedAttempts > 0, signal)));
    url.search = new URLSearchParams({ v: '10', encoding: 'json' }).toString();
    return url.href;
  }

  function handleEnd(code: number, error: Error | null): void {
    connection = null;
    isOpen = false;
    if (closing) closing.resolve();
    else handleDisconnect(code, error);
  }

  function handleDisconnect(code: number, error: Error | null): void {
    const isForGood = FATAL_CLOSES.has(code);
    if (SESSION_ENDING_CLOSES.has(code)) session = null;
    world.onDisconnect(code, isForGood);
    if (isForGood) return;
    if (error) log.warn({ err: error }, 'gateway error');
    else log.info({ code }, 'gateway closed');
    reconnect();
  }

  /** Tries again: at once after a stable connection, else after a pause with jitter. */
  function reconnect(): void {
    if (closing) return;
    const now = clock.now();
    if (openedAt > 0 && now - openedAt >= STABLE_AFTER_MS) failingSince = null;
    openedAt = 0;
    failedAttempts++;
    if (failingSince === null) {
      failingSince = now;
      connect();
      return;
    }
    const pauseMs = (backOff(now - failingSince, RETRY_PAUSE_MS) * (1 + Math.random())) / 2;
    cancelRetry = clock.after(pauseMs, connect);
  }

  function handleFrame(frame: Frame): void {
    switch (frame.op) {
      case OP.hello:
        handleHello();
        break;
      case OP.reconnect:
        connection?.close(CLOSE_AND_RESUME);
        break;
      case OP.invalidSession:
        if (!frame.canResume) session = null;
        connection?.close(frame.canResume ? CLOSE_AND_RESUME : CLOSE_NORMALLY);
        break;
      case OP.dispatch:
        handleDispatch(frame);
        break;
      case OP.heartbeat:
      case OP.heartbeatAck:
        break; // the connection's own
    }
  }

  function handleHello(): void {
    if (hasHello) return;
    hasHello = true;
    world.onHello();
    const { token } = world.identity;
    if (session) connection?.send({ op: OP.resume, d: { token, session_id: session.id, seq: session.sequence } });
    else identify();
  }

  function identify(): void {
    hasIdentifyPermit = false;
    connection?.send({ op: OP.identify, d: world.identity });
  }

  function handleDispatch(packet: Packet): void {
    if (session && packet.s !== null) session.sequence = Math.max(session.sequence, packet.s);
    if (packet.t === 'READY') handleReady(packet);
    else if (packet.t === 'RESUMED') handleResumed(packet);
    else world.onEvent(packet);
  }

  function handleReady({ d, s }: Packet): void {
    const ready = readReady(d);
    if (!ready) {
      log.error('the READY of the gateway cannot be read');
      connection?.close(CLOSE_NORMALLY); // another attempt may bring a better one
      return;
    }
    session = ready.sessionId ? { id: ready.sessionId, sequence: s ?? 0, resumeUrl: ready.resumeUrl } : null;
    markOpen();
    world.onSessionBegun(session, ready);
  }

  function handleResumed(packet: Packet): void {
    markOpen();
    if (session) world.onResumed(session);
    world.onEvent(packet);
  }

  function markOpen(): void {
    connection?.confirmSession();
    isOpen = true;
    failedAttempts = 0;
    openedAt = clock.now();
    acknowledgedAt = wall.now();
  }

  function handleHeartbeatAck(sentAt: number, latencyMs: number): void {
    acknowledgedAt = wall.now();
    world.onHeartbeatAck(sentAt, latencyMs);
  }

  return {
    open: connect,
    isAlive: () => isOpen && wall.now() - acknowledgedAt < HEARTBEAT_TIMEOUT_MS,
    send: (payload) => connection?.send(payload),
    async close() {
      closing ??= Promise.withResolvers<void>();
      cancelRetry();
      attempts.abort();
      if (connection) connection.close(CLOSE_NORMALLY);
      else closing.resolve();
      await closing.promise;
    },
  };
}
