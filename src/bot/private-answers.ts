import { DiscordAPIError, InteractionResponseType, MessageFlags, type RawFile, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Choice } from '../commands/command.ts';
import type { Log } from '../log.ts';
import { ERRORS } from '../words/errors.ts';
import { only, type Said } from './answers.ts';
import type { Address } from './asked.ts';

/** One private answer: said first, changed afterwards. */
export type PrivateAnswer = {
  /** Says this. Returns false if Discord refused it, and one plain sentence stands in its place. */
  say(said: Said): Promise<boolean>;
};

export type PrivateAnswers = {
  /** Takes a command on: "thinking", seen by nobody else, until there is an answer. */
  takeCommand(address: Address): Promise<PrivateAnswer>;
  /** Takes a press on. Its answer stands beside the message, or changes it if that is private already. */
  takePress(address: Address, isOnPrivate: boolean): Promise<PrivateAnswer>;
  /** Offers suggestions; none if Discord refuses them. */
  suggest(address: Address, choices: readonly Choice[]): Promise<void>;
  /** Answers at once, with one sentence. */
  tell(address: Address, content: string): Promise<void>;
  /** Answers what may have been taken on already, with one sentence. */
  tellTaken(address: Address, content: string): Promise<void>;
};

/** Nobody is waiting any more: the interaction died, or was answered already. Asking again never helps. */
const TOO_LATE = new Set<string | number>([10_062, 40_060, 50_027, 10_015, 10_008]);
const ORIGINAL = '@original';

/** Returns true if nobody waits for an answer any more. */
export function isTooLate(error: unknown): boolean {
  return error instanceof DiscordAPIError && TOO_LATE.has(error.code);
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

  async function respond({ id, token }: Address, type: InteractionResponseType, data?: object): Promise<void> {
    await world.rest.post(Routes.interactionCallback(id, token), { body: { type, data }, auth: false });
  }

  async function edit({ token }: Address, messageId: string, said: Said): Promise<void> {
    const route = Routes.webhookMessage(applicationId(), token, messageId);
    await world.rest.patch(route, { ...partsOf(said), auth: false });
  }

  /** Posts a message that nobody else sees. Returns its id, if Discord tells. */
  async function followUp({ token }: Address, said: Said): Promise<string | null> {
    const { body, files } = partsOf(said);
    const posted = await world.rest.post(Routes.webhook(applicationId(), token), {
      body: { ...body, flags: MessageFlags.Ephemeral },
      files,
      query: new URLSearchParams({ wait: 'true' }),
      auth: false,
    });
    const read = message.safeParse(posted);
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
  async function orPlainly(
    { id }: Address,
    answer: { send: () => Promise<unknown>; canRepeat: boolean },
    sendPlain: (said: Said) => Promise<unknown>,
  ): Promise<boolean> {
    try {
      await answer.send();
      return true;
    } catch (error) {
      const isRefused = error instanceof DiscordAPIError;
      if (isTooLate(error) || !(isRefused || answer.canRepeat)) throw error;
      if (isRefused) log.error({ interaction: id, ...refusalIn(error) }, 'discord refused an answer');
      else log.warn({ interaction: id, err: error }, 'an answer did not arrive');
      await sendPlain(only(ERRORS.answerRefused));
      return false;
    }
  }

  function original(address: Address): PrivateAnswer {
    const change = (said: Said) => edit(address, ORIGINAL, said);
    return { say: (said) => orPlainly(address, { send: () => change(said), canRepeat: true }, change) };
  }

  /** The private message that was pressed is changed; where that is refused it stays, and the sentence follows. */
  function pressed(address: Address): PrivateAnswer {
    const change = (said: Said) => edit(address, ORIGINAL, said);
    const follow = (said: Said) => followUp(address, said);
    return { say: (said) => orPlainly(address, { send: () => change(said), canRepeat: true }, follow) };
  }

  /** A private answer beside the message that was pressed: said first, changed afterwards. */
  function beside(address: Address): PrivateAnswer {
    let answer: string | null = null;
    const send = async (said: Said) => {
      if (answer) await edit(address, answer, said);
      else answer = await followUp(address, said);
    };
    return { say: (said) => orPlainly(address, { send: () => send(said), canRepeat: answer !== null }, send) };
  }

  return {
    async takeCommand(address) {
      const { DeferredChannelMessageWithSource } = InteractionResponseType;
      await respond(address, DeferredChannelMessageWithSource, { flags: MessageFlags.Ephemeral });
      return original(address);
    },
    async takePress(address, isOnPrivate) {
      await respond(address, InteractionResponseType.DeferredMessageUpdate);
      return isOnPrivate ? pressed(address) : beside(address);
    },
    async suggest(address, choices) {
      const offer = (offered: readonly Choice[]) =>
        respond(address, InteractionResponseType.ApplicationCommandAutocompleteResult, { choices: offered });
      await orPlainly(address, { send: () => offer(choices), canRepeat: false }, () => offer([]));
    },
    tell: (address, content) =>
      respond(address, InteractionResponseType.ChannelMessageWithSource, {
        ...partsOf(only(content)).body,
        flags: MessageFlags.Ephemeral,
      }),
    async tellTaken(address, content) {
      if (address.kind === 'press') await followUp(address, only(content));
      else await edit(address, ORIGINAL, only(content));
    },
  };
}

const message = z.looseObject({ id: z.string() });

/** The body and the files of a message. Nobody is ever mentioned by it. */
function partsOf({ files = [], ...said }: Said): { body: object; files: RawFile[] } {
  const attachments = files.map(({ name }, index) => ({ id: String(index), filename: name }));
  return {
    body: { ...said, allowed_mentions: { parse: [] }, ...(files.length > 0 && { attachments }) },
    files: files.map(({ name, attachment }) => ({ name, data: attachment })),
  };
}

/** Returns what Discord did not like and where it stood, without the answer itself: that is somebody's. */
function refusalIn({ status, code, rawError }: DiscordAPIError): object {
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
