import { resolve } from 'node:path';
import { ConfigError, DEFAULTS, EXIT_CONFIG, envFile, processValues, valuesAtHand } from '../config.ts';
import { backUp, restoreFrom } from './backup.ts';
import { type Output, parseArguments, parseFlags } from './command-line.ts';
import { diagnose } from './doctor.ts';
import { codeOf, OperatorError } from './operator-error.ts';
import { OperatorErrors } from './setup.ts';
import { setup } from './setup-command.ts';
import { USAGE, usageOf } from './usage.ts';

const terminalOutput: Output = {
  print: (line) => void process.stdout.write(`${line}\n`),
  printError: (line) => void process.stderr.write(`${line}\n`),
};

/** Runs one of the operator's commands. Returns the exit code. */
export async function runCommand([command = '', ...args]: string[], output = terminalOutput): Promise<number> {
  try {
    if (args.includes('--help') || args.includes('-h')) return printed(output, usageOf(command));
    switch (command) {
      case 'setup':
        return await setup(args, output);
      case 'doctor':
        return await doctor(args, output);
      case 'backup':
        return await backup(args, output);
      case 'restore':
        return await restore(args, output);
      default:
        throw new OperatorError(USAGE.all);
    }
  } catch (error) {
    return reportError(error, output);
  }
}

async function doctor(args: string[], output: Output): Promise<number> {
  const { dotenv: envPath = '.env', channel: channelId } = parseFlags(args, ['dotenv', 'channel']);
  if (channelId !== undefined && !/^\d{5,20}$/.test(channelId)) {
    throw new OperatorError(
      'A channel id is digits only: switch on developer mode in Discord, right-click the channel, Copy Channel ID.',
    );
  }
  const values = { ...envFile(envPath).values, ...processValues() };
  const findings = await diagnose({ values, envPath, channelId, nodeVersion: process.version, now: Date.now });
  for (const { mark, says } of findings) output.print(`${mark.padEnd(8)} ${says}`);
  const problems = findings.filter(({ mark }) => mark === 'problem').length;
  output.print(
    problems === 0 ? '\nNo problems found.' : `\n${problems} ${problems === 1 ? 'problem' : 'problems'} to fix.`,
  );
  return problems === 0 ? 0 : 1;
}

async function backup(args: string[], output: Output): Promise<number> {
  const { flags, words } = parseArguments(args, ['keep']);
  const [target, ...more] = words;
  if (target === undefined || more.length > 0) throw new OperatorError(USAGE.backup);
  const keep = flags.keep === undefined ? null : Number(flags.keep);
  if (keep !== null && !(Number.isInteger(keep) && keep > 0)) throw new OperatorError('--keep is a number from 1 on.');
  const file = await backUp(databasePath(), resolve(target), keep, new Date());
  return printed(output, `Backed up to ${file}. It opens only together with SECRET_KEY: keep that somewhere else.`);
}

async function restore(args: string[], output: Output): Promise<number> {
  const [file, ...more] = parseArguments(args, []).words;
  if (file === undefined || more.length > 0) throw new OperatorError(USAGE.restore);
  await restoreFrom(resolve(file), databasePath());
  return printed(
    output,
    `Restored ${databasePath()}; what was there is beside it as .before-restore. Now: npm run doctor, npm start`,
  );
}

function databasePath(): string {
  return valuesAtHand().DATABASE_PATH ?? DEFAULTS.DATABASE_PATH;
}

function reportError(error: unknown, output: Output): number {
  if (error instanceof OperatorErrors) {
    for (const sentence of [...error.sentences, 'Nothing was written.']) output.printError(sentence);
    return EXIT_CONFIG;
  }
  if (error instanceof ConfigError) {
    for (const problem of error.problems) output.printError(`${problem}.`);
    return EXIT_CONFIG;
  }
  const sentence = sentenceOf(error);
  if (sentence === null) throw error;
  output.printError(sentence);
  return 1;
}

/** Returns the message for an error that the operator can fix, such as an unreadable file or a full disk; null for a bug. */
function sentenceOf(error: unknown): string | null {
  if (error instanceof OperatorError) return error.message;
  if (error instanceof Error && codeOf(error)?.startsWith('SQLITE_')) return `The database refuses: ${error.message}`;
  return error instanceof Error && 'syscall' in error ? `The computer refuses: ${error.message}` : null;
}

function printed(output: Output, line: string): number {
  output.print(line);
  return 0;
}
