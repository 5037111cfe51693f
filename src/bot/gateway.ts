import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  GatewayIntentBits,
  type Interaction,
  Options,
  type RESTOptions,
  ShardClientUtil,
  SimpleIdentifyThrottler,
  Status,
  type WebSocketShard,
} from 'discord.js';
import type { Log } from '../log.ts';
import type { Clock, FactStore } from '../service/ports.ts';
import { backOff } from '../session/back-off.ts';
import { BotLost, BotRejected, watchToken } from './failure.ts';
import { takeIdentify } from './identify-allowance.ts';
import { makeReadable } from './readable.ts';

/** What the gateway tells. */
export type Listener = {
  interaction(interaction: Interaction): void;
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
  /** Whether it really works at this moment. */
  isAlive(): boolean;
  close(): Promise<void>;
};

/** Discord's close codes after which reconnecting is pointless. */
const FATAL_CLOSES = new Set([4004, 4010, 4011, 4012, 4013, 4014]);
/** Discord asks for a heartbeat about every 41 s. */
const HEARTBEAT_PATIENCE_MS = 90_000;
const GUILD_PATIENCE_MS = 2_000;
const LOGIN_PAUSE_MS = { least: 1_000, most: 120_000 };
const LOGIN_PATIENCE_MS = 5 * 60_000;
/** discord.js holds on to a resume address that has died, for ever: only a new client asks for a new one. */
const OUTAGE_PATIENCE_MS = 5 * 60_000;

/** The connection to Discord: coming, staying, leaving. */
export function createGateway(options: {
  token: string;
  rest: Partial<RESTOptions>;
  clock: Clock;
  facts: FactStore;
  log: Log;
  listener: Listener;
}): Gateway {
  const { token, rest, clock, facts, log, listener } = options;
  let client: Client | null = null;
  let state: 'opening' | 'open' | 'closed' = 'opening';
  let stopWaiting = () => {};
  let outage: (() => void) | null = null;

  function newClient(): Client {
    return new Client({
      intents: [GatewayIntentBits.Guilds],
      rest,
      waitGuildTimeout: GUILD_PATIENCE_MS,
      enforceNonce: true,
      allowedMentions: { parse: [] },
      ws: {
        async buildIdentifyThrottler(manager) {
          const { session_start_limit: limit } = await manager.fetchGatewayInformation();
          const spacing = new SimpleIdentifyThrottler(limit.max_concurrency);
          return {
            async waitForIdentify(shardId, signal) {
              await takeIdentify({ facts, clock, signal });
              await spacing.waitForIdentify(shardId, signal);
            },
          };
        },
      },
      makeCache: Options.cacheWithLimits({
        MessageManager: 0,
        ReactionManager: 0,
        PresenceManager: 0,
        GuildEmojiManager: 0,
        GuildStickerManager: 0,
        GuildMemberManager: { maxSize: 100, keepOverLimit: (member) => member.id === member.client.user.id },
      }),
    });
  }

  function listen(to: Client, reject: (error: BotRejected) => void): void {
    const rejected = (error: BotRejected) => {
      if (state === 'opening') reject(error);
      if (state === 'open') listener.failed(error);
    };
    to.on(Events.InteractionCreate, (interaction) => listener.interaction(interaction));
    to.on(Events.Error, (err) => log.error({ err }, 'discord client error'));
    to.on(Events.Warn, (message) => log.warn({ detail: message }, 'discord client warning'));
    to.on(Events.ShardError, (err) => log.warn({ err }, 'gateway error'));
    to.on(Events.ShardReconnecting, () => {
      log.info('gateway reconnecting');
      outage ??= clock.after(OUTAGE_PATIENCE_MS, giveUp);
    });
    to.on(Events.ShardResume, (_, replayed) => {
      log.info({ replayed }, 'gateway resumed');
      recovered();
      listener.resumed();
    });
    to.on(Events.ShardReady, recovered);
    to.on(Events.ShardDisconnect, ({ code }) => {
      if (FATAL_CLOSES.has(code)) rejected(new BotRejected(`Discord closed the gateway for good (${code})`));
    });
    to.on('raw', (packet: GatewayDispatchPayload) => {
      if (!makeReadable(packet)) log.warn('an interaction cannot be read');
      if (packet.t === GatewayDispatchEvents.Ready) listener.begun(belonging(packet.d));
    });
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
    if (state === 'open' && !isAlive()) listener.failed(new BotLost('the gateway has been away for five minutes'));
    outage = null;
  }

  /** One attempt. Rejects if Discord is out of reach, or will not have us. */
  async function logIn(to: Client): Promise<void> {
    const { promise: never, reject } = Promise.withResolvers<never>();
    const cancel = clock.after(LOGIN_PATIENCE_MS, () => reject(new Error('no answer from the gateway')));
    listen(to, reject);
    const ready = new Promise<void>((resolve) => to.once(Events.ClientReady, () => resolve()));
    try {
      await Promise.race([to.login(token).then(() => ready), never]);
    } catch (error) {
      if (isRejection(error)) throw new BotRejected('Discord does not accept the bot token or its intents', error);
      throw error;
    } finally {
      cancel();
    }
  }

  /** Half of the pause, and the other half by chance: after an outage of Discord's not everybody comes at once. */
  function breathe(pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after((pauseMs * (1 + Math.random())) / 2, resolve);
      stopWaiting = () => {
        cancel();
        resolve();
      };
    });
  }

  const isAlive = () => {
    const shards = client?.ws.shards;
    return state === 'open' && !!shards && shards.size > 0 && shards.every((shard) => beats(shard));
  };

  return {
    async open() {
      const since = clock.now();
      while (state !== 'closed') {
        client = newClient();
        try {
          await logIn(client);
          state = 'open';
          return client as Client<true>; // it is ready
        } catch (error) {
          await client.destroy();
          if (error instanceof BotRejected) throw error;
          log.warn({ err: error }, 'discord is out of reach');
          await breathe(backOff(clock.now() - since, LOGIN_PAUSE_MS));
        }
      }
      return null;
    },
    applicationId: () => client?.application?.id ?? null,
    // discord.js's own `isReady` stays true through every outage.
    isAlive,
    async close() {
      state = 'closed';
      stopWaiting();
      recovered();
      await client?.destroy();
    },
  };
}

/** Connected, and heard from within two heartbeats; -1: just connected, no heartbeat yet. */
function beats({ status, lastPingTimestamp }: WebSocketShard): boolean {
  return (
    status === Status.Ready && (lastPingTimestamp === -1 || Date.now() - lastPingTimestamp < HEARTBEAT_PATIENCE_MS)
  );
}

/** Which servers a new session still has; other shards speak for theirs. */
function belonging({ guilds, shard = [0, 1] }: { guilds: { id: string }[]; shard?: [number, number] }) {
  const ours = new Set(guilds.map(({ id }) => id));
  return (guildId: string) => ours.has(guildId) || ShardClientUtil.shardIdForGuildId(guildId, shard[1]) !== shard[0];
}

function isRejection(error: unknown): boolean {
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) return true;
  return error instanceof Error && /disallowed intents|invalid intents/i.test(error.message);
}
