import { z } from 'zod';
import { callGroups, permissions } from '../service/ports.ts';
import { endReasons, troubleKinds } from '../session/session.ts';

/** What the JSON columns hold: parsed on the way out, so that a damaged row fails here and not in mid-evening. */
const optionalText = z.string().exactOptional();

export const track = z.object({
  id: z.string(),
  uri: z.string(),
  title: z.string(),
  artists: z.array(z.string()),
  album: z.string(),
  albumUri: optionalText,
  durationMs: z.number(),
  explicit: z.boolean(),
  isrc: optionalText,
  artUrl: optionalText,
  url: z.string(),
});

export const device = z.object({ id: z.string(), name: z.string() });
export const texts = z.array(z.string());
export const tracks = z.array(track);
export const permissionList = z.array(z.enum(permissions));
export const callGroup = z.enum(callGroups);
export const endReason = z.enum(endReasons);

export const fate = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting') }),
  z.object({ state: z.literal('queued'), at: z.number(), sure: z.boolean().default(false) }),
  z.object({ state: z.literal('sounding'), since: z.number() }),
  z.object({ state: z.literal('played'), at: z.number() }),
  z.object({ state: z.literal('skipped'), at: z.number(), by: z.string() }),
  z.object({ state: z.literal('dropped'), at: z.number() }),
]);

const sounding = z.union([
  z.object({ pick: z.string() }),
  z.object({ own: track, slippedAt: z.number().nullable().default(null) }),
]);

export const playback = z.discriminatedUnion('is', [
  z.object({ is: z.literal('starting'), slippedAt: z.number().exactOptional() }),
  z.object({ is: z.literal('playing'), what: sounding, startedAt: z.number(), byHand: z.boolean().default(false) }),
  z.object({ is: z.literal('paused'), what: sounding, positionMs: z.number(), since: z.number() }),
  z.object({
    is: z.literal('unknown'),
    since: z.number(),
    saw: z.enum(['nothing', 'other']).default('nothing'),
    last: z.object({ what: sounding, startedAt: z.number() }).nullable(),
  }),
  z.object({ is: z.literal('over'), since: z.number() }),
]);

export const trouble = z.object({
  kind: z.enum(troubleKinds),
  since: z.number(),
  until: z.number().exactOptional(),
  againAt: z.number().exactOptional(),
});

export const offer = z.object({ to: z.string(), at: z.number() });
export const lights = z.object({
  at: z.number(),
  device: z.string().nullable(),
  trouble: trouble.nullable(),
  mayPost: z.boolean().default(true),
});
export const votes = z.object({ for: z.string(), by: z.array(z.string()) });
export const call = z.object({ messageId: z.string().nullable(), since: z.number() });

export const accessToken = z.object({ accessToken: z.string(), expiresAt: z.number() });

export const person = z.object({ id: z.string(), name: z.string(), avatarUrl: z.string().nullable() });

export const purpose = z.discriminatedUnion('for', [
  z.object({ for: z.literal('link') }),
  z.object({ for: z.literal('renew') }),
  z.object({ for: z.literal('join'), sessionId: z.string() }),
  z.object({ for: z.literal('takeOver'), sessionId: z.string(), guildId: z.string(), channelId: z.string() }),
  z.object({ for: z.literal('save'), sessionId: z.string(), guildId: z.string(), channelId: z.string() }),
  z.object({
    for: z.literal('create'),
    guildId: z.string(),
    channelId: z.string(),
    settings: z.object({
      songs: z.number(),
      period: z.enum(['month', 'half-year', 'year']),
      order: z.enum(['fair', 'random']),
    }),
  }),
]);
