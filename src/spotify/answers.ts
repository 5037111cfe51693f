import { z } from 'zod';
import { Unavailable } from '../service/ports.ts';
import type { Track } from '../session/track.ts';
import { type Asked, SpotifyUnreadable } from './errors.ts';

/** Spotify's answers as of 2026, parsed once at the edge; whatever it has begun to leave out is optional. */
const artist = z.object({ name: z.string().min(1) });
const image = z.object({ url: z.string() });

/** What a song can do without: of the wrong kind it counts as not there, and the song is still one. */
const sleeve = z
  .object({
    name: z.string().nullish().catch(null),
    uri: z.string().nullish().catch(null),
    images: z.array(z.unknown()).nullish().catch(null),
  })
  .nullish()
  .catch(null);

const track = z.object({
  id: z.string().nullish(),
  uri: z.string(),
  name: z.string(),
  artists: z.array(z.unknown()).nullish().catch(null),
  album: sleeve,
  duration_ms: z.number().positive(),
  explicit: z.boolean().nullish().catch(null),
  is_playable: z.boolean().nullish().catch(null),
  is_local: z.boolean().nullish().catch(null),
  external_ids: z.object({ isrc: z.string().nullish() }).nullish().catch(null),
});

const device = z.object({
  id: z.string().nullish(),
  is_active: z.boolean().nullish(),
  is_restricted: z.boolean().nullish(),
  name: z.string().nullish(),
  type: z.string().nullish(),
});

/** A list in which what cannot be read counts as not there. */
const rows = z.array(z.unknown());

export const playerAnswer = z.object({
  device: device.nullish(),
  is_playing: z.boolean().nullish(),
  progress_ms: z.number().nullish(),
  shuffle_state: z.boolean().nullish().catch(null),
  repeat_state: z.enum(['off', 'context', 'track']).nullish().catch(null),
  context: z.object({ uri: z.string().nullish() }).nullish().catch(null),
  item: z.unknown(),
});

export const devicesAnswer = z.object({ devices: rows });
export const topsAnswer = z.object({ items: rows });
export const queueAnswer = z.object({ queue: rows });
export const searchAnswer = z.object({ tracks: z.object({ items: rows }) });
export const playlistAnswer = z.object({
  id: z.string().regex(/^[A-Za-z0-9]{1,64}$/),
  external_urls: z
    .object({ spotify: z.url({ protocol: /^https$/ }).nullish() })
    .nullish()
    .catch(null),
});
/** `account_id` never changes; older apps may be told the `id` only. */
export const profileAnswer = z
  .object({ id: z.string().min(1).nullish(), account_id: z.string().min(1).nullish() })
  .transform(({ id, account_id }) => account_id ?? id)
  .pipe(z.string());
/** A token that could not stand in a header would be quoted by the error about that. */
export const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1).nullish(),
  scope: z.string().nullish(),
});

/** The answer in the shape that is documented; throws `Unavailable` if it has another. */
export function read<T>(shape: z.ZodType<T>, body: unknown, asked: Asked): T {
  const result = shape.safeParse(body);
  if (!result.success) throw new Unavailable('unreachable', { cause: new SpotifyUnreadable(asked, result.error) });
  return result.data;
}

/** A track that can be played and told apart, or null: local files, dead tracks and items without an id are none. */
export function readTrack(value: unknown): Track | null {
  const { data } = track.safeParse(value);
  if (!data?.id || data.is_local || !TRACK_ID.test(data.id) || !TRACK_URI.test(data.uri)) return null;
  const isrc = data.external_ids?.isrc;
  const artUrl = artOf(data.album?.images ?? []);
  const albumUri = data.album?.uri;
  const artists = (data.artists ?? [])
    .flatMap((row) => artist.safeParse(row).data?.name ?? [])
    .filter((name) => !isBlank(name));
  return {
    id: data.id,
    uri: data.uri,
    title: isBlank(data.name) ? 'Untitled' : data.name.trim(),
    artists: artists.length > 0 ? artists : ['Unknown artist'],
    album: data.album?.name ?? '',
    ...(albumUri && ALBUM_URI.test(albumUri) ? { albumUri } : {}),
    durationMs: data.duration_ms,
    explicit: data.explicit ?? false,
    ...(isrc ? { isrc } : {}),
    ...(artUrl ? { artUrl } : {}),
    url: `https://open.spotify.com/track/${data.id}`,
  };
}

/** Nothing to see: some names are made of spaces, or of signs without a shape. */
function isBlank(name: string): boolean {
  return name.replaceAll(/[\p{C}\p{Z}]/gu, '') === '';
}

const TRACK_ID = /^[A-Za-z0-9]{1,64}$/;
const TRACK_URI = /^spotify:track:[A-Za-z0-9]{1,64}$/;
const ALBUM_URI = /^spotify:album:[A-Za-z0-9]{1,64}$/;

/** Whether Spotify does not say that a track cannot be played where its listener is. */
export function isPlayable(value: unknown): boolean {
  return track.safeParse(value).data?.is_playable !== false;
}

const LONGEST_URL = 512;

function artOf(images: readonly unknown[]): string | undefined {
  const urls = images.map((row) => image.safeParse(row).data?.url ?? '');
  return urls.find((url) => /^https?:\/\//.test(url) && url.length <= LONGEST_URL && URL.canParse(url));
}

/** Longer ones do not fit into a choice on Discord. */
const LONGEST_DEVICE_ID = 100;

/** A device that takes commands, or null. */
export function readDevice(value: unknown) {
  const { data } = device.safeParse(value);
  if (!data?.id || data.is_restricted || data.id.length > LONGEST_DEVICE_ID) return null;
  return {
    id: data.id,
    name: data.name?.trim() || 'a device',
    type: data.type ?? 'Unknown',
    active: data.is_active ?? false,
  };
}
