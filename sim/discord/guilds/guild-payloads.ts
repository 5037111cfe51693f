import {
  NO_FLAGS,
  type WireChannel,
  type WireGuildCreate,
  type WireMember,
  type WireRole,
  type WireThread,
} from '../wire.ts';
import type { ChannelRecord, GuildRecord, MemberRecord, RoleRecord } from './records.ts';
import { toUser } from './users.ts';

export function toRole(role: RoleRecord): WireRole {
  return {
    id: role.id,
    name: role.name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position: role.position,
    permissions: role.permissions.toString(),
    managed: false,
    mentionable: false,
    flags: NO_FLAGS,
  };
}

export function toChannel(channel: ChannelRecord): WireChannel {
  return {
    id: channel.id,
    type: 0,
    guild_id: channel.guildId,
    name: channel.name,
    position: channel.position,
    permission_overwrites: channel.overwrites.map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.type,
      allow: overwrite.allow.toString(),
      deny: overwrite.deny.toString(),
    })),
    flags: NO_FLAGS,
    parent_id: null,
    topic: null,
    nsfw: false,
    rate_limit_per_user: 0,
    last_message_id: null,
  };
}

const THREAD_TYPE = { public: 11, private: 12 } as const;
const ARCHIVED_AFTER_MINUTES = 1_440;

/** A thread as channels are described (https://docs.discord.com/developers/resources/channel#channel-object). */
export function toThread({ id, guildId, name, thread }: ChannelRecord): WireThread {
  if (!thread) throw new Error(`${name} is no thread`);
  return {
    id,
    type: thread.isPrivate ? THREAD_TYPE.private : THREAD_TYPE.public,
    guild_id: guildId,
    name,
    parent_id: thread.parent.id,
    owner_id: thread.ownerId,
    last_message_id: null,
    rate_limit_per_user: 0,
    flags: NO_FLAGS,
    message_count: 0,
    total_message_sent: 0,
    member_count: thread.members.size,
    applied_tags: [],
    thread_metadata: {
      archived: thread.isArchived,
      locked: thread.isLocked,
      auto_archive_duration: ARCHIVED_AFTER_MINUTES,
      archive_timestamp: new Date(thread.archivedAt).toISOString(),
      ...(thread.isPrivate && { invitable: true }),
    },
  };
}

/** A member without permissions, as guilds list them. */
export function toMember(member: MemberRecord): Omit<WireMember, 'permissions'> {
  return {
    user: toUser(member.user),
    nick: null,
    avatar: null,
    banner: null,
    roles: [...member.roles],
    joined_at: new Date(member.joinedAt).toISOString(),
    premium_since: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: NO_FLAGS,
    communication_disabled_until: member.timedOutUntil === null ? null : new Date(member.timedOutUntil).toISOString(),
  };
}

/**
 * A guild as a bot meets it; without the privileged intent for members it sees only itself among them
 * (https://docs.discord.com/developers/events/gateway-events#guild-create).
 */
export function toGuildCreate(guild: GuildRecord): WireGuildCreate {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: guild.ownerId,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    roles: [...guild.roles.values()].map(toRole),
    emojis: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: NO_FLAGS,
    rules_channel_id: null,
    max_presences: null,
    max_members: 500_000,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: 'en-US',
    public_updates_channel_id: null,
    nsfw_level: 0,
    stickers: [],
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
    hub_type: null,
    incidents_data: null,
    joined_at: new Date(guild.botJoinedAt).toISOString(),
    large: false,
    member_count: guild.members.size,
    voice_states: [],
    members: [...guild.members.values()].filter(({ user }) => user.bot).map(toMember),
    channels: [...guild.channels.values()].map(toChannel),
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
