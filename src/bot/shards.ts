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
  /** Tells discord.js, which is ready now, what it could not take before. */
  release(): void;
};

/** The events that discord.js takes before it is ready; it would put others into a queue where no error is caught. */
const BEFORE_READY = new Set(['RESUMED', 'GUILD_CREATE', 'GUILD_DELETE']);

/**
 * Creates our own shards in the place of discord.js's, by its own hook for that. Its shards cannot be ended while they
 * connect, hold on to an address that has died, and end the process at a frame that they cannot read.
 */
export function createShards(world: {
  manager: ShardManager;
  clock: Clock;
  wall: Clock;
  log: Log;
  /** Aborted when the client is given up: from then on no shard is opened. */
  signal: AbortSignal;
  address: (isKnownBad: boolean, signal: AbortSignal) => Promise<string>;
  mayIdentify: (shardId: number, signal: AbortSignal) => Promise<void>;
  began: (ready: Ready) => void;
  resumed: () => void;
  /** The connection of a shard is gone; `isForGood` if Discord will not have it back. */
  lost: (code: number, isForGood: boolean) => void;
  /** Takes every event first. Returns false if discord.js is to have it, too. */
  take: (packet: Packet) => boolean;
}): Shards {
  const { manager, clock, wall, log } = world;
  const shards = new Collection<number, Shard>();
  const held: [shardId: number, packet: Packet][] = [];
  let isReady = false;

  function tell(shardId: number, event: string, detail: object): void {
    // The names of these events are an enum that discord.js does not export.
    (manager as { emit(event: string, detail: object): boolean }).emit(event, { ...detail, shardId });
  }

  /** An event that cannot be read costs that event, and nothing else. */
  function deliver(shardId: number, packet: Packet): void {
    try {
      if (world.take(packet)) return;
      if (isReady || BEFORE_READY.has(packet.t)) tell(shardId, 'dispatch', { data: packet });
      else held.push([shardId, packet]);
    } catch (err) {
      log.error({ err, packet: packet.t }, 'an event cannot be read');
    }
  }

  function keep(shardId: number, session: GatewaySession | null): void {
    const shardCount = manager.options.shardCount ?? 1;
    const info = session && {
      sessionId: session.id,
      sequence: session.sequence,
      resumeURL: session.resumeUrl ?? '',
      shardId,
      shardCount,
    };
    inBackground(Promise.resolve(manager.options.updateSessionInfo(shardId, info)), log, 'a session was not kept');
  }

  function create(id: number): Shard {
    return createShard({
      clock,
      wall,
      log,
      identity: identityOf(manager, id),
      address: world.address,
      mayIdentify: (signal) => world.mayIdentify(id, signal),
      greeted: () => tell(id, 'hello', {}),
      began(session, ready) {
        keep(id, session);
        world.began(ready);
        const d = toReady(ready);
        tell(id, 'ready', { data: d });
        tell(id, 'dispatch', { data: { op: OP.dispatch, t: 'READY', d } });
      },
      resumed(session) {
        keep(id, session);
        tell(id, 'resumed', {});
        world.resumed();
      },
      deliver: (packet) => deliver(id, packet),
      beaten: (heartbeatAt, latency) => tell(id, 'heartbeat', { heartbeatAt, latency, ackAt: heartbeatAt + latency }),
      lost(code, isForGood) {
        tell(id, 'closed', { code });
        world.lost(code, isForGood);
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
    release() {
      isReady = true;
      for (const [shardId, packet] of held.splice(0)) deliver(shardId, packet);
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
