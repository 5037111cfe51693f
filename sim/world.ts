import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';
import type { App, Surroundings } from '../src/app.ts';
import type { Config } from '../src/config.ts';
import type { Log } from '../src/log.ts';
import { type Browser, createBrowser, type Page } from './browser.ts';
import { type Awake, type CastName, cast, populate } from './cast.ts';
import { createClock, type WindableClock } from './clock.ts';
import {
  type Channel,
  createDiscord,
  type Discord,
  type Guild,
  type Interaction,
  type Person,
} from './discord/discord.ts';
import { watchRequests } from './request-watcher.ts';
import { createSpotify, type Spotify, type SpotifyOptions, type SpotifyPerson } from './spotify/spotify.ts';

export type { CastName } from './cast.ts';
export type { Interaction, Message } from './discord/discord.ts';

export type WorldOptions = {
  /** The first moment of a clock that is wound; without it the clock follows the wall clock. */
  standingAt?: number;
  /** The first port to try; any free one unless told. */
  port?: number;
  awake?: Awake;
  spotify?: Omit<SpotifyOptions, 'clock'>;
  /** The addresses registered at Discord as redirects. */
  discordRedirects?: string[];
  /** The heartbeat interval, by the wall clock; by default 41 s. */
  heartbeatIntervalMs?: number;
  /** More to serve beside the simulated services. */
  page?: (world: World) => Router;
  /** Resolves when nothing is under way in a bot that is a process of its own. */
  settleBot?: () => Promise<void>;
};

