import type { Guilds } from '../guilds/guilds.ts';
import { has } from '../guilds/permissions.ts';
import type { User } from '../guilds/users.ts';
import { PINGS_OF_ANSWERS } from '../messages/mentions.ts';
import { type Cause, type Draft, FLAGS, MESSAGE_TYPE, type Message } from '../messages/message.ts';
import type { Messages } from '../messages/messages.ts';
import type { Call } from '../rest/route.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Exchange } from './interaction.ts';

/** The flags that an answer sets; it keeps them through its edits but for those which an edit may change. */
const SETTABLE = FLAGS.suppressEmbeds | FLAGS.ephemeral | FLAGS.suppressNotifications | FLAGS.v2;
const CHANGEABLE = FLAGS.suppressEmbeds | FLAGS.v2;

export type AnswerMessages = ReturnType<typeof createAnswerMessages>;

/** The messages that a bot posts by the token of an interaction: they need no permission in the channel. */
export function createAnswerMessages(world: {
  bot: User;
  guilds: Guilds;
  messages: Messages;
  violate: (rule: RuleId, detail: string) => void;
}) {
  const { bot, guilds, messages, violate } = world;

  /** Posts a message that answers `answered`; `flags` are those that Discord adds. */
  function post(exchange: Exchange, draft: Draft, call: Call, answered: Message | null, flags = 0): Message {
    const { view, channel } = exchange;
    const all = ((draft.flags ?? 0) & SETTABLE) | flags;
    return messages.create({
      channel,
      author: bot,
      type: answered ? MESSAGE_TYPE.reply : MESSAGE_TYPE.command,
      draft,
      files: call.files,
      flags: all,
      ephemeralTo: (all & FLAGS.ephemeral) !== 0 ? view.by : null,
      cause: causeOf(exchange),
      replyTo: answered?.id ?? null,
      pingsByDefault: PINGS_OF_ANSWERS,
      mayPingEveryone: has(guilds.permissionsIn(channel, bot.id), 'MENTION_EVERYONE'),
    });
  }

  return {
    post,
    /** Posts the placeholder of an answer that is put off. */
    postPlaceholder: (exchange: Exchange, draft: Draft, call: Call) =>
      post(exchange, draft, call, exchange.source, FLAGS.loading),
    change(current: Message, draft: Draft, call: Call): Message {
      const wanted = draft.flags ?? current.flags;
      if ((wanted & FLAGS.ephemeral) !== 0 && !current.ephemeralTo) violate('ephemeral-for-good', call.path);
      const kept = current.flags & ~(FLAGS.loading | FLAGS.suppressEmbeds);
      return messages.edit(current, draft, call.files, kept | (wanted & CHANGEABLE));
    },
  };
}

function causeOf({ view, source }: Exchange): Cause {
  const kind = view.kind === 'component' ? 'component' : 'command';
  return { id: view.id, kind, by: view.by, messageId: source?.id ?? null };
}
