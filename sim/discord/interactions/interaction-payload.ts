import { toChannel, toMember, toThread } from '../guilds/guild-payloads.ts';
import type { Guilds } from '../guilds/guilds.ts';
import type { ChannelRecord, GuildRecord, MemberRecord } from '../guilds/records.ts';

const ATTACHMENT_SIZE_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * What every interaction says, whatever its kind
 * (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-structure).
 */
export function interactionBase(
  guilds: Guilds,
  place: { applicationId: string; guild: GuildRecord; channel: ChannelRecord; member: MemberRecord },
) {
  const { applicationId, guild, channel, member } = place;
  const permissions = guilds.permissionsIn(channel, member.user.id).toString();
  return {
    application_id: applicationId,
    version: 1 as const,
    guild_id: guild.id,
    guild: { id: guild.id, locale: 'en-US' as const, features: [] },
    guild_locale: 'en-US' as const,
    channel_id: channel.id,
    channel: channel.thread ? toThread(channel) : toChannel(channel),
    member: { ...toMember(member), permissions },
    // A thread's own members do not show in it: the bot may well be told rights where it sees nothing.
    app_permissions: guilds.permissionsIn(channel.thread?.parent ?? channel, applicationId).toString(),
    locale: 'en-US' as const,
    entitlements: [],
    authorizing_integration_owners: { 0: guild.id },
    context: 0 as const,
    attachment_size_limit: ATTACHMENT_SIZE_LIMIT_BYTES,
  };
}
