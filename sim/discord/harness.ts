import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, type ClientOptions, GatewayIntentBits } from 'discord.js';
import express from 'express';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createClock } from '../clock.ts';
import { createDiscord, type Discord, type DiscordOptions, type Interaction } from './discord.ts';
import { type RuleId, ruleOf } from './rules/rules.ts';

export type DiscordHarness = Awaited<ReturnType<typeof createDiscordHarness>>;

/** A simulated Discord served on loopback, with a server, a channel and two people, for the tests of this folder. */
export async function createDiscordHarness(options: Partial<DiscordOptions> = {}) {
  const clock = createClock();
  const discord = createDiscord({ clock, ...options });
  const server = await serve(discord);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/discord`;
  discord.listenAt(url);

  const guild = discord.addGuild('The Attic');
  const channel = guild.addChannel('music');
  const ana = guild.addPerson(discord.addUser('Ana'));
  const ben = guild.addPerson(discord.addUser('Ben'));
  const clients: Client[] = [];

  return {
    clock,
    discord,
    url,
    guild,
    channel,
    ana,
    ben,
    /** A discord.js client as a bot would set it up; `login` makes it ready. */
    async login(more: Partial<ClientOptions> = {}): Promise<Client<true>> {
      const client = new Client({
        intents: [GatewayIntentBits.Guilds],
        rest: { api: `${url}/api`, cdn: `${url}/cdn` },
        waitGuildTimeout: 2_000,
        allowedMentions: { parse: [] },
        ...more,
      });
      clients.push(client);
      const isReady = once(client, 'clientReady');
      await client.login(discord.token);
      await isReady;
      return client as Client<true>;
    },
    /** A plain request with the bot's token, for what discord.js would not send. */
    async ask(
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<DiscordReply> {
      const response = await fetch(`${url}/api/v10${path}`, {
        method,
        headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
    },
    /** Returns the event that a person's action sends to the bot, before there is an answer. */
    async sent(deed: () => Promise<unknown>): Promise<Interaction> {
      const { promise, resolve } = Promise.withResolvers<Interaction>();
      const stop = discord.subscribe((change) => change.kind === 'interaction-changed' && resolve(change.interaction));
      const failed = deed().then(() => promise);
      const interaction = await Promise.race([promise, failed]);
      stop();
      return interaction;
    },
    /** A plain gateway connection, for what discord.js would not do. */
    connect: (query = '?v=10&encoding=json') => connect(`${url.replace('http', 'ws')}/gateway${query}`),
    async close() {
      await Promise.all(clients.map((client) => client.destroy()));
      await discord.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      clock.stop();
    },
  };
}

export type DiscordReply = { status: number; headers: Headers; body: Record<string, unknown> & { id: string } };

/** A command that has what a command can have, for people to type. */
export const PLAY = {
  name: 'play',
  description: 'Play something',
  options: [
    { type: 3, name: 'song', description: 'What', required: true, autocomplete: true },
    { type: 4, name: 'times', description: 'How often', min_value: 1, max_value: 10 },
  ],
};

/**
 * The test of one rule: `breakIt` breaks it and sees what Discord does about it. That a breach which only a mistake
 * can explain is reported, and no other, is seen to here.
 */
export function breaks(id: RuleId, breakIt: (harness: DiscordHarness) => Promise<void>) {
  const rule = ruleOf(id);
  test(`${id}: ${rule.says}`, async () => {
    const harness = await createDiscordHarness();
    try {
      await breakIt(harness);
      const reported = new Set(harness.discord.violations.map((violation) => violation.split(':')[0]));
      expect([...reported]).toEqual(rule.isBug ? [id] : []);
    } finally {
      await harness.close();
    }
  });
}

/** Expects the refusal that the rule's row promises. */
export function expectRefusal(reply: DiscordReply, id: RuleId) {
  const { status, body } = ruleOf(id).refusal ?? {};
  expect({ status: reply.status, body: reply.body }).toEqual({ status, body: expect.objectContaining(body ?? {}) });
}

type Frame = { op: number; t?: string; s?: number; d: unknown };

async function connect(url: string) {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code]) => Number(code));
  closed.catch(() => {}); // a connection that is refused fails below
  await once(socket, 'open');
  return {
    frames,
    /** The code that the server closes with. */
    closed,
    send: (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    /** Waits for a frame that fits. */
    async frame(fits: (frame: Frame) => boolean): Promise<Frame> {
      for (;;) {
        const found = frames.find(fits);
        if (found) return found;
        await once(socket, 'message');
      }
    },
    close: (code: number) => socket.close(code),
  };
}

async function serve(discord: Discord): Promise<Server> {
  const app = express();
  app.use('/discord', discord.router);
  const server = createServer(app);
  server.on('upgrade', (request, socket, head) => {
    if (!discord.upgrade(request, socket, head)) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
