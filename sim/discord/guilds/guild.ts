import type { Person } from '../person.ts';
import type { Guilds } from './guilds.ts';
import { bits, type Overwrite, type Permission } from './permissions.ts';
import type { ChannelRecord, GuildRecord, MemberRecord, RoleRecord } from './records.ts';
import type { User } from './users.ts';

/** Rights in one channel, for the bot, for everybody but the bot, or for one role or user. */
export type ChannelRights = {
  for: 'bot' | 'people' | { id: string };
  allow?: Permission[];
  deny?: Permission[];
};

export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly guildId: string;
  /** Puts these rights in the place of those the channel had. */
  setRights(rights: ChannelRights[]): void;
  remove(): void;
};

export type Thread = Pick<Channel, 'id' | 'name' | 'guildId'> & {
  /** Archives, locks, or opens it again. */
  change(change: { isArchived?: boolean; isLocked?: boolean }): void;
  /** Adds somebody, as a mention does. */
  add(user: { id: string }): void;
};

/** A server that the bot is in, to be furnished and peopled. */
export type Guild = {
  readonly id: string;
  readonly name: string;
  addChannel(name: string, rights?: ChannelRights[]): Channel;
  addThread(parent: Channel, name: string, options?: { isPrivate?: boolean; members?: User[] }): Thread;
  /** Somebody leaves, or is sent away. */
  removePerson(user: User): void;
  /** Somebody may only look until then; null ends it. */
  timeOut(user: User, until: number | null): void;
  /** The exact permissions of everybody but the bot. */
  setPeoplePermissions(permissions: Permission[]): void;
  /** Somebody joins; `permissions` are those beyond what everybody has. */
  addPerson(user: User, options?: { permissions?: Permission[] }): Person;
  addRole(name: string, permissions: Permission[]): { readonly id: string; readonly name: string };
  /** The exact permissions of the bot. */
  setBotPermissions(permissions: Permission[]): void;
  /** An outage of Discord's begins or ends here. */
  setAvailable(isAvailable: boolean): void;
  /** The bot is thrown out. */
  remove(): void;
};

export function guildHandle(
  guilds: Guilds,
  guild: GuildRecord,
  personFor: (guild: GuildRecord, member: MemberRecord) => Person,
): Guild {
  const overwrite = ({ for: whom, allow = [], deny = [] }: ChannelRights): Overwrite => {
    const id = whom === 'bot' ? guild.botRole.id : whom === 'people' ? guild.peopleRole.id : whom.id;
    return { id, type: guild.roles.has(id) ? 0 : 1, allow: bits(allow), deny: bits(deny) };
  };
  const channelHandle = (channel: ChannelRecord): Channel => ({
    id: channel.id,
    name: channel.name,
    guildId: guild.id,
    setRights: (rights) => guilds.setOverwrites(channel, rights.map(overwrite)),
    remove: () => guilds.removeChannel(channel),
  });

  return {
    id: guild.id,
    name: guild.name,
    addChannel: (name, rights = []) => channelHandle(guilds.addChannel(guild, name, rights.map(overwrite))),
    addPerson: (user, { permissions = [] } = {}) => personFor(guild, guilds.addMember(guild, user, permissions)),
    addThread(parent, name, { isPrivate = false, members = [] } = {}) {
      const record = guilds.findChannel(parent.id);
      if (!record) throw new Error('no such channel');
      const thread = guilds.addThread(record, name, { isPrivate, members: members.map(({ id }) => id) });
      return {
        id: thread.id,
        name,
        guildId: guild.id,
        change: (change) => guilds.changeThread(thread, change),
        add: ({ id }) => guilds.addToThread(thread, id),
      };
    },
    removePerson: (user) => guilds.removeMember(guild, user),
    timeOut: (user, until) => guilds.timeOut(guild, user, until),
    setPeoplePermissions: (permissions) => guilds.setRolePermissions(guild, guild.peopleRole, permissions),
    addRole: (name, permissions): RoleRecord => guilds.addRole(guild, name, permissions),
    setBotPermissions: (permissions) => guilds.setRolePermissions(guild, guild.botRole, permissions),
    setAvailable: (isAvailable) => guilds.setAvailable(guild, isAvailable),
    remove: () => guilds.remove(guild),
  };
}
