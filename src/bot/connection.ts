import { WebSocket } from 'ws';
import type { Clock } from '../ports/clock.ts';
import { type Frame, OP, readFrame } from './gateway-frames.ts';

export type Connection = {
  send(payload: { op: number; d: unknown }): void;
  /** Ends it with a close code; `ended` is called once the socket is gone. */
  close(code: number): void;
  /** The session has begun, or goes on: the connection may stay for as long as it beats. */
  settle(): void;
};

const HANDSHAKE_MS = 20_000;
/** From opening to READY or RESUMED. */
const BIRTH_MS = 30_000;
/** The time that the other side has to answer our close. */
const CLOSING_MS = 1_000;
/** A close code after which Discord keeps the session, so that it can be resumed. */
export const CLOSE_AND_RESUME = 4200;

/**
 * Opens one socket to the gateway and keeps it beating. Whatever happens to it (a handshake refused, reset or never
 * answered, no HELLO, no READY, a missed heartbeat, a close), `ended` is called exactly once, when nothing of it is left.
 *
 * @throws if the address is none
 */
export function openConnection(world: {
  url: string;
  /** The wall clock: a socket does not wait for wound time. */
  wall: Clock;
  hear: (frame: Frame) => void;
  /** Returns the number of the last event, which heartbeats carry. */
  sequence: () => number | null;
  /** A heartbeat was answered, `latencyMs` after it was sent at `sentAt` (ms since the epoch). */
  beaten: (sentAt: number, latencyMs: number) => void;
  ended: (code: number, error: Error | null) => void;
}): Connection {
  const { wall } = world;
  const socket = new WebSocket(world.url, { handshakeTimeout: HANDSHAKE_MS });
  let closedWith: number | null = null;
  let failure: Error | null = null;
  let sentAt = 0;
  let isAnswered = true;
  let cancelBeat = () => {};
  let cancelPatience = wall.after(BIRTH_MS, () => {
    failure = new Error('the gateway opened no session in time');
    close(CLOSE_AND_RESUME);
  });

  function close(code: number): void {
    if (closedWith !== null) return;
    closedWith = code;
    cancelBeat();
    cancelPatience();
    if (socket.readyState === WebSocket.OPEN) {
      socket.close(code);
      cancelPatience = wall.after(CLOSING_MS, () => socket.terminate());
    } else socket.terminate();
  }

  function send(payload: { op: number; d: unknown }): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(payload));
  }

  function beat(): void {
    isAnswered = false;
    sentAt = wall.now();
    send({ op: OP.heartbeat, d: world.sequence() });
  }

  /** Beats for the first time after a part of the interval drawn by chance, as Discord asks for. */
  function beatEvery(intervalMs: number, firstMs: number): void {
    cancelBeat();
    cancelBeat = wall.after(firstMs, () => {
      if (!isAnswered) return close(CLOSE_AND_RESUME);
      beat();
      return beatEvery(intervalMs, intervalMs);
    });
  }

  function hear(frame: Frame): void {
    if (frame.op === OP.heartbeatAck) {
      isAnswered = true;
      world.beaten(sentAt, wall.now() - sentAt);
    } else if (frame.op === OP.heartbeat) beat();
    else if (frame.op === OP.hello) beatEvery(frame.heartbeatMs, frame.heartbeatMs * Math.random());
    world.hear(frame);
  }

  socket.on('message', (data) => {
    const frame = closedWith === null ? readFrame(String(data)) : null;
    if (frame) hear(frame);
  });
  socket.on('error', (error) => {
    failure ??= error;
  });
  socket.on('close', (code) => {
    cancelBeat();
    cancelPatience();
    world.ended(closedWith ?? code, failure);
  });

  return {
    send,
    close,
    settle: () => cancelPatience(),
  };
}
