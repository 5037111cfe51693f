import { asDraft } from '../messages/drafts.ts';
import { type Draft, FLAGS } from '../messages/message.ts';
import { toMessage } from '../messages/message-payload.ts';
import { checkMessage } from '../messages/message-rules.ts';
import type { Messages } from '../messages/messages.ts';
import { invalidForm } from '../rest/form-errors.ts';
import { refuse } from '../rest/refuse.ts';
import { type Answer, type Call, json, noContent, param } from '../rest/route.ts';
import { BODIES, checkBody } from '../rest/schemas.ts';
import type { RuleId } from '../rules/rules.ts';
import type { AnswerMessages } from './answer-messages.ts';
import type { Choice, Exchange, Interaction } from './interaction.ts';
import type { Interactions } from './interactions.ts';

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

type CallbackType = keyof typeof SCHEMAS;

const INTERACTION_TYPE: Record<Interaction['kind'], number> = { command: 2, component: 3, autocomplete: 4 };

/**
 * The first thing a bot says to an interaction, once and in time
 * (https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response).
 */
export function createAcknowledgement(world: {
  messages: Messages;
  interactions: Interactions;
  answers: AnswerMessages;
}) {
  const { messages, interactions, answers } = world;

  function say(exchange: Exchange, draft: Draft, call: Call) {
    checkMessage(draft, call.files.length, null, ['data']);
    interactions.acknowledge(exchange);
    exchange.original = answers.post(exchange, draft, call, exchange.source);
    exchange.view.reply = exchange.original;
    exchange.view.replies = [exchange.original];
    interactions.answer(exchange);
  }

  function deferMessage(exchange: Exchange, draft: Draft, call: Call) {
    const isSilent = Object.keys(draft).every((key) => key === 'flags');
    if (!isSilent || ((draft.flags ?? 0) & ~FLAGS.ephemeral) !== 0) {
      throw invalidField('defer-says-nothing', ['data'], 'A deferral takes the flag EPHEMERAL only.');
    }
    interactions.acknowledge(exchange);
    exchange.isLoading = true;
    exchange.original = answers.postPlaceholder(exchange, draft, call);
    interactions.awaitAnswer(exchange);
  }

  function deferUpdate(exchange: Exchange) {
    interactions.acknowledge(exchange);
    exchange.original = exchange.source;
    interactions.letGo(exchange);
  }

  function update(exchange: Exchange, draft: Draft, call: Call) {
    const current = exchange.source && messages.find(exchange.source.id);
    if (!current) throw refuse('unknown-message');
    checkMessage(draft, call.files.length, current, ['data']);
    interactions.acknowledge(exchange);
    exchange.original = answers.change(current, draft, call);
    interactions.answer(exchange);
  }

  function offer(exchange: Exchange, choices: Choice[]) {
    interactions.acknowledge(exchange);
    exchange.view.choices = choices;
    interactions.answer(exchange);
  }

  function execute(exchange: Exchange, type: CallbackType, call: Call) {
    const { data } = call.body as { data?: unknown };
    switch (type) {
      case CALLBACK.message:
        return say(exchange, asDraft(data), call);
      case CALLBACK.deferredMessage:
        return deferMessage(exchange, asDraft(data), call);
      case CALLBACK.deferredUpdate:
        return deferUpdate(exchange);
      case CALLBACK.update:
        return update(exchange, asDraft(data), call);
      case CALLBACK.choices:
        return offer(exchange, (data as { choices?: Choice[] } | undefined)?.choices ?? []);
    }
  }

  return (call: Call): Answer => {
    const exchange = interactions.find(param(call, 'id'));
    if (!exchange || exchange.view.token !== param(call, 'token')) throw refuse('unknown-interaction');
    const { ackMs, state, kind } = exchange.view;
    if (ackMs !== null) throw refuse('answer-once');
    if (state === 'failed') throw refuse('answer-in-time');

    const type = typeOf(call, kind);
    checkBody(SCHEMAS[type], call.body);
    execute(exchange, type, call);
    return call.query.get('with_response') === 'true' ? json(describe(exchange, type)) : noContent();
  };
}

function typeOf(call: Call, kind: Interaction['kind']): CallbackType {
  const { type } = (call.body ?? {}) as { type?: unknown };
  if (type === CALLBACK.modal && kind !== 'autocomplete') throw refuse('known-feature', { detail: 'modals' });
  // What is allowed has a schema.
  if (ALLOWED[kind].some((allowed) => allowed === type)) return type as CallbackType;
  const isAutocomplete = kind === 'autocomplete' || type === CALLBACK.choices;
  const rule = isAutocomplete ? 'autocomplete-answer' : 'answer-kind';
  throw invalidField(rule, ['type'], `A ${kind} is not answered with ${type}.`);
}

function invalidField(rule: RuleId, path: string[], message: string) {
  return invalidForm([{ rule, path, code: 'BASE_TYPE_CHOICES', message }]);
}

function describe({ view, original, isLoading, channel }: Exchange, type: CallbackType) {
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
