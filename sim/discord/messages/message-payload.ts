import { toUser } from '../guilds/users.ts';
import type { Attachment } from '../rest/attachments.ts';
import type { WireMessage } from '../wire.ts';
import type { Cause, Message } from './message.ts';

type Metadata = NonNullable<WireMessage['interaction_metadata']>;

const INTERACTION_TYPE = { command: 2, component: 3 } as const;

/**
 * A message as the bot gets it. What people write is withheld from those without the intent for message content
 * (https://docs.discord.com/developers/events/gateway#message-content-intent).
 */
export function toMessage(message: Message): WireMessage {
  const { cause } = message;
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    author: toUser(message.author),
    content: message.author.bot ? message.content : '',
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    tts: false,
    mention_everyone: message.pings.includes('everyone'),
    mentions: [],
    mention_roles: [],
    attachments: message.attachments.map(toAttachment),
    embeds: message.embeds,
    components: message.components,
    pinned: false,
    flags: message.flags,
    ...(message.nonce !== null && { nonce: message.nonce }),
    ...(message.replyTo !== null && {
      message_reference: { type: 0, message_id: message.replyTo, channel_id: message.channelId },
    }),
    ...(cause && {
      application_id: message.author.id,
      webhook_id: message.author.id,
      interaction_metadata: toMetadata(message, cause),
    }),
  };
}

function toMetadata(message: Message, cause: Cause): Metadata {
  const common = {
    id: cause.id,
    user: toUser(cause.by),
    authorizing_integration_owners: { 0: message.guildId },
  };
  if (cause.kind === 'component') {
    return { ...common, type: INTERACTION_TYPE.component, interacted_message_id: cause.messageId ?? message.id };
  }
  return { ...common, type: INTERACTION_TYPE.command };
}

function toAttachment(attachment: Attachment): WireMessage['attachments'][number] {
  const { id, filename, description, type, bytes, url } = attachment;
  return {
    id,
    filename,
    size: bytes.length,
    url,
    proxy_url: url,
    content_type: type,
    ...(description && { description }),
  };
}
