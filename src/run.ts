import { flushCompileCache } from 'node:module';
import type { App } from './app.ts';
import { ConfigError, type EnvironmentSettings, EXIT_CONFIG, readSettings } from './config.ts';
import { createLog, type Log } from './log.ts';
import { type Verdict, verdictAtStart, verdictWhileRunning } from './verdict.ts';

/** Supervisors kill ten seconds after asking. */
const CLOSE_WITHIN_MS = 8_000;

const settings = settingsOrExit();
const log = createLog({ level: settings.logLevel, pretty: process.stdout.isTTY });
let app: App | null = null;
let isClosing = false;

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => close(signal).catch((error: unknown) => die(error, verdictWhileRunning(error))));
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, unexpected);
try {
  app = await open(settings, log);
  flushCompileCache(); // Node writes it at a clean exit only, and a bot is rarely given one
} catch (error) {
  die(error, verdictAtStart(error));
}

function settingsOrExit(): EnvironmentSettings {
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`Sesh cannot start:\n${error.problems.map((problem) => `  ${problem}\n`).join('')}`);
    process.exit(EXIT_CONFIG);
  }
}

async function open(chosen: EnvironmentSettings, to: Log): Promise<App> {
  if (chosen.mode === 'sandbox') {
    const { openSandbox } = await import('../sim/sandbox/sandbox.ts');
    return openSandbox(chosen);
  }
  const { createApp } = await import('./app.ts');
  return createApp(chosen.config, { log: to, onFailure: (error) => die(error, verdictWhileRunning(error)) });
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

/** A part that fails while it closes does not keep the others from closing. */
function unexpected(error: unknown): void {
  if (isClosing) log.error({ err: error }, 'something failed while closing');
  else die(error, verdictWhileRunning(error));
}

function die(error: unknown, { code, explanation }: Verdict): never {
  log.fatal({ err: error }, explanation);
  log.flush();
  process.exit(code);
}
