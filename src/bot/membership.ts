import { type Channel, type Client, DiscordAPIError, type GuildMember, PermissionFlagsBits } from 'discord.js';
import type { Clock } from '../ports/clock.ts';
import type { Membership } from '../ports/identity.ts';
import { Unavailable } from '../ports/unavailable.ts';

/** Discord's codes for a server, a channel or a member that does not exist, or that we do not see. */
const MISSING_ACCESS = 50_001;
const NOT_THERE = new Set<string | number>([10_003, 10_004, 10_007, 10_013, MISSING_ACCESS]);

/**
 * Asks Discord about one member: roles and timeouts of people reach a bot only by a privileged intent. Channels, their
 * overwrites and what each role grants are kept up to date by the gateway.
 */
export function createMembership(world: { client: () => Client | null; clock: Clock }): Membership {
  async function mayActIn(client: Client, userId: string, place: { guildId: string; channelId: string }) {
    const guild = client.guilds.cache.get(place.guildId);
    if (!guild) return false;
    const member = await guild.members.fetch({ user: userId, force: true, cache: false });
    if (isTimedOut(member, world.clock.now())) return false;
    const channel = await fetchChannel(client, place.channelId);
    if (!channel) return true; // nothing can be said of a private thread that we are not in, nor be done there
    if (channel.isDMBased()) return false;
    const granted = channel.permissionsFor(member);
    return granted.has(PermissionFlagsBits.ViewChannel) && !isDeniedCommands(member, granted);
  }

  return {
    async mayAct(userId, place) {
      const client = world.client();
      if (!client) throw new Unavailable('unreachable');
      try {
        return await mayActIn(client, userId, place);
      } catch (error) {
        if (error instanceof DiscordAPIError && NOT_THERE.has(error.code)) return false;
        throw new Unavailable('unreachable', { cause: error });
      }
    },
  };
}

/** Returns a channel or thread, or null if we do not see it. @throws DiscordAPIError if there is none. */
async function fetchChannel(client: Client, channelId: string): Promise<Channel | null> {
  try {
    return await client.channels.fetch(channelId);
  } catch (error) {
    if (error instanceof DiscordAPIError && error.code === MISSING_ACCESS) return null;
    throw error;
  }
}

function isTimedOut({ communicationDisabledUntilTimestamp: until }: GuildMember, now: number): boolean {
  return until !== null && until > now;
}

/** Returns true if the channel takes away what the member's roles give: the right to use commands. */
function isDeniedCommands({ permissions }: GuildMember, granted: Readonly<{ has(bit: bigint): boolean }>): boolean {
  const bit = PermissionFlagsBits.UseApplicationCommands;
  return permissions.has(bit) && !granted.has(bit);
}
