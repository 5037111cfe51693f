import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { EXIT_CONFIG, fileValues, processValues, type Variable } from '../config.ts';
import { backUp, restoreFrom } from './backup.ts';
import { Complaint } from './complaint.ts';
import { examine } from './doctor.ts';
import type { Values } from './questions.ts';
import { Complaints, setUpByAsking, setUpFrom } from './setup.ts';
import { openTerminal } from './terminal.ts';
import { USAGE } from './usage.ts';

/** What setup may be given by the environment (`--from-env`); the rest of `.env` is for people to edit. */
const GIVEN: readonly Variable[] = [
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
];
const SECRET_FLAG = /^--(discord-token|discord-client-secret|spotify-client-secret|secret-key)(=|$)/;
const DEFAULT_DATABASE = 'data/sesh.db';

/** Where a command says what it has to say: lines, and what went wrong. */
export type Voice = { say(line: string): void; complain(line: string): void };

const terminalVoice: Voice = {
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
};

/** Carries out one of the commands for whoever keeps a Sesh; returns the exit code. */
export async function operate([command = '', ...args]: string[], voice = terminalVoice): Promise<number> {
  try {
    if (args.includes('--help') || args.includes('-h')) return said(voice, USAGE[command] ?? USAGE.all);
    switch (command) {
      case 'setup':
        return await setup(args, voice);
      case 'doctor':
        return await doctor(args, voice);
      case 'backup':
        return await backup(args, voice);
      case 'restore':
        return await restore(args, voice);
      default:
        throw new Complaint(USAGE.all);
    }
  } catch (error) {
    return explain(error, voice);
  }
}

async function setup(args: string[], voice: Voice): Promise<number> {
  const naked = args.map((arg) => SECRET_FLAG.exec(arg)?.[1]).find((name) => name !== undefined);
  if (naked !== undefined) {
    throw new Complaint(`Other programs see what stands on a command line: use --${naked}-file FILE, or --from-env.`);
  }
  const { values: flags } = parse(args, {
    dotenv: { type: 'string', default: '.env' },
    'from-env': { type: 'boolean', default: false },
    'discord-token-file': { type: 'string' },
    'discord-client-secret-file': { type: 'string' },
    'spotify-client-id': { type: 'string' },
    'spotify-client-secret-file': { type: 'string' },
    'public-url': { type: 'string' },
    'trust-proxy': { type: 'string' },
  });
  const envPath = String(flags.dotenv);
  const isAsking = Object.keys(flags).every((name) => name === 'dotenv' || name === 'from-env') && !flags['from-env'];
  if (!isAsking) {
    await setUpFrom(envPath, await given(flags), voice.say);
    return 0;
  }
  if (!process.stdin.isTTY) throw new Complaint(`There is no terminal to ask in.\n${USAGE.setup}`);
  const terminal = openTerminal(process.stdin, process.stdout);
  try {
    await setUpByAsking(envPath, terminal);
  } finally {
    terminal.close();
  }
  return 0;
}

/** What flags, files and the environment give; a flag wins. */
async function given(flags: Record<string, string | boolean | undefined>): Promise<Values> {
  const own = flags['from-env'] ? processValues() : {};
  const values: Values = Object.fromEntries(Object.entries(own).filter(([name]) => GIVEN.some((one) => one === name)));
  for (const [flag, value] of Object.entries(flags)) {
    const name = GIVEN.find(
      (one) =>
        one ===
        flag
          .replace(/-file$/, '')
          .replaceAll('-', '_')
          .toUpperCase(),
    );
    if (name === undefined || typeof value !== 'string') continue;
    values[name] = flag.endsWith('-file') ? await contentOf(value) : value;
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

async function doctor(args: string[], voice: Voice): Promise<number> {
  const { values: flags } = parse(args, {
    dotenv: { type: 'string', default: '.env' },
    channel: { type: 'string' },
  });
  const channelId = typeof flags.channel === 'string' ? flags.channel : undefined;
  if (channelId !== undefined && !/^\d{5,20}$/.test(channelId)) {
    throw new Complaint(
      'A channel id is digits only: switch on developer mode in Discord, right-click the channel, Copy Channel ID.',
    );
  }
  const envPath = String(flags.dotenv);
  const values = { ...fileValues(envPath), ...processValues() };
  const findings = await examine({ values, envPath, channelId, nodeVersion: process.version, now: Date.now });
  for (const { mark, says } of findings) voice.say(`${mark.padEnd(8)} ${says}`);
  const problems = findings.filter(({ mark }) => mark === 'problem').length;
  voice.say(problems === 0 ? '\nNothing has to be mended.' : `\n${problems} thing(s) to mend.`);
  return problems === 0 ? 0 : 1;
}

async function backup(args: string[], voice: Voice): Promise<number> {
  const { values: flags, positionals } = parse(args, { keep: { type: 'string' } });
  const [target, ...more] = positionals;
  if (target === undefined || more.length > 0) throw new Complaint(USAGE.backup);
  const keep = typeof flags.keep === 'string' ? Number(flags.keep) : null;
  if (keep !== null && !(Number.isInteger(keep) && keep > 0)) throw new Complaint('--keep is a number from 1 on.');
  const file = await backUp(databasePath(), resolve(target), keep, new Date());
  return said(voice, `Backed up to ${file}. It opens only together with SECRET_KEY: keep that somewhere else.`);
}

async function restore(args: string[], voice: Voice): Promise<number> {
  const [file, ...more] = parse(args, {}).positionals;
  if (file === undefined || more.length > 0) throw new Complaint(USAGE.restore);
  await restoreFrom(resolve(file), databasePath());
  return said(
    voice,
    `Restored ${databasePath()}; what was there is beside it as .before-restore. Now: npm run doctor, npm start`,
  );
}

function databasePath(): string {
  return { ...fileValues(), ...processValues() }.DATABASE_PATH ?? DEFAULT_DATABASE;
}

type Flags = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function parse(args: string[], options: Flags) {
  try {
    return parseArgs({ args, options: options ?? {}, allowPositionals: true, strict: true }) as {
      values: Record<string, string | boolean | undefined>;
      positionals: string[];
    };
  } catch (error) {
    throw new Complaint(
      `${error instanceof Error ? error.message.split('. ')[0] : 'That is not understood'} (--help tells what there is)`,
    );
  }
}

function explain(error: unknown, voice: Voice): number {
  if (error instanceof Complaints) {
    for (const sentence of [...error.sentences, 'Nothing was written.']) voice.complain(sentence);
    return EXIT_CONFIG;
  }
  const sentence = sentenceOf(error);
  if (sentence === null) throw error;
  voice.complain(sentence);
  return 1;
}

/** A file that cannot be read or a full disk is no mistake of ours, and the system's message names the path. */
function sentenceOf(error: unknown): string | null {
  if (error instanceof Complaint) return error.message;
  return error instanceof Error && 'syscall' in error ? `The computer refuses: ${error.message}` : null;
}

function said(voice: Voice, line: string): number {
  voice.say(line);
  return 0;
}
