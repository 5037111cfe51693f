import { type App, createApp } from './app.ts';
import { ConfigError, EXIT_CONFIG, readSettings, type Settings } from './config.ts';
import { createLog, type Log } from './log.ts';

/** Discord refuses the bot for good (sysexits.h, EX_NOPERM): a restart mends nothing. */
const EXIT_REJECTED = 77;
/** Supervisors kill ten seconds after asking. */
const CLOSE_WITHIN_MS = 8_000;

const settings = settingsOrExit();
const log = createLog({ level: settings.logLevel, pretty: process.stdout.isTTY });
try {
  const app = await open(settings, log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void close(app, signal));
} catch (error) {
  log.fatal({ err: error }, explanation(error));
  process.exit(isRejection(error) ? EXIT_REJECTED : 1);
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
    return openSandbox(chosen, to);
  }
  const onRejected = (error: Error) => {
    to.fatal({ err: error }, explanation(error));
    process.exit(EXIT_REJECTED);
  };
  return createApp(chosen.config, { log: to, onRejected });
}

async function close(app: App, signal: string): Promise<void> {
  log.info({ signal }, 'closing');
  setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref();
  await app.close();
  process.exit(0);
}

function isRejection(error: unknown): boolean {
  return error instanceof Error && error.name === 'BotRejected';
}

function explanation(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (isRejection(error)) return 'discord refuses this bot: check DISCORD_TOKEN';
  if (code === 'EADDRINUSE') return 'PORT or METRICS_ADDR is taken by another program';
  if (code === 'SQLITE_BUSY') return 'another sesh is using this database';
  if (code === 'NEWER_DATABASE')
    return 'the database was written by a newer sesh: install that one, or restore a backup';
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') return 'DATABASE_PATH is not a database of ours';
  if (code === 'SQLITE_CANTOPEN' || code === 'EACCES' || code === 'ENOENT') return 'DATABASE_PATH cannot be opened';
  return 'sesh could not start';
}
