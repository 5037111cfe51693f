import { resolve } from 'node:path';
import { ConfigError, DEFAULTS, EXIT_CONFIG, envFile, processValues, valuesAtHand } from '../config.ts';
import { backUp, restoreFrom } from './backup.ts';
import { readFlags, readOrder, type Voice } from './command-line.ts';
import { Complaint, codeOf } from './complaint.ts';
import { examine } from './doctor.ts';
import { Complaints } from './setup.ts';
import { setup } from './setup-command.ts';
import { USAGE, usageOf } from './usage.ts';

const terminalVoice: Voice = {
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
};

/** Carries out one of the commands for whoever keeps a Sesh; returns the exit code. */
export async function operate([command = '', ...args]: string[], voice = terminalVoice): Promise<number> {
  try {
    if (args.includes('--help') || args.includes('-h')) return said(voice, usageOf(command));
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

async function doctor(args: string[], voice: Voice): Promise<number> {
  const { dotenv: envPath = '.env', channel: channelId } = readFlags(args, ['dotenv', 'channel']);
  if (channelId !== undefined && !/^\d{5,20}$/.test(channelId)) {
    throw new Complaint(
      'A channel id is digits only: switch on developer mode in Discord, right-click the channel, Copy Channel ID.',
    );
  }
  const values = { ...envFile(envPath).values, ...processValues() };
  const findings = await examine({ values, envPath, channelId, nodeVersion: process.version, now: Date.now });
  for (const { mark, says } of findings) voice.say(`${mark.padEnd(8)} ${says}`);
  const problems = findings.filter(({ mark }) => mark === 'problem').length;
  voice.say(problems === 0 ? '\nNothing has to be mended.' : `\n${problems} thing(s) to mend.`);
  return problems === 0 ? 0 : 1;
}

async function backup(args: string[], voice: Voice): Promise<number> {
  const { flags, words } = readOrder(args, ['keep']);
  const [target, ...more] = words;
  if (target === undefined || more.length > 0) throw new Complaint(USAGE.backup);
  const keep = flags.keep === undefined ? null : Number(flags.keep);
  if (keep !== null && !(Number.isInteger(keep) && keep > 0)) throw new Complaint('--keep is a number from 1 on.');
  const file = await backUp(databasePath(), resolve(target), keep, new Date());
  return said(voice, `Backed up to ${file}. It opens only together with SECRET_KEY: keep that somewhere else.`);
}

async function restore(args: string[], voice: Voice): Promise<number> {
  const [file, ...more] = readOrder(args, []).words;
  if (file === undefined || more.length > 0) throw new Complaint(USAGE.restore);
  await restoreFrom(resolve(file), databasePath());
  return said(
    voice,
    `Restored ${databasePath()}; what was there is beside it as .before-restore. Now: npm run doctor, npm start`,
  );
}

function databasePath(): string {
  return valuesAtHand().DATABASE_PATH ?? DEFAULTS.DATABASE_PATH;
}

function explain(error: unknown, voice: Voice): number {
  if (error instanceof Complaints) {
    for (const sentence of [...error.sentences, 'Nothing was written.']) voice.complain(sentence);
    return EXIT_CONFIG;
  }
  if (error instanceof ConfigError) {
    for (const problem of error.problems) voice.complain(`${problem}.`);
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
  if (error instanceof Error && codeOf(error)?.startsWith('SQLITE_')) return `The database refuses: ${error.message}`;
  return error instanceof Error && 'syscall' in error ? `The computer refuses: ${error.message}` : null;
}

function said(voice: Voice, line: string): number {
  voice.say(line);
  return 0;
}
