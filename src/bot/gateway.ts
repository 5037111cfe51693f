import {
  Client,
  type ClientOptions,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  Options,
  type RESTOptions,
  ShardClientUtil,
} from 'discord.js';
import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { FactStore } from '../ports/files.ts';
import { backOff } from '../session/back-off.ts';
import { BotLost, BotRejected, watchToken } from './failure.ts';
import { createGatewayAddress, type GatewayAddress } from './gateway-address.ts';
import type { Packet } from './gateway-frames.ts';
import { createIdentifyAllowance } from './identify-allowance.ts';
import type { Ready } from './ready.ts';
import { createShards, type ShardManager, type Shards } from './shards.ts';

/** The receiver of what the gateway tells. */
export type Listener = {
  /** Somebody did something and waits for an answer; what exactly is not read yet. */
  interaction(told: unknown): void;
  /** A new session with Discord has begun; whatever happened since the last one was not told. */
  begun(isGuildOurs: (guildId: string) => boolean): void;
  /** A session goes on; whatever happened meanwhile was told. */
  resumed(): void;
  channelGone(channelId: string): void;
  guildGone(guildId: string): void;
  rightsChanged(at: { channelId: string } | { guildId: string }): void;
  /** It will not come back. */
  failed(error: BotRejected | BotLost): void;
};

export type Gateway = {
  /** Resolves when ready; throws `BotRejected`. Null if it was closed meanwhile. */
  open(): Promise<Client<true> | null>;
  applicationId(): string | null;
  /** Returns true if the bot is a member of this server. */
  isMember(guildId: string): boolean;
  /** Returns true if it really works at this moment. */
  isAlive(): boolean;
  close(): Promise<void>;
};

const GUILD_PATIENCE_MS = 2_000;
const LOGIN_PAUSE_MS = { least: 1_000, most: 120_000 };
/** After that a new process may have more luck. */
const OUTAGE_PATIENCE_MS = 5 * 60_000;

