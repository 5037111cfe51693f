import { Collection, type IShardingStrategy, type WebSocketOptions, WebSocketShardStatus } from 'discord.js';
import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import { OP, type Packet } from './gateway-frames.ts';
import type { Ready } from './ready.ts';
import { createShard, type GatewaySession, type Shard } from './shard.ts';

/** The manager in which discord.js keeps its shards, and to which it listens. */
export type ShardManager = Parameters<NonNullable<WebSocketOptions['buildStrategy']>>[0];

export type Shards = IShardingStrategy & {
  /** Returns true while every shard has an open session whose heartbeats are answered. */
  areAlive(): boolean;
  /** Passes on the events that arrived before discord.js was ready. */
  flushPending(): void;
};

/** The events that discord.js handles before it is ready; it would queue others where no error is caught. */
const BEFORE_READY = new Set(['RESUMED', 'GUILD_CREATE', 'GUILD_DELETE']);

/**
 * Creates our own shards in the place of discord.js's, by its own hook for that. Its shards cannot be ended while they
 * connect, keep using an address that no longer answers, and end the process at a frame that they cannot read.
 */
export function createShards(world: {
  manager: ShardManager;
  clock: Clock;
  wall: Clock;
  log: Log;
  /** Aborted when the client is closed: from then on no shard is opened. */
  signal: AbortSignal;
  address: (isKnownBad: boolean, signal: AbortSignal) => Promise<string>;
  waitForIdentify: (shardId: number, signal: AbortSignal) => Promise<void>;
  onSessionBegun: (ready: Ready) => void;
  onResumed: () => void;
  /** The connection of a shard was lost; `isForGood` if Discord refuses to have it back. */
  onDisconnect: (code: number, isForGood: boolean) => void;
  /** Handles an event before discord.js. Returns false if discord.js is to handle it, too. */
  intercept: (packet: Packet) => boolean;
}): Shards {
  const { manager, clock, wall, log } = world;
  const shards = new Collection<number, Shard>();
  const pendingPackets: [shardId: number, packet: Packet][] = [];
  let isReady = false;

  function emit(shardId: number, event: string, detail: object): void {
    // The names of these events are an enum that discord.js does not export.
    (manager as { emit(event: string, detail: object): boolean }).emit(event, { ...detail, shardId });
  }

  /** Passes on an event; one that cannot be read is logged and skipped. */
  function deliver(shardId: number, packet: Packet): void {
    try {
      if (world.intercept(packet)) return;
      if (isReady || BEFORE_READY.has(packet.t)) emit(shardId, 'dispatch', { data: packet });
      else pendingPackets.push([shardId, packet]);
    } catch (err) {
      log.error({ err, packet: packet.t }, 'an event cannot be read');
    }
  }

  function storeSession(shardId: number, session: GatewaySession | null): void {
    const shardCount = manager.options.shardCount ?? 1;
    const info = session && {
      sessionId: session.id,
      sequence: session.sequence,
      resumeURL: session.resumeUrl ?? '',
      shardId,
      shardCount,
    };
    inBackground(
      Promise.resolve(manager.options.updateSessionInfo(shardId, info)),
      log,
      'a gateway session was not stored',
    );
  }

  function create(id: number): Shard {
    return createShard({
      clock,
      wall,
      log,
      identity: identityOf(manager, id),
      address: world.address,
      waitForIdentify: (signal) => world.waitForIdentify(id, signal),
      onHello: () => emit(id, 'hello', {}),
      onSessionBegun(session, ready) {
        storeSession(id, session);
        world.onSessionBegun(ready);
        const d = toReady(ready);
        emit(id, 'ready', { data: d });
        emit(id, 'dispatch', { data: { op: OP.dispatch, t: 'READY', d } });
      },
      onResumed(session) {
        storeSession(id, session);
        emit(id, 'resumed', {});
        world.onResumed();
      },
      onEvent: (packet) => deliver(id, packet),
      onHeartbeatAck: (heartbeatAt, latency) =>
        emit(id, 'heartbeat', { heartbeatAt, latency, ackAt: heartbeatAt + latency }),
      onDisconnect(code, isForGood) {
        emit(id, 'closed', { code });
        world.onDisconnect(code, isForGood);
      },
    });
  }

  return {
    spawn(ids) {
      for (const id of ids) shards.set(id, create(id));
    },
    connect() {
      if (!world.signal.aborted) for (const shard of shards.values()) shard.open();
    },
    async destroy() {
      const leaving = [...shards.values()];
      shards.clear();
      await Promise.all(leaving.map((shard) => shard.close()));
    },
    fetchStatus() {
      const { Ready, Connecting } = WebSocketShardStatus;
      const status = shards.mapValues((shard): WebSocketShardStatus => (shard.isAlive() ? Ready : Connecting));
      // The same class in the version that discord.js's part for the gateway comes with.
      return status as unknown as Statuses;
    },
    send: (shardId, { op, d }) => shards.get(shardId)?.send({ op, d }),
    areAlive: () => shards.size > 0 && shards.every((shard) => shard.isAlive()),
    flushPending() {
      isReady = true;
      for (const [shardId, packet] of pendingPackets.splice(0)) deliver(shardId, packet);
    },
  };
}

type Statuses = Awaited<ReturnType<IShardingStrategy['fetchStatus']>>;

function identityOf({ options }: ShardManager, id: number): { token: string } & Record<string, unknown> {
  const { token, intents, identifyProperties: properties } = options;
  return { token, intents, properties, shard: [id, options.shardCount ?? 1] };
}

/** Returns READY with what discord.js needs of it, in the shape that it can read. */
function toReady({ user, applicationId, guildIds, shard }: Ready): object {
  return {
    v: 10,
    user: { ...user, bot: true },
    application: { id: applicationId },
    guilds: (guildIds ?? []).map((id) => ({ id, unavailable: true })),
    shard,
  };
}
