import type { Clock } from '../../clock.ts';
import type { Sessions } from '../gateway/sessions.ts';
import { toChannel, toGuildCreate, toRole, toThread } from './guild-payloads.ts';
import { bits, effective, has, type Overwrite, type Permission } from './permissions.ts';
import type { ChannelRecord, GuildRecord, MemberRecord, RoleRecord, ThreadRecord } from './records.ts';
import type { User } from './users.ts';

/** The permissions of a bot that was invited with those that messages with embeds need. */
const BOT_PERMISSIONS = bits([
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'READ_MESSAGE_HISTORY',
  'SEND_MESSAGES_IN_THREADS',
]);
const PEOPLE_PERMISSIONS = BOT_PERMISSIONS | bits(['USE_APPLICATION_COMMANDS', 'USE_EXTERNAL_EMOJIS']);

export type Guilds = ReturnType<typeof createGuilds>;

/** The servers that the bot is in, with their channels, roles and members; every change is told on the gateway. */
export function createGuilds(world: { clock: Clock; ids: () => string; bot: User; sessions: Sessions }) {
  const { clock, ids, bot, sessions } = world;
  const guilds = new Map<string, GuildRecord>();
  const channels = new Map<string, ChannelRecord>();

  const addRole = (guild: GuildRecord, name: string, permissions: Permission[]): RoleRecord => {
    const role = { id: ids(), name, permissions: bits(permissions), position: guild.roles.size };
    guild.roles.set(role.id, role);
    sessions.broadcast(
      { t: 'GUILD_ROLE_CREATE', d: { guild_id: guild.id, role: toRole(role) } },
      { guildId: guild.id, intent: 'GUILDS' },
    );
    return role;
  };

  const announce = (guild: GuildRecord) =>
    sessions.broadcast({ t: 'GUILD_CREATE', d: toGuildCreate(guild) }, { guildId: guild.id, intent: 'GUILDS' });

  const tellThread = (t: 'THREAD_CREATE' | 'THREAD_UPDATE', channel: ChannelRecord) =>
    sessions.broadcast({ t, d: toThread(channel) }, { guildId: channel.guildId, intent: 'GUILDS' });

  return {
    all: () => [...guilds.values()],
    find: (id: string) => guilds.get(id),
    findChannel: (id: string) => channels.get(id),
    add(name: string): GuildRecord {
      const id = ids();
      const everyone = { id, name: '@everyone', permissions: 0n, position: 0 };
      const peopleRole = { id: ids(), name: 'Friends', permissions: PEOPLE_PERMISSIONS, position: 1 };
      const botRole = { id: ids(), name: bot.username, permissions: BOT_PERMISSIONS, position: 2 };
      const guild: GuildRecord = {
        id,
        name,
        ownerId: ids(),
        roles: new Map([everyone, peopleRole, botRole].map((role) => [role.id, role])),
        members: new Map([[bot.id, { user: bot, roles: [botRole.id], joinedAt: clock.now(), timedOutUntil: null }]]),
        channels: new Map(),
        botRole,
        peopleRole,
        botJoinedAt: clock.now(),
        isAvailable: true,
      };
      guilds.set(id, guild);
      announce(guild);
      return guild;
    },
    /** The bot is thrown out. */
    remove(guild: GuildRecord) {
      guilds.delete(guild.id);
      for (const id of guild.channels.keys()) channels.delete(id);
      sessions.broadcast({ t: 'GUILD_DELETE', d: { id: guild.id } }, { guildId: guild.id, intent: 'GUILDS' });
    },
    /** An outage of this guild begins or ends. */
    setAvailable(guild: GuildRecord, isAvailable: boolean) {
      guild.isAvailable = isAvailable;
      if (isAvailable) return announce(guild);
      return sessions.broadcast(
        { t: 'GUILD_DELETE', d: { id: guild.id, unavailable: true } },
        { guildId: guild.id, intent: 'GUILDS' },
      );
    },
    addChannel(guild: GuildRecord, name: string, overwrites: Overwrite[]): ChannelRecord {
      const channel = { id: ids(), guildId: guild.id, name, position: guild.channels.size, overwrites, thread: null };
      guild.channels.set(channel.id, channel);
      channels.set(channel.id, channel);
      sessions.broadcast({ t: 'CHANNEL_CREATE', d: toChannel(channel) }, { guildId: guild.id, intent: 'GUILDS' });
      return channel;
    },
    addThread(
      parent: ChannelRecord,
      name: string,
      { isPrivate, members }: { isPrivate: boolean; members: readonly string[] },
    ): ChannelRecord {
      const [ownerId = ids()] = members;
      const thread = {
        parent,
        isPrivate,
        ownerId,
        members: new Set(members),
        isArchived: false,
        isLocked: false,
        archivedAt: clock.now(),
      };
      const channel = { id: ids(), guildId: parent.guildId, name, position: 0, overwrites: [], thread };
      channels.set(channel.id, channel);
      if (!isPrivate) tellThread('THREAD_CREATE', channel);
      return channel;
    },
    /** Somebody is added to a thread, or mentioned there. */
    addToThread(channel: ChannelRecord, userId: string) {
      if (!channel.thread || channel.thread.members.has(userId)) return;
      channel.thread.members.add(userId);
      if (userId === bot.id) tellThread('THREAD_CREATE', channel);
    },
    changeThread(channel: ChannelRecord, change: Partial<Pick<ThreadRecord, 'isArchived' | 'isLocked'>>) {
      if (!channel.thread) throw new Error(`${channel.name} is no thread`);
      Object.assign(channel.thread, change, { archivedAt: clock.now() });
      tellThread('THREAD_UPDATE', channel);
    },
    setOverwrites(channel: ChannelRecord, overwrites: Overwrite[]) {
      channel.overwrites = overwrites;
      sessions.broadcast(
        { t: 'CHANNEL_UPDATE', d: toChannel(channel) },
        { guildId: channel.guildId, intent: 'GUILDS' },
      );
    },
    removeChannel(channel: ChannelRecord) {
      guilds.get(channel.guildId)?.channels.delete(channel.id);
      channels.delete(channel.id);
      sessions.broadcast(
        { t: 'CHANNEL_DELETE', d: toChannel(channel) },
        { guildId: channel.guildId, intent: 'GUILDS' },
      );
    },
    addRole,
    setRolePermissions(guild: GuildRecord, role: RoleRecord, permissions: Permission[]) {
      role.permissions = bits(permissions);
      sessions.broadcast(
        { t: 'GUILD_ROLE_UPDATE', d: { guild_id: guild.id, role: toRole(role) } },
        { guildId: guild.id, intent: 'GUILDS' },
      );
    },
    addMember(guild: GuildRecord, user: User, permissions: Permission[]): MemberRecord {
      const extra = permissions.length > 0 ? [addRole(guild, `${user.username}'s role`, permissions).id] : [];
      const roles = [guild.peopleRole.id, ...extra];
      const member = { user, roles, joinedAt: clock.now(), timedOutUntil: null };
      guild.members.set(user.id, member);
      return member;
    },
    /** Somebody leaves, or is sent away. No bot here has the privileged intent by which it would hear of it. */
    removeMember(guild: GuildRecord, user: User) {
      guild.members.delete(user.id);
    },
    /** Times a member out; this is told as little. */
    timeOut(guild: GuildRecord, user: User, until: number | null) {
      const member = guild.members.get(user.id);
      if (!member) throw new Error(`${user.username} is not in this guild`);
      member.timedOutUntil = until;
    },
    /** Returns a member's permissions in a channel; none for somebody who is not in the guild. */
    permissionsIn(channel: ChannelRecord, userId: string): bigint {
      const guild = guilds.get(channel.guildId);
      const member = guild?.members.get(userId);
      if (!guild || !member) return 0n;
      const roles = [...guild.roles.values()].filter((role) => role.id === guild.id || member.roles.includes(role.id));
      const isOwner = guild.ownerId === userId;
      const isTimedOut = member.timedOutUntil !== null && member.timedOutUntil > clock.now();
      const { overwrites } = channel.thread?.parent ?? channel;
      const isThread = channel.thread !== null;
      const granted = effective({ userId, everyoneId: guild.id, isOwner, roles, overwrites, isThread, isTimedOut });
      const isIn = !channel.thread?.isPrivate || channel.thread.members.has(userId) || has(granted, 'MANAGE_THREADS');
      return isIn ? granted : 0n;
    },
  };
}