/** A socket has deadlines of its own, which do not wait for wound time. */
const wall: Clock = {
  now: () => Date.now(),
  after(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

/** The connection to Discord: coming, staying, leaving. There is one client of discord.js at a time. */
export function createGateway(options: {
  token: string;
  rest: Partial<RESTOptions>;
  clock: Clock;
  facts: FactStore;
  log: Log;
  listener: Listener;
}): Gateway {
  const { token, rest, clock, facts, log, listener } = options;
  const identifies = createIdentifyAllowance({ facts, clock });
  const ending = new AbortController();
  const closing = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()));
  const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
  refused.catch(() => {}); // whoever opens hears of it; later the listener does
  let client: Client | null = null;
  let shards: Shards | null = null;
  let applicationId: string | null = null;
  let isOpen = false;
  let outage: (() => void) | null = null;

  function newClient(): Client {
    const address = createGatewayAddress(() => fresh.rest);
    const fresh: Client = new Client(
      clientOptions(rest, (manager) => {
        // Whatever discord.js reads of this answer has been looked at first.
        manager.fetchGatewayInformation = () => address.information(AbortSignal.any([ending.signal]));
        shards = newShards(manager, address);
        return shards;
      }),
    );
    listen(fresh);
    return fresh;
  }

  function newShards(manager: ShardManager, address: GatewayAddress): Shards {
    return createShards({
      manager,
      clock,
      wall,
      log,
      signal: ending.signal,
      address: address.url,
      async mayIdentify(shardId, signal) {
        const { session_start_limit: limit } = await address.information(signal);
        await identifies.take(shardId % limit.max_concurrency, signal);
      },
      began(ready) {
        applicationId = ready.applicationId;
        recovered();
        listener.begun(belonging(ready));
      },
      resumed() {
        log.info('gateway resumed');
        recovered();
        listener.resumed();
      },
      lost(code, isForGood) {
        if (isForGood) rejected(new BotRejected(`Discord closed the gateway for good (${code})`));
        else if (isOpen) outage ??= clock.after(OUTAGE_PATIENCE_MS, giveUp);
      },
      take,
    });
  }

  function take({ t, d }: Packet): boolean {
    if (t === 'INTERACTION_CREATE') listener.interaction(d);
    return t === 'INTERACTION_CREATE' || (t === 'GUILD_DELETE' && isDoubtful(d));
  }

  function rejected(error: BotRejected): void {
    refuse(error);
    if (isOpen) listener.failed(error);
  }

  function listen(to: Client): void {
    to.on(Events.Error, (err) => log.error({ err }, 'discord client error'));
    to.on(Events.Warn, (message) => log.warn({ detail: message }, 'discord client warning'));
    to.on(Events.ChannelDelete, ({ id }) => listener.channelGone(id));
    to.on(Events.ThreadDelete, ({ id }) => listener.channelGone(id));
    to.on(Events.GuildDelete, ({ id }) => listener.guildGone(id));
    to.on(Events.GuildUnavailable, ({ id }) => log.warn({ guild: id }, 'a server is out of reach'));
    to.on(Events.ChannelUpdate, (_, { id }) => listener.rightsChanged({ channelId: id }));
    to.on(Events.ThreadUpdate, (_, { id }) => listener.rightsChanged({ channelId: id }));
    to.on(Events.GuildRoleUpdate, (_, { guild }) => listener.rightsChanged({ guildId: guild.id }));
    to.rest.on('invalidRequestWarning', (detail) => log.warn({ detail }, 'many invalid requests to discord'));
    watchToken(to.rest, rejected);
  }

  function recovered(): void {
    outage?.();
    outage = null;
  }

  function giveUp(): void {
    outage = null;
    if (isOpen && !isAlive()) listener.failed(new BotLost('the gateway has been away for five minutes'));
  }

  /** One attempt. Rejects if Discord's API is out of reach; the gateway itself is waited for. */
  async function logIn(to: Client): Promise<void> {
    const ready = new Promise<void>((resolve) => to.once(Events.ClientReady, () => resolve()));
    await to.login(token);
    await ready;
    shards?.release();
  }

  /** Half of the pause, and the other half by chance: after an outage of Discord's not everybody comes at once. */
  async function breathe(pauseMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after((pauseMs * (1 + Math.random())) / 2, resolve);
    await Promise.race([promise, closing]);
    cancel();
  }

  const isAlive = () => isOpen && (shards?.areAlive() ?? false);
  return {
    async open() {
      const since = clock.now();
      while (!ending.signal.aborted) {
        client = newClient();
        try {
          await Promise.race([logIn(client), refused, closing]);
          if (ending.signal.aborted) return null;
          isOpen = true;
          return client as Client<true>; // it is ready
        } catch (error) {
          await client.destroy();
          if (isRejection(error)) throw new BotRejected('Discord does not accept the bot token or its intents', error);
          if (error instanceof BotRejected) throw error;
          log.warn({ err: error }, 'discord is out of reach');
          await breathe(backOff(clock.now() - since, LOGIN_PAUSE_MS));
        }
      }
      return null;
    },
    applicationId: () => applicationId,
    isMember: (guildId) => client?.guilds.cache.has(guildId) ?? false,
    // discord.js's own `isReady` stays true through every outage.
    isAlive,
    async close() {
      isOpen = false;
      ending.abort();
      recovered();
      await client?.destroy();
    },
  };
}

function clientOptions(rest: Partial<RESTOptions>, buildStrategy: (manager: ShardManager) => Shards): ClientOptions {
  return {
    intents: [GatewayIntentBits.Guilds],
    rest,
    waitGuildTimeout: GUILD_PATIENCE_MS,
    allowedMentions: { parse: [] },
    ws: { buildStrategy },
    makeCache: Options.cacheWithLimits({
      MessageManager: 0,
      ReactionManager: 0,
      PresenceManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildMemberManager: { maxSize: 100, keepOverLimit: (member) => member.id === member.client.user.id },
    }),
  };
}

/**
 * Returns a test for the servers that a new session still has. Servers of other shards pass it, and all of them do if
 * the list cannot be trusted.
 */
function belonging({ guildIds, shard: [index, count] }: Ready): (guildId: string) => boolean {
  const ours = new Set(guildIds);
  return (guildId) =>
    guildIds === null || ours.has(guildId) || ShardClientUtil.shardIdForGuildId(guildId, count) !== index;
}

/** A server that is only out of reach says so; whatever says so badly has not thrown us out. */
function isDoubtful(d: unknown): boolean {
  return typeof d === 'object' && d !== null && 'unavailable' in d && typeof d.unavailable !== 'boolean';
}

function isRejection(error: unknown): boolean {
  return error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
}
