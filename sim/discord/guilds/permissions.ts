/** The permissions that matter to a bot which posts messages (https://docs.discord.com/developers/topics/permissions). */
export const PERMISSION_BITS = {
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  MANAGE_GUILD: 1n << 5n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  USE_EXTERNAL_EMOJIS: 1n << 18n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  MANAGE_THREADS: 1n << 34n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  PIN_MESSAGES: 1n << 51n,
} as const;

export type Permission = keyof typeof PERMISSION_BITS;

/** Rights in a channel for one role (`type` 0) or one member (1). */
export type Overwrite = { id: string; type: 0 | 1; allow: bigint; deny: bigint };

const ALL_PERMISSIONS = bits(Object.keys(PERMISSION_BITS) as Permission[]);

/** The permissions that have no effect where messages cannot be sent. */
const NEED_SEND_MESSAGES = bits(['EMBED_LINKS', 'ATTACH_FILES', 'MENTION_EVERYONE']);

export function bits(permissions: Permission[]): bigint {
  return permissions.reduce((sum, permission) => sum | PERMISSION_BITS[permission], 0n);
}

export function has(granted: bigint, permission: Permission): boolean {
  return (granted & PERMISSION_BITS[permission]) !== 0n;
}

/**
 * What a member may do in a channel: the roles together, then the overwrites for everyone, for the roles and for the
 * member, then what follows implicitly (https://docs.discord.com/developers/topics/permissions#permission-overwrites).
 */
export function effective(subject: {
  userId: string;
  everyoneId: string;
  isOwner: boolean;
  roles: { id: string; permissions: bigint }[];
  overwrites: Overwrite[];
  /** In a thread another right than in its channel lets send. */
  isThread?: boolean;
  isTimedOut?: boolean;
}): bigint {
  const base = subject.roles.reduce((sum, role) => sum | role.permissions, 0n);
  if (subject.isOwner || has(base, 'ADMINISTRATOR')) return ALL_PERMISSIONS;

  const roleIds = new Set(subject.roles.map((role) => role.id));
  const steps = [
    subject.overwrites.filter((overwrite) => overwrite.id === subject.everyoneId),
    subject.overwrites.filter((overwrite) => overwrite.id !== subject.everyoneId && roleIds.has(overwrite.id)),
    subject.overwrites.filter((overwrite) => overwrite.id === subject.userId),
  ];
  const granted = inPlace(steps.reduce(apply, base), subject.isThread ?? false);
  return withoutVoid(subject.isTimedOut ? granted & WHILE_TIMED_OUT : granted);
}

/** The permissions that remain during a timeout (https://docs.discord.com/developers/topics/permissions#permissions-for-timed-out-members). */
const WHILE_TIMED_OUT = bits(['VIEW_CHANNEL', 'READ_MESSAGE_HISTORY']);

/** A thread has the rights of its channel, but SEND_MESSAGES_IN_THREADS in the place of SEND_MESSAGES. */
function inPlace(granted: bigint, isThread: boolean): bigint {
  if (!isThread) return granted;
  const others = granted & ~PERMISSION_BITS.SEND_MESSAGES;
  return has(granted, 'SEND_MESSAGES_IN_THREADS') ? others | PERMISSION_BITS.SEND_MESSAGES : others;
}

function apply(granted: bigint, overwrites: Overwrite[]): bigint {
  const deny = overwrites.reduce((sum, overwrite) => sum | overwrite.deny, 0n);
  const allow = overwrites.reduce((sum, overwrite) => sum | overwrite.allow, 0n);
  return (granted & ~deny) | allow;
}

function withoutVoid(granted: bigint): bigint {
  if (!has(granted, 'VIEW_CHANNEL')) return 0n;
  return has(granted, 'SEND_MESSAGES') ? granted : granted & ~NEED_SEND_MESSAGES;
}
