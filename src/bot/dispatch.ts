import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type Interaction,
  type Message,
  type MessageComponentInteraction,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord.js';
import type { Call, Choice, Command, Options, Press, Services } from '../commands/command.ts';
import { buttons, commands } from '../commands/index.ts';
import { offerRenewal } from '../commands/renewal-offer.ts';
import type { Reply } from '../commands/reply.ts';
import type { Log } from '../log.ts';
import { Unavailable } from '../service/ports.ts';
import { Refusal } from '../session/refusal.ts';
import { MISHAPS } from '../words/mishaps.ts';
import { REFUSALS } from '../words/refusals.ts';
import { TROUBLE_AT_PRESS } from '../words/troubles.ts';
import { type Mentions, only, type Said, say, withReminder } from './answers.ts';
import { parseCustomId } from './controls.ts';
import { timestamp } from './text.ts';

const ALREADY_ACKNOWLEDGED = 40_060;
/** Nobody is waiting any more: the interaction died, or was answered already. Asking again never helps. */
const TOO_LATE = new Set<string | number>([10_062, ALREADY_ACKNOWLEDGED, 50_027, 10_015, 10_008]);
/** A wait this short is counted down. */
const SOON_MS = 2 * 60_000;
/** How long after asking a private answer can still be changed (Discord's limit is 15 minutes). */
const ANSWER_LIFE_MS = 14 * 60_000;
/** How many interactions are known again when the gateway delivers one twice. */
const KNOWN_AGAIN = 1_000;

export type Dispatch = {
  /** Answers one interaction; returns at once. */
  handle(interaction: Interaction): void;
  /** Changes the private answers that offered this person a link, as far as that can still be done. */
  tellLinked(userId: string, reply: Reply): Promise<void>;
  /** Drops what is held of this person: nobody's private answer changes any more. */
  forget(userId: string): void;
  /** Answers everything from now on with a kind word about the restart. */
  close(): void;
  idle(): Promise<void>;
};

/** Answered, or Discord had given up on us, or something went wrong. */
export type InteractionOutcome = 'answered' | 'late' | 'failed';

type Answerable = ChatInputCommandInteraction | MessageComponentInteraction;
type Offered = { until: number; change: (said: Said) => Promise<unknown> };

/**
 * The one place that touches interactions: acknowledges at once, lets the command work, puts what it says into words.
 * Whatever goes wrong on the way becomes one sentence for the person and one line in the log.
 */
