import type { Overwrite } from './permissions.ts';
import type { User } from './users.ts';

export type RoleRecord = { readonly id: string; readonly name: string; permissions: bigint; readonly position: number };

export type MemberRecord = {
  readonly user: User;
  readonly roles: string[];
  readonly joinedAt: number;
  /** Until when the member is timed out; null if not. */
  timedOutUntil: number | null;
};

/** The fields of a thread that a channel does not have (https://docs.discord.com/developers/topics/threads). */
export type ThreadRecord = {
  readonly parent: ChannelRecord;
  readonly isPrivate: boolean;
  readonly ownerId: string;
  /** The people who were added or mentioned: nobody else sees a private thread, except with MANAGE_THREADS. */
  readonly members: Set<string>;
  isArchived: boolean;
  isLocked: boolean;
  archivedAt: number;
};

export type ChannelRecord = {
  readonly id: string;
  readonly guildId: string;
  readonly name: string;
  readonly position: number;
  overwrites: Overwrite[];
  readonly thread: ThreadRecord | null;
};

export type GuildRecord = {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly roles: Map<string, RoleRecord>;
  readonly members: Map<string, MemberRecord>;
  readonly channels: Map<string, ChannelRecord>;
  readonly botRole: RoleRecord;
  /** The permissions of everybody but the bot: @everyone grants nothing, so that the bot has exactly those of its own role. */
  readonly peopleRole: RoleRecord;
  readonly botJoinedAt: number;
  isAvailable: boolean;
};
