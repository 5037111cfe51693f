import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { processValues, type Variable } from '../config.ts';
import { type Output, parseFlags } from './command-line.ts';
import { OperatorError } from './operator-error.ts';
import type { Values } from './questions.ts';
import { setUpByAsking, setUpFrom } from './setup.ts';
import { openTerminal } from './terminal.ts';
import { USAGE } from './usage.ts';

/** The variables taken from the environment (`--from-env`); the rest of `.env` is for people to edit. */
const FROM_ENVIRONMENT: readonly string[] = [
  'DISCORD_TOKEN',
  'DISCORD_CLIENT_SECRET',
  'DISCORD_GUILD_ID',
  'DISCORD_URL',
  'SPOTIFY_CLIENT_ID',
  'SPOTIFY_CLIENT_SECRET',
  'SPOTIFY_API_URL',
  'SPOTIFY_ACCOUNTS_URL',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'HOST',
  'PORT',
  'DATABASE_PATH',
  'SECRET_KEY',
] satisfies Variable[];

/** The variable that each flag sets; a secret is read from a file. */
const FLAGS = [
  { flag: 'spotify-client-id', gives: 'SPOTIFY_CLIENT_ID', isFile: false },
  { flag: 'public-url', gives: 'PUBLIC_URL', isFile: false },
  { flag: 'trust-proxy', gives: 'TRUST_PROXY', isFile: false },
  { flag: 'discord-token-file', gives: 'DISCORD_TOKEN', isFile: true },
  { flag: 'discord-client-secret-file', gives: 'DISCORD_CLIENT_SECRET', isFile: true },
  { flag: 'spotify-client-secret-file', gives: 'SPOTIFY_CLIENT_SECRET', isFile: true },
  { flag: 'secret-key-file', gives: 'SECRET_KEY', isFile: true },
] as const satisfies readonly { flag: string; gives: Variable; isFile: boolean }[];

type Flag = (typeof FLAGS)[number]['flag'];

/** Sets up by asking on the terminal, or from what flags, files and the environment give. */
export async function setup(args: string[], output: Output): Promise<number> {
  refuseSecretsInArguments(args);
  const isFromEnvironment = args.includes('--from-env');
  const rest = args.filter((arg) => arg !== '--from-env');
  const { dotenv = '.env', ...flags } = parseFlags(rest, ['dotenv', ...FLAGS.map(({ flag }) => flag)]);
  if (isFromEnvironment || Object.keys(flags).length > 0) {
    await setUpFrom(dotenv, { ...(isFromEnvironment ? environment() : {}), ...(await given(flags)) }, output.print);
    return 0;
  }
  if (!process.stdin.isTTY) throw new OperatorError(`There is no terminal to ask in.\n${USAGE.setup}`);
  const terminal = openTerminal(process.stdin, process.stdout);
  try {
    await setUpByAsking(dotenv, terminal);
  } finally {
    terminal.close();
  }
  return 0;
}

function refuseSecretsInArguments(args: string[]): void {
  const secrets = FLAGS.filter(({ isFile }) => isFile).map(({ flag }) => flag.replace(/-file$/, ''));
  const naked = secrets.find((name) => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)));
  if (naked === undefined) return;
  throw new OperatorError(`Other programs see what stands on a command line: use --${naked}-file FILE, or --from-env.`);
}

function environment(): Values {
  return Object.fromEntries(Object.entries(processValues()).filter(([name]) => FROM_ENVIRONMENT.includes(name)));
}

async function given(flags: Partial<Record<Flag, string>>): Promise<Values> {
  const values: Values = {};
  for (const { flag, gives, isFile } of FLAGS) {
    const value = flags[flag];
    if (value !== undefined) values[gives] = isFile ? await contentOf(value) : value;
  }
  return values;
}

async function contentOf(file: string): Promise<string> {
  try {
    return (file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8')).trim();
  } catch {
    throw new OperatorError(
      `${file} cannot be read: name a file that holds nothing but the secret, or - for standard input.`,
    );
  }
}
