import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Unavailable } from '../ports/unavailable.ts';
import type { Track } from '../session/track.ts';
import { type RequestLine, SpotifyUnreadable } from './errors.ts';

/*
 * Spotify's answers as of 2026, parsed once at the edge. Whatever it has begun to leave out is optional, and what is of
 * the wrong kind counts as not there: it never costs the rest of its answer.
 */

/** A value that may be missing, null or of another kind. */
function optional<T extends z.ZodType>(shape: T) {
  return shape.nullish().catch(null);
}

const artist = z.object({ name: z.string().min(1) });
const image = z.object({ url: z.string() });

const LONGEST_TRACK_MS = 24 * 60 * 60_000;

const track = z.object({
  id: z.string(),
  uri: optional(z.string()),
  name: optional(z.string()),
  artists: optional(z.array(z.unknown())),
  album: optional(
    z.object({
      name: optional(z.string()),
      uri: optional(z.string()),
      images: optional(z.array(z.unknown())),
    }),
  ),
  duration_ms: z.number().positive().max(LONGEST_TRACK_MS),
  explicit: optional(z.boolean()),
  is_playable: optional(z.boolean()),
  is_local: optional(z.boolean()),
  restrictions: optional(z.object({ reason: z.string().min(1) })),
  external_ids: optional(z.object({ isrc: optional(z.string()) })),
});

const localFile = z.object({
  is_local: z.literal(true),
  uri: z
    .string()
    .max(1_000)
    .regex(/^spotify:local:/),
  name: optional(z.string()),
  artists: optional(z.array(z.unknown())),
  album: optional(z.object({ name: optional(z.string()) })),
  duration_ms: z.number().positive().max(LONGEST_TRACK_MS),
});

const device = z.object({
  id: optional(z.string()),
  is_active: optional(z.boolean()),
  is_restricted: optional(z.boolean()),
  name: optional(z.string()),
  type: optional(z.string()),
});

/** A list in which what cannot be read counts as not there. */
const rows = z.array(z.unknown());

/** Nothing is said where neither a device, nor whether it plays, nor what can be read. */
export const playerAnswer = z
  .object({
    device: optional(device),
    is_playing: optional(z.boolean()),
    progress_ms: optional(z.number().nonnegative()),
    shuffle_state: optional(z.boolean()),
    repeat_state: optional(z.enum(['off', 'context', 'track'])),
    context: optional(z.object({ uri: optional(z.string()) })),
    item: z.unknown().optional(),
  })
  .refine((answer) => answer.device ?? answer.item ?? typeof answer.is_playing === 'boolean');

export const devicesAnswer = z.object({ devices: rows });
export const topsAnswer = z.object({ items: rows });
export const queueAnswer = z.object({ queue: rows });
export const searchAnswer = z.object({ tracks: z.object({ items: rows }) });
export const playlistAnswer = z.object({
  id: z.string().regex(/^[A-Za-z0-9]{1,64}$/),
  external_urls: optional(z.object({ spotify: optional(z.url({ protocol: /^https$/ })) })),
});
/** `account_id` never changes; older apps may be told the `id` only. */
export const profileAnswer = z
  .object({ id: optional(z.string().min(1)), account_id: optional(z.string().min(1)) })
  .transform(({ id, account_id }) => account_id ?? id)
  .pipe(z.string());
/** The lifetime of a token in seconds where Spotify does not say it; every documented one has the same. */
const TOKEN_LIFE_S = 3_600;
/** A token that could not stand in a header would be quoted by the error about that. */
export const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce
    .number()
    .positive()
    .max(24 * TOKEN_LIFE_S)
    .catch(TOKEN_LIFE_S),
  refresh_token: optional(z.string().min(1)),
  scope: optional(z.string()),
});

/** The answer in the shape that is documented; throws `Unavailable` if it has another. */
export function read<T>(shape: z.ZodType<T>, body: unknown, asked: RequestLine): T {
  const result = shape.safeParse(body);
  if (!result.success) throw new Unavailable('unreachable', { cause: new SpotifyUnreadable(asked, result.error) });
  return result.data;
}

