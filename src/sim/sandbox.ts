import { mkdirSync, rmSync } from 'node:fs';
import type { App } from '../app.ts';
import type { Log } from '../log.ts';
import { sandboxPage } from './page.ts';
import { createWorld, freePort } from './world.ts';

const DATABASE = 'data/sandbox.db';

/**
 * The whole bot with nothing configured: the real bot, web server and database, living in a simulated Discord and a
 * simulated Spotify, and a page on which one person plays the evening. It begins anew each time.
 */
export async function openSandbox(options: { web: { host: string; port: number } }, log: Log): Promise<App> {
  process.stdout.write('Nothing is configured, so this is the sandbox: Discord and Spotify are simulated.\n');
  mkdirSync('data', { recursive: true });
  for (const suffix of ['', '-wal', '-shm']) rmSync(DATABASE + suffix, { force: true });

  const { host } = options.web;
  const port = await freePort(options.web.port);
  const world = await createWorld({ port: port + 1, page: sandboxPage });
  const config = await world.config({
    web: { host, port, publicUrl: `http://127.0.0.1:${port}`, trustProxy: undefined },
    databasePath: DATABASE,
  });
  const app = await world.openBot(config, log);
  process.stdout.write(
    `\n  Play the evening:   ${world.url}/\n  The bot's pages:    ${config.web.publicUrl}/privacy\n\n  Ctrl+C ends it.\n\n`,
  );

  return {
    port: app.port,
    async close() {
      await app.close();
      await world.close();
    },
  };
}
