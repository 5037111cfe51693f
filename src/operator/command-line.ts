import { parseArgs } from 'node:util';
import { OperatorError } from './operator-error.ts';

/** The output of a command: lines, and errors. */
export type Output = { print(line: string): void; printError(line: string): void };

type Flags<Name extends string> = Partial<Record<Name, string>>;

/** Parses flags with a value each, and the words between them. @throws OperatorError about an unknown flag */
export function parseArguments<Name extends string>(
  args: string[],
  names: readonly Name[],
): { flags: Flags<Name>; words: string[] } {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    // Strict parsing leaves nothing but the flags that were named, each a text.
    return { flags: values as Flags<Name>, words: positionals };
  } catch (error) {
    const what = error instanceof Error ? error.message.split('. ')[0] : 'That is not understood';
    throw new OperatorError(`${what} (--help tells what there is)`);
  }
}

/** Parses flags with a value each. @throws OperatorError about an unknown flag, or a word */
export function parseFlags<Name extends string>(args: string[], names: readonly Name[]): Flags<Name> {
  const { flags, words } = parseArguments(args, names);
  if (words.length > 0) throw new OperatorError(`"${words[0]}" is not understood (--help tells what there is)`);
  return flags;
}
