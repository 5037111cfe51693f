import { createHash } from 'node:crypto';
import { type APIMessage, DiscordAPIError, MessageFlags, type REST, Routes } from 'discord.js';
import type { Log } from '../log.ts';
import type { Clock, SessionStore, Stage } from '../service/ports.ts';
import { Refusal } from '../session/refusal.ts';
import type { CardPlace, Ended, Session } from '../session/session.ts';
import { type Card, callText, forgottenCard, renderCard } from './card.ts';

/** Discord's codes (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json). */
const UNKNOWN_MESSAGE = 10_008;
const UNREACHABLE = new Set<string | number>([10_003, 10_004, 50_001, 50_013]);

/** Edits of messages older than an hour are rationed; at a boundary shortly before, the card moves to a fresh one. */
const MOVE_AFTER_MS = 55 * 60_000;
/** Discord lets a channel's messages be edited about five times in five seconds; one is kept for `now`. */
const EDITS = { most: 4, withinMs: 5_000 };
/** After an edit that failed for no reason of ours. */
const RETRY_MS = { least: 2_000, most: 60_000 };

export type LiveCards = Stage & {
  /** Resolves when no edit is under way or waiting. */
  idle(): Promise<void>;
  /** No more attempts at edits that failed. */
  stop(): void;
};

/**
 * The one message per session. It belongs to the bot, so that it outlives every interaction; it is written from state
 * alone, only when what it says changes, never more than one edit at a time, and always with the latest state.
 */
