import { registration } from '../../src/commands/index.ts';
import type { Private } from './discord.ts';
import { NAMES, type Name } from './party.ts';

/** Where an evening is. */
export const CHANNEL = { guildId: '501', channelId: '601' };

const FIRST_PERSON = 701;
const TYPES = { command: 2, press: 3, suggestions: 4 } as const;
const COMPONENTS = { button: 2, menu: 3 } as const;
const SUBCOMMAND = 1;
const EPHEMERAL = 64;
const ADMINISTRATOR = '8';

export function idOf(name: Name): string {
  return String(FIRST_PERSON + NAMES.indexOf(name));
}

export function nameOf(id: string): Name | undefined {
  return NAMES[Number(id) - FIRST_PERSON];
}

/** The options of a command, by name. */
export type Given = Record<string, string | number>;

/** What Discord tells of a command that somebody typed to its end. */
export function typed(who: Name, subcommand: string, given: Given = {}): object {
  const options = Object.entries(given).map(([name, value]) => ({
    name,
    value,
    type: optionOf(subcommand, name).type,
  }));
  return { type: TYPES.command, ...whoAndWhere(who), data: commandData(subcommand, options) };
}

/** What Discord tells while somebody is still typing an option. */
export function typing(who: Name, subcommand: string, name: string, value: string): object {
  const { type, autocomplete } = optionOf(subcommand, name);
  if (!autocomplete) throw new Error(`/sesh ${subcommand} suggests nothing for ${name}`);
  const options = [{ name, value, type, focused: true }];
  return { type: TYPES.suggestions, ...whoAndWhere(who), data: commandData(subcommand, options) };
}

/** What Discord tells of a press on a button, or of a choice from a menu: on the card, or on a private message. */
export function pressed(who: Name, customId: string, values: readonly string[] | null, on: Private | null): object {
  const component_type = values === null ? COMPONENTS.button : COMPONENTS.menu;
  return {
    type: TYPES.press,
    ...whoAndWhere(who),
    data: { custom_id: customId, component_type, ...(values && { values }) },
    message: { id: on?.id ?? '1', channel_id: CHANNEL.channelId, flags: on ? EPHEMERAL : 0 },
  };
}

function whoAndWhere(who: Name): object {
  return {
    guild_id: CHANNEL.guildId,
    channel_id: CHANNEL.channelId,
    channel: { id: CHANNEL.channelId, type: 0 },
    member: { user: { id: idOf(who), username: who, global_name: null, avatar: null }, permissions: '0' },
    app_permissions: ADMINISTRATOR,
  };
}

function commandData(subcommand: string, options: readonly object[]): object {
  return { name: 'sesh', options: [{ type: SUBCOMMAND, name: subcommand, options }] };
}

type Registered = { name: string; type: number; required?: boolean; autocomplete?: boolean; options?: Registered[] };

// What is registered is JSON: of its union only these fields are needed.
const [SESH] = registration() as unknown as readonly Registered[];

/** The option as it is registered: of another one Discord's own client knows nothing. */
function optionOf(subcommand: string, name: string): Registered {
  const option = SESH?.options?.find((sub) => sub.name === subcommand)?.options?.find((one) => one.name === name);
  if (!option) throw new Error(`there is no option ${name} of /sesh ${subcommand}`);
  return option;
}
