import { flushCompileCache } from 'node:module';
import type { App } from './app.ts';
import { ConfigError, EXIT_CONFIG, readSettings, type Settings } from './config.ts';
import { createLog, type Log } from './log.ts';

/** What was tried can succeed a little later, in a new process (sysexits.h, EX_TEMPFAIL). */
const EXIT_LATER = 75;
/** Discord refuses the bot for good (EX_NOPERM): a restart mends nothing. */
const EXIT_REJECTED = 77;
/** Supervisors kill ten seconds after asking. */
const CLOSE_WITHIN_MS = 8_000;

const settings = settingsOrExit();
const log = createLog({ level: settings.logLevel, pretty: process.stdout.isTTY });
let app: App | null = null;
let isClosing = false;

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void close(signal));
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error) => die(error, 'sesh has a bug and cannot go on'));
try {
  app = await open(settings, log);
  flushCompileCache(); // Node writes it at a clean exit only, and a bot is rarely given one
} catch (error) {
  die(error, 'sesh could not start');
}

function settingsOrExit(): Settings {
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`Sesh cannot start:\n${error.problems.map((problem) => `  ${problem}\n`).join('')}`);
    process.exit(EXIT_CONFIG);
  }
}

async function open(chosen: Settings, to: Log): Promise<App> {
  if (chosen.mode === 'sandbox') {
    const { openSandbox } = await import('./sim/sandbox.ts');
    return openSandbox(chosen);
  }
  const { createApp } = await import('./app.ts');
  return createApp(chosen.config, { log: to, onFailure: (error) => die(error, 'discord is lost') });
}

/** Before anything is open there is nothing to wait for; who asks twice does not want to wait. */
async function close(signal: string): Promise<void> {
  log.info({ signal }, 'closing');
  if (!app) process.exit(0);
  if (isClosing) process.exit(1);
  isClosing = true;
  // Not `exit`: it would wait for whoever reads the log, and they may be gone.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), CLOSE_WITHIN_MS).unref();
  await app.close();
  process.exit(0);
}

function die(error: unknown, otherwise: string): void {
  const [code, explanation] = verdict(error) ?? [1, otherwise];
  log.fatal({ err: error }, explanation);
  log.flush();
  process.exit(code);
}

/** The exit code and the words for what is known to happen. */
function verdict(error: unknown): [code: number, explanation: string] | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'BotRejected') return [EXIT_REJECTED, 'discord refuses this bot: check DISCORD_TOKEN'];
  if (error.name === 'BotLost') return [EXIT_LATER, 'discord is out of reach for this process: start it again'];
  switch ('code' in error && error.code) {
    case 'EADDRINUSE':
      return [1, 'PORT or METRICS_ADDR is taken by another program'];
    case 'SQLITE_BUSY':
      return [EXIT_LATER, 'another sesh is using this database'];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return [EXIT_CONFIG, 'HOST or METRICS_ADDR is not an address of this computer'];
    case 'NEWER_DATABASE':
      return [EXIT_CONFIG, 'the database was written by a newer sesh: install that one, or restore a backup'];
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return [EXIT_CONFIG, 'DATABASE_PATH is not a database of ours'];
    case 'SQLITE_CANTOPEN':
    case 'EACCES':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EISDIR':
      return [EXIT_CONFIG, 'DATABASE_PATH cannot be opened, or HOST and PORT not be listened on'];
    default:
      return null;
  }
}
