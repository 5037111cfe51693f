import { DiscordAPIError } from 'discord.js';
import type { Call, Choice, Command, Options, Press, Services } from '../commands/command.ts';
import { buttons, commands } from '../commands/index.ts';
import { offerRenewal } from '../commands/renewal-offer.ts';
import type { Reply } from '../commands/reply.ts';
import { createExpiringMap } from '../expiring-map.ts';
import type { Log } from '../log.ts';
import type { Person } from '../ports/links.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { Refusal } from '../session/refusal.ts';
import { ERRORS } from '../words/errors.ts';
import { REFUSALS } from '../words/refusals.ts';
import { TROUBLE_AT_PRESS } from '../words/troubles.ts';
import { type Mentions, only, type Said, say, withReminder } from './answers.ts';
import { type Address, type Asked, type GivenOption, readAsked, type Typed } from './asked.ts';
import { parseCustomId } from './controls.ts';
import { isTooLate, type PrivateAnswer, type PrivateAnswers } from './private-answers.ts';
import { plain, timestamp } from './text.ts';

const ALREADY_ACKNOWLEDGED = 40_060;
/** A wait this short is counted down. */
const SOON_MS = 2 * 60_000;
/** The time after a question during which its private answer can still be changed (Discord's limit is 15 minutes). */
const ANSWER_LIFE_MS = 14 * 60_000;
const MOST_OFFERS = 2_000;
/** The most answers of one person that are changed together. */
const MOST_ANSWERS = 5;
/** The time for which, and the number of, interactions are remembered, because the gateway may deliver one twice. */
const SEEN = { forMs: 15 * 60_000, most: 10_000 };

export type Dispatch = {
  /** Answers one interaction, as Discord told it; returns at once. */
  handle(told: unknown): void;
  /**
   * Changes the private answers that offered this person a link, as far as that can still be done, each to what is to be
   * said in its channel; none any more once `isStill` turns false.
   */
  tellLinked(userId: string, isStill: () => boolean, replyIn: (channelId: string) => Reply): Promise<void>;
  /** Drops what is held of this person: nobody's private answer changes any more. */
  forget(userId: string): void;
  /** Answers everything from now on with a kind word about the restart. */
  close(): void;
  idle(): Promise<void>;
};

/** Answered, or Discord had given up on us, or something went wrong. */
export type InteractionOutcome = 'answered' | 'late' | 'failed';

/** An interaction of which is known whose it is and where. */
type Known = Asked & { person: Person; guildId: string; channelId: string };

/** A private answer that offers a link, and where it stands. */
type Offered = { told: PrivateAnswer; channelId: string };

