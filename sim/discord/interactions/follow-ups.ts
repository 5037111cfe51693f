import { readDraft } from '../messages/drafts.ts';
import type { Message } from '../messages/message.ts';
import { toMessage } from '../messages/message-payload.ts';
import { checkMessage } from '../messages/message-rules.ts';
import type { Messages } from '../messages/messages.ts';
import { refuse } from '../rest/refuse.ts';
import { type Answer, type Call, json, noContent, param } from '../rest/route.ts';
import type { AnswerMessages } from './answer-messages.ts';
import type { Exchange } from './interaction.ts';
import type { Interactions } from './interactions.ts';

/**
 * What a bot says after the acknowledgement, as long as the token is good
 * (https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages).
 */
export function createFollowUps(world: {
  applicationId: string;
  messages: Messages;
  interactions: Interactions;
  answers: AnswerMessages;
}) {
  const { applicationId, messages, interactions, answers } = world;

  function exchangeOf(call: Call): Exchange {
    const exchange = interactions.findByToken(param(call, 'token'));
    const isKnown = exchange && param(call, 'application') === applicationId;
    if (!isKnown) throw refuse('acknowledged-first', { detail: 'unknown token' });
    if (interactions.isExpired(exchange)) throw refuse('token-15-minutes');
    const { ackMs, kind } = exchange.view;
    if (ackMs === null || kind === 'autocomplete') throw refuse('acknowledged-first', { detail: kind });
    return exchange;
  }

  /** The message that the path names, if it came of this interaction. */
  function messageOf(call: Call, exchange: Exchange): Message {
    const name = param(call, 'message');
    const { original, view } = exchange;
    const message = messages.find((name === '@original' ? original?.id : name) ?? '');
    const isOfThis = message?.id === original?.id || message?.cause?.id === view.id;
    if (!message || !isOfThis) throw refuse('unknown-message');
    return message;
  }

  /** The placeholder gets what it says. */
  function replacePlaceholder(exchange: Exchange, message: Message) {
    exchange.isLoading = false;
    exchange.view.reply = message;
    exchange.view.replies = [message, ...exchange.view.replies];
  }

  function change(exchange: Exchange, current: Message, call: Call, schema: 'followUp' | 'editAnswer'): Answer {
    const draft = readDraft(call.body, schema);
    checkMessage(draft, call.files.length, current);
    const message = answers.change(current, draft, call);
    if (exchange.isLoading && message.id === exchange.original?.id) replacePlaceholder(exchange, message);
    interactions.answer(exchange);
    return json(toMessage(message));
  }

  return {
    create(call: Call): Answer {
      const exchange = exchangeOf(call);
      const { original, isLoading, view } = exchange;
      // The first follow-up to an answer that was put off takes its place.
      if (isLoading && original) return change(exchange, original, call, 'followUp');

      const draft = readDraft(call.body, 'followUp');
      checkMessage(draft, call.files.length, null);
      const message = answers.post(exchange, draft, call, original);
      view.replies = [...view.replies, message];
      interactions.answer(exchange);
      return json(toMessage(message));
    },
    read(call: Call): Answer {
      return json(toMessage(messageOf(call, exchangeOf(call))));
    },
    edit(call: Call): Answer {
      const exchange = exchangeOf(call);
      return change(exchange, messageOf(call, exchange), call, 'editAnswer');
    },
    remove(call: Call): Answer {
      const exchange = exchangeOf(call);
      const message = messageOf(call, exchange);
      const { view } = exchange;
      messages.remove(message);
      exchange.isLoading = false;
      view.replies = view.replies.filter((reply) => reply.id !== message.id);
      if (view.reply?.id === message.id) view.reply = null;
      interactions.answer(exchange);
      return noContent();
    },
  };
}
