import { z } from 'zod';

/** The beginning of a session, as far as we need it (https://docs.discord.com/developers/events/gateway-events#ready). */
export type Ready = {
  applicationId: string;
  user: { id: string; username: string };
  /** The servers that the bot is in, those of other shards left out; null if the list cannot be trusted. */
  guildIds: string[] | null;
  shard: readonly [index: number, count: number];
  /** Null: the session cannot be resumed. */
  sessionId: string | null;
  resumeUrl: string | null;
};

export const snowflake = z.string().regex(/^\d{1,20}$/);
const named = z.looseObject({ id: snowflake }).nullish().catch(null);

const ready = z.looseObject({
  user: named,
  application: named,
  guilds: z
    .array(z.looseObject({ id: snowflake }))
    .nullable()
    .catch(null),
  shard: z.tuple([z.int().nonnegative(), z.int().positive()]).catch([0, 1]),
  session_id: z.string().min(1).nullable().catch(null),
  resume_gateway_url: z
    .url({ protocol: /^wss?$/ })
    .nullable()
    .catch(null),
});

/**
 * Reads READY. Returns null if it does not tell who we are; of user and application, which carry the same id, one is
 * enough.
 */
export function readReady(d: unknown): Ready | null {
  const read = ready.safeParse(d);
  if (!read.success) return null;
  const { user, application, guilds, shard, session_id, resume_gateway_url } = read.data;
  const id = user?.id ?? application?.id;
  if (id === undefined) return null;
  return {
    applicationId: application?.id ?? id,
    user: { id, username: typeof user?.username === 'string' ? user.username : 'sesh' },
    guildIds: guilds?.map((guild) => guild.id) ?? null,
    shard,
    sessionId: session_id,
    resumeUrl: resume_gateway_url,
  };
}
