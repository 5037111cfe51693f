import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../clock.ts';
import { toGuildCreate } from '../guilds/guild-payloads.ts';
import type { Guilds } from '../guilds/guilds.ts';
import { toUser, type User } from '../guilds/users.ts';
import { shardOf } from '../ids.ts';
import { createWindow } from '../rest/window.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';
import { NO_FLAGS } from '../wire.ts';
import { type Identity, OP, parseFrame } from './gateway-frames.ts';
import type { SessionStarts } from './session-starts.ts';
import type { Session, Sessions } from './sessions.ts';

const API_VERSION = 10;
const SEND_RATE = { limit: 120, windowMs: 60_000 };

/** Bits 0 to 25 but those that were never given out (https://docs.discord.com/developers/events/gateway#list-of-intents). */
const KNOWN_INTENTS = 0b11_0011_0001_1111_1111_1111_1111;
const PRIVILEGED_INTENTS = (1 << 1) | (1 << 8) | (1 << 15);

/** "Unknown error. Try reconnecting?" */
const RECONNECT = 4000;
/** Closing so, a client says that it will not come back to its session. */
const SESSION_ENDING_CLIENT_CLOSES = new Set([1000, 1001]);
/** Closing so, Discord wants a new session. */
const SESSION_ENDING_CLOSES = new Set([1000, 4003, 4004, 4005, 4007, 4009]);

/**
 * How an attempt to open a session fails: refused with an HTTP status, reset, closed without an answer, never answered;
 * or, once the socket is open: no HELLO, cut right after it, no answer to IDENTIFY and RESUME, refused with op 9.
 */
export type GatewayRefusal = number | 'reset' | 'hangup' | 'silence' | 'no-hello' | 'cut' | 'no-ready' | 'invalid';

/** `asked`: null while no ping is under way. */
type ReadProgress = { sent: number; asked: number | null };

export type Gateway = ReturnType<typeof createGateway>;

