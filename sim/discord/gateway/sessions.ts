import { randomBytes } from 'node:crypto';
import { shardOf } from '../ids.ts';
import type { Dispatch } from '../wire.ts';

/** The intents that decide who hears what (https://docs.discord.com/developers/events/gateway#list-of-intents). */
export const INTENTS = { GUILDS: 1 << 0, GUILD_MESSAGES: 1 << 9 } as const;

/** The number of events that a session can be resumed over. */
const RESUMABLE_EVENTS = 2_000;

export type Shard = readonly [index: number, count: number];

type Frame = { op: 0; s: number } & Dispatch;

/** A gateway session: one client's identity and the events it was sent or has missed. */
export type Session = {
  readonly id: string;
  readonly intents: number;
  readonly shard: Shard;
  /** The number of the last event. */
  readonly sequence: number;
};

type StoredSession = { session: Session & { sequence: number }; log: Frame[]; send: ((frame: Frame) => void) | null };

/** Makes of an event what Discord sends instead; null for the event as it is. */
export type Garble = (event: Dispatch) => Dispatch | null;

export type EventScope = {
  guildId: string;
  /** The intent that an event is for; null for those that reach everybody. */
  intent: keyof typeof INTENTS | null;
};

export type Sessions = ReturnType<typeof createSessions>;

/** The gateway's sessions, apart from the sockets that come and go beneath them. */
export function createSessions() {
  const stored = new Map<string, StoredSession>();
  let garbled: Garble | null = null;

  function append(entry: StoredSession, dispatch: Dispatch) {
    entry.session.sequence++;
    const frame: Frame = { op: 0, s: entry.session.sequence, ...(garbled?.(dispatch) ?? dispatch) };
    entry.log.push(frame);
    if (entry.log.length > RESUMABLE_EVENTS) entry.log.shift();
    entry.send?.(frame);
  }

  return {
    /** Begins a session whose events go to `send`. */
    open(identity: { intents: number; shard: Shard }, send: (frame: Frame) => void): Session {
      const session = { id: randomBytes(16).toString('hex'), sequence: 0, ...identity };
      stored.set(session.id, { session, log: [], send });
      return session;
    },
    find(id: string): Session | undefined {
      return stored.get(id)?.session;
    },
    /** Sends what came after `sequence` and goes on from there; false if that is no longer known. */
    resume(session: Session, sequence: number, send: (frame: Frame) => void): boolean {
      const entry = stored.get(session.id);
      const missed = session.sequence - sequence;
      if (!entry || missed > entry.log.length) return false;
      entry.send = send;
      for (const frame of entry.log.slice(entry.log.length - missed)) send(frame);
      return true;
    },
    /** The socket is gone; events are kept for a resume. */
    disconnect(session: Session) {
      const entry = stored.get(session.id);
      if (entry) entry.send = null;
    },
    end(session: Session) {
      stored.delete(session.id);
    },
    dispatch(session: Session, dispatch: Dispatch) {
      const entry = stored.get(session.id);
      if (entry) append(entry, dispatch);
    },
    /** Delivers the last event of a kind a second time. */
    repeatLast(kind: Dispatch['t']) {
      for (const entry of stored.values()) {
        const last = entry.log.findLast(({ t }) => t === kind);
        if (last) append(entry, { t: last.t, d: last.d } as Dispatch); // the frame holds nothing but a dispatch
      }
    },
    /** Events go out changed like this, until told null. */
    garble(how: Garble | null) {
      garbled = how;
    },
    broadcast(dispatch: Dispatch, to: EventScope) {
      for (const entry of stored.values()) {
        const { intents, shard } = entry.session;
        const isWanted = to.intent === null || (intents & INTENTS[to.intent]) !== 0;
        if (isWanted && shardOf(to.guildId, shard[1]) === shard[0]) append(entry, dispatch);
      }
    },
  };
}
