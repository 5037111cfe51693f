import type { GuildRecord, MemberRecord } from '../guilds/records.ts';
import { type CommandOption, OPTION_TYPE } from './commands.ts';

/** The value that the client sends for an option. */
export type Value = string | number | boolean;

/**
 * The value that a typed text means, or an error that says what the client would show: choices by name or value,
 * people as @name or by id.
 */
export function optionValue(option: CommandOption, text: string, guild: GuildRecord): Value {
  if (option.choices && option.choices.length > 0) return choice(option, text);
  switch (option.type) {
    case OPTION_TYPE.string:
      return within(option, text, text.length, option.min_length, option.max_length);
    case OPTION_TYPE.integer:
      return number(option, text, /^-?\d+$/);
    case OPTION_TYPE.number:
      return number(option, text, /^-?\d+(\.\d+)?$/);
    case OPTION_TYPE.boolean:
      if (text === 'True' || text === 'true') return true;
      if (text === 'False' || text === 'false') return false;
      throw invalid(option, text, 'expected True or False');
    case OPTION_TYPE.user:
      return memberOf(option, text, guild).user.id;
    case OPTION_TYPE.channel:
      return named(option, text, /^(?:#|<#)?(.+?)>?$/, [...guild.channels.values()]);
    case OPTION_TYPE.role:
      return named(option, text, /^(?:@|<@&)?(.+?)>?$/, [...guild.roles.values()]);
    default:
      throw invalid(option, text, `options of type ${option.type} cannot be typed here`);
  }
}

function choice(option: CommandOption, text: string): Value {
  const chosen = option.choices?.find(({ name, value }) => name === text || String(value) === text);
  if (chosen) return chosen.value;
  throw invalid(option, text, `expected one of: ${option.choices?.map(({ name }) => name).join(', ')}`);
}

function number(option: CommandOption, text: string, pattern: RegExp): Value {
  if (!pattern.test(text)) throw invalid(option, text, 'expected a number');
  return within(option, Number(text), Number(text), option.min_value, option.max_value);
}

function within(option: CommandOption, value: Value, size: number, least?: number, most?: number): Value {
  if (least !== undefined && size < least) throw invalid(option, String(value), `expected at least ${least}`);
  if (most !== undefined && size > most) throw invalid(option, String(value), `expected at most ${most}`);
  return value;
}

function memberOf(option: CommandOption, text: string, guild: GuildRecord): MemberRecord {
  const wanted = /^(?:@|<@!?)?(.+?)>?$/.exec(text)?.[1];
  const members = [...guild.members.values()];
  const found = members.find(({ user }) => wanted && [user.id, user.username, user.global_name].includes(wanted));
  if (!found) throw invalid(option, text, 'expected somebody of this server');
  return found;
}

function named(option: CommandOption, text: string, pattern: RegExp, all: { id: string; name: string }[]): Value {
  const wanted = pattern.exec(text)?.[1];
  const found = all.find(({ id, name }) => id === wanted || name === wanted);
  if (!found) throw invalid(option, text, 'there is none of that name');
  return found.id;
}

function invalid(option: CommandOption, text: string, why: string): Error {
  return new Error(`"${text}" does not fit the option "${option.name}": ${why}`);
}
