import type { App } from '../../src/app.ts';
import { loopbackOrigin } from '../../src/config.ts';
import { createBotProcess } from '../bot-process.ts';
import { createWorld, freePort } from '../world.ts';
import { sandboxPage } from './page.ts';
import { claimDatabase } from './sandbox-database.ts';

const DATA = 'data';
const LAST_PORT = 65_535;

export type SandboxOptions = { web: { host: string; port: number }; logLevel: string };

/**
 * The whole bot with nothing configured: the real bot, web server and database, living in a simulated Discord and a
 * simulated Spotify, and a page on which one person plays the evening. It begins anew each time. The services live in
 * this process, and the bot is a child of it, so that it can be killed.
 */
export async function openSandbox(options: SandboxOptions): Promise<App> {
  process.stdout.write('Nothing is configured, so this is the sandbox: Discord and Spotify are simulated.\n');
  const database = claimDatabase(DATA);
  const bot = createBotProcess({ pretty: process.stdout.isTTY });
  const { host } = options.web;
  const port = await freePort(options.web.port);
  const world = await createWorld({
    port: port < LAST_PORT ? port + 1 : 0,
    page: (around) => sandboxPage(around, bot),
    settleBot: bot.settle,
  });
  const config = await world.config({
    web: { host, port, publicUrl: loopbackOrigin(host, port) ?? `http://${host}:${port}`, trustProxy: undefined },
    databasePath: database.path,
    logLevel: options.logLevel,
  });
  const close = async () => {
    await bot.close();
    await world.close();
    database.release();
  };
  try {
    await bot.open(config, world.clock);
  } catch (error) {
    await close();
    throw error;
  }
  process.stdout.write(
    `\n  Play the evening:   ${world.url}/\n  The bot's pages:    ${config.web.publicUrl}/privacy\n\n  Ctrl+C ends it.\n\n`,
  );

  return { port, close };
}
