import { closeSync, existsSync, fsyncSync, readFileSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';
import { envFile } from '../config.ts';
import { createPrivateFile } from '../private-file.ts';

/** Returns the text of a `.env` with these values set; everything else stays as it is, comments too. */
export function withValues(text: string, values: Record<string, string>): string {
  const lines = text.split('\n');
  for (const [name, value] of Object.entries(values)) {
    const assignment = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`);
    // The last assignment of a name is the one that counts.
    const place = lines.findLastIndex((line) => assignment.test(line));
    const line = `${name}=${quoted(value)}`;
    if (place >= 0) lines[place] = line + remarkOf(lines[place] ?? '');
    else lines.splice(lines.at(-1) === '' ? -1 : lines.length, 0, line);
  }
  return `${lines.join('\n').replace(/\n*$/, '')}\n`;
}

/** Writes the file atomically, readable by its owner alone. */
export function writeEnvFile(path: string, text: string): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const fresh = `${target}.new`;
  rmSync(fresh, { force: true });
  const file = createPrivateFile(fresh);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, target);
}

/** Returns the first text of a new `.env`: the present one, or the example, which explains every variable. */
export function initialText(path: string): string {
  return envFile(path).text ?? example();
}

function example(): string {
  return existsSync('.env.example') ? readFileSync('.env.example', 'utf8').replace(/^# Copy to .env[^\n]*\n+/, '') : '';
}

/** The comment at the end of a line whose value holds no `#`. */
function remarkOf(line: string): string {
  return /^[^#'"`]*?(\s+#.*)$/.exec(line)?.[1]?.replace(/^\s+/, '    ') ?? '';
}

function quoted(value: string): string {
  if (/^[A-Za-z0-9_./:+=,@-]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((mark) => !value.includes(mark));
  return quote === undefined ? value : quote + value + quote;
}
