/*
 * Reading a command while it is being typed: what could come next, and what is sent in the end.
 */

/**
 * @import { CommandOption } from '../../discord/commands/commands.ts'
 * @import { OfferedChoice, ShownCommand } from '../protocol.ts'
 */

/**
 * @typedef {{ words: string[], description: string, options: CommandOption[] }} Leaf A command that can be sent, with
 *   the words that lead to it.
 * @typedef {{ label: string, detail: string, insert: string, from: number, choice?: OfferedChoice & { option: string } }}
 *   Item Something that can be put in; `from` is where.
 * @typedef {{ from: number, items: Item[], asks: CommandOption | null, eager: boolean, hint?: string }} Suggestions
 * @typedef {{ option: CommandOption, nameAt: number, from: number, to: number, raw: string, text: string }} PlacedValue
 */

const TYPE = { subcommand: 1, group: 2, boolean: 5, user: 6 };

/**
 * Returns every command that can be sent.
 * @param {ShownCommand[]} commands
 */
export function leavesOf(commands) {
  return commands.flatMap(({ name, description, options }) => within([name], description, options));
}

/**
 * @param {string[]} words
 * @param {string} description
 * @param {CommandOption[]} options
 * @returns {Leaf[]}
 */
function within(words, description, options) {
  const subcommands = options.filter(({ type }) => type === TYPE.subcommand || type === TYPE.group);
  if (subcommands.length === 0) return [{ words, description, options }];
  return subcommands.flatMap((option) => within([...words, option.name], option.description, option.options ?? []));
}

/**
 * Returns what can be put where the caret stands. `asks` names an option whose offers the bot knows; `eager` means that
 * the first item is meant unless one says otherwise.
 * @param {string} text
 * @param {Leaf[]} leaves
 * @param {{ name: string, username: string }[]} people
 * @returns {Suggestions}
 */
export function suggest(text, leaves, people) {
  if (!text.startsWith('/')) return nothing(text);
  const leaf = leafIn(text, leaves);
  if (!leaf) return suggestCommand(text, leaves);
  const value = valueAtEnd(text, leaf);
  if (value && !isComplete(value)) return suggestValue(text, value, people);
  return suggestOption(text, leaf);
}

/**
 * Returns the values in a line, with where each stands.
 * @param {string} text
 * @param {Leaf} leaf
 * @returns {PlacedValue[]}
 */
