import { enableCompileCache } from 'node:module';
import type { App } from '../src/app.ts';
import type { Config } from '../src/config.ts';
import type { FromParent, ToParent } from './bot-process.ts';
import { createRemoteClock } from './remote-clock.ts';
import { watchRequests } from './request-watcher.ts';

/*
 * The bot of the sandbox, a process of its own, so that it can be killed while the services live on. Everything in it is
 * the real thing; only its time comes over the line to the process that simulates the services.
 */
enableCompileCache('node_modules/.cache/sesh');
const [{ createApp }, { createLog }] = await Promise.all([import('../src/app.ts'), import('../src/log.ts')]);

const remoteClock = createRemoteClock(send, watchRequests().settle);
let opening: Promise<App> | undefined;

process.on('message', (message) => handleMessage(message as FromParent).catch(fail)); // the line carries nothing else
process.on('disconnect', () => close().catch(fail));
// Ctrl+C reaches every process of a terminal; the parent decides when we end.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

async function handleMessage(message: FromParent): Promise<void> {
  if ('clock' in message) await remoteClock.receive(message);
  else if (message.ask === 'close') await close();
  else await open(message.config as Config, message.pretty);
}

async function open(config: Config, pretty: boolean): Promise<void> {
  const log = createLog({ level: config.logLevel, pretty });
  opening = createApp(config, { log, clock: remoteClock.clock });
  try {
    await opening;
    send({ tell: 'ready' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    send({ tell: 'failed', why: error instanceof Error ? error.message : String(error), code });
  }
}

async function close(): Promise<void> {
  const app = await opening?.catch(() => undefined);
  await app?.close();
  process.exit(0);
}

/** The parent sees it end, and shows that it is down. */
function fail(error: unknown): never {
  process.stderr.write(`The bot stopped: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

function send(message: ToParent): void {
  if (process.connected) process.send?.(message);
}