export function createDispatch(world: {
  services: Services;
  mentions: Mentions;
  log: Log;
  now: () => number;
  /** Whether a message is not, or no longer, the card of this session. */
  isOldCard: (sessionId: string, message: Message) => boolean;
  ended: (outcome: InteractionOutcome) => void;
}): Dispatch {
  const { services, mentions, log } = world;
  const seen = new Set<string>();
  const offers = new Map<string, Offered[]>();
  const underWay = new Set<Promise<void>>();
  let closed = false;

  async function route(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) return complete(interaction);
    if (interaction.isChatInputCommand()) return command(interaction);
    if (interaction.isMessageComponent()) return press(interaction);
  }

  async function command(interaction: ChatInputCommandInteraction): Promise<void> {
    await acknowledged(interaction, () => interaction.deferReply({ flags: MessageFlags.Ephemeral }));
    const change = (said: Said) => interaction.editReply(said);
    const known = commandOf(interaction);
    if (!interaction.inCachedGuild()) return void (await change(only(MISHAPS.notInvited)));
    if (!known) return void (await change(only(MISHAPS.unknownCommand)));
    await answer(interaction, () => known.run(services, callOf(interaction)), change);
  }

  /**
   * Nothing is carried out before Discord has taken the acknowledgement with a clear yes. One that counts as given
   * already was repeated because its answer was lost: the person is told, and can press again.
   */
  async function acknowledged(interaction: Answerable, acknowledge: () => Promise<unknown>): Promise<void> {
    try {
      await acknowledge();
    } catch (error) {
      if (error instanceof DiscordAPIError && error.code === ALREADY_ACKNOWLEDGED) await tellUnsure(interaction);
      throw error;
    }
  }

  async function tellUnsure(interaction: Answerable): Promise<void> {
    const { webhook } = interaction;
    try {
      if (interaction.isMessageComponent())
        await webhook.send({ content: MISHAPS.unsure, flags: MessageFlags.Ephemeral });
      else await webhook.editMessage('@original', MISHAPS.unsure);
    } catch (error) {
      log.info({ err: error, interaction: interaction.id }, 'nobody could be told either');
    }
  }

  /** A press on the card is answered beside it; one on a private answer changes that answer. */
  async function press(interaction: MessageComponentInteraction): Promise<void> {
    await acknowledged(interaction, () => interaction.deferUpdate());
    const isPrivate = interaction.message.flags.has(MessageFlags.Ephemeral);
    const change = isPrivate ? (said: Said) => interaction.editReply(said) : beside(interaction);
    const control = parseCustomId(interaction.customId);
    if (!interaction.inCachedGuild()) return void (await change(only(MISHAPS.notInvited)));
    if (!control || !Object.hasOwn(buttons, control.action)) return void (await change(only(MISHAPS.oldCard)));
    if (!isPrivate && world.isOldCard(control.sessionId, interaction.message))
      return void (await change(only(MISHAPS.oldCard)));
    const act = buttons[control.action as keyof typeof buttons];
    await answer(interaction, () => act(services, pressOf(interaction, control)), change);
  }

  async function answer(
    interaction: Answerable & { guildId: string },
    act: () => Promise<Reply | null>,
    change: (said: Said) => Promise<unknown>,
  ): Promise<void> {
    if (closed) return void (await change(only(MISHAPS.restarting)));
    const said = await words(interaction, act, change);
    if (said) await tell(interaction, said, change);
  }

  /** Somebody whose link nears its end is told so once, along with whatever they are told next. */
  async function tell(
    interaction: Answerable & { guildId: string },
    said: Said,
    change: (said: Said) => Promise<unknown>,
  ): Promise<void> {
    const { person } = whoOf(interaction);
    const renewal = offerRenewal(services, person);
    if (!renewal) return void (await change(said));
    try {
      await change(withReminder(said, renewal));
      remember(person.id, change);
    } catch (error) {
      services.renewal.release(person.id);
      throw error;
    }
  }

  async function words(
    interaction: Answerable,
    act: () => Promise<Reply | null>,
    change: (said: Said) => Promise<unknown>,
  ): Promise<Said | null> {
    try {
      const reply = await act();
      if (!reply) return null;
      if ('offer' in reply) remember(interaction.user.id, change);
      return say(reply, mentions);
    } catch (error) {
      return only(excuse(error, interaction));
    }
  }

  /** Soon is counted down; later is a time of the day. */
  function whenOver(until: number | undefined): string | undefined {
    if (until === undefined) return undefined;
    return until - world.now() < SOON_MS ? timestamp(until, 'R') : `after ${timestamp(until, 't')}`;
  }

  function excuse(error: unknown, interaction: Answerable): string {
    if (error instanceof Refusal) return REFUSALS[error.code];
    if (error instanceof Unavailable) {
      log.warn({ err: error, user: interaction.user.id }, 'a press met trouble');
      return TROUBLE_AT_PRESS[error.kind](whenOver(error.until));
    }
    log.error({ err: error, user: interaction.user.id }, 'a press failed');
    return MISHAPS.apology;
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    let choices: Choice[] = [];
    let bug: unknown = null;
    try {
      choices = await suggestions(interaction);
    } catch (error) {
      // Suggestions have no room for a sentence; submitting the command says what is the matter.
      if (error instanceof Unavailable) log.warn({ err: error }, 'no suggestions');
      else if (!(error instanceof Refusal)) bug = error;
    }
    await interaction.respond(choices);
    if (bug !== null) throw bug;
  }

  async function suggestions(interaction: AutocompleteInteraction): Promise<Choice[]> {
    const known = commandOf(interaction);
    if (closed || !known?.complete || !interaction.inCachedGuild()) return [];
    return known.complete(services, callOf(interaction), interaction.options.getFocused());
  }

  function remember(userId: string, change: (said: Said) => Promise<unknown>): void {
    const alive = (offers.get(userId) ?? []).filter((offer) => offer.until > world.now() && offer.change !== change);
    offers.set(userId, [...alive, { until: world.now() + ANSWER_LIFE_MS, change }]);
  }

  async function attempt(interaction: Interaction): Promise<void> {
    try {
      await route(interaction);
      world.ended('answered');
    } catch (error) {
      const isLate = error instanceof DiscordAPIError && TOO_LATE.has(error.code);
      world.ended(isLate ? 'late' : 'failed');
      log[isLate ? 'info' : 'error']({ err: error, interaction: interaction.id }, 'an interaction went unanswered');
    }
  }

  return {
    handle(interaction) {
      if (seen.has(interaction.id)) {
        log.info({ interaction: interaction.id }, 'an interaction came twice');
        return;
      }
      seen.add(interaction.id);
      for (const oldest of seen) if (seen.size > KNOWN_AGAIN) seen.delete(oldest);
      const work = attempt(interaction).finally(() => underWay.delete(work));
      underWay.add(work);
    },
    async tellLinked(userId, reply) {
      const open = offers.get(userId) ?? [];
      offers.delete(userId);
      for (const { until, change } of open) {
        if (until <= world.now()) continue;
        try {
          await change(say(reply, mentions));
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

/** A private answer beside the message that was pressed: said first, changed afterwards. */
function beside(interaction: MessageComponentInteraction): (said: Said) => Promise<unknown> {
  let answer: Message | null = null;
  return async (said) => {
    if (answer) await interaction.editReply({ ...said, message: answer });
    else answer = await interaction.followUp({ ...said, flags: MessageFlags.Ephemeral });
  };
}

function commandOf(interaction: ChatInputCommandInteraction | AutocompleteInteraction): Command | null {
  const name = interaction.commandName === 'sesh' ? interaction.options.getSubcommand(false) : null;
  return name !== null && Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : null;
}

type InGuild = (Answerable | AutocompleteInteraction) & { guildId: string };

function callOf(interaction: (ChatInputCommandInteraction | AutocompleteInteraction) & { guildId: string }): Call {
  return { ...whoOf(interaction), options: optionsOf(interaction) };
}

function pressOf(
  interaction: MessageComponentInteraction & { guildId: string },
  { sessionId, arg }: { sessionId: string; arg: string | undefined },
): Press {
  const values = interaction.isStringSelectMenu() ? interaction.values : [];
  return { ...whoOf(interaction), sessionId, arg, values };
}

function whoOf(interaction: InGuild): Pick<Call, 'caller' | 'person'> {
  const { user, guildId } = interaction;
  const mayManage = interaction.memberPermissions?.has(PermissionFlagsBits.ManageChannels) ?? false;
  return {
    caller: {
      userId: user.id,
      guildId,
      channelId: interaction.channelId ?? '',
      mayManage,
      mayPost: mayPost(interaction),
    },
    person: { id: user.id, name: user.displayName, avatarUrl: user.avatarURL({ size: 128 }) },
  };
}

function mayPost(interaction: InGuild): boolean {
  const send = interaction.channel?.isThread()
    ? PermissionFlagsBits.SendMessagesInThreads
    : PermissionFlagsBits.SendMessages;
  return interaction.appPermissions.has([PermissionFlagsBits.ViewChannel, send, PermissionFlagsBits.EmbedLinks]);
}

function optionsOf({ options }: ChatInputCommandInteraction | AutocompleteInteraction): Options {
  return {
    text: (name) => asGiven(() => options.getString(name)),
    number: (name) => asGiven(() => options.getInteger(name)),
    user: (name) => asGiven(() => options.get(name)?.user?.id ?? null),
  };
}

/** An option of another type than registered comes from an old client, or from nobody we know. */
function asGiven<T>(read: () => T | null): T | undefined {
  try {
    return read() ?? undefined;
  } catch {
    throw new Refusal('optionUnknown');
  }
}
