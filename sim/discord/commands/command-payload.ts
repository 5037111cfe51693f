import { toChannel, toMember, toRole } from '../guilds/guild-payloads.ts';
import type { GuildRecord } from '../guilds/records.ts';
import { toUser } from '../guilds/users.ts';
import type { WireCommandInteraction, WireResolved } from '../wire.ts';
import type { TypedCommand, TypedValue } from './command-line.ts';
import { CHAT_INPUT, type CommandOption, OPTION_TYPE } from './commands.ts';
import { optionValue } from './option-values.ts';

type CommandData = WireCommandInteraction['data'];
type SentOption = { type: number; name: string; value?: string | number | boolean; options?: SentOption[] };

/** Returns the data of a submitted command. */
export function commandData(typed: TypedCommand, guild: GuildRecord): CommandData {
  const offered = typed.path.at(-1)?.options ?? (typed.path.length === 0 ? typed.command.options : []);
  const missing = offered.filter((option) => option.required && !typed.values.some((value) => value.option === option));
  if (missing.length > 0) throw new Error(`Required: ${missing.map(({ name }) => name).join(', ')}`);

  const sent = typed.values.map(({ option, text }) => sentOption(option, optionValue(option, text, guild)));
  return { ...frame(typed, sent), resolved: resolve(sent, guild) };
}

/** Returns the data of an autocomplete request: the last value is as typed so far. */
export function autocompleteData(typed: TypedCommand, guild: GuildRecord): CommandData {
  const focused = typed.values.at(-1);
  if (!focused) throw new Error('No option is being typed');
  if (!focused.option.autocomplete) throw new Error(`The option "${focused.option.name}" does not autocomplete`);

  const before = typed.values
    .slice(0, -1)
    .map(({ option, text }) => sentOption(option, optionValue(option, text, guild)));
  return frame(typed, [...before, focusedOption(focused)]);
}

function frame({ command, path }: TypedCommand, values: SentOption[]): CommandData {
  const options = path.reduceRight<SentOption[]>(
    (inner, { type, name }) => [{ type, name, ...(inner.length > 0 && { options: inner }) }],
    values,
  );
  const { id, name, guildId } = command;
  // The union of options is told apart by enum members, which are not ours to import.
  return { id, name, type: CHAT_INPUT, ...(guildId && { guild_id: guildId }), options } as CommandData;
}

function sentOption({ type, name }: CommandOption, value: string | number | boolean): SentOption {
  return { type, name, value };
}

function focusedOption({ option, text }: TypedValue): SentOption & { focused: true } {
  return { ...sentOption(option, text), focused: true };
}

/** The people, channels and roles that the values name. */
function resolve(options: SentOption[], guild: GuildRecord): WireResolved {
  const idsOf = (type: number) => options.filter((option) => option.type === type).map(({ value }) => String(value));
  const members = idsOf(OPTION_TYPE.user).flatMap((id) => guild.members.get(id) ?? []);
  const channels = idsOf(OPTION_TYPE.channel).flatMap((id) => guild.channels.get(id) ?? []);
  const roles = idsOf(OPTION_TYPE.role).flatMap((id) => guild.roles.get(id) ?? []);
  return {
    users: Object.fromEntries(members.map(({ user }) => [user.id, toUser(user)])),
    members: Object.fromEntries(members.map((member) => [member.user.id, { ...toMember(member), permissions: '0' }])),
    channels: Object.fromEntries(channels.map((channel) => [channel.id, { ...toChannel(channel), permissions: '0' }])),
    roles: Object.fromEntries(roles.map((role) => [role.id, toRole(role)])),
  } as WireResolved;
}
