import { type FormError, throwIfAny } from '../rest/form-errors.ts';
import { refuse } from '../rest/refuse.ts';
import { BODIES, checkBody } from '../rest/schemas.ts';
import type { RuleId } from '../rules/rules.ts';
import { CHAT_INPUT, type CommandOption, type CommandRequest, OPTION_TYPE } from './commands.ts';

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const COMMAND_SIZE = 8_000;

/** The commands in a request's body, once nothing is wrong with them. */
export function readCommands(body: unknown): CommandRequest[] {
  checkBody(BODIES.setCommands, withNumericPermissions(body));
  const commands = body as CommandRequest[];
  if (commands.some((command) => (command.type ?? CHAT_INPUT) !== CHAT_INPUT)) {
    throw refuse('known-feature', { detail: 'context menu commands' });
  }
  throwIfAny([...distinct(commands, []), ...commands.flatMap((command, index) => checkCommand(command, [index]))]);
  return commands;
}

/** The schema wants a number where the documentation, and every client, has a string. */
function withNumericPermissions(body: unknown): unknown {
  if (!Array.isArray(body)) return body;
  return body.map((command) =>
    typeof command?.default_member_permissions === 'string'
      ? { ...command, default_member_permissions: Number(command.default_member_permissions) }
      : command,
  );
}

function checkCommand(command: CommandRequest, path: PropertyKey[]): FormError[] {
  const options = command.options ?? [];
  return [
    ...checkName(command.name, path),
    ...(command.description
      ? []
      : [error('command-descriptions', [...path, 'description'], 'BASE_TYPE_REQUIRED', 'This field is required')]),
    ...checkOptions(options, path),
    ...(size(command) > COMMAND_SIZE
      ? [error('command-size', path, 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${COMMAND_SIZE})`)]
      : []),
  ];
}

function checkOptions(options: CommandOption[], path: PropertyKey[]): FormError[] {
  const here = [...path, 'options'];
  const firstOptional = options.findIndex((option) => !option.required);
  const lateRequired = options.findIndex(
    (option, index) => option.required && firstOptional !== -1 && index > firstOptional,
  );
  return [
    ...distinct(options, here),
    ...(new Set(options.map(isSubcommand)).size > 1
      ? [
          error(
            'subcommands-alone',
            here,
            'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
            'Sub-commands and options do not mix',
          ),
        ]
      : []),
    ...(lateRequired !== -1
      ? [
          error(
            'required-first',
            [...here, lateRequired],
            'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
            'Required options must be placed before non-required options',
          ),
        ]
      : []),
    ...options.flatMap((option, index) => checkOption(option, [...here, index])),
  ];
}

function checkOption(option: CommandOption, path: PropertyKey[]): FormError[] {
  const choices = option.choices ?? [];
  return [
    ...checkName(option.name, path),
    ...distinct(choices, [...path, 'choices']),
    ...(option.autocomplete && choices.length > 0
      ? [
          error(
            'choices-or-autocomplete',
            [...path, 'autocomplete'],
            'APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE',
            'Choices and autocomplete exclude each other',
          ),
        ]
      : []),
    ...checkOptions(option.options ?? [], path),
  ];
}

function checkName(name: string, path: PropertyKey[]): FormError[] {
  if (NAME.test(name) && name === name.toLowerCase()) return [];
  return [error('command-names', [...path, 'name'], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid')];
}

function distinct(named: { name: string }[], path: PropertyKey[]): FormError[] {
  const seen = new Set<string>();
  return named.flatMap(({ name }, index) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const code = 'APPLICATION_COMMANDS_DUPLICATE_NAME';
    return [error('distinct-names', [...path, index, 'name'], code, `The name ${name} is already taken`)];
  });
}

/** All the text that a command consists of. */
function size(part: {
  name: string;
  description?: string | null;
  options?: CommandOption[] | null;
  choices?: { name: string; value: string | number }[];
}): number {
  const choices = (part.choices ?? []).reduce((sum, { name, value }) => sum + name.length + String(value).length, 0);
  const options = (part.options ?? []).reduce((sum, option) => sum + size(option), 0);
  return part.name.length + (part.description?.length ?? 0) + choices + options;
}

function isSubcommand(option: CommandOption): boolean {
  return option.type === OPTION_TYPE.subcommand || option.type === OPTION_TYPE.group;
}

function error(rule: RuleId, path: PropertyKey[], code: string, message: string): FormError {
  return { rule, path, code, message };
}
