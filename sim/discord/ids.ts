import type { Clock } from '../clock.ts';

/** The first second of 2015: Discord counts its ids from there (https://docs.discord.com/developers/reference#snowflakes). */
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const TIMESTAMP_SHIFT = 22n;

/** Makes snowflakes: the clock's time in the upper bits, always rising, also while the clock stands. */
export function createIds(clock: Clock): () => string {
  let last = 0n;
  return () => {
    const earliest = BigInt(Math.floor(clock.now()) - DISCORD_EPOCH_MS) << TIMESTAMP_SHIFT;
    last = earliest > last ? earliest : last + 1n;
    return last.toString();
  };
}

/** The shard that a guild's events go to (https://docs.discord.com/developers/events/gateway#sharding). */
export function shardOf(guildId: string, shards: number): number {
  return Number((BigInt(guildId) >> TIMESTAMP_SHIFT) % BigInt(shards));
}
