/** The permissions that the bot needs in a channel, named as in Discord's clients. */
const NEEDED = [
  { name: 'View Channel', bit: 1n << 10n },
  { name: 'Send Messages', bit: 1n << 11n },
  { name: 'Embed Links', bit: 1n << 14n },
  { name: 'Read Message History', bit: 1n << 16n },
  { name: 'Send Messages in Threads', bit: 1n << 38n },
] as const;

const ADMINISTRATOR = 1n << 3n;

/** The least permissions the bot can work with, for the invite. */
export const LEAST_PERMISSIONS = NEEDED.reduce((sum, { bit }) => sum | bit, 0n);

export type PermissionOverwrite = { id: string; allow: string; deny: string };
export type BotPermissions = {
  botId: string;
  guildId: string;
  /** Permissions of @everyone and of the bot's roles, by role. */
  roles: ReadonlyMap<string, string>;
  overwrites: readonly PermissionOverwrite[];
};

/**
 * Returns the needed permissions that the bot lacks in a channel
 * (https://docs.discord.com/developers/topics/permissions).
 */
export function missingIn({ botId, guildId, roles, overwrites }: BotPermissions): string[] {
  const base = [...roles.values()].reduce((sum, permissions) => sum | BigInt(permissions), 0n);
  if (base & ADMINISTRATOR) return [];
  const steps = [
    overwrites.filter(({ id }) => id === guildId),
    overwrites.filter(({ id }) => id !== guildId && roles.has(id)),
    overwrites.filter(({ id }) => id === botId),
  ];
  const granted = steps.reduce(apply, base);
  return NEEDED.filter(({ bit }) => (granted & bit) === 0n).map(({ name }) => name);
}

function apply(granted: bigint, overwrites: readonly PermissionOverwrite[]): bigint {
  const deny = overwrites.reduce((sum, overwrite) => sum | BigInt(overwrite.deny), 0n);
  const allow = overwrites.reduce((sum, overwrite) => sum | BigInt(overwrite.allow), 0n);
  return (granted & ~deny) | allow;
}
