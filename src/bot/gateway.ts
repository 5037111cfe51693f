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
import { BotLost, BotRejected, onTokenRefused } from './failure.ts';
import { createGatewayAddress, type GatewayAddress } from './gateway-address.ts';
import type { Packet } from './gateway-frames.ts';
import { createIdentifyLimiter } from './identify-limiter.ts';
import type { Ready } from './ready.ts';
import { createShards, type ShardManager, type Shards } from './shards.ts';

/** The receiver of the gateway's events. */
export type GatewayListener = {
  /** An interaction that waits for an answer, as it came. */
  interaction(payload: unknown): void;
  /** A new gateway session has begun; the events since the last one are missing. */
  sessionBegun(isGuildOurs: (guildId: string) => boolean): void;
  /** A session was resumed; no event is missing. */
  resumed(): void;
  channelGone(channelId: string): void;
  guildGone(guildId: string): void;
  rightsChanged(at: { channelId: string } | { guildId: string }): void;
  /** The connection is lost for good. */
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

const GUILD_TIMEOUT_MS = 2_000;
const LOGIN_RETRY_MS = { least: 1_000, most: 120_000 };
/** After an outage of this length the process gives up: a new one may succeed. */
const LONGEST_OUTAGE_MS = 5 * 60_000;

/** A socket has deadlines of its own, which do not wait for wound time. */
const wall: Clock = {
  now: () => Date.now(),
  after(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

/** Creates the connection to Discord, with one discord.js client at a time. */
export function createGateway(options: {
  token: string;
  rest: Partial<RESTOptions>;
  clock: Clock;
  facts: FactStore;
  log: Log;
  listener: GatewayListener;
}): Gateway {
  const { token, rest, clock, facts, log, listener } = options;
  const identifyLimiter = createIdentifyLimiter({ facts, clock });
  const closeController = new AbortController();
  const closed = new Promise<void>((resolve) => closeController.signal.addEventListener('abort', () => resolve()));
  const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
  refused.catch(() => {}); // `open` handles it; later the listener does
  let client: Client | null = null;
  let shards: Shards | null = null;
  let applicationId: string | null = null;
  let isOpen = false;
  let cancelOutageTimer: (() => void) | null = null;

  function newClient(): Client {
    const address = createGatewayAddress(() => fresh.rest);
    const fresh: Client = new Client(
      clientOptions(rest, (manager) => {
        // discord.js reads this answer only after we have parsed it.
        manager.fetchGatewayInformation = () => address.information(AbortSignal.any([closeController.signal]));
        shards = newShards(manager, address);
        return shards;
      }),
    );
    subscribe(fresh);
    return fresh;
  }

  function newShards(manager: ShardManager, address: GatewayAddress): Shards {
    return createShards({
      manager,
      clock,
      wall,
      log,
      signal: closeController.signal,
      address: address.url,
      async waitForIdentify(shardId, signal) {
        const { session_start_limit: limit } = await address.information(signal);
        await identifyLimiter.take(shardId % limit.max_concurrency, signal);
      },
      onSessionBegun(ready) {
        applicationId = ready.applicationId;
        endOutage();
        listener.sessionBegun(guildTest(ready));
      },
      onResumed() {
        log.info('gateway resumed');
        endOutage();
        listener.resumed();
      },
      onDisconnect(code, isForGood) {
        if (isForGood) reportRejection(new BotRejected(`Discord closed the gateway for good (${code})`));
        else if (isOpen) cancelOutageTimer ??= clock.after(LONGEST_OUTAGE_MS, reportLoss);
      },
      intercept,
    });
  }

  function intercept({ t, d }: Packet): boolean {
    if (t === 'INTERACTION_CREATE') listener.interaction(d);
    return t === 'INTERACTION_CREATE' || (t === 'GUILD_DELETE' && isAmbiguousDelete(d));
  }

  function reportRejection(error: BotRejected): void {
    refuse(error);
    if (isOpen) listener.failed(error);
  }

  function subscribe(to: Client): void {
    to.on(Events.Error, (err) => log.error({ err }, 'discord client error'));
    to.on(Events.Warn, (message) => log.warn({ detail: message }, 'discord client warning'));
    to.on(Events.ChannelDelete, ({ id }) => listener.channelGone(id));
    to.on(Events.ThreadDelete, ({ id }) => listener.channelGone(id));
    to.on(Events.GuildDelete, ({ id }) => listener.guildGone(id));
    to.on(Events.GuildUnavailable, ({ id }) => log.warn({ guild: id }, 'a server is unavailable'));
    to.on(Events.ChannelUpdate, (_, { id }) => listener.rightsChanged({ channelId: id }));
    to.on(Events.ThreadUpdate, (_, { id }) => listener.rightsChanged({ channelId: id }));
    to.on(Events.GuildRoleUpdate, (_, { guild }) => listener.rightsChanged({ guildId: guild.id }));
    to.rest.on('invalidRequestWarning', (detail) => log.warn({ detail }, 'many invalid requests to discord'));
    onTokenRefused(to.rest, reportRejection);
  }

  function endOutage(): void {
    cancelOutageTimer?.();
    cancelOutageTimer = null;
  }

  function reportLoss(): void {
    cancelOutageTimer = null;
    if (isOpen && !isAlive()) listener.failed(new BotLost('the gateway has been disconnected for five minutes'));
  }

  /** Logs in once. Rejects if Discord's API is unreachable; the gateway itself is waited for. */
  async function logIn(to: Client): Promise<void> {
    const ready = new Promise<void>((resolve) => to.once(Events.ClientReady, () => resolve()));
    await to.login(token);
    await ready;
    shards?.flushPending();
  }

  /** Waits for half to all of the pause, drawn by chance: after an outage not every bot comes at once. */
  async function waitBeforeRetry(pauseMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after((pauseMs * (1 + Math.random())) / 2, resolve);
    await Promise.race([promise, closed]);
    cancel();
  }

  const isAlive = () => isOpen && (shards?.areAlive() ?? false);
  return {
    async open() {
      const since = clock.now();
      while (!closeController.signal.aborted) {
        client = newClient();
        try {
          await Promise.race([logIn(client), refused, closed]);
          if (closeController.signal.aborted) return null;
          isOpen = true;
          return client as Client<true>; // it is ready
        } catch (error) {
          await client.destroy();
          if (isRejection(error)) throw new BotRejected('Discord does not accept the bot token or its intents', error);
          if (error instanceof BotRejected) throw error;
          log.warn({ err: error }, 'discord is unreachable');
          await waitBeforeRetry(backOff(clock.now() - since, LOGIN_RETRY_MS));
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
      closeController.abort();
      endOutage();
      await client?.destroy();
    },
  };
}

function clientOptions(rest: Partial<RESTOptions>, buildStrategy: (manager: ShardManager) => Shards): ClientOptions {
  return {
    intents: [GatewayIntentBits.Guilds],
    rest,
    waitGuildTimeout: GUILD_TIMEOUT_MS,
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
function guildTest({ guildIds, shard: [index, count] }: Ready): (guildId: string) => boolean {
  const ours = new Set(guildIds);
  return (guildId) =>
    guildIds === null || ours.has(guildId) || ShardClientUtil.shardIdForGuildId(guildId, count) !== index;
}

/** Returns true if an event does not clearly say that we were removed: a server in an outage is deleted as "unavailable". */
function isAmbiguousDelete(d: unknown): boolean {
  return typeof d === 'object' && d !== null && 'unavailable' in d && typeof d.unavailable !== 'boolean';
}

function isRejection(error: unknown): boolean {
  return error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
}