/** The gateway's sockets: who connects, how a session begins, ends and is taken up again. */
export function createGateway(world: {
  clock: Clock;
  token: string;
  bot: User;
  guilds: Guilds;
  sessions: Sessions;
  starts: SessionStarts;
  heartbeatIntervalMs: number;
  url: () => string;
  violate: (rule: RuleId, detail: string) => void;
}) {
  const { guilds, sessions } = world;
  const server = new WebSocketServer({ noServer: true });
  const live = new Map<WebSocket, Session | null>();
  let resumed = 0;
  let ignoresHeartbeats = false;
  let refusal: GatewayRefusal | null = null;
  const unansweredSockets = new Set<Duplex>();
  /**
   * How many frames each client was sent, and how many of them the ping follows that it has not answered yet. One at a
   * time: many at once are taken for a flood.
   */
  const reading = new Map<WebSocket, ReadProgress>();
  let attempts = 0;
  let most = 0;
  let rejectCode: number | null = null;

  function handleConnection(socket: WebSocket, query: URLSearchParams) {
    live.set(socket, null);
    const read: ReadProgress = { sent: 0, asked: null };
    reading.set(socket, read);
    socket.on('pong', () => {
      if (read.asked === read.sent) read.asked = null;
      else ping(socket, read);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => handleClose(socket, code));
    if (query.get('v') !== String(API_VERSION) || query.get('encoding') !== 'json') {
      return breach(socket, 'gateway-version', `?${query}`);
    }
    const rate = createWindow(world.clock, SEND_RATE);
    socket.on('message', (data) => {
      if (rate.take().isAllowed) handleFrame(socket, String(data));
      else breach(socket, 'gateway-send-rate', 'too many events');
    });
    if (refusal === 'no-hello') return;
    send(socket, { op: OP.hello, d: { heartbeat_interval: world.heartbeatIntervalMs } });
    if (refusal === 'cut') socket.terminate();
  }

  function handleFrame(socket: WebSocket, text: string) {
    const frame = parseFrame(text);
    if ('broken' in frame) return breach(socket, frame.broken, text);
    if (frame.op === OP.heartbeat) return ignoresHeartbeats ? undefined : send(socket, { op: OP.heartbeatAck });
    if (frame.op === OP.presence) {
      return live.get(socket) ? undefined : breach(socket, 'gateway-identify-first', 'presence update');
    }
    if (live.get(socket)) return breach(socket, 'gateway-identify-once', `op ${frame.op}`);
    if (frame.d.token !== world.token) return breach(socket, 'gateway-token', `op ${frame.op}`);
    if (refusal !== null) return refuseSession(socket, frame.op === OP.identify);
    return frame.op === OP.identify ? identify(socket, frame.d) : resume(socket, frame.d);
  }

  function identify(socket: WebSocket, identity: Identity) {
    const { intents, shard } = identity;
    if (typeof intents !== 'number' || (intents & ~KNOWN_INTENTS) !== 0) {
      return breach(socket, 'gateway-intents', String(intents));
    }
    if ((intents & PRIVILEGED_INTENTS) !== 0) return breach(socket, 'gateway-privileged-intents', String(intents));
    if (shard[0] < 0 || shard[0] >= shard[1]) return breach(socket, 'gateway-shard', shard.join(' of '));

    world.starts.count();
    if (rejectCode !== null) return rejectIdentify(socket, rejectCode);
    const session = sessions.open({ intents, shard }, (frame) => send(socket, frame));
    attach(socket, session);
    return sendReady(session);
  }

  /** A session that cannot begin or go on just now. */
  function refuseSession(socket: WebSocket, isNew: boolean) {
    if (isNew) world.starts.count();
    if (refusal === 'invalid') send(socket, { op: OP.invalidSession, d: false });
  }

  function rejectIdentify(socket: WebSocket, code: number) {
    rejectCode = null;
    socket.close(code);
  }

  function sendReady(session: Session) {
    const mine = guilds.all().filter((guild) => shardOf(guild.id, session.shard[1]) === session.shard[0]);
    sessions.dispatch(session, {
      t: 'READY',
      d: {
        v: API_VERSION,
        user: { ...toUser(world.bot), verified: true, mfa_enabled: false },
        guilds: mine.map((guild) => ({ id: guild.id, unavailable: true })),
        session_id: session.id,
        resume_gateway_url: world.url(),
        shard: [session.shard[0], session.shard[1]],
        application: { id: world.bot.id, flags: NO_FLAGS, flags_new: '0' },
      },
    });
    for (const guild of mine) {
      if (guild.isAvailable) sessions.dispatch(session, { t: 'GUILD_CREATE', d: toGuildCreate(guild) });
      else sessions.dispatch(session, { t: 'GUILD_DELETE', d: { id: guild.id, unavailable: true } });
    }
  }

  function resume(socket: WebSocket, wanted: { session_id: string; seq: number }) {
    const session = sessions.find(wanted.session_id);
    if (session && wanted.seq > session.sequence) return breach(socket, 'gateway-sequence', String(wanted.seq));
    if (!session || !sessions.resume(session, wanted.seq, (frame) => send(socket, frame))) {
      return send(socket, { op: OP.invalidSession, d: false });
    }
    replace(session, socket);
    resumed++;
    return sessions.dispatch(session, { t: 'RESUMED', d: { _trace: [] } });
  }

  /** A session has one socket: an older one, which its client may take for dead, is put off. */
  function replace(session: Session, socket: WebSocket) {
    for (const [older, held] of live) {
      if (held !== session) continue;
      live.set(older, null);
      older.close(RECONNECT);
    }
    attach(socket, session);
  }

  function attach(socket: WebSocket, session: Session) {
    live.set(socket, session);
    most = Math.max(most, [...live.values()].filter((held) => held !== null).length);
  }

  function handleClose(socket: WebSocket, code: number) {
    const session = live.get(socket);
    live.delete(socket);
    reading.delete(socket);
    if (!session) return;
    if (SESSION_ENDING_CLIENT_CLOSES.has(code)) sessions.end(session);
    else sessions.disconnect(session);
  }

  function neverAnswer(socket: Duplex) {
    unansweredSockets.add(socket);
    socket.resume();
    socket.on('end', () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => unansweredSockets.delete(socket));
  }

  function breach(socket: WebSocket, rule: RuleId, detail: string) {
    world.violate(rule, detail);
    socket.close(ruleOf(rule).close ?? RECONNECT);
  }

  function send(socket: WebSocket, frame: object) {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(frame));
    const read = reading.get(socket);
    if (!read) return;
    read.sent++;
    if (read.asked === null) ping(socket, read);
  }

  function ping(socket: WebSocket, read: ReadProgress) {
    read.asked = read.sent;
    if (socket.readyState === socket.OPEN) socket.ping();
  }

  return {
    /** Returns true while a client has not read everything that it was sent. */
    isUnread: () => [...reading.values()].some(({ asked }) => asked !== null),
    /** Takes the socket of a client that asks for the gateway. */
    accept(request: IncomingMessage, socket: Duplex, head: Buffer, query: URLSearchParams) {
      attempts++;
      if (typeof refusal === 'number') return void socket.end(refused(refusal));
      if (refusal === 'reset') return void request.socket.resetAndDestroy();
      if (refusal === 'hangup') return void socket.destroy();
      if (refusal === 'silence') return void neverAnswer(socket);
      return server.handleUpgrade(request, socket, head, (webSocket) => handleConnection(webSocket, query));
    },
    /** Closes every connection with `code`, or cuts it without a word. */
    drop(code?: number) {
      for (const [socket, session] of live) {
        if (session && code !== undefined && SESSION_ENDING_CLOSES.has(code)) sessions.end(session);
        if (code === undefined) socket.terminate();
        else socket.close(code);
      }
    },
    requestReconnect() {
      for (const socket of live.keys()) send(socket, { op: OP.reconnect, d: null });
    },
    /** `canResume`: the session itself is still there. */
    invalidateSession(canResume = false) {
      for (const [socket, session] of live) {
        if (session && canResume) sessions.disconnect(session);
        else if (session) sessions.end(session);
        live.set(socket, null);
        send(socket, { op: OP.invalidSession, d: canResume });
      }
    },
    resumes: () => resumed,
    /** Leaves heartbeats unanswered, or answers them again. */
    ignoreHeartbeats(deaf: boolean) {
      ignoresHeartbeats = deaf;
    },
    /** Every attempt to open a session fails in this way, until told null. */
    refuse(how: GatewayRefusal | null) {
      refusal = how;
    },
    /** Returns the number of attempts to connect so far. */
    attempts: () => attempts,
    /** Returns the number of connections, also of those without a session. */
    connections: () => live.size + unansweredSockets.size,
    /** Returns the largest number of sessions that were connected at the same time. */
    mostSessions: () => most,
    /** The next client that identifies is sent away with this code. */
    turnAwayNext(code: number) {
      rejectCode = code;
    },
    close() {
      for (const socket of live.keys()) socket.terminate();
      for (const socket of unansweredSockets) socket.destroy();
      server.close();
    },
  };
}

function refused(status: number): string {
  const isRedirect = status >= 300 && status < 400;
  const location = isRedirect ? 'Location: https://status.example/\r\n' : '';
  return `HTTP/1.1 ${status} Refused\r\n${location}Content-Length: 0\r\nConnection: close\r\n\r\n`;
}
