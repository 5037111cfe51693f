import { WebSocket } from 'ws';
import type { Clock } from '../ports/clock.ts';
import { type Frame, OP, readFrame } from './gateway-frames.ts';

export type Connection = {
  send(payload: { op: number; d: unknown }): void;
  /** Ends it with a close code; `ended` is called once the socket is gone. */
  close(code: number): void;
  /** Ends the timeout for the session: it has begun or was resumed. */
  confirmSession(): void;
};

const HANDSHAKE_TIMEOUT_MS = 20_000;
/** The longest time from opening the socket to READY or RESUMED. */
const SESSION_TIMEOUT_MS = 30_000;
/** The longest wait for the other side's answer to our close. */
const CLOSE_TIMEOUT_MS = 1_000;
/** A close code after which Discord keeps the session, so that it can be resumed. */
export const CLOSE_AND_RESUME = 4200;

/**
 * Opens one socket to the gateway and sends its heartbeats. However it ends (a handshake refused, reset or never
 * answered, no HELLO, no READY, a missed heartbeat, a close), `onEnd` is called exactly once, after the socket is closed.
 *
 * @throws if the URL is invalid
 */
export function openConnection(world: {
  url: string;
  /** The wall clock: a socket does not wait for wound time. */
  wall: Clock;
  onFrame: (frame: Frame) => void;
  /** Returns the number of the last event, which heartbeats carry. */
  sequence: () => number | null;
  /** A heartbeat was answered, `latencyMs` after it was sent at `sentAt` (ms since the epoch). */
  onHeartbeatAck: (sentAt: number, latencyMs: number) => void;
  onEnd: (code: number, error: Error | null) => void;
}): Connection {
  const { wall } = world;
  const socket = new WebSocket(world.url, { handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
  let closedWith: number | null = null;
  let failure: Error | null = null;
  let sentAt = 0;
  let isAcknowledged = true;
  let cancelHeartbeat = () => {};
  let cancelTimeout = wall.after(SESSION_TIMEOUT_MS, () => {
    failure = new Error('the gateway opened no session in time');
    close(CLOSE_AND_RESUME);
  });

  function close(code: number): void {
    if (closedWith !== null) return;
    closedWith = code;
    cancelHeartbeat();
    cancelTimeout();
    if (socket.readyState === WebSocket.OPEN) {
      socket.close(code);
      cancelTimeout = wall.after(CLOSE_TIMEOUT_MS, () => socket.terminate());
    } else socket.terminate();
  }

  function send(payload: { op: number; d: unknown }): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(payload));
  }

  function sendHeartbeat(): void {
    isAcknowledged = false;
    sentAt = wall.now();
    send({ op: OP.heartbeat, d: world.sequence() });
  }

  /** Sends a heartbeat after `firstMs`, then at the interval. Discord asks for a first wait drawn by chance. */
  function scheduleHeartbeat(intervalMs: number, firstMs: number): void {
    cancelHeartbeat();
    cancelHeartbeat = wall.after(firstMs, () => {
      if (!isAcknowledged) return close(CLOSE_AND_RESUME);
      sendHeartbeat();
      return scheduleHeartbeat(intervalMs, intervalMs);
    });
  }

  function handleFrame(frame: Frame): void {
    if (frame.op === OP.heartbeatAck) {
      isAcknowledged = true;
      world.onHeartbeatAck(sentAt, wall.now() - sentAt);
    } else if (frame.op === OP.heartbeat) sendHeartbeat();
    else if (frame.op === OP.hello) scheduleHeartbeat(frame.heartbeatMs, frame.heartbeatMs * Math.random());
    world.onFrame(frame);
  }

  socket.on('message', (data) => {
    const frame = closedWith === null ? readFrame(String(data)) : null;
    if (frame) handleFrame(frame);
  });
  socket.on('error', (error) => {
    failure ??= error;
  });
  socket.on('close', (code) => {
    cancelHeartbeat();
    cancelTimeout();
    world.onEnd(closedWith ?? code, failure);
  });

  return {
    send,
    close,
    confirmSession: () => cancelTimeout(),
  };
}
