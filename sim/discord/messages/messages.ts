import type { Clock } from '../../clock.ts';
import type { Sessions } from '../gateway/sessions.ts';
import type { Changes } from '../guilds/changes.ts';
import type { ChannelRecord } from '../guilds/guilds.ts';
import type { User } from '../guilds/users.ts';
import type { Attachment, Attachments, ListedAttachment, UploadedFile } from '../rest/attachments.ts';
import type { WireComponent, WireEmbed } from '../wire.ts';
import { withComponentIds } from './components.ts';
import { shownEmbed } from './embeds.ts';
import { pingsOf } from './mentions.ts';
import { toMessage } from './message-payload.ts';

export const FLAGS = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  v2: 1 << 15,
} as const;

/** The kinds of message that a bot's posts can be: its own, an answer to something, an answer to a command. */
export const MESSAGE_TYPE = { plain: 0, reply: 19, command: 20 } as const;

/** What a bot sends to create or change a message, checked. */
export type Draft = {
  content?: string | null;
  embeds?: WireEmbed[] | null;
  components?: WireComponent[] | null;
  flags?: number | null;
  attachments?: ListedAttachment[] | null;
  allowed_mentions?: AllowedMentions | null;
  nonce?: string | number | null;
  enforce_nonce?: boolean | null;
  tts?: boolean | null;
  message_reference?: { message_id: string } | null;
};

export type AllowedMentions = {
  parse?: (string | null)[] | null;
  users?: (string | null)[] | null;
  roles?: (string | null)[] | null;
};

/** The interaction that a message answers, as the message tells it. */
export type Cause = { id: string; kind: 'command' | 'component'; by: User; messageId: string | null };

/** A message as it stands now: the same object follows its edits. */
export type Message = {
  readonly id: string;
  readonly channelId: string;
  readonly guildId: string;
  readonly type: (typeof MESSAGE_TYPE)[keyof typeof MESSAGE_TYPE];
  readonly author: User;
  readonly content: string;
  readonly embeds: WireEmbed[];
  readonly components: WireComponent[];
  readonly attachments: Attachment[];
  readonly flags: number;
  readonly createdAt: number;
  readonly editedAt: number | null;
  /** Who alone sees it; null for a public message. */
  readonly ephemeralTo: User | null;
  /** Ids of the users and roles that it notified when it was sent, and "everyone". */
  readonly pings: string[];
  readonly nonce: string | number | null;
  readonly replyTo: string | null;
  readonly cause: Cause | null;
  readonly isDeleted: boolean;
};

type Writable = { -readonly [K in keyof Message]: Message[K] };

export type NewMessage = {
  channel: ChannelRecord;
  author: User;
  type: Message['type'];
  draft: Draft;
  files: UploadedFile[];
  flags: number;
  ephemeralTo: User | null;
  cause: Cause | null;
  replyTo: string | null;
  /** What a message without allowed_mentions may ping. */
  pingsByDefault: string[];
  mayPingEveryone: boolean;
};

const NONCE_MEMORY_MS = 5 * 60_000;

export type Messages = ReturnType<typeof createMessages>;

/** All messages there are, ephemeral ones too, with what the gateway and whoever watches hear of them. */
export function createMessages(world: {
  clock: Clock;
  ids: () => string;
  sessions: Sessions;
  changes: Changes;
  attachments: Attachments;
}) {
  const { clock, ids, sessions, changes, attachments } = world;
  const byId = new Map<string, Writable>();
  const byChannel = new Map<string, Writable[]>();

  const inChannel = (channelId: string): Message[] => byChannel.get(channelId) ?? [];

  function tell(t: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE', message: Message) {
    if (message.ephemeralTo) return;
    sessions.broadcast(
      { t, d: { ...toMessage(message), guild_id: message.guildId } },
      { guildId: message.guildId, intent: 'GUILD_MESSAGES' },
    );
  }

  return {
    inChannel,
    find: (id: string): Message | undefined => byId.get(id),
    /** The message that already carries this nonce, if it is fresh. */
    findByNonce(channelId: string, nonce: string | number): Message | undefined {
      return inChannel(channelId).find(
        (message) => message.nonce === nonce && clock.now() - message.createdAt < NONCE_MEMORY_MS,
      );
    },
    create(fresh: NewMessage): Message {
      const { channel, draft } = fresh;
      const id = ids();
      const message: Writable = {
        id,
        channelId: channel.id,
        guildId: channel.guildId,
        type: fresh.type,
        author: fresh.author,
        content: draft.content?.trim() ?? '',
        embeds: (draft.embeds ?? []).map(shownEmbed),
        components: withComponentIds(draft.components ?? []),
        attachments: attachments.keep(channel.id, [], draft.attachments ?? [], fresh.files),
        flags: fresh.flags,
        createdAt: clock.now(),
        editedAt: null,
        ephemeralTo: fresh.ephemeralTo,
        pings: pingsOf(draft, fresh),
        nonce: draft.nonce ?? null,
        replyTo: fresh.replyTo,
        cause: fresh.cause,
        isDeleted: false,
      };
      byId.set(id, message);
      byChannel.set(channel.id, [...inChannel(channel.id), message]);
      tell('MESSAGE_CREATE', message);
      changes.tell({ kind: 'message-created', message });
      return message;
    },
    /** Changes what the draft mentions and leaves the rest. */
    edit(known: Message, draft: Draft, files: UploadedFile[], flags: number): Message {
      const message = byId.get(known.id);
      if (!message) throw new Error(`no message ${known.id}`);
      if (draft.content !== undefined) message.content = draft.content?.trim() ?? '';
      if (draft.embeds !== undefined) message.embeds = (draft.embeds ?? []).map(shownEmbed);
      if (draft.components !== undefined) message.components = withComponentIds(draft.components ?? []);
      if (draft.attachments !== undefined || files.length > 0) {
        const listed = draft.attachments ?? message.attachments;
        message.attachments = attachments.keep(message.channelId, message.attachments, listed, files);
      }
      message.flags = flags;
      message.editedAt = clock.now();
      tell('MESSAGE_UPDATE', message);
      changes.tell({ kind: 'message-edited', message });
      return message;
    },
    remove(known: Message) {
      const message = byId.get(known.id);
      if (!message) return;
      message.isDeleted = true;
      byId.delete(message.id);
      byChannel.set(
        message.channelId,
        inChannel(message.channelId).filter((other) => other.id !== message.id),
      );
      if (!message.ephemeralTo) {
        sessions.broadcast(
          { t: 'MESSAGE_DELETE', d: { id: message.id, channel_id: message.channelId, guild_id: message.guildId } },
          { guildId: message.guildId, intent: 'GUILD_MESSAGES' },
        );
      }
      changes.tell({ kind: 'message-deleted', message });
    },
  };
}
