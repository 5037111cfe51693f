import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, type ClientOptions, GatewayIntentBits } from 'discord.js';
import express from 'express';
import { createClock, type WindableClock } from '../clock.ts';
import { createDiscord, type Discord } from '../discord.ts';

export type Stage = Awaited<ReturnType<typeof createStage>>;

/** A simulated Discord that is served on loopback, for tests. */
export async function createStage(options: { running?: boolean; heartbeatIntervalMs?: number } = {}) {
  const clock = createClock({ running: options.running ?? false });
  const discord = createDiscord({ clock, ...options });
  const server = await serve(discord);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/discord`;
  discord.listenAt(url);
  const clients: Client[] = [];

  return {
    clock,
    discord,
    url,
    /** A discord.js client, ready. */
    async bot(more: Partial<ClientOptions> = {}): Promise<Client<true>> {
      const client = createBot(url, more);
      clients.push(client);
      await client.login(discord.token);
      if (!client.isReady()) await new Promise((resolve) => client.once('clientReady', resolve));
      return client as Client<true>;
    },
    /** A plain request with the bot's token, for what discord.js would not send. */
    async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await fetch(`${url}/api/v10${path}`, {
        method,
        headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
    },
    async close() {
      await Promise.all(clients.map((client) => client.destroy()));
      await discord.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      clock.stop();
    },
  };
}

export function createBot(url: string, more: Partial<ClientOptions> = {}): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: `${url}/api`, cdn: `${url}/cdn` },
    waitGuildTimeout: 2_000,
    allowedMentions: { parse: [] },
    ...more,
  });
}

async function serve(discord: Discord): Promise<Server> {
  const app = express();
  app.use('/discord', discord.router);
  const server = createServer(app);
  server.on('upgrade', (request, socket, head) => {
    if (!discord.upgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export type { WindableClock };
