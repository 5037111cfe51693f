import { DiscordAPIError } from 'discord.js';
import type { CommandCall, CommandOptions, Press, Services, Subcommand, Suggestion } from '../commands/command.ts';
import { buttons, commands } from '../commands/index.ts';
import { linkedReply } from '../commands/linked.ts';
import { offerRenewal } from '../commands/renewal-offer.ts';
import type { Reply } from '../commands/reply.ts';
import { createExpiringMap } from '../expiring-map.ts';
import { inBackground, type Log } from '../log.ts';
import type { Person } from '../ports/links.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { Linked } from '../service/linking.ts';
import { Refusal } from '../session/refusal.ts';
import { ERRORS } from '../words/errors.ts';
import { REFUSALS } from '../words/refusals.ts';
import { TROUBLE_AT_PRESS } from '../words/troubles.ts';
import { type AnswerMessage, type Mentions, renderReply, textOnly, withReminder } from './answers.ts';
import { parseCustomId } from './controls.ts';
import {
  type GivenOption,
  type InteractionAddress,
  type ReceivedInteraction,
  readInteraction,
  type TypedCommand,
} from './interaction.ts';
import { isExpired, type PrivateAnswer, type PrivateAnswers } from './private-answers.ts';
import { escapeName, timestamp } from './text.ts';

const ALREADY_ACKNOWLEDGED = 40_060;
/** A wait this short is counted down. */
const SOON_MS = 2 * 60_000;
/** The time after a question during which its private answer can still be changed (Discord's limit is 15 minutes). */
const ANSWER_LIFE_MS = 14 * 60_000;
const MOST_OFFERS = 2_000;
/** The most answers of one person that are changed together. */
const MOST_ANSWERS = 5;
/** The time for which, and the number of, interactions are remembered, because the gateway may deliver one twice. */
const SEEN_INTERACTIONS = { forMs: 15 * 60_000, most: 10_000 };

export type Dispatch = {
  /** Answers one interaction, given its payload; returns at once. */
  handle(payload: unknown): void;
  /** Answers every further interaction with a sentence about the restart. */
  close(): void;
  idle(): Promise<void>;
};

/** The outcome of an interaction: answered, expired before the answer, or failed. */
export type InteractionOutcome = 'answered' | 'late' | 'failed';

/** An interaction whose person and place are known. */
type LocatedInteraction = ReceivedInteraction & { person: Person; guildId: string; channelId: string };

/** A private answer that offers a link, and its channel. */
type LinkOfferAnswer = { privateAnswer: PrivateAnswer; channelId: string };

/**
 * Creates the handler of all interactions: acknowledges each at once, runs its command and renders the reply. Whatever
 * fails becomes one sentence for the person and one line in the log.
 */