/**
 * The one place that touches interactions: acknowledges at once, lets the command work, puts what it says into words.
 * Whatever goes wrong on the way becomes one sentence for the person and one line in the log.
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
  ended: (outcome: InteractionOutcome) => void;
}): Dispatch {
  const { services, answers, mentions, log, now } = world;
  const seen = createExpiringMap<string, true>({ now, ...SEEN });
  const offers = createExpiringMap<string, Offered[]>({ now, forMs: ANSWER_LIFE_MS, most: MOST_OFFERS });
  const underWay = new Set<Promise<void>>();
  let closed = false;

  function route(asked: Asked): Promise<void> {
    switch (asked.kind) {
      case 'suggestions':
        return complete(asked);
      case 'command':
        return command(asked);
      case 'press':
        return press(asked);
      case 'unknown':
        return answers.tell(asked, ERRORS.unknownCommand);
    }
  }

  async function command(asked: Asked): Promise<void> {
    const told = await acknowledged(asked, () => answers.takeCommand(asked));
    const known = commandOf(asked.command);
    if (!known) return void (await told.say(only(ERRORS.unknownCommand)));
    await answer(asked, told, (whole) => known.run(services, callOf(whole)));
  }

  /**
   * Nothing is carried out before Discord has taken the acknowledgement with a clear yes. One that counts as given
   * already was repeated because its answer was lost: the person is told, and can press again.
   */
  async function acknowledged(address: Address, take: () => Promise<PrivateAnswer>): Promise<PrivateAnswer> {
    try {
      return await take();
    } catch (error) {
      if (error instanceof DiscordAPIError && error.code === ALREADY_ACKNOWLEDGED) await tellUnsure(address);
      throw error;
    }
  }

  async function tellUnsure(address: Address): Promise<void> {
    try {
      await answers.tellTaken(address, ERRORS.unsure);
    } catch (error) {
      log.info({ err: error, interaction: address.id }, 'nobody could be told either');
    }
  }

  /** A press on the card is answered beside it; one on a private answer changes that answer. */
  async function press(asked: Asked): Promise<void> {
    const { message } = asked;
    const told = await acknowledged(asked, () => answers.takePress(asked, message?.isPrivate ?? false));
    const control = asked.control && parseCustomId(asked.control.customId);
    if (!control || !Object.hasOwn(buttons, control.action)) return void (await told.say(only(ERRORS.oldCard)));
    const act = buttons[control.action as keyof typeof buttons]; // it has it
    await answer(asked, told, async (whole) => {
      if (message && !message.isPrivate && (await isOldCard(whole, control.sessionId, message))) return ERRORS.oldCard;
      return act(services, pressOf(whole, control));
    });
  }

  function isOldCard({ guildId, channelId }: Known, sessionId: string, message: NonNullable<Asked['message']>) {
    return world.isOldCard(sessionId, { id: message.id, channelId: message.channelId ?? channelId, guildId });
  }

  /** A sentence, or a reply to be put into words, or nothing to say. */
  async function answer(
    asked: Asked,
    told: PrivateAnswer,
    act: (asked: Known) => Promise<Reply | string | null>,
  ): Promise<void> {
    const { person, guildId, channelId } = asked;
    if (guildId === null || !world.isMember(guildId)) return void (await told.say(only(ERRORS.notInvited)));
    if (person === null || channelId === null) {
      log.error({ interaction: asked.id }, 'an interaction does not say whose it is, or where');
      return void (await told.say(only(ERRORS.unexpected)));
    }
    if (closed) return void (await told.say(only(ERRORS.restarting)));
    const offered = { told, channelId };
    const said = await words(person, offered, () => act({ ...asked, person, guildId, channelId }));
    if (said) await tell(person, said, offered);
  }

  /** Somebody whose link nears its end is told so once, along with whatever they are told next. */
  async function tell(person: Person, said: Said, offered: Offered): Promise<void> {
    const { told } = offered;
    const renewal = await reminder(person);
    if (!renewal) return void (await told.say(said));
    let isTold = false;
    try {
      isTold = await told.say(withReminder(said, renewal));
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

  async function words(
    person: Person,
    offered: Offered,
    act: () => Promise<Reply | string | null>,
  ): Promise<Said | null> {
    try {
      const reply = await act();
      if (!reply) return null;
      if (typeof reply === 'string') return only(reply);
      if ('offer' in reply) remember(person.id, offered);
      return say(reply, mentions);
    } catch (error) {
      return only(excuse(error, person));
    }
  }

  /** Soon is counted down; later is a time of the day. */
  function whenOver(until: number | undefined): string | undefined {
    if (until === undefined) return undefined;
    return until - now() < SOON_MS ? timestamp(until, 'R') : `after ${timestamp(until, 't')}`;
  }

  function excuse(error: unknown, { id: user }: Person): string {
    if (error instanceof Refusal) return REFUSALS[error.code];
    if (error instanceof Unavailable) {
      log.warn({ err: error, user }, 'a press met trouble');
      return TROUBLE_AT_PRESS[error.kind](whenOver(error.until), error.device && plain(error.device, 60));
    }
    log.error({ err: error, user }, 'a press failed');
    return ERRORS.unexpected;
  }

  async function complete(asked: Asked): Promise<void> {
    let choices: Choice[] = [];
    let bug: unknown = null;
    try {
      choices = await suggestions(asked);
    } catch (error) {
      // Suggestions have no room for a sentence; submitting the command says what is the matter.
      if (error instanceof Unavailable) log.warn({ err: error }, 'no suggestions');
      else if (!(error instanceof Refusal)) bug = error;
    }
    await answers.suggest(asked, choices);
    if (bug !== null) throw bug;
  }

  async function suggestions(asked: Asked): Promise<Choice[]> {
    const { person, guildId, channelId } = asked;
    const known = commandOf(asked.command);
    const typed = asked.command?.options.find(({ isFocused }) => isFocused)?.value;
    if (closed || !known?.complete || typeof typed !== 'string') return [];
    if (person === null || channelId === null || guildId === null || !world.isMember(guildId)) return [];
    return known.complete(services, callOf({ ...asked, person, guildId, channelId }), typed);
  }

  function remember(userId: string, offered: Offered): void {
    const others = (offers.get(userId) ?? []).filter(({ told }) => told !== offered.told);
    offers.set(userId, [...others, offered].slice(-MOST_ANSWERS));
  }

  async function attempt(asked: Asked): Promise<void> {
    try {
      await route(asked);
      world.ended('answered');
    } catch (error) {
      const isLate = isTooLate(error);
      world.ended(isLate ? 'late' : 'failed');
      log[isLate ? 'info' : 'error']({ err: error, interaction: asked.id }, 'an interaction went unanswered');
    }
  }

  return {
    handle(told) {
      const asked = readAsked(told);
      if (!asked) {
        log.warn('an interaction cannot be read');
        return;
      }
      if (seen.has(asked.id)) {
        log.info({ interaction: asked.id }, 'an interaction came twice');
        return;
      }
      seen.set(asked.id, true);
      const work = attempt(asked).finally(() => underWay.delete(work));
      underWay.add(work);
    },
    async tellLinked(userId, isStill, replyIn) {
      const open = offers.get(userId) ?? [];
      offers.delete(userId);
      for (const { told, channelId } of open) {
        if (!isStill()) return;
        try {
          await told.say(say(replyIn(channelId), mentions));
        } catch (error) {
          log.info({ err: error, user: userId }, 'a private answer could no longer be changed');
        }
      }
    },
    forget: (userId) => void offers.delete(userId),
    close() {
      closed = true;
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function commandOf(typed: Typed | null): Command | null {
  const name = typed?.name === 'sesh' ? typed.subcommand : null;
  return name !== null && Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : null;
}

function callOf(asked: Known): Call {
  return { ...whoOf(asked), options: optionsOf(asked.command?.options ?? []) };
}

function pressOf(asked: Known, { sessionId, arg }: { sessionId: string; arg: string | undefined }): Press {
  return { ...whoOf(asked), sessionId, arg, values: asked.control?.values ?? [] };
}

function whoOf({
  person,
  guildId,
  channelId,
  mayManage,
  mayPost,
  isUnseenThread,
}: Known): Pick<Call, 'caller' | 'person'> {
  return {
    caller: { userId: person.id, guildId, channelId, mayManage, isUnseenThread, ...(mayPost !== null && { mayPost }) },
    person,
  };
}

/** The types of options (https://docs.discord.com/developers/interactions/application-commands). */
const OPTION = { text: 3, number: 4, user: 6 } as const;

function optionsOf(given: readonly GivenOption[]): Options {
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
