import { asDraft, readDraft } from './drafts.ts';
import { invalidForm } from './form-errors.ts';
import type { Guilds } from './guilds.ts';
import type { Choice, Exchange, Interaction, Interactions } from './interactions.ts';
import { PINGS_OF_ANSWERS } from './mentions.ts';
import { toMessage } from './message-payload.ts';
import { checkMessage } from './message-rules.ts';
import { type Cause, type Draft, FLAGS, MESSAGE_TYPE, type Message, type Messages } from './messages.ts';
import { has } from './permissions.ts';
import { refuse } from './refuse.ts';
import { type Answer, type Call, json, noContent, param } from './route.ts';
import type { RuleId } from './rules.ts';
import { BODIES, checkBody } from './schemas.ts';
import type { User } from './users.ts';

/** How an interaction can be acknowledged (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type). */
const CALLBACK = { message: 4, deferredMessage: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 } as const;

const ALLOWED: Record<Interaction['kind'], number[]> = {
  command: [CALLBACK.message, CALLBACK.deferredMessage],
  component: [CALLBACK.message, CALLBACK.deferredMessage, CALLBACK.deferredUpdate, CALLBACK.update],
  autocomplete: [CALLBACK.choices],
};

const SCHEMAS = {
  [CALLBACK.message]: BODIES.answerWithMessage,
  [CALLBACK.deferredMessage]: BODIES.answerWithMessage,
  [CALLBACK.deferredUpdate]: BODIES.answerWithUpdate,
  [CALLBACK.update]: BODIES.answerWithUpdate,
  [CALLBACK.choices]: BODIES.answerWithChoices,
};

const INTERACTION_TYPE: Record<Interaction['kind'], number> = { command: 2, component: 3, autocomplete: 4 };

/** The flags that an answer sets; it keeps them through its edits but for those which an edit may change. */
const SETTABLE = FLAGS.suppressEmbeds | FLAGS.ephemeral | FLAGS.suppressNotifications | FLAGS.v2;
const CHANGEABLE = FLAGS.suppressEmbeds | FLAGS.v2;

export type Answers = ReturnType<typeof createAnswers>;