export type World = {
  clock: WindableClock;
  discord: Discord;
  spotify: Spotify;
  /** The base URL of the simulated services and the page. */
  url: string;
  guild: Guild;
  channel: Channel;
  /** The cast in the guild. */
  people: Record<CastName, Person>;
  /** The cast's Spotify accounts. */
  accounts: Record<Exclude<CastName, 'finn'>, SpotifyPerson>;
  /** Returns the configuration of a bot in this world. */
  config(changes?: Partial<Config>): Promise<Config>;
  /** The same as environment variables, for a process of its own. */
  environment(config: Config): Record<string, string>;
  /** A bot in this process, on this world's clock. */
  openBot(config: Config, log: Log, surroundings?: Pick<Surroundings, 'onFailure'>): Promise<App>;
  /** Follows the link in a private reply through both consent pages, as this person. */
  link(name: Exclude<CastName, 'finn'>, interaction: Interaction): Promise<Page>;
  /** Winds time on, letting everything that falls due happen. */
  advance(ms: number): Promise<void>;
  /** Resolves when nothing set off so far is under way any more. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

const PORTS_TRIED = 50;
/** The timeout by the wall clock, where time is wound: it ends only what hangs. */
const WOUND_TIMEOUT_MS = 30_000;

/** Both simulated services on one loopback port, with the cast in one guild, and bots that live there. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const isStanding = options.standingAt !== undefined;
  const settle = async () => {
    await requestWatcher.settle();
    await options.settleBot?.();
  };
  const clock = createClock({
    running: !isStanding,
    settle,
    ...(isStanding ? { start: options.standingAt } : {}),
  });
  const discord = createDiscord({
    clock,
    announcesLimits: !isStanding,
    ...(isStanding && { wallPatienceMs: WOUND_TIMEOUT_MS }),
    ...(options.discordRedirects ? { redirectUris: options.discordRedirects } : {}),
    ...(options.heartbeatIntervalMs !== undefined && { heartbeatIntervalMs: options.heartbeatIntervalMs }),
  });
  const requestWatcher = watchRequests(discord.isUnread);
  const app = express();
  const server = createServer(app);
  const port = await listenFrom(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  const spotify = createSpotify({ clock, imageBase: `${url}/art`, ...options.spotify });
  discord.listenAt(`${url}/discord`);
  app.use('/discord', discord.router);
  app.use('/spotify', spotify.apiRouter);
  app.use('/accounts', spotify.accountsRouter);
  app.use('/art', spotify.artRouter);
  server.on('upgrade', (request, socket, head) => {
    if (!discord.upgrade(request, socket, head)) socket.destroy();
  });

  const guild = discord.addGuild('The Living Room');
  const channel = guild.addChannel('music');
  const accounts = populate(spotify, options.awake);
  const people = Object.fromEntries(
    Object.entries(cast).map(([name, member]) => [
      name,
      guild.addPerson(discord.addUser(member.name, { username: member.discordName })),
    ]),
  ) as Record<CastName, Person>;

  async function config(changes: Partial<Config> = {}): Promise<Config> {
    const free = await freePort();
    return {
      discord: { url: `${url}/discord`, token: discord.token, clientSecret: discord.clientSecret, guildId: undefined },
      spotify: {
        apiUrl: `${url}/spotify`,
        accountsUrl: `${url}/accounts`,
        clientId: spotify.clientId,
        clientSecret: spotify.clientSecret,
      },
      web: { host: '127.0.0.1', port: free, publicUrl: `http://127.0.0.1:${free}`, trustProxy: undefined },
      metrics: undefined,
      databasePath: ':memory:',
      secretKeys: [randomBytes(32)],
      logLevel: 'warn',
      ...changes,
    };
  }

  async function link(name: Exclude<CastName, 'finn'>, interaction: Interaction): Promise<Page> {
    const browser = createBrowser();
    await browser.open(linkIn(interaction));
    return consent(browser, people[name].user.id, accounts[name].accountId);
  }

  const world: World = {
    clock,
    discord,
    spotify,
    url,
    guild,
    channel,
    people,
    accounts,
    config,
    environment: (given) => ({
      DISCORD_URL: given.discord.url,
      DISCORD_TOKEN: given.discord.token,
      DISCORD_CLIENT_SECRET: given.discord.clientSecret,
      SPOTIFY_API_URL: given.spotify.apiUrl,
      SPOTIFY_ACCOUNTS_URL: given.spotify.accountsUrl,
      SPOTIFY_CLIENT_ID: given.spotify.clientId,
      SPOTIFY_CLIENT_SECRET: given.spotify.clientSecret,
      PORT: String(given.web.port),
      PUBLIC_URL: given.web.publicUrl,
      DATABASE_PATH: given.databasePath,
      SECRET_KEY: given.secretKeys.map((key) => key.toString('base64')).join(','),
      LOG_LEVEL: given.logLevel,
    }),
    async openBot(given, log, more) {
      const { createApp } = await import('../src/app.ts');
      return createApp(given, { ...more, log, clock, ...(isStanding ? { drawSeed: seedSource() } : {}) });
    },
    link,
    advance: (ms) => clock.advance(ms),
    settle,
    async close() {
      clock.stop();
      requestWatcher.stop();
      spotify.close();
      await discord.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  if (options.page) app.use(options.page(world));
  return world;
}

/** In wound time chance repeats itself too: every world draws the same seeds, one after the other. */
function seedSource(): () => string {
  let drawn = 0;
  return () => createHash('sha256').update(`seed ${drawn++}`).digest('hex').slice(0, 32);
}

/** The address of the first link button in a private reply. */
export function linkIn(interaction: Interaction): string {
  const text = JSON.stringify(interaction.replies.flatMap((message) => message.components));
  const url = /"url":"([^"]*\/link\/[^"]*)"/.exec(text)?.[1];
  if (url === undefined) throw new Error(`no link in the reply: ${interaction.reply?.content ?? 'nothing was said'}`);
  return url;
}

/** From a link's first page to its last: takes it on, says who one is on Discord, agrees at Spotify. */
export async function consent(browser: Browser, userId: string, accountId: string): Promise<Page> {
  await browser.submit();
  await browser.submit({ user: userId });
  return browser.submit({ account: accountId, decision: 'agree' });
}

/** Listens on the first free port from `first` on; any port for 0. */
async function listenFrom(server: ReturnType<typeof createServer>, first: number): Promise<number> {
  for (let port = first; port < first + PORTS_TRIED; port++) {
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
  throw new Error(`no free port from ${first} on`);
}

/** A port that was free a moment ago. */
export async function freePort(first = 0): Promise<number> {
  const probe = createServer();
  const port = await listenFrom(probe, first);
  probe.close();
  await once(probe, 'close');
  return port;
}
