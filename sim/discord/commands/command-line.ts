import { type Command, type CommandOption, OPTION_TYPE } from './commands.ts';

/** A typed line, matched with its command; `path` leads to the subcommand. */
export type TypedCommand = { command: Command; path: CommandOption[]; values: TypedValue[] };

/** The text given for an option. */
export type TypedValue = { option: CommandOption; text: string };

/**
 * Reads "/sesh create songs:5 period:month" as Discord's own client does: the names must be those of a registered
 * command. A value ends before the next option; quotes hold it together and may hold anything.
 */
export function parseCommandLine(line: string, commands: Command[]): TypedCommand {
  const [, first = '', afterName = ''] = /^\/(\S+)\s*(.*)$/su.exec(line.trim()) ?? [];
  const command = commands.find((candidate) => candidate.name === first);
  if (!command) throw new Error(`There is no command "/${first}"; there are: ${names(commands, '/')}`);

  const path: CommandOption[] = [];
  let options = command.options;
  let rest = afterName;
  while (options.some(isSubcommand)) {
    const [, word = '', after = ''] = /^(\S*)\s*(.*)$/su.exec(rest) ?? [];
    const next = options.find((option) => option.name === word);
    if (!next) throw new Error(`"${line}": there is no subcommand "${word}"; there are: ${names(options)}`);
    path.push(next);
    options = next.options ?? [];
    rest = after;
  }
  return { command, path, values: parseValues(rest, options) };
}

function parseValues(text: string, options: CommandOption[]): TypedValue[] {
  const values: TypedValue[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const [, name = rest, after = ''] = /^([^\s:]+):(.*)$/su.exec(rest) ?? [];
    const option = options.find((candidate) => candidate.name === name);
    if (!option) throw new Error(`There is no option "${name}"; there are: ${names(options) || 'none'}`);
    if (values.some((value) => value.option === option)) throw new Error(`The option "${name}" is given twice`);
    const [value, remaining] = takeValue(after, options);
    values.push({ option, text: value });
    rest = remaining;
  }
  return values;
}

function takeValue(text: string, options: CommandOption[]): [value: string, rest: string] {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*(.*)$/su.exec(text);
  if (quoted) return [(quoted[1] ?? '').replaceAll(/\\(.)/gsu, '$1'), quoted[2] ?? ''];

  // Names of options have no character that means something in a pattern.
  const starts = options
    .map((option) => text.search(new RegExp(`\\s${option.name}:`, 'u')))
    .filter((start) => start !== -1);
  const end = starts.length > 0 ? Math.min(...starts) : text.length;
  return [text.slice(0, end).trim(), text.slice(end).trim()];
}

export function isSubcommand(option: CommandOption): boolean {
  return option.type === OPTION_TYPE.subcommand || option.type === OPTION_TYPE.group;
}

function names(named: { name: string }[], before = ''): string {
  return named.map(({ name }) => before + name).join(', ');
}
