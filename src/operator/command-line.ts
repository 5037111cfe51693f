import { parseArgs } from 'node:util';
import { Complaint } from './complaint.ts';

/** The output of a command: lines, and errors. */
export type Voice = { say(line: string): void; complain(line: string): void };

type Flags<Name extends string> = Partial<Record<Name, string>>;

/** Flags with a value each, and the words between them. Throws a `Complaint` about what there is not. */
export function readOrder<Name extends string>(
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
    throw new Complaint(`${what} (--help tells what there is)`);
  }
}

/** Flags with a value each, and nothing else. */
export function readFlags<Name extends string>(args: string[], names: readonly Name[]): Flags<Name> {
  const { flags, words } = readOrder(args, names);
  if (words.length > 0) throw new Complaint(`"${words[0]}" is not understood (--help tells what there is)`);
  return flags;
}
