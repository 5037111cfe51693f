import { CDN, MessageFlags, PermissionFlagsBits } from 'discord.js';
import { z } from 'zod';
import type { Person } from '../ports/links.ts';
import { snowflake } from './ready.ts';

/** The kind of an interaction, which decides how it may be answered. */
export type InteractionKind = 'command' | 'press' | 'suggestions' | 'unknown';

/** The address for the answer to an interaction. */
export type InteractionAddress = { id: string; token: string; kind: InteractionKind };

/**
 * An interaction as Discord sent it: something that a person did and that waits for an answer. Everything but the address
 * of the answer may be missing.
 */
export type ReceivedInteraction = InteractionAddress & {
  person: Person | null;
  guildId: string | null;
  channelId: string | null;
  /** True if the person may manage the channel. */
  mayManage: boolean;
  /** True if we may post our card there; null if that is not known. */
  mayPost: boolean | null;
  /** True if this is a private thread of which Discord says that we do not see it. */
  isUnseenThread: boolean;
  command: TypedCommand | null;
  /** The control that was used, and what was chosen. */
  control: { customId: string; values: readonly string[] } | null;
  /** The message that the control belongs to. */
  message: { id: string; channelId: string | null; isPrivate: boolean } | null;
};

/** A typed command: its name, its subcommand and the options of that. */
export type TypedCommand = { name: string; subcommand: string | null; options: readonly GivenOption[] };

export type GivenOption = {
  name: string;
  type: number | null;
  value: string | number | boolean | null;
  isFocused: boolean;
};

/** The types of interactions and of options (https://docs.discord.com/developers/interactions/receiving-and-responding). */
const PING = 1;
const KINDS: Record<number, InteractionKind> = { 2: 'command', 3: 'press', 4: 'suggestions' };
const SUBCOMMAND = 1;
const PRIVATE_THREAD = 12;
const THREAD_TYPES = new Set([10, 11, PRIVATE_THREAD]);
/** The permissions assumed where Discord does not say what we may. */
const ALL_PERMISSIONS = PermissionFlagsBits.Administrator;
/** Discord's limit for the length of an option; the commands set lower ones. */
const TEXT_LENGTH = 6_000;
const MOST_OPTIONS = 25;
const AVATAR_SIZE = 128;

/** Returns a schema that reads a missing or wrong part as null. */
function nullable<T extends z.ZodType>(schema: T) {
  return schema
    .nullish()
    .transform((value) => value ?? null)
    .catch(null);
}

const text = z.string().transform((value) => value.slice(0, TEXT_LENGTH).toWellFormed());
const bits = nullable(
  z
    .string()
    .regex(/^\d{1,40}$/)
    .transform(BigInt),
);
const user = nullable(
  z.looseObject({
    id: snowflake,
    username: nullable(text),
    global_name: nullable(text),
    avatar: nullable(z.string().regex(/^\w{1,64}$/)),
  }),
);
const option = z.object({
  name: text,
  type: nullable(z.number()),
  value: nullable(z.union([text, z.number(), z.boolean()])),
  focused: nullable(z.boolean()),
});
const subcommand = z.looseObject({ name: text, type: z.literal(SUBCOMMAND), options: nullable(z.array(z.unknown())) });
const commandData = z.looseObject({ name: text, options: nullable(z.array(z.unknown())) });
const controlData = z.looseObject({ custom_id: text, values: nullable(z.array(z.unknown())) });

const interaction = z.looseObject({
  id: snowflake,
  token: z.string().min(1),
  type: nullable(z.number()),
  guild_id: nullable(snowflake),
  channel_id: nullable(snowflake),
  channel: nullable(z.looseObject({ id: nullable(snowflake), type: nullable(z.number()) })),
  member: nullable(z.looseObject({ user, permissions: bits })),
  user,
  app_permissions: bits,
  data: z.unknown().optional(),
  message: nullable(z.looseObject({ id: snowflake, channel_id: nullable(snowflake), flags: nullable(z.int()) })),
});

/** Reads an interaction. Returns null if nothing can be answered: it is a ping, or does not say where. */
export function readInteraction(payload: unknown): ReceivedInteraction | null {
  const read = interaction.safeParse(payload);
  if (!read.success || read.data.type === PING) return null;
  const { id, token, type, channel, data, message, member, app_permissions } = read.data;
  const [command, control] = [commandIn(data), controlIn(data)];
  return {
    id,
    token,
    kind: KINDS[type ?? 0] ?? kindOf(command, control),
    person: personOf(member?.user ?? read.data.user),
    guildId: read.data.guild_id,
    channelId: channel?.id ?? read.data.channel_id,
    mayManage: has(member?.permissions ?? 0n, PermissionFlagsBits.ManageChannels),
    mayPost: app_permissions === null ? null : mayPost(app_permissions, THREAD_TYPES.has(channel?.type ?? 0)),
    isUnseenThread:
      channel?.type === PRIVATE_THREAD && !has(app_permissions ?? ALL_PERMISSIONS, PermissionFlagsBits.ViewChannel),
    command,
    control,
    message: message && { id: message.id, channelId: message.channel_id, isPrivate: isPrivate(message.flags ?? 0) },
  };
}

/** Returns the kind of an interaction whose type is missing or unknown, by what it carries. */
function kindOf(command: TypedCommand | null, control: ReceivedInteraction['control']): InteractionKind {
  if (control) return 'press';
  if (!command) return 'unknown';
  return command.options.some(({ isFocused }) => isFocused) ? 'suggestions' : 'command';
}

function personOf(of: z.infer<typeof user>): Person | null {
  if (!of) return null;
  const avatarUrl = of.avatar && new CDN().avatar(of.id, of.avatar, { size: AVATAR_SIZE });
  return { id: of.id, name: of.global_name || of.username || of.id, avatarUrl };
}

function commandIn(data: unknown): TypedCommand | null {
  const read = commandData.safeParse(data);
  if (!read.success) return null;
  const { name, options } = read.data;
  const [sub] = matching(subcommand, options);
  const given = matching(option, sub?.options ?? null);
  return {
    name,
    subcommand: sub?.name ?? null,
    options: given.map(({ focused, ...rest }) => ({ ...rest, isFocused: focused ?? false })),
  };
}

function controlIn(data: unknown): ReceivedInteraction['control'] {
  const read = controlData.safeParse(data);
  if (!read.success) return null;
  const { custom_id, values } = read.data;
  return { customId: custom_id, values: matching(text, values).slice(0, MOST_OPTIONS) };
}

/** Those items of a list that can be read. */
function matching<T extends z.ZodType>(schema: T, items: readonly unknown[] | null): z.infer<T>[] {
  return (items ?? []).flatMap((item) => {
    const read = schema.safeParse(item);
    return read.success ? [read.data] : [];
  });
}

function mayPost(permissions: bigint, isThread: boolean): boolean {
  const { ViewChannel, SendMessages, SendMessagesInThreads, EmbedLinks } = PermissionFlagsBits;
  return has(permissions, ViewChannel | EmbedLinks | (isThread ? SendMessagesInThreads : SendMessages));
}

function has(permissions: bigint, needed: bigint): boolean {
  const isAdministrator = (permissions & PermissionFlagsBits.Administrator) !== 0n;
  return isAdministrator || (permissions & needed) === needed;
}

function isPrivate(flags: number): boolean {
  return (flags & MessageFlags.Ephemeral) !== 0;
}
