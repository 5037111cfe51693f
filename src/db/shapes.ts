import { z } from 'zod';
import { permissions } from '../ports/accounts.ts';
import { callGroups } from '../ports/calls.ts';
import { effects, endReasons, troubleKinds } from '../session/session.ts';
import { DEFAULT_SETTINGS, isValueOf, type SettingName, type Settings, settingNames } from '../session/settings.ts';

/** The shapes of rows: parsed when they are read, so that a damaged row fails here and not in mid-evening. */
const optionalText = z.string().exactOptional();
/** A time that a `Date` can tell; one beyond never comes, and cannot be written in words. */
export const moment = z.number().min(-8.64e15).max(8.64e15);

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
  url: optionalText,
});

const optionalMoment = moment.nullable();

export const device = z.object({ id: z.string(), name: z.string() });
export const texts = z.array(z.string());
export const tracks = z.array(track);
const permissionList = z.array(z.enum(permissions));
const callGroup = z.enum(callGroups);
export const breaker = z.object({ group: callGroup, until: moment });
export const callCount = z.object({ group: callGroup, since: moment, calls: z.int().nonnegative() });
const endReason = z.enum(endReasons);

export const status = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting') }),
  z.object({ state: z.literal('queued'), at: moment, sure: z.boolean().default(false) }),
  z.object({ state: z.literal('sounding'), since: moment }),
  z.object({ state: z.literal('played'), at: moment }),
  z.object({ state: z.literal('skipped'), at: moment, by: z.string() }),
  z.object({ state: z.literal('dropped'), at: moment }),
]);

const sounding = z.union([
  z.object({ pick: z.string() }),
  z.object({ own: track, slippedAt: moment.nullable().default(null) }),
]);

export const playback = z.discriminatedUnion('is', [
  z.object({ is: z.literal('starting'), slippedAt: moment.exactOptional() }),
  z.object({
    is: z.literal('playing'),
    what: sounding,
    startedAt: moment,
    byHand: z.boolean().default(false),
    isGuess: z.boolean().exactOptional(),
    blankSince: moment.exactOptional(),
  }),
  z.object({ is: z.literal('paused'), what: sounding, positionMs: z.number(), since: moment }),
  z.object({
    is: z.literal('unknown'),
    since: moment,
    saw: z.enum(['nothing', 'other']).default('nothing'),
    last: z.object({ what: sounding, startedAt: moment }).nullable(),
  }),
  z.object({ is: z.literal('over'), since: moment, blankSince: moment.exactOptional() }),
]);

export const trouble = z.object({
  kind: z.enum(troubleKinds),
  since: moment,
  until: moment.exactOptional(),
  againAt: moment.exactOptional(),
  device: optionalText,
});

export const offer = z.object({ to: z.string(), at: moment });
export const readiness = z.object({
  at: moment,
  device: z.string().nullable(),
  trouble: trouble.nullable(),
  mayPost: z.boolean().default(true),
});
export const votes = z.object({ for: z.string(), by: z.array(z.string()) });
export const call = z.object({ messageId: z.string().nullable(), since: moment });

/** The settings of an evening; a link request that an older version wrote may lack one. */
const settings = z.object(
  Object.fromEntries(settingNames.map((name) => [name, settingShape(name)])) as {
    [Name in SettingName]: ReturnType<typeof settingShape<Name>>; // each name has its own shape
  },
);

function settingShape<Name extends SettingName>(name: Name) {
  const shape = z.custom<Settings[Name]>((value) => isValueOf(name, value));
  return shape.optional().transform((value) => value ?? DEFAULT_SETTINGS[name]);
}

/** A session's own row, but for where its card is. */
export const session = z.object({
  id: z.string(),
  guildId: z.string(),
  channelId: z.string(),
  hostId: z.string(),
  phase: z.enum(['lobby', 'live', 'ended']),
  ...settings.shape,
  seed: z.string().regex(/^[0-9a-f]{32}$/),
  createdAt: moment,
  touchedAt: moment,
  startedAt: optionalMoment,
  endedAt: optionalMoment,
  why: endReason.nullable(),
  cardMessageId: z.string().nullable(),
  cardPostedAt: optionalMoment,
  playback: playback.nullable(),
  ownQueued: z.number(),
  lookedAt: optionalMoment,
  trouble: trouble.nullable(),
  votes: votes.nullable(),
  call: call.nullable(),
  readiness: readiness.nullable(),
  kicked: texts,
  offer: offer.nullable(),
  leftPlaying: z.string().nullable(),
});

export const member = z
  .object({
    userId: z.string(),
    joinedAt: moment,
    guest: z.boolean(),
    entered: z.boolean(),
    tops: tracks.nullable(),
    alternatives: tracks,
    hidden: tracks,
    added: tracks,
  })
  .transform(({ userId, ...rest }) => ({ id: userId, ...rest }));

export const pick = z.object({
  id: z.string(),
  round: z.number(),
  track,
  broughtBy: texts,
  addedBy: z.string().nullable(),
  status,
});

export const programme = z.object({
  device,
  list: texts,
  album: z.string().nullable(),
  cursor: z.number(),
  sentAt: moment,
  positionMs: z.number(),
  effect: z.enum(effects),
  attempt: z.enum(['first', 'last']),
  fadeMs: z.number().nonnegative(),
});

export const savedPlaylist = z.object({
  sessionId: z.string(),
  userId: z.string(),
  playlistId: z.string(),
  url: z.string(),
  songs: z.number(),
});

export const farewell = z.object({
  messageId: z.string(),
  channelId: z.string(),
  sessionId: z.string(),
  says: z.discriminatedUnion('of', [
    z.object({
      of: z.literal('forgotten'),
      numbers: z.object({
        started: z.boolean(),
        played: z.number(),
        skipped: z.number(),
        lastedMs: z.number(),
        people: z.number(),
      }),
    }),
    z.object({ of: z.literal('broken') }),
  ]),
  since: moment,
  triedAt: optionalMoment,
});

export const link = z.object({
  userId: z.string(),
  accountId: z.string(),
  refreshToken: z.string(),
  accessToken: z.string().nullable(),
  permissions: permissionList,
  authorizedAt: moment,
  dead: z.boolean(),
  reminded: z.boolean(),
  // Only a suggestion: without it, people choose.
  lastDevice: device.nullable().catch(null),
});

export const accessToken = z.object({ accessToken: z.string(), expiresAt: moment });

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
    settings,
  }),
]);

export const linkRequest = z.object({
  id: z.string(),
  person,
  purpose,
  permissions: permissionList,
  expiresAt: moment,
  browser: z.string().nullable(),
  state: z.string().nullable(),
  proved: z.boolean(),
  verifier: z.string().nullable(),
  done: z.boolean(),
});

/** Returns the row if it has this shape, else nothing. */
export function readable<T>(shape: z.ZodType<T>, row: unknown): T[] {
  const { success, data } = shape.safeParse(row);
  return success ? [data] : [];
}

/** Returns true for what reading a row throws when it holds something else than we write; not for a disk that fails. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof z.ZodError || error instanceof SyntaxError || error instanceof Unreadable;
}

/** A row that contradicts another one. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}
