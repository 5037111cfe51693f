import { DiscordAPIError, InteractionResponseType, MessageFlags, type RawFile, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Suggestion } from '../commands/command.ts';
import type { Log } from '../log.ts';
import { ERRORS } from '../words/errors.ts';
import { type AnswerMessage, textOnly } from './answers.ts';
import type { InteractionAddress } from './interaction.ts';

/** One private answer: shown first, changed afterwards. */
export type PrivateAnswer = {
  /** Shows a message. Returns false if Discord refused it and shows one plain sentence instead. */
  show(message: AnswerMessage): Promise<boolean>;
};

export type PrivateAnswers = {
  /** Acknowledges a command privately: it shows "thinking" until there is an answer. */
  deferCommand(address: InteractionAddress): Promise<PrivateAnswer>;
  /** Acknowledges a press. Its answer follows the message, or changes it if that is private already. */
  deferPress(address: InteractionAddress, isOnPrivate: boolean): Promise<PrivateAnswer>;
  /** Offers suggestions; none if Discord refuses them. */
  suggest(address: InteractionAddress, choices: readonly Suggestion[]): Promise<void>;
  /** Answers at once, without a deferral, with one sentence. */
  reply(address: InteractionAddress, content: string): Promise<void>;
  /** Answers what may have been acknowledged already, with one sentence. */
  replyDeferred(address: InteractionAddress, content: string): Promise<void>;
};

/** Discord's codes for an interaction that has expired or was answered already; retrying never helps. */
const EXPIRED_CODES = new Set<string | number>([10_062, 40_060, 50_027, 10_015, 10_008]);
const ORIGINAL = '@original';

/** Returns true if an interaction can no longer be answered. */
export function isExpired(error: unknown): boolean {
  return error instanceof DiscordAPIError && EXPIRED_CODES.has(error.code);
}

/**
 * Creates the requests by which interactions are answered, each with the fields that Discord documents for its route
 * and no other. An answer that Discord refuses is replaced by one plain sentence: nobody is left with "thinking".
 */