export function valuesIn(text, leaf) {
  const start = leadOf(leaf).length;
  /** @type {Pick<PlacedValue, 'option' | 'nameAt' | 'from'>[]} */
  const found = [];
  const pattern = /(^|\s)([^\s:"]+):(\s*"(?:[^"\\]|\\.)*"?)?/gu;
  pattern.lastIndex = start;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [, before = '', name = ''] = match;
    const option = leaf.options.find((one) => one.name === name);
    if (!option) continue;
    const nameAt = match.index + before.length;
    found.push({ option, nameAt, from: nameAt + name.length + 1 });
  }
  return found.map((value, place) => {
    const to = found[place + 1]?.nameAt ?? text.length;
    const raw = text.slice(value.from, to);
    return { ...value, to, raw, text: raw.trim() };
  });
}

/**
 * Returns the line as it is sent: what was chosen from a list goes by its value, not by its name.
 * @param {string} text
 * @param {Leaf[]} leaves
 * @param {Map<string, OfferedChoice>} chosen by the name of the option
 */
export function lineToSend(text, leaves, chosen) {
  const leaf = leafIn(`${text} `, leaves);
  if (!leaf) return text;
  let line = text;
  for (const value of valuesIn(text, leaf).reverse()) {
    const choice = chosen.get(value.option.name);
    if (choice?.name !== value.text) continue;
    line = `${line.slice(0, value.from)}${quoted(String(choice.value))} ${line.slice(value.to)}`;
  }
  return line.trim();
}

/**
 * Returns an option's offers, as they can be put in.
 * @param {OfferedChoice[]} choices
 * @param {CommandOption} option
 * @param {number} from
 * @returns {Item[]}
 */
export function offers(choices, option, from) {
  return choices.map(({ name, value }) => ({
    label: name,
    detail: '',
    insert: `${name} `,
    from,
    choice: { option: option.name, name, value },
  }));
}

/** @param {Leaf} leaf */
const leadOf = ({ words }) => `/${words.join(' ')}`;
/** @param {string} value */
const quoted = (value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
/**
 * @param {string} text
 * @returns {Suggestions}
 */
const nothing = (text) => ({ from: text.length, items: [], asks: null, eager: false });

/**
 * @param {string} text
 * @param {Leaf[]} leaves
 */
function leafIn(text, leaves) {
  return leaves.find((leaf) => text.startsWith(`${leadOf(leaf)} `));
}

/**
 * @param {string} text
 * @param {Leaf[]} leaves
 * @returns {Suggestions}
 */
function suggestCommand(text, leaves) {
  const typed = text
    .slice(1)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  /** @param {Leaf} leaf */
  const fits = ({ words }) => typed.every((word) => words.some((other) => other.startsWith(word)));
  if (leaves.some((leaf) => leadOf(leaf) === text)) return nothing(text);
  const items = leaves.filter(fits).map((leaf) => ({
    label: leadOf(leaf),
    detail: leaf.description,
    insert: leaf.options.length > 0 ? `${leadOf(leaf)} ` : leadOf(leaf),
    from: 0,
  }));
  return { from: 0, items, asks: null, eager: true };
}

/**
 * @param {string} text
 * @param {Leaf} leaf
 * @returns {Suggestions}
 */
function suggestOption(text, leaf) {
  const used = valuesIn(text, leaf).map(({ option }) => option.name);
  const word = /\S*$/u.exec(text)?.[0] ?? '';
  const from = text.length - word.length;
  const isPartOfValue = used.length > 0 && word !== '';
  const items = leaf.options
    .filter(({ name }) => !used.includes(name) && name.startsWith(word) && !isPartOfValue)
    .map(({ name, description, required }) => ({
      label: `${name}:`,
      detail: required ? `${description} (required)` : description,
      insert: `${name}:`,
      from,
    }));
  return { from, items, asks: null, eager: false };
}

/**
 * @param {string} text
 * @param {PlacedValue} value
 * @param {{ name: string, username: string }[]} people
 * @returns {Suggestions}
 */
function suggestValue(text, value, people) {
  const { option } = value;
  const from = value.from;
  const typed = value.text.toLowerCase();
  /** @param {OfferedChoice[]} choices */
  const fitting = (choices) => choices.filter(({ name }) => name.toLowerCase().includes(typed.replace(/^@/, '')));
  if (option.autocomplete) return { from, items: [], asks: option, eager: false };
  if (option.choices?.length)
    return { from, items: offers(fitting(option.choices), option, from), asks: null, eager: false };
  if (option.type === TYPE.boolean) {
    const answers = fitting([
      { name: 'True', value: 'True' },
      { name: 'False', value: 'False' },
    ]);
    return { from, items: offers(answers, option, from), asks: null, eager: false };
  }
  if (option.type === TYPE.user) {
    const all = people.map(({ name, username }) => ({ name: `@${name}`, value: `@${username}` }));
    return { from, items: offers(fitting(all), option, from), asks: null, eager: false };
  }
  const bounds = [
    option.min_value !== undefined && `from ${option.min_value}`,
    option.max_value !== undefined && `to ${option.max_value}`,
  ];
  const hint = [option.description, bounds.filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return { ...nothing(text), hint };
}

/**
 * @param {string} text
 * @param {Leaf} leaf
 */
function valueAtEnd(text, leaf) {
  return valuesIn(text, leaf).at(-1);
}

/**
 * Returns true if a value is written to its end, so that another option may follow.
 * @param {PlacedValue} value
 */
function isComplete({ option, raw, text }) {
  if (!/\s$/u.test(raw) || text === '') return false;
  if (option.choices?.length) return option.choices.some(({ name, value }) => name === text || String(value) === text);
  return !option.autocomplete;
}