/** A track that can be played and told apart, or null: local files, dead tracks and items without an id are none. */
export function readTrack(value: unknown): Track | null {
  const { data } = track.safeParse(value);
  if (!data || data.is_local || !TRACK_ID.test(data.id)) return null;
  const uri = data.uri ?? `spotify:track:${data.id}`;
  if (!TRACK_URI.test(uri)) return null;
  const isrc = isrcIn(data.external_ids?.isrc ?? '');
  const artUrl = artOf(data.album?.images ?? []);
  const albumUri = data.album?.uri;
  const artists = artistsOf(data.artists ?? []);
  return {
    id: data.id,
    uri,
    title: visible(data.name) ?? 'Untitled',
    artists: artists.length > 0 ? artists : ['Unknown artist'],
    album: visible(data.album?.name) ?? '',
    ...(albumUri && ALBUM_URI.test(albumUri) ? { albumUri } : {}),
    durationMs: data.duration_ms,
    explicit: data.explicit ?? false,
    ...(isrc ? { isrc } : {}),
    ...(artUrl ? { artUrl } : {}),
    url: `https://open.spotify.com/track/${data.id}`,
  };
}

/** Reads a file of the host's own, which has no id and no page on Spotify; null for anything else. */
export function readLocalFile(value: unknown): Track | null {
  const { data } = localFile.safeParse(value);
  if (!data) return null;
  const artists = artistsOf(data.artists ?? []);
  return {
    id: `local${createHash('sha256').update(data.uri).digest('hex').slice(0, 22)}`, // its URI may be too long for a button
    uri: data.uri,
    title: visible(data.name) ?? 'Untitled',
    artists: artists.length > 0 ? artists : ['Unknown artist'],
    album: visible(data.album?.name) ?? '',
    durationMs: data.duration_ms,
    explicit: false,
  };
}

/** No name is kept beyond this many UTF-16 units. */
const LONGEST_NAME = 1_000;
const MOST_ARTISTS = 50;

function artistsOf(values: readonly unknown[]): string[] {
  const names = values.slice(0, MOST_ARTISTS).map((row) => visible(artist.safeParse(row).data?.name));
  return names.filter((name) => name !== undefined);
}

/** The name itself, or undefined where nothing can be seen of it: some are made of spaces, or of signs without a shape. */
function visible(name: string | null | undefined): string | undefined {
  const trimmed = (name ?? '').slice(0, LONGEST_NAME).toWellFormed().trim();
  return INVISIBLE.test(trimmed) ? undefined : trimmed;
}

/** Also the blank pattern of Braille, the null notehead and the Khitan filler: letters and signs that are drawn as nothing. */
const INVISIBLE = /^[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\s\u2800\u{1d159}\u{16fe4}\ufffd]*$/u;

const TRACK_ID = /^[A-Za-z0-9]{1,64}$/;
const TRACK_URI = /^spotify:track:[A-Za-z0-9]{1,64}$/;
const ALBUM_URI = /^spotify:album:[A-Za-z0-9]{1,64}$/;

/** The recording's code without the signs that it is written with; what is none counts as none. */
function isrcIn(text: string): string | undefined {
  const code = text
    .slice(0, 40)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^ISRC/, '');
  return /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(code) ? code : undefined;
}

/** Returns false for what Spotify says cannot be played where its listener is, or marks as restricted. */
export function isPlayable(value: unknown): boolean {
  const { data } = track.safeParse(value);
  return data?.is_playable !== false && !data?.restrictions;
}

const LONGEST_URL = 512;

function artOf(images: readonly unknown[]): string | undefined {
  const urls = images.map((row) => image.safeParse(row).data?.url ?? '');
  return urls.find((url) => /^https?:\/\//.test(url) && url.length <= LONGEST_URL && URL.canParse(url));
}

/** Longer ones do not fit into a choice on Discord. */
const LONGEST_DEVICE_ID = 100;

/** Returns the name of a device that is in use and takes no commands, as some speakers; null for any other. */
export function readActiveUncontrollable(value: unknown): string | null {
  return device.safeParse(value).data?.is_active ? readUncontrollable(value) : null;
}

/** Returns the name of a device that takes no commands, in use or not; null for any other. */
export function readUncontrollable(value: unknown): string | null {
  const { data } = device.safeParse(value);
  return data && !readDevice(value) ? (visible(data.name) ?? 'a device') : null;
}

/** A device that takes commands, or null. */
export function readDevice(value: unknown) {
  const { data } = device.safeParse(value);
  if (!data?.id || data.is_restricted || data.id.length > LONGEST_DEVICE_ID) return null;
  return {
    id: data.id,
    name: visible(data.name) ?? 'a device',
    type: visible(data.type) ?? 'Unknown',
    active: data.is_active ?? false,
  };
}

/** Each device once, where a list names it more often; as the one in use, if one of its rows says so. */
export function withoutDuplicates<T extends { id: string; active: boolean }>(devices: readonly T[]): T[] {
  const once = new Map<string, T>();
  for (const device of devices) if (!once.get(device.id)?.active) once.set(device.id, device);
  return [...once.values()];
}
