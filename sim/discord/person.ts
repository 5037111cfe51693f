import { parseCommandLine } from './commands/command-line.ts';
import { autocompleteData, commandData } from './commands/command-payload.ts';
import type { Command, Commands } from './commands/commands.ts';
import type { Guilds } from './guilds/guilds.ts';
import { has } from './guilds/permissions.ts';
import type { ChannelRecord, GuildRecord, MemberRecord } from './guilds/records.ts';
import type { User } from './guilds/users.ts';
import type { Choice, Interaction } from './interactions/interaction.ts';
import { interactionBase } from './interactions/interaction-payload.ts';
import type { InteractionEvent, Interactions } from './interactions/interactions.ts';
import { COMPONENT_TYPE } from './messages/components.ts';
import { checkChoice, findButton } from './messages/controls.ts';
import { PINGS_OF_MESSAGES } from './messages/mentions.ts';
import { MESSAGE_TYPE, type Message } from './messages/message.ts';
import { toMessage } from './messages/message-payload.ts';
import type { Messages } from './messages/messages.ts';

const INTERACTION_TYPE = { command: 2, component: 3, autocomplete: 4 } as const;

/** A component that is used by a client that does not play by the rules, or shows what is long gone. */
export type ForgedPress = {
  message: Message;
  customId: string;
  /** A button (2) unless told. */
  componentType?: number;
  values?: string[];
};

/** Somebody in a guild, who can do and see what Discord's client lets them. */
export type Person = {
  readonly user: User;
  readonly guild: { readonly id: string; readonly name: string };
  /** Types a command and sends it; resolves when the bot is done answering. */
  type(channel: { id: string }, text: string): Promise<Interaction>;
  /** Types a command up to some value; resolves with what is offered for it. */
  complete(channel: { id: string }, text: string): Promise<Choice[]>;
  /** Presses a button, found by its label, by the beginning of it, or by its custom_id. */
  press(message: { id: string }, label: string): Promise<Interaction>;
  /** Chooses in a select. */
  choose(message: { id: string }, customId: string, values: string[]): Promise<Interaction>;
  /** Sends a press that no honest client would send. */
  forge(press: ForgedPress): Promise<Interaction>;
  /** Returns the messages this person sees, oldest first. */
  sees(channel: { id: string }): Message[];
  /** Writes a plain message. */
  say(channel: { id: string }, text: string): Message;
  /** Deletes a message: a public one with the right to, an ephemeral one of their own always. */
  remove(message: { id: string }): void;
};

export function createPerson(
  world: { applicationId: string; guilds: Guilds; commands: Commands; messages: Messages; interactions: Interactions },
  guild: GuildRecord,
  member: MemberRecord,
): Person {
  const { applicationId, guilds, commands, messages, interactions } = world;
  const { user } = member;

  function isLetInto(channel: ChannelRecord): boolean {
    return has(guilds.permissionsIn(channel, user.id), 'VIEW_CHANNEL');
  }

  function enter({ id }: { id: string }): ChannelRecord {
    const channel = guilds.findChannel(id);
    if (!channel || !isLetInto(channel)) throw new Error(`${user.username} does not see this channel`);
    return channel;
  }

  function sees({ id }: { id: string }): Message[] {
    const channel = guilds.findChannel(id);
    if (!channel || !isLetInto(channel)) return [];
    return messages.inChannel(id).filter(({ ephemeralTo }) => !ephemeralTo || ephemeralTo.id === user.id);
  }

  function look({ id }: { id: string }): Message {
    const message = messages.find(id);
    if (!message || !sees({ id: message.channelId }).includes(message)) {
      throw new Error(`${user.username} does not see this message`);
    }
    return message;
  }

  function typed(channel: ChannelRecord, text: string) {
    const permissions = guilds.permissionsIn(channel, user.id);
    if (!has(permissions, 'USE_APPLICATION_COMMANDS')) throw new Error(`${user.username} may not use commands here`);
    const offered = commands.inGuild(guild.id).filter((command) => isOffered(command, permissions));
    return parseCommandLine(text, offered);
  }

  async function send(
    asked: { kind: Interaction['kind']; channel: ChannelRecord; source: Message | null },
    said: (base: ReturnType<typeof interactionBase> & { id: string; token: string }) => object,
  ): Promise<Interaction> {
    const base = interactionBase(guilds, { applicationId, guild, channel: asked.channel, member });
    // The payload's union is told apart by enum members, which are not ours to import.
    const event = (id: string, token: string) => said({ ...base, id, token }) as InteractionEvent;
    const interaction = interactions.send({ ...asked, by: user }, event);
    await interaction.done;
    return interaction;
  }

  function use(message: Message, data: { custom_id: string; component_type: number; values?: string[] }) {
    const channel = enter({ id: message.channelId });
    return send({ kind: 'component', channel, source: message }, (base) => ({
      ...base,
      type: INTERACTION_TYPE.component,
      message: toMessage(message),
      data,
    }));
  }

  return {
    user,
    guild: { id: guild.id, name: guild.name },
    sees,
    async type(place, text) {
      const channel = enter(place);
      const data = commandData(typed(channel, text), guild);
      return send({ kind: 'command', channel, source: null }, (base) => ({
        ...base,
        type: INTERACTION_TYPE.command,
        data,
      }));
    },
    async complete(place, text) {
      const channel = enter(place);
      const data = autocompleteData(typed(channel, text), guild);
      const interaction = await send({ kind: 'autocomplete', channel, source: null }, (base) => ({
        ...base,
        type: INTERACTION_TYPE.autocomplete,
        data,
      }));
      if (interaction.notice) throw new Error(interaction.notice);
      return interaction.choices;
    },
    async press(where, label) {
      const message = look(where);
      const button = findButton(message, label);
      return use(message, { custom_id: button.custom_id, component_type: COMPONENT_TYPE.button });
    },
    async choose(where, customId, values) {
      const message = look(where);
      checkChoice(message, customId, values);
      return use(message, { custom_id: customId, component_type: COMPONENT_TYPE.stringSelect, values });
    },
    async forge({ message, customId, componentType = COMPONENT_TYPE.button, values }) {
      return use(message, { custom_id: customId, component_type: componentType, ...(values && { values }) });
    },
    say(place, text) {
      const channel = enter(place);
      const permissions = guilds.permissionsIn(channel, user.id);
      if (!has(permissions, 'SEND_MESSAGES')) throw new Error(`${user.username} may not write here`);
      for (const [, mentioned = ''] of text.matchAll(/<@(\d+)>/g)) guilds.addToThread(channel, mentioned);
      return messages.create({
        channel,
        author: user,
        type: MESSAGE_TYPE.plain,
        draft: { content: text },
        files: [],
        flags: 0,
        ephemeralTo: null,
        cause: null,
        replyTo: null,
        pingsByDefault: PINGS_OF_MESSAGES,
        mayPingEveryone: has(permissions, 'MENTION_EVERYONE'),
      });
    },
    remove(where) {
      const message = look(where);
      const channel = enter({ id: message.channelId });
      const may = message.ephemeralTo || has(guilds.permissionsIn(channel, user.id), 'MANAGE_MESSAGES');
      if (!may) throw new Error(`${user.username} may not delete this message`);
      messages.remove(message);
    },
  };
}

/** Commands that need "no permission at all" are for administrators. */
function isOffered({ neededPermissions: needed }: Command, permissions: bigint): boolean {
  if (needed === null || has(permissions, 'ADMINISTRATOR')) return true;
  return needed !== 0n && (permissions & needed) === needed;
}
