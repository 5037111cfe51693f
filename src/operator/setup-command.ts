import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { processValues, type Variable } from '../config.ts';
import { readFlags, type Voice } from './command-line.ts';
import { Complaint } from './complaint.ts';
import type { Values } from './questions.ts';
import { setUpByAsking, setUpFrom } from './setup.ts';
import { openTerminal } from './terminal.ts';
import { USAGE } from './usage.ts';

/** What the environment may give (`--from-env`); the rest of `.env` is for people to edit. */
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

const PLAIN_FLAGS = {
  'spotify-client-id': 'SPOTIFY_CLIENT_ID',
  'public-url': 'PUBLIC_URL',
  'trust-proxy': 'TRUST_PROXY',
} as const satisfies Record<string, Variable>;

/** What nobody else may see: taken from a file. */
const FILE_FLAGS = {
  'discord-token-file': 'DISCORD_TOKEN',
  'discord-client-secret-file': 'DISCORD_CLIENT_SECRET',
  'spotify-client-secret-file': 'SPOTIFY_CLIENT_SECRET',
  'secret-key-file': 'SECRET_KEY',
} as const satisfies Record<string, Variable>;

type Flag = keyof typeof PLAIN_FLAGS | keyof typeof FILE_FLAGS;
const flagNames = [...Object.keys(PLAIN_FLAGS), ...Object.keys(FILE_FLAGS)] as Flag[]; // keys are typed as any text

/** Sets up by asking on the terminal, or from what flags, files and the environment give. */
export async function setup(args: string[], voice: Voice): Promise<number> {
  refuseNakedSecrets(args);
  const isFromEnvironment = args.includes('--from-env');
  const rest = args.filter((arg) => arg !== '--from-env');
  const { dotenv = '.env', ...flags } = readFlags(rest, ['dotenv', ...flagNames]);
  if (isFromEnvironment || Object.keys(flags).length > 0) {
    await setUpFrom(dotenv, { ...(isFromEnvironment ? environment() : {}), ...(await given(flags)) }, voice.say);
    return 0;
  }
  if (!process.stdin.isTTY) throw new Complaint(`There is no terminal to ask in.\n${USAGE.setup}`);
  const terminal = openTerminal(process.stdin, process.stdout);
  try {
    await setUpByAsking(dotenv, terminal);
  } finally {
    terminal.close();
  }
  return 0;
}

function refuseNakedSecrets(args: string[]): void {
  const secrets = Object.keys(FILE_FLAGS).map((flag) => flag.replace(/-file$/, ''));
  const naked = secrets.find((name) => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)));
  if (naked === undefined) return;
  throw new Complaint(`Other programs see what stands on a command line: use --${naked}-file FILE, or --from-env.`);
}

function environment(): Values {
  return Object.fromEntries(Object.entries(processValues()).filter(([name]) => FROM_ENVIRONMENT.includes(name)));
}

async function given(flags: Partial<Record<Flag, string>>): Promise<Values> {
  const values: Values = {};
  for (const [flag, name] of Object.entries(PLAIN_FLAGS) as [keyof typeof PLAIN_FLAGS, Variable][]) {
    const value = flags[flag];
    if (value !== undefined) values[name] = value;
  }
  for (const [flag, name] of Object.entries(FILE_FLAGS) as [keyof typeof FILE_FLAGS, Variable][]) {
    const file = flags[flag];
    if (file !== undefined) values[name] = await contentOf(file);
  }
  return values;
}

async function contentOf(file: string): Promise<string> {
  try {
    return (file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8')).trim();
  } catch {
    throw new Complaint(
      `${file} cannot be read: name a file that holds nothing but the secret, or - for standard input.`,
    );
  }
}
