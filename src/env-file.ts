import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';

/** The contents of a `.env` file. */
export type EnvFile = {
  /** The variables that it sets; an empty value is left out. */
  values: Record<string, string>;
  /** The problems with the file itself or with its lines, as whole sentences. */
  problems: readonly string[];
  /** Names that it sets more than once. */
  repeated: readonly string[];
  /** Its text as Unix has it: no byte-order mark, line feeds only; null if there is no file that can be read. */
  text: string | null;
};

const MOST_BYTES = 256 * 1_024;
const NOTHING: EnvFile = { values: {}, problems: [], repeated: [], text: null };
/** The invisible characters that web pages and joined files leave in a line. */
const INVISIBLE = /[\u200b\u2060\ufeff]/g;
const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_][\w.-]*)\s*=(.*)$/;
/** The first word of a line that may have been meant to set something: with `set`, in JSON, in YAML. */
const FIRST_WORD = /^\W*(?:(?:export|set|setx|env)\W+)?([A-Za-z][\w-]*)/i;
const TYPOGRAPHIC_QUOTE = /^[\u00ab\u00bb\u2018-\u201f\u2039\u203a]|[\u00ab\u00bb\u2018-\u201f\u2039\u203a]$/;

/**
 * Reads a `.env` file as every command reads it; one that is not there sets nothing. `names` are the variables that we
 * know: a line that seems to mean one of them but does not set it is a problem, other lines are nobody's business.
 */
export function readEnvFile(path: string, names: readonly string[]): EnvFile {
  try {
    const bytes = contentOf(path);
    return bytes === null ? { ...NOTHING, problems: misnamed(path) } : parse(path, bytes, names);
  } catch (error) {
    return { ...NOTHING, problems: [unreadable(path, error)] };
  }
}

/** Returns at most a little more than `MOST_BYTES`, whatever the file is; null if it is not there. */
function contentOf(path: string): Buffer | null {
  if (!isThere(path)) return null;
  const file = openSync(path, 'r');
  try {
    // Reading a folder fails as well, but not on every system in the same words.
    if (fstatSync(file).isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    const bytes = Buffer.alloc(MOST_BYTES + 1);
    let length = 0;
    for (let more = -1; more !== 0 && length < bytes.length; length += more) {
      more = readSync(file, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** A link to a file that is gone is there, and cannot be read. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Windows hides the ending that its editor adds. */
function misnamed(path: string): string[] {
  return isThere(`${path}.txt`) ? [`${path} is not there, but ${path}.txt is: rename it to ${path}`] : [];
}

function unreadable(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EISDIR':
      return `${path} is a folder: put a file in its place, npm run setup writes one`;
    case 'EACCES':
    case 'EPERM':
      return `${path} may not be read by this user: make it theirs with chown, and chmod 600 ${path}`;
    case 'ENOENT':
      return `${path} is a link to a file that is not there: mend or remove the link`;
    default:
      return `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function parse(path: string, bytes: Buffer, names: readonly string[]): EnvFile {
  const flaw = flawOf(bytes);
  if (flaw !== null) return { ...NOTHING, problems: [`${path} ${flaw}`] };
  const { text, isUtf8 } = decode(bytes);
  const lines = text.split('\n').map((line, place) => read(line, `${path}, line ${place + 1}:`, names));
  // An empty value is as good as none.
  const set = lines.filter((line) => line.kind === 'set').filter(({ value }) => value !== '');
  const byName = Map.groupBy(set, ({ name }) => name);
  return {
    values: Object.fromEntries([...byName].map(([name, all]) => [name, all.at(-1)?.value ?? ''])),
    problems: lines.flatMap((line) => {
      if (line.kind === 'set') return names.includes(line.name) ? wrongWith(line, isUtf8) : [];
      const isMissed = line.kind === 'meant' && !byName.has(line.name);
      return isMissed ? [`${line.at} this does not set ${line.name}: write ${line.name}=value`] : [];
    }),
    repeated: [...byName].filter(([, all]) => all.length > 1).map(([name]) => name),
    text,
  };
}

type Line =
  | { kind: 'set'; at: string; name: string; value: string; isOpenQuote: boolean }
  /** It seems to mean one of our variables, but sets nothing of that name. */
  | { kind: 'meant'; at: string; name: string }
  | { kind: 'other' };

function read(whole: string, at: string, names: readonly string[]): Line {
  const line = whole.replace(INVISIBLE, '').trim();
  if (/^(#|;|\/\/|$)/.test(line)) return { kind: 'other' };
  const [, name, right = ''] = ASSIGNMENT.exec(line) ?? [];
  const meant = variableMeantBy(name ?? FIRST_WORD.exec(line)?.[1] ?? '', names);
  if (name !== undefined && (meant === undefined || meant === name)) {
    return { kind: 'set', at, name, ...valueIn(right.trim()) };
  }
  return meant === undefined ? { kind: 'other' } : { kind: 'meant', at, name: meant };
}

function flawOf(bytes: Buffer): string | null {
  if (bytes.length > MOST_BYTES) return `is larger than ${MOST_BYTES / 1_024} kB: that is no file of settings`;
  const mark = bytes.subarray(0, 2).toString('hex');
  const zeros = bytes.filter((byte) => byte === 0).length;
  if (mark === 'fffe' || mark === 'feff' || zeros * 4 >= Math.max(bytes.length, 1)) {
    return 'is saved as UTF-16 (“Unicode”): save it as UTF-8';
  }
  return zeros > 0 ? 'holds NUL bytes: write it anew as plain text, UTF-8' : null;
}

/** Text that is not UTF-8 is read as Latin-1, so that a comment in it stays what it is. */
function decode(bytes: Buffer): { text: string; isUtf8: boolean } {
  const unix = (text: string) => text.replace(/\r\n?/g, '\n');
  try {
    return { text: unix(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), isUtf8: true };
  } catch {
    return { text: unix(bytes.toString('latin1')), isUtf8: false };
  }
}

/** Returns the value between quotes, or before a remark. */
function valueIn(right: string): { value: string; isOpenQuote: boolean } {
  const quoted = /^(["'`])(.*?)\1/.exec(right);
  if (quoted) return { value: quoted[2] ?? '', isOpenQuote: false };
  return { value: (right.split('#')[0] ?? '').trim(), isOpenQuote: /^["'`]/.test(right) };
}

function wrongWith({ at, name, value, isOpenQuote }: Extract<Line, { kind: 'set' }>, isUtf8: boolean): string[] {
  if (!isUtf8 && /[^\0-\x7f]/.test(value))
    return [`${at} ${name} holds a sign that is not UTF-8: save the file as UTF-8`];
  if (TYPOGRAPHIC_QUOTE.test(value)) return [`${at} ${name} stands in typographic quotes: take them away`];
  return isOpenQuote ? [`${at} ${name} begins with a quote that does not end: take it away`] : [];
}

/** Returns the variable that somebody meant who wrote this word, whatever its letter case and the signs in it. */
function variableMeantBy(word: string, names: readonly string[]): string | undefined {
  const letters = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return names.find((name) => letters(name) === letters(word));
}
