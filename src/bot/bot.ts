import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  Options,
  REST,
  Status,
  type WebSocketShard,
} from 'discord.js';
import type { Services } from '../commands/command.ts';
import type { Log } from '../log.ts';
import type { Clock, FactStore, SessionStore } from '../service/ports.ts';
import { createDispatch, type Dispatch, type InteractionOutcome } from './dispatch.ts';
import { createLiveCards, type LiveCards } from './live-card.ts';
import { publishCommands } from './publish.ts';

/** Discord will not have us: no restart mends it. */
export class BotRejected extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'BotRejected';
  }
}

export type Bot = {
  cards: LiveCards;
  /** The bot's application id, once Discord has told it. */
  applicationId(): string | null;
  /** Logs in and answers people; resolves when ready. Throws `BotRejected` if Discord will not have us. */
  open(services: Services): Promise<void>;
  /** Whether the gateway really works at this moment. */
  isReady(): boolean;
  tellLinked: Dispatch['tellLinked'];
  /** Answers what is under way, shows the last cards, signs off. */
  close(): Promise<void>;
};

export type BotOptions = {
  url: string;
  token: string;
  guildId: string | undefined;
  clock: Clock;
  log: Log;
  facts: FactStore;
  sessions: SessionStore;
  /** The gateway has refused us for good while running. */
  onRejected: (error: BotRejected) => void;
  /** A command or press has ended. */
  onInteraction: (outcome: InteractionOutcome) => void;
};

/** Discord's close codes after which reconnecting is pointless. */
const FATAL_CLOSES = new Set([4004, 4010, 4011, 4012, 4013, 4014]);
const REST_TIMEOUT_MS = 10_000;
/** Discord asks for a heartbeat about every 41 s. */
const HEARTBEAT_PATIENCE_MS = 90_000;
const GUILD_PATIENCE_MS = 2_000;
const LOGIN_PAUSE_MS = { least: 1_000, most: 60_000 };
/** How long a farewell may take: supervisors kill after ten seconds. */
const FAREWELL_MS = 3_000;

/** The bot's life on Discord: logging in, staying, leaving. */
export function createBot(options: BotOptions): Bot {
  const { token, clock, log } = options;
  const rest = { api: `${options.url}/api`, timeout: REST_TIMEOUT_MS, invalidRequestWarningInterval: 100 };
  const cards = createLiveCards({
    rest: new REST({ version: '10', ...rest }).setToken(token),
    sessions: options.sessions,
    clock,
    log,
  });
  let client = newClient();
  let dispatch: Dispatch | null = null;
  let commandId = '';
  let opened = false;
  let closed = false;

  function newClient(): Client {
    return new Client({
      intents: [GatewayIntentBits.Guilds],
      rest,
      waitGuildTimeout: GUILD_PATIENCE_MS,
      enforceNonce: true,
      allowedMentions: { parse: [] },
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

  function listen(to: Client, answering: Dispatch): void {
    to.on(Events.InteractionCreate, (interaction) => answering.handle(interaction));
    to.on(Events.Error, (err) => log.error({ err }, 'discord client error'));
    to.on(Events.Warn, (message) => log.warn({ detail: message }, 'discord client warning'));
    to.on(Events.ShardError, (err) => log.warn({ err }, 'gateway error'));
    to.on(Events.ShardReconnecting, () => log.info('gateway reconnecting'));
    to.on(Events.ShardResume, (_, replayed) => log.info({ replayed }, 'gateway resumed'));
    to.on(Events.ShardDisconnect, ({ code }) => {
      if (FATAL_CLOSES.has(code)) options.onRejected(new BotRejected(`Discord closed the gateway for good (${code})`));
    });
    to.rest.on('invalidRequestWarning', (detail) => log.warn({ detail }, 'many invalid requests to discord'));
  }

  /** Discord may be out of reach just now: asked again, at growing intervals, until it answers. */
  async function login(answering: Dispatch): Promise<void> {
    for (let pause = LOGIN_PAUSE_MS.least; !closed; pause = Math.min(pause * 2, LOGIN_PAUSE_MS.most)) {
      listen(client, answering);
      const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
      try {
        await client.login(token);
        return await ready;
      } catch (error) {
        if (isRejection(error)) throw new BotRejected('Discord does not accept the bot token or its intents', error);
        log.warn({ err: error }, 'discord is out of reach');
        await client.destroy();
        client = newClient();
        await new Promise<void>((resolve) => clock.after(pause, resolve));
      }
    }
  }

  return {
    cards,
    applicationId: () => client.application?.id ?? null,
    async open(services) {
      const mentions = (subcommand: string) =>
        commandId ? `</sesh ${subcommand}:${commandId}>` : `\`/sesh ${subcommand}\``;
      dispatch = createDispatch({
        services,
        mentions,
        log,
        now: () => clock.now(),
        ended: options.onInteraction,
      });
      await login(dispatch);
      const applicationId = client.application?.id;
      if (!applicationId) return;
      const { guildId } = options;
      commandId = await publishCommands({ rest: client.rest, applicationId, guildId, facts: options.facts, log });
      opened = true;
      log.info({ guilds: client.guilds.cache.size }, 'discord ready');
    },
    // discord.js's own `isReady` stays true through every outage.
    isReady: () => opened && client.ws.shards.size > 0 && client.ws.shards.every((shard) => isAlive(shard)),
    tellLinked: async (userId, reply) => dispatch?.tellLinked(userId, reply),
    async close() {
      closed = true;
      dispatch?.close();
      cards.stop();
      const farewell = Promise.all([dispatch?.idle(), cards.idle()]);
      await Promise.race([farewell, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref())]);
      await client.destroy();
    },
  };
}

/** Connected, and heard from within two heartbeats; -1: just connected, no heartbeat yet. */
function isAlive({ status, lastPingTimestamp }: WebSocketShard): boolean {
  return (
    status === Status.Ready && (lastPingTimestamp === -1 || Date.now() - lastPingTimestamp < HEARTBEAT_PATIENCE_MS)
  );
}

function isRejection(error: unknown): boolean {
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) return true;
  return error instanceof Error && /disallowed intents|invalid intents/i.test(error.message);
}
