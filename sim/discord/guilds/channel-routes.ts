import type { Clock } from '../../clock.ts';
import { readDraft } from '../messages/drafts.ts';
import { PINGS_OF_MESSAGES } from '../messages/mentions.ts';
import { type Draft, FLAGS, MESSAGE_TYPE, type Message } from '../messages/message.ts';
import { toMessage } from '../messages/message-payload.ts';
import { checkMessage } from '../messages/message-rules.ts';
import type { Messages } from '../messages/messages.ts';
import type { Limits } from '../rest/limits.ts';
import { refuse } from '../rest/refuse.ts';
import { API, type Call, json, noContent, param, type Route } from '../rest/route.ts';
import type { RuleId } from '../rules/rules.ts';
import { toChannel, toThread } from './guild-payloads.ts';
import type { Guilds } from './guilds.ts';
import { has, type Permission } from './permissions.ts';
import type { ChannelRecord } from './records.ts';
import type { User } from './users.ts';

/** As measured; Discord does not say (https://github.com/discord/discord-api-docs/issues/4413). */
const WRITES = { limit: 5, windowMs: 5_000 };
const OLD_MESSAGE_MS = 60 * 60_000;
const MOST_LISTED = 100;
const LISTED = 50;

/** The flags that a bot can set on its own message. */
const SETTABLE = FLAGS.suppressEmbeds | FLAGS.suppressNotifications | FLAGS.v2;
const CHANGEABLE = FLAGS.suppressEmbeds | FLAGS.v2;

/** Channels and the messages that the bot has in them by its own right (https://docs.discord.com/developers/resources/message). */
export function channelRoutes(world: {
  clock: Clock;
  bot: User;
  guilds: Guilds;
  messages: Messages;
  limits: Limits;
}): Route[] {
  const { clock, bot, guilds, messages, limits } = world;

  function channelOf(call: Call): ChannelRecord {
    const channel = guilds.findChannel(param(call, 'channel'));
    if (!channel) throw refuse('unknown-channel');
    if (!may(channel, 'VIEW_CHANNEL')) throw refuse('view-channel');
    return channel;
  }

  function messageOf(call: Call, channel: ChannelRecord): Message {
    const message = messages.find(param(call, 'message'));
    if (message?.channelId !== channel.id) throw refuse('unknown-message');
    if (message.ephemeralTo) throw refuse('ephemeral-by-token');
    return message;
  }

  const may = (channel: ChannelRecord, permission: Permission) =>
    has(guilds.permissionsIn(channel, bot.id), permission);

  function need(channel: ChannelRecord, permission: Permission, rule: RuleId) {
    if (!may(channel, permission)) throw refuse(rule);
  }

  function withoutForbiddenEmbeds(channel: ChannelRecord, draft: Draft): Draft {
    return draft.embeds && !may(channel, 'EMBED_LINKS') ? { ...draft, embeds: [] } : draft;
  }

  /** A message wakes a thread that sleeps, unless it is locked. */
  function wake(channel: ChannelRecord) {
    if (!channel.thread) return;
    if (channel.thread.isLocked && !may(channel, 'MANAGE_THREADS')) throw refuse('thread-open');
    if (channel.thread.isArchived) guilds.changeThread(channel, { isArchived: false });
  }

  function create(call: Call) {
    const channel = channelOf(call);
    need(channel, 'SEND_MESSAGES', 'send-messages');
    wake(channel);
    const sent = readDraft(call.body, 'createMessage');
    if (call.files.length > 0) need(channel, 'ATTACH_FILES', 'attach-files');
    if (sent.embeds?.length && !sent.content) need(channel, 'EMBED_LINKS', 'embed-links');
    const draft = withoutForbiddenEmbeds(channel, sent);
    checkMessage(draft, call.files.length, null);

    const { nonce } = draft;
    const twin = nonce && draft.enforce_nonce ? messages.findByNonce(channel.id, nonce) : undefined;
    if (twin) return json(toMessage(twin));

    const replyTo = draft.message_reference?.message_id ?? null;
    const message = messages.create({
      channel,
      author: bot,
      type: replyTo ? MESSAGE_TYPE.reply : MESSAGE_TYPE.plain,
      draft,
      files: call.files,
      flags: (draft.flags ?? 0) & SETTABLE,
      ephemeralTo: null,
      cause: null,
      replyTo,
      pingsByDefault: PINGS_OF_MESSAGES,
      mayPingEveryone: may(channel, 'MENTION_EVERYONE'),
    });
    return json(toMessage(message));
  }

  function edit(call: Call) {
    const channel = channelOf(call);
    const message = messageOf(call, channel);
    if (message.author.id !== bot.id) throw refuse('author-edits');
    if (channel.thread?.isArchived) throw refuse('thread-open');
    if (clock.now() - message.createdAt > OLD_MESSAGE_MS) limits.takeOldMessageEdit(channel.id);
    const draft = withoutForbiddenEmbeds(channel, readDraft(call.body, 'editMessage'));
    checkMessage(draft, call.files.length, message);
    const flags = (message.flags & ~FLAGS.suppressEmbeds) | ((draft.flags ?? message.flags) & CHANGEABLE);
    return json(toMessage(messages.edit(message, draft, call.files, flags)));
  }

  function remove(call: Call) {
    const channel = channelOf(call);
    const message = messageOf(call, channel);
    if (message.author.id !== bot.id) need(channel, 'MANAGE_MESSAGES', 'delete-others');
    messages.remove(message);
    return noContent();
  }

  function read(call: Call) {
    const channel = channelOf(call);
    need(channel, 'READ_MESSAGE_HISTORY', 'read-history');
    return json(toMessage(messageOf(call, channel)));
  }

  /** The newest first; without the permission to read history there are none, and that is no refusal. */
  function list(call: Call) {
    const channel = channelOf(call);
    const count = Math.min(Number(call.query.get('limit') ?? LISTED), MOST_LISTED);
    const seen = may(channel, 'READ_MESSAGE_HISTORY') ? messages.inChannel(channel.id) : [];
    const shown = seen.filter((message) => !message.ephemeralTo).slice(-count);
    return json(shown.reverse().map(toMessage));
  }

  const perChannel = (bucket: string) => ({ ...WRITES, bucket, per: (call: Call) => param(call, 'channel') });
  const one = `${API}/channels/:channel/messages/:message`;
  const all = `${API}/channels/:channel/messages`;
  return [
    {
      method: 'get',
      path: `${API}/channels/:channel`,
      isBots: true,
      handle(call) {
        const channel = channelOf(call);
        return json(channel.thread ? toThread(channel) : toChannel(channel));
      },
    },
    { method: 'get', path: all, isBots: true, query: ['limit'], handle: list },
    { method: 'post', path: all, isBots: true, allowance: perChannel('create-message'), handle: create },
    { method: 'get', path: one, isBots: true, handle: read },
    { method: 'patch', path: one, isBots: true, allowance: perChannel('edit-message'), handle: edit },
    { method: 'delete', path: one, isBots: true, handle: remove },
  ];
}