export function createLiveCards(world: { rest: REST; sessions: SessionStore; clock: Clock; log: Log }): LiveCards {
  const { rest, clock, log } = world;
  const shown = new Map<string, string>();
  const dirty = new Set<string>();
  const busy = new Map<string, Promise<void>>();
  const retries = new Map<string, () => void>();
  const editedAt = new Map<string, number[]>();
  const pauses = new Set<() => void>();
  let stopped = false;

  async function send(channelId: string, card: Card, silent: boolean): Promise<CardPlace> {
    const nonce = nonceOf(`${channelId}:${clock.now()}`);
    const body = {
      ...card,
      nonce,
      enforce_nonce: true,
      allowed_mentions: { parse: [] },
      ...(silent ? { flags: MessageFlags.SuppressNotifications } : {}),
    };
    const message = (await rest.post(Routes.channelMessages(channelId), { body })) as APIMessage;
    return { messageId: message.id, postedAt: clock.now() };
  }

  async function post(session: Session, silent = false): Promise<CardPlace> {
    const card = renderCard(session, clock.now());
    try {
      const place = await send(session.channelId, card, silent);
      shown.set(session.id, fingerprint(place, card));
      return place;
    } catch (error) {
      if (error instanceof DiscordAPIError && UNREACHABLE.has(error.code)) throw new Refusal('cannotPostHere');
      throw error;
    }
  }

  async function edit(channelId: string, { messageId }: CardPlace, card: Card): Promise<void> {
    await rest.patch(Routes.channelMessage(channelId, messageId), {
      body: { ...card, allowed_mentions: { parse: [] } },
    });
  }

  async function remove(channelId: string, { messageId }: CardPlace): Promise<void> {
    try {
      await rest.delete(Routes.channelMessage(channelId, messageId));
    } catch (error) {
      if (!(error instanceof DiscordAPIError)) throw error;
      log.info({ err: error, channel: channelId }, 'an old card could not be taken away');
    }
  }

  function refresh(sessionId: string): void {
    retries.get(sessionId)?.();
    retries.delete(sessionId);
    bringUp(sessionId, RETRY_MS.least);
  }

  function bringUp(sessionId: string, pause: number): void {
    dirty.add(sessionId);
    if (busy.has(sessionId)) return;
    const work = catchUp(sessionId, pause).finally(() => {
      busy.delete(sessionId);
      if (dirty.has(sessionId)) bringUp(sessionId, pause);
    });
    busy.set(sessionId, work);
  }

  /** Writes the latest state until nothing has changed meanwhile. */
  async function catchUp(sessionId: string, pause: number): Promise<void> {
    while (dirty.delete(sessionId)) {
      await allowance(sessionId);
      dirty.delete(sessionId);
      const session = world.sessions.find(sessionId);
      if (!session) continue;
      try {
        await (session.card ? bringUpToDate(session, session.card) : replace(session, null));
      } catch (error) {
        giveUpOrRetry(session, error, pause);
      }
    }
  }

  /** Waits until another edit is within bounds; what changes meanwhile goes into the same edit. */
  async function allowance(sessionId: string): Promise<void> {
    const recent = (editedAt.get(sessionId) ?? []).filter((at) => at > clock.now() - EDITS.withinMs);
    editedAt.set(sessionId, recent);
    const [first] = recent;
    if (stopped || first === undefined || recent.length < EDITS.most) return;
    await pause(first + EDITS.withinMs - clock.now());
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        pauses.delete(end);
        resolve();
      };
      const cancel = clock.after(ms, end);
      pauses.add(end);
    });
  }

  async function bringUpToDate(session: Session, place: CardPlace): Promise<void> {
    const card = renderCard(session, clock.now());
    const print = fingerprint(place, card);
    if (shown.get(session.id) === print) return;
    if (isDue(session, place)) return replace(session, place);
    editedAt.get(session.id)?.push(clock.now());
    try {
      await edit(session.channelId, place, card);
      shown.set(session.id, print);
    } catch (error) {
      if (!(error instanceof DiscordAPIError) || error.code !== UNKNOWN_MESSAGE) throw error;
      const isStill = world.sessions.find(session.id)?.card?.messageId === place.messageId;
      if (isStill) await replace(session, null);
      else dirty.add(session.id); // it moved while we wrote: the new one is written next
    }
  }

  function isDue(session: Session, { postedAt }: CardPlace): boolean {
    return session.phase === 'live' && clock.now() - postedAt >= MOVE_AFTER_MS;
  }

  /** A fresh, silent message takes over. */
  async function replace(session: Session, old: CardPlace | null): Promise<void> {
    world.sessions.placeCard(session.id, await post(session, true));
    if (old) await remove(session.channelId, old);
  }

  function giveUpOrRetry(session: Session, error: unknown, pause: number): void {
    const isHopeless =
      error instanceof Refusal ||
      (error instanceof DiscordAPIError && (UNREACHABLE.has(error.code) || error.status < 500));
    log.warn(
      { err: error, session: session.id },
      isHopeless ? 'the card cannot be shown' : 'the card could not be edited',
    );
    if (isHopeless) return;
    const next = Math.min(pause * 2, RETRY_MS.most);
    const retry = () => {
      retries.delete(session.id);
      bringUp(session.id, next);
    };
    retries.set(session.id, clock.after(pause, retry));
  }

  return {
    post: (session) => post(session),
    refresh,
    withdraw: remove,
    async callHost(session) {
      const since = session.call?.since ?? clock.now();
      const body = {
        content: callText(session),
        nonce: nonceOf(`call:${session.id}:${since}`),
        enforce_nonce: true,
        allowed_mentions: { users: [session.hostId] },
      };
      const message = (await rest.post(Routes.channelMessages(session.channelId), { body })) as APIMessage;
      return message.id;
    },
    async retire(session: Ended) {
      if (!session.card) return;
      try {
        await edit(session.channelId, session.card, forgottenCard(session));
      } catch (error) {
        if (!(error instanceof DiscordAPIError)) throw error;
        log.info({ err: error, session: session.id }, 'the card of a forgotten session is gone');
      }
      shown.delete(session.id);
      editedAt.delete(session.id);
    },
    async idle() {
      while (busy.size > 0) await Promise.all(busy.values());
    },
    stop() {
      stopped = true;
      for (const cancel of retries.values()) cancel();
      retries.clear();
      for (const end of pauses) end();
    },
  };
}

/** Discord takes nonces of up to 25 characters, and gives the first message again for one it has just seen. */
function nonceOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 25);
}

function fingerprint({ messageId }: CardPlace, card: Card): string {
  return createHash('sha256').update(messageId).update(JSON.stringify(card)).digest('base64url');
}
