import { createHash } from 'node:crypto';
import { MessageFlags, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { CardPlace, Live, Session } from '../session/session.ts';
import type { Card } from './card.ts';
import { snowflake } from './ready.ts';
import { classifyFailure } from './request-failure.ts';

/** The number of a channel's latest messages that are searched for a card that may have been posted. */
const SEARCHED_MESSAGES = 50;

/** The requests that put a card into its channel, change it and take it away. */
export function createCardMessages({ rest, clock }: { rest: REST; clock: Clock }) {
  async function send(session: Session, card: Card, silent: boolean): Promise<CardPlace> {
    const body = {
      ...card,
      nonce: nonceOf(session),
      enforce_nonce: true,
      allowed_mentions: { parse: [] },
      ...(silent ? { flags: MessageFlags.SuppressNotifications } : {}),
    };
    return placeOf(await post(session.channelId, body));
  }

  /** Posts a message. Returns its id; an answer without one tells as little as no answer. */
  async function post(channelId: string, body: object): Promise<string> {
    return message.parse(await rest.post(Routes.channelMessages(channelId), { body })).id;
  }

  function placeOf(messageId: string): CardPlace {
    return { messageId, postedAt: clock.now() };
  }

  return {
    /** Posts a card. Asked again when no answer came: the nonce sees to it that there is one message all the same. */
    async post(session: Session, card: Card, silent: boolean): Promise<CardPlace> {
      try {
        return await send(session, card, silent);
      } catch (error) {
        const failure = classifyFailure(error);
        if (failure.is !== 'later' || failure.afterMs > 0) throw error;
        return send(session, card, silent);
      }
    },
    /** Posts a few words that mention the host; the same silence never gets two. Returns the message's id. */
    async call({ id, channelId, hostId, call }: Live, content: string): Promise<string> {
      const nonce = nonce25(`call:${id}:${call?.since ?? ''}`);
      const body = { content, nonce, enforce_nonce: true, allowed_mentions: { users: [hostId] } };
      return post(channelId, body);
    },
    /** Posts a few words that mention whom the session is offered to. Returns the message's id. */
    async offer({ id, channelId, offer }: Session, content: string): Promise<string> {
      const nonce = nonce25(`offer:${id}:${offer?.to}:${offer?.at}`);
      const mentions = { users: offer ? [offer.to] : [] };
      const body = { content, nonce, enforce_nonce: true, allowed_mentions: mentions };
      return post(channelId, body);
    },
    /** Edits the card. Returns false if Discord dropped the embed: without the right to embed, it does so silently. */
    async edit(
      { channelId }: Pick<Session, 'channelId'>,
      { messageId }: Pick<CardPlace, 'messageId'>,
      card: Card,
    ): Promise<boolean> {
      const body = { ...card, allowed_mentions: { parse: [] } };
      const edited = editedMessage.safeParse(await rest.patch(Routes.channelMessage(channelId, messageId), { body }));
      return card.embeds.length === 0 || !edited.success || edited.data.embeds.length > 0;
    },
    async remove(channelId: string, { messageId }: CardPlace): Promise<void> {
      await rest.delete(Routes.channelMessage(channelId, messageId));
    },
    /** A card of this session that stands in the channel without our knowing: its post was never answered. */
    async findUnknown(session: Session): Promise<CardPlace | null> {
      const query = new URLSearchParams({ limit: String(SEARCHED_MESSAGES) });
      const listed: unknown = await rest.get(Routes.channelMessages(session.channelId), { query });
      const messages = (Array.isArray(listed) ? listed : []).flatMap((one) => message.safeParse(one).data ?? []);
      const known = BigInt(session.card?.messageId ?? 0);
      const found = messages.find(
        ({ id, components }) => BigInt(id) > known && JSON.stringify(components ?? []).includes(`:${session.id}`),
      );
      return found ? placeOf(found.id) : null;
    },
  };
}

const message = z.looseObject({ id: snowflake, components: z.unknown().optional() });
const editedMessage = z.looseObject({ embeds: z.array(z.unknown()) });

/** Every attempt at the same card, also that of the next process, carries the same nonce. */
function nonceOf({ id, card }: Session): string {
  return nonce25(`${id}:${card?.messageId ?? ''}`);
}

/** Discord takes nonces of up to 25 characters. */
function nonce25(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 25);
}
