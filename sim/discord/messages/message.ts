import type { ChannelRecord } from '../guilds/records.ts';
import type { User } from '../guilds/users.ts';
import type { Attachment, ListedAttachment, UploadedFile } from '../rest/attachments.ts';
import type { WireComponent, WireEmbed } from '../wire.ts';

export const FLAGS = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  v2: 1 << 15,
} as const;

/** The kinds of message that a bot's posts can be: its own, an answer to something, an answer to a command. */
export const MESSAGE_TYPE = { plain: 0, reply: 19, command: 20 } as const;

/** The checked body of a request that creates or changes a message. */
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
  /** The only reader of an ephemeral message; null for a public one. */
  readonly ephemeralTo: User | null;
  /** Ids of the users and roles that it notified when it was sent, and "everyone". */
  readonly pings: string[];
  readonly nonce: string | number | null;
  readonly replyTo: string | null;
  readonly cause: Cause | null;
  readonly isDeleted: boolean;
};

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
  /** The pings allowed to a message without allowed_mentions. */
  pingsByDefault: string[];
  mayPingEveryone: boolean;
};