export function createPrivateAnswers(world: {
  rest: REST;
  /** The bot's application id; null until Discord has told it. */
  applicationId: () => string | null;
  log: Log;
}): PrivateAnswers {
  const { log } = world;

  async function respond(
    { id, token }: InteractionAddress,
    type: InteractionResponseType,
    data?: object,
  ): Promise<void> {
    await world.rest.post(Routes.interactionCallback(id, token), { body: { type, data }, auth: false });
  }

  async function edit({ token }: InteractionAddress, messageId: string, message: AnswerMessage): Promise<void> {
    const route = Routes.webhookMessage(applicationId(), token, messageId);
    await world.rest.patch(route, { ...requestParts(message), auth: false });
  }

  /** Posts a message that nobody else sees. Returns its id, if Discord tells. */
  async function followUp({ token }: InteractionAddress, message: AnswerMessage): Promise<string | null> {
    const { body, files } = requestParts(message);
    const posted = await world.rest.post(Routes.webhook(applicationId(), token), {
      body: { ...body, flags: MessageFlags.Ephemeral },
      files,
      query: new URLSearchParams({ wait: 'true' }),
      auth: false,
    });
    const read = postedMessage.safeParse(posted);
    return read.success ? read.data.id : null;
  }

  function applicationId(): string {
    const id = world.applicationId();
    if (id === null) throw new Error('the application id is not known yet');
    return id;
  }

  /**
   * Sends an answer, or where Discord does not take it the sentence that says so. Returns false for the sentence.
   *
   * @throws what makes the sentence useless: nobody waits any more, or an answer that cannot be sent twice may have
   * arrived all the same
   */
  async function withFallback(
    { id }: InteractionAddress,
    answer: { send: () => Promise<unknown>; canRepeat: boolean },
    sendPlain: (message: AnswerMessage) => Promise<unknown>,
  ): Promise<boolean> {
    try {
      await answer.send();
      return true;
    } catch (error) {
      const isRefused = error instanceof DiscordAPIError;
      if (isExpired(error) || !(isRefused || answer.canRepeat)) throw error;
      if (isRefused) log.error({ interaction: id, ...describeRefusal(error) }, 'discord refused an answer');
      else log.warn({ interaction: id, err: error }, 'an answer did not arrive');
      await sendPlain(textOnly(ERRORS.answerRefused));
      return false;
    }
  }

  function originalAnswer(address: InteractionAddress): PrivateAnswer {
    const change = (message: AnswerMessage) => edit(address, ORIGINAL, message);
    return { show: (message) => withFallback(address, { send: () => change(message), canRepeat: true }, change) };
  }

  /** Changes the private message that was pressed; if that is refused it stays, and the sentence follows. */
  function pressedAnswer(address: InteractionAddress): PrivateAnswer {
    const change = (message: AnswerMessage) => edit(address, ORIGINAL, message);
    const follow = (message: AnswerMessage) => followUp(address, message);
    return { show: (message) => withFallback(address, { send: () => change(message), canRepeat: true }, follow) };
  }

  /** Follows the message that was pressed with a private answer; later changes edit that. */
  function followUpAnswer(address: InteractionAddress): PrivateAnswer {
    let answer: string | null = null;
    const send = async (message: AnswerMessage) => {
      if (answer) await edit(address, answer, message);
      else answer = await followUp(address, message);
    };
    return {
      show: (message) => withFallback(address, { send: () => send(message), canRepeat: answer !== null }, send),
    };
  }

  return {
    async deferCommand(address) {
      const { DeferredChannelMessageWithSource } = InteractionResponseType;
      await respond(address, DeferredChannelMessageWithSource, { flags: MessageFlags.Ephemeral });
      return originalAnswer(address);
    },
    async deferPress(address, isOnPrivate) {
      await respond(address, InteractionResponseType.DeferredMessageUpdate);
      return isOnPrivate ? pressedAnswer(address) : followUpAnswer(address);
    },
    async suggest(address, choices) {
      const offer = (offered: readonly Suggestion[]) =>
        respond(address, InteractionResponseType.ApplicationCommandAutocompleteResult, { choices: offered });
      await withFallback(address, { send: () => offer(choices), canRepeat: false }, () => offer([]));
    },
    reply: (address, content) =>
      respond(address, InteractionResponseType.ChannelMessageWithSource, {
        ...requestParts(textOnly(content)).body,
        flags: MessageFlags.Ephemeral,
      }),
    async replyDeferred(address, content) {
      if (address.kind === 'press') await followUp(address, textOnly(content));
      else await edit(address, ORIGINAL, textOnly(content));
    },
  };
}

const postedMessage = z.looseObject({ id: z.string() });

/** The body and the files of a message. Nobody is ever mentioned by it. */
function requestParts({ files = [], ...message }: AnswerMessage): { body: object; files: RawFile[] } {
  const attachments = files.map(({ name }, index) => ({ id: String(index), filename: name }));
  return {
    body: { ...message, allowed_mentions: { parse: [] }, ...(files.length > 0 && { attachments }) },
    files: files.map(({ name, attachment }) => ({ name, data: attachment })),
  };
}

/** Returns what Discord did not like and where it stood, without the answer itself: that is somebody's. */
function describeRefusal({ status, code, rawError }: DiscordAPIError): object {
  return { status, errorCode: code, at: 'errors' in rawError ? placesIn(rawError.errors) : [] };
}

/** Discord nests its errors as the fields of the body are nested. */
function placesIn(errors: unknown, path: readonly string[] = []): string[] {
  if (typeof errors !== 'object' || errors === null) return [];
  return Object.entries(errors).flatMap(([key, value]) => {
    if (key !== '_errors') return placesIn(value, [...path, key]);
    const codes = Array.isArray(value) ? value.map((one: { code?: unknown } | null) => String(one?.code)) : [];
    return codes.map((code) => `${path.join('.')}: ${code}`);
  });
}