export function createDispatch(world: {
  services: Services;
  answers: PrivateAnswers;
  mentions: Mentions;
  log: Log;
  now: () => number;
  /** Returns true if the bot is a member of this server. */
  isMember: (guildId: string) => boolean;
  /** Returns true if a message is not, or no longer, the card of this session. */
  isOldCard: (sessionId: string, message: { id: string; channelId: string; guildId: string }) => Promise<boolean>;
  /** Hears of the end of every interaction, by its id. */
  ended: (outcome: InteractionOutcome, interactionId: string) => void;
}): Dispatch {
  const { services, answers, mentions, log, now } = world;
  const seen = createExpiringMap<string, true>({ now, ...SEEN_INTERACTIONS });
  const offers = createExpiringMap<string, LinkOfferAnswer[]>({ now, forMs: ANSWER_LIFE_MS, most: MOST_OFFERS });
  const underWay = new Set<Promise<void>>();
  let closed = false;
  services.linking.onLinked((linked, isStill) =>
    inBackground(tellLinked(linked, isStill), log, 'nobody was told of a link'),
  );
  services.unlinking.onForgotten((userId, what) => {
    if (what === 'person') offers.delete(userId); // nobody's private answer changes any more
  });

  function route(interaction: ReceivedInteraction): Promise<void> {
    switch (interaction.kind) {
      case 'suggestions':
        return complete(interaction);
      case 'command':
        return command(interaction);
      case 'press':
        return press(interaction);
      case 'unknown':
        return answers.reply(interaction, ERRORS.unknownCommand);
    }
  }

  async function command(interaction: ReceivedInteraction): Promise<void> {
    const privateAnswer = await acknowledged(interaction, () => answers.deferCommand(interaction));
    const known = commandOf(interaction.command);
    if (!known) return void (await privateAnswer.show(textOnly(ERRORS.unknownCommand)));
    await answer(interaction, privateAnswer, (whole) => known.run(services, callOf(whole)));
  }

  /**
   * Nothing is carried out before Discord has taken the acknowledgement with a clear yes. One that counts as given
   * already was repeated because its answer was lost: the person is told, and can press again.
   */
  async function acknowledged(address: InteractionAddress, take: () => Promise<PrivateAnswer>): Promise<PrivateAnswer> {
    try {
      return await take();
    } catch (error) {
      if (error instanceof DiscordAPIError && error.code === ALREADY_ACKNOWLEDGED) await reportUnsure(address);
      throw error;
    }
  }

  async function reportUnsure(address: InteractionAddress): Promise<void> {
    try {
      await answers.replyDeferred(address, ERRORS.unsure);
    } catch (error) {
      log.info({ err: error, interaction: address.id }, 'the person could not be told either');
    }
  }

  /** A press on the card is answered beside it; one on a private answer changes that answer. */
  async function press(interaction: ReceivedInteraction): Promise<void> {
    const { message } = interaction;
    const privateAnswer = await acknowledged(interaction, () =>
      answers.deferPress(interaction, message?.isPrivate ?? false),
    );
    const control = interaction.control && parseCustomId(interaction.control.customId);
    if (!control || !Object.hasOwn(buttons, control.action))
      return void (await privateAnswer.show(textOnly(ERRORS.oldCard)));
    const act = buttons[control.action as keyof typeof buttons]; // it has it
    await answer(interaction, privateAnswer, async (whole) => {
      if (message && !message.isPrivate && (await isOldCard(whole, control.sessionId, message))) return ERRORS.oldCard;
      return act(services, pressOf(whole, control));
    });
  }

  function isOldCard(
    { guildId, channelId }: LocatedInteraction,
    sessionId: string,
    message: NonNullable<ReceivedInteraction['message']>,
  ) {
    return world.isOldCard(sessionId, { id: message.id, channelId: message.channelId ?? channelId, guildId });
  }

  /** Runs `act` and shows what it returns: a sentence, a reply to be rendered, or nothing. */
  async function answer(
    interaction: ReceivedInteraction,
    privateAnswer: PrivateAnswer,
    act: (interaction: LocatedInteraction) => Promise<Reply | string | null>,
  ): Promise<void> {
    const { person, guildId, channelId } = interaction;
    if (guildId === null || !world.isMember(guildId))
      return void (await privateAnswer.show(textOnly(ERRORS.notInvited)));
    if (person === null || channelId === null) {
      log.error({ interaction: interaction.id }, 'an interaction names no person or no channel');
      return void (await privateAnswer.show(textOnly(ERRORS.unexpected)));
    }
    if (closed) return void (await privateAnswer.show(textOnly(ERRORS.restarting)));
    const offered = { privateAnswer, channelId };
    const reply = await runToMessage(person, offered, () => act({ ...interaction, person, guildId, channelId }));
    if (reply) await tell(person, reply, offered);
  }

  /** Shows a reply, once together with the reminder of a link that ends soon. */
  async function tell(person: Person, reply: AnswerMessage, offered: LinkOfferAnswer): Promise<void> {
    const { privateAnswer } = offered;
    const renewal = await reminder(person);
    if (!renewal) return void (await privateAnswer.show(reply));
    let isTold = false;
    try {
      isTold = await privateAnswer.show(withReminder(reply, renewal));
    } finally {
      if (isTold) remember(person.id, offered);
      else await services.renewal.release(person.id);
    }
  }

  /** Returns what to remind somebody of; what fails on the way does not keep their answer from them. */
  async function reminder(person: Person): ReturnType<typeof offerRenewal> {
    try {
      return await offerRenewal(services, person);
    } catch (err) {
      log.error({ err, user: person.id }, 'nobody was reminded of a link');
      return null;
    }
  }

  async function runToMessage(
    person: Person,
    offered: LinkOfferAnswer,
    act: () => Promise<Reply | string | null>,
  ): Promise<AnswerMessage | null> {
    try {
      const reply = await act();
      if (!reply) return null;
      if (typeof reply === 'string') return textOnly(reply);
      if ('offer' in reply) remember(person.id, offered);
      return renderReply(reply, mentions);
    } catch (error) {
      return textOnly(errorText(error, person));
    }
  }

  /** Formats a time: relative if it is soon, else the time of day. */
  function formatUntil(until: number | undefined): string | undefined {
    if (until === undefined) return undefined;
    return until - now() < SOON_MS ? timestamp(until, 'R') : `after ${timestamp(until, 't')}`;
  }

  function errorText(error: unknown, { id: user }: Person): string {
    if (error instanceof Refusal) return REFUSALS[error.code];
    if (error instanceof Unavailable) {
      log.warn({ err: error, user }, 'a press failed: spotify is unavailable');
      return TROUBLE_AT_PRESS[error.kind](formatUntil(error.until), error.device && escapeName(error.device, 60));
    }
    log.error({ err: error, user }, 'a press failed');
    return ERRORS.unexpected;
  }

  async function complete(interaction: ReceivedInteraction): Promise<void> {
    let choices: Suggestion[] = [];
    let bug: unknown = null;
    try {
      choices = await suggestions(interaction);
    } catch (error) {
      // Suggestions have no room for a sentence; submitting the command says what is the matter.
      if (error instanceof Unavailable) log.warn({ err: error }, 'no suggestions');
      else if (!(error instanceof Refusal)) bug = error;
    }
    await answers.suggest(interaction, choices);
    if (bug !== null) throw bug;
  }

  async function suggestions(interaction: ReceivedInteraction): Promise<Suggestion[]> {
    const { person, guildId, channelId } = interaction;
    const known = commandOf(interaction.command);
    const typed = interaction.command?.options.find(({ isFocused }) => isFocused)?.value;
    if (closed || !known?.complete || typeof typed !== 'string') return [];
    if (person === null || channelId === null || guildId === null || !world.isMember(guildId)) return [];
    return known.complete(services, callOf({ ...interaction, person, guildId, channelId }), typed);
  }

  function remember(userId: string, offered: LinkOfferAnswer): void {
    const others = (offers.get(userId) ?? []).filter(({ privateAnswer }) => privateAnswer !== offered.privateAnswer);
    offers.set(userId, [...others, offered].slice(-MOST_ANSWERS));
  }

  /**
   * Changes the private answers that offered somebody the link they finished, as far as that can still be done; none any
   * more once `isStill` turns false.
   */
  async function tellLinked(linked: Linked, isStill: () => boolean): Promise<void> {
    const userId = linked.person.id;
    const open = offers.get(userId) ?? [];
    offers.delete(userId);
    for (const { privateAnswer, channelId } of open) {
      if (!isStill()) return;
      try {
        await privateAnswer.show(renderReply(linkedReply(linked, channelId), mentions));
      } catch (error) {
        log.info({ err: error, user: userId }, 'a private answer could no longer be changed');
      }
    }
  }

  async function attempt(interaction: ReceivedInteraction): Promise<void> {
    try {
      await route(interaction);
      world.ended('answered', interaction.id);
    } catch (error) {
      const isLate = isExpired(error);
      world.ended(isLate ? 'late' : 'failed', interaction.id);
      log[isLate ? 'info' : 'error']({ err: error, interaction: interaction.id }, 'an interaction went unanswered');
    }
  }

  return {
    handle(payload) {
      const interaction = readInteraction(payload);
      if (!interaction) {
        log.warn('an interaction cannot be read');
        return;
      }
      if (seen.has(interaction.id)) {
        log.info({ interaction: interaction.id }, 'an interaction came twice');
        return;
      }
      seen.set(interaction.id, true);
      const work = attempt(interaction).finally(() => underWay.delete(work));
      underWay.add(work);
    },
    close() {
      closed = true;
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function commandOf(typed: TypedCommand | null): Subcommand | null {
  const name = typed?.name === 'sesh' ? typed.subcommand : null;
  return name !== null && Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : null;
}

function callOf(interaction: LocatedInteraction): CommandCall {
  return { ...whoOf(interaction), options: optionsOf(interaction.command?.options ?? []) };
}

function pressOf(
  interaction: LocatedInteraction,
  { sessionId, arg }: { sessionId: string; arg: string | undefined },
): Press {
  return { ...whoOf(interaction), sessionId, arg, values: interaction.control?.values ?? [] };
}

function whoOf({
  person,
  guildId,
  channelId,
  mayManage,
  mayPost,
  isUnseenThread,
}: LocatedInteraction): Pick<CommandCall, 'caller' | 'person'> {
  return {
    caller: { userId: person.id, guildId, channelId, mayManage, isUnseenThread, ...(mayPost !== null && { mayPost }) },
    person,
  };
}

/** The types of options (https://docs.discord.com/developers/interactions/application-commands). */
const OPTION = { text: 3, number: 4, user: 6 } as const;

function optionsOf(given: readonly GivenOption[]): CommandOptions {
  /** An option of another type than registered comes from an old client, or from nobody we know. */
  function read<T>(name: string, type: number, isFit: (value: unknown) => value is T): T | undefined {
    const option = given.find((one) => one.name === name);
    if (!option) return undefined;
    if (option.type !== type || !isFit(option.value)) throw new Refusal('optionUnknown');
    return option.value;
  }

  return {
    text: (name) => read(name, OPTION.text, isText),
    number: (name) => read(name, OPTION.number, isNumber),
    user: (name) => read(name, OPTION.user, isText),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