/** What a bot can say to an interaction, from the acknowledgement to the last follow-up. */
export function createAnswers(world: {
  bot: User;
  guilds: Guilds;
  messages: Messages;
  interactions: Interactions;
  violate: (rule: RuleId, detail: string) => void;
}) {
  const { bot, guilds, messages, interactions } = world;

  function post(exchange: Exchange, draft: Draft, call: Call, extra: { flags: number; isFollowUp: boolean }): Message {
    const { view, channel, source } = exchange;
    const flags = ((draft.flags ?? 0) & SETTABLE) | extra.flags;
    const answered = extra.isFollowUp ? exchange.original : source;
    return messages.create({
      channel,
      author: bot,
      type: answered ? MESSAGE_TYPE.reply : MESSAGE_TYPE.command,
      draft,
      files: call.files,
      flags,
      ephemeralTo: (flags & FLAGS.ephemeral) !== 0 ? view.by : null,
      cause: causeOf(exchange),
      replyTo: answered?.id ?? null,
      pingsByDefault: PINGS_OF_ANSWERS,
      mayPingEveryone: has(guilds.permissionsIn(channel, bot.id), 'MENTION_EVERYONE'),
    });
  }

  function say(exchange: Exchange, draft: Draft, call: Call) {
    checkMessage(draft, call.files.length, null, ['data']);
    interactions.acknowledge(exchange);
    const message = post(exchange, draft, call, { flags: 0, isFollowUp: false });
    exchange.original = message;
    exchange.view.reply = message;
    exchange.view.replies = [message];
    interactions.answer(exchange);
  }

  function putOff(exchange: Exchange, draft: Draft, call: Call) {
    const isSilent = Object.keys(draft).every((key) => key === 'flags');
    if (!isSilent || ((draft.flags ?? 0) & ~FLAGS.ephemeral) !== 0) {
      throw unfit('defer-says-nothing', ['data'], 'A deferral takes the flag EPHEMERAL only.');
    }
    interactions.acknowledge(exchange);
    exchange.isLoading = true;
    exchange.original = post(exchange, draft, call, { flags: FLAGS.loading, isFollowUp: false });
    interactions.awaitAnswer(exchange);
  }

  function update(exchange: Exchange, draft: Draft, call: Call) {
    const current = exchange.source && messages.find(exchange.source.id);
    if (!current) throw refuse('unknown-message');
    checkMessage(draft, call.files.length, current, ['data']);
    interactions.acknowledge(exchange);
    exchange.original = change(current, draft, call);
    interactions.answer(exchange);
  }

  function change(current: Message, draft: Draft, call: Call): Message {
    const wanted = draft.flags ?? 0;
    if ((wanted & FLAGS.ephemeral) !== 0 && !current.ephemeralTo) world.violate('ephemeral-for-good', call.path);
    const kept = current.flags & ~(FLAGS.loading | FLAGS.suppressEmbeds);
    const flags = kept | ((draft.flags === undefined ? current.flags : wanted) & CHANGEABLE);
    return messages.edit(current, draft, call.files, flags);
  }

  /** The placeholder gets what it says. */
  function fulfil(exchange: Exchange, message: Message) {
    exchange.isLoading = false;
    exchange.view.reply = message;
    exchange.view.replies = [message, ...exchange.view.replies];
    interactions.answer(exchange);
  }

  function acknowledge(exchange: Exchange, type: number, call: Call) {
    const data = (call.body as { data?: unknown }).data;
    switch (type) {
      case CALLBACK.message:
        return say(exchange, asDraft(data), call);
      case CALLBACK.deferredMessage:
        return putOff(exchange, asDraft(data), call);
      case CALLBACK.deferredUpdate:
        interactions.acknowledge(exchange);
        exchange.original = exchange.source;
        return interactions.letGo(exchange);
      case CALLBACK.update:
        return update(exchange, asDraft(data), call);
      default:
        interactions.acknowledge(exchange);
        exchange.view.choices = (data as { choices?: Choice[] } | undefined)?.choices ?? [];
        return interactions.answer(exchange);
    }
  }

  /** The exchange that a token of a webhook path stands for, if it may still be used. */
  function exchangeOf(call: Call): Exchange {
    const exchange = interactions.findByToken(param(call, 'token'));
    if (!exchange || param(call, 'application') !== bot.id)
      throw refuse('acknowledged-first', { detail: 'unknown token' });
    if (interactions.isExpired(exchange)) throw refuse('token-15-minutes');
    const isOpen = exchange.view.ackMs !== null && exchange.view.kind !== 'autocomplete';
    if (!isOpen) throw refuse('acknowledged-first', { detail: exchange.view.kind });
    return exchange;
  }

  function namedIn(call: Call, exchange: Exchange): Message {
    const name = param(call, 'message');
    const id = name === '@original' ? exchange.original?.id : name;
    const message = messages.find(id ?? '');
    const isMine = message?.id === exchange.original?.id || message?.cause?.id === exchange.view.id;
    if (!message || !isMine) throw refuse('unknown-message');
    return message;
  }

  return {
    /** POST /interactions/{id}/{token}/callback */
    callback(call: Call): Answer {
      const exchange = interactions.find(param(call, 'id'));
      if (!exchange || exchange.view.token !== param(call, 'token')) throw refuse('unknown-interaction');
      if (exchange.view.state === 'failed' && exchange.view.ackMs === null) throw refuse('answer-in-time');
      if (exchange.view.ackMs !== null) throw refuse('answer-once');

      const type = (call.body as { type?: unknown } | undefined)?.type;
      checkType(exchange.view.kind, type);
      checkBody(SCHEMAS[type], call.body);
      acknowledge(exchange, type, call);
      return call.query.get('with_response') === 'true' ? json(callbackResponse(exchange, type)) : noContent();
    },
    /** POST /webhooks/{application}/{token} */
    followUp(call: Call): Answer {
      const exchange = exchangeOf(call);
      const draft = readDraft(call.body, 'followUp');
      if (exchange.isLoading && exchange.original) {
        // The first follow-up of a deferred answer takes its place.
        checkMessage(draft, call.files.length, exchange.original);
        fulfil(exchange, change(exchange.original, draft, call));
        return json(toMessage(exchange.original));
      }
      checkMessage(draft, call.files.length, null);
      const message = post(exchange, draft, call, { flags: 0, isFollowUp: true });
      exchange.view.replies = [...exchange.view.replies, message];
      interactions.answer(exchange);
      return json(toMessage(message));
    },
    read(call: Call): Answer {
      return json(toMessage(namedIn(call, exchangeOf(call))));
    },
    edit(call: Call): Answer {
      const exchange = exchangeOf(call);
      const current = namedIn(call, exchange);
      const draft = readDraft(call.body, 'editAnswer');
      checkMessage(draft, call.files.length, current);
      const message = change(current, draft, call);
      if (exchange.isLoading && message.id === exchange.original?.id) fulfil(exchange, message);
      else interactions.answer(exchange);
      return json(toMessage(message));
    },
    remove(call: Call): Answer {
      const exchange = exchangeOf(call);
      const message = namedIn(call, exchange);
      messages.remove(message);
      exchange.isLoading = false;
      exchange.view.replies = exchange.view.replies.filter((reply) => reply.id !== message.id);
      if (exchange.view.reply?.id === message.id) exchange.view.reply = null;
      interactions.answer(exchange);
      return noContent();
    },
  };
}

function checkType(kind: Interaction['kind'], type: unknown): asserts type is keyof typeof SCHEMAS {
  if (type === CALLBACK.modal && kind !== 'autocomplete') throw refuse('known-feature', { detail: 'modals' });
  if (typeof type === 'number' && ALLOWED[kind].includes(type)) return;
  const isAutocomplete = kind === 'autocomplete' || type === CALLBACK.choices;
  const rule = isAutocomplete ? 'autocomplete-answer' : 'answer-kind';
  throw unfit(rule, ['type'], `A ${kind} is not answered with ${String(type)}.`);
}

function unfit(rule: RuleId, path: string[], message: string) {
  return invalidForm([{ rule, path, code: 'BASE_TYPE_CHOICES', message }]);
}

function causeOf({ view, source }: Exchange): Cause {
  return {
    id: view.id,
    kind: view.kind === 'component' ? 'component' : 'command',
    by: view.by,
    messageId: source?.id ?? null,
  };
}

function callbackResponse({ view, original, isLoading, channel }: Exchange, type: number) {
  const hasMessage = type === CALLBACK.message || type === CALLBACK.update;
  return {
    interaction: {
      id: view.id,
      type: INTERACTION_TYPE[view.kind],
      channel_id: channel.id,
      guild_id: channel.guildId,
      ...(original && {
        response_message_id: original.id,
        response_message_loading: isLoading,
        response_message_ephemeral: original.ephemeralTo !== null,
      }),
    },
    ...(hasMessage && original && { resource: { type, message: toMessage(original) } }),
  };
}
