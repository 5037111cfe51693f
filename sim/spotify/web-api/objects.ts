import { createHash } from 'node:crypto';
import { spotifyId } from '../ids.ts';
import { albumId, artistId, type CatalogueTrack } from '../library/catalogue.ts';
import type { SpotifyPerson } from '../person.ts';
import type { Device } from '../player/device.ts';

/*
 * Things as a development-mode app sees them since February 2026: without popularity, markets and linked_from, with
 * external_ids: https://developer.spotify.com/documentation/web-api/references/changes/february-2026 and …/march-2026
 */

const API = 'https://api.spotify.com/v1';
const COVERS = [
  { size: 'ab67616d0000b273', edge: 640 },
  { size: 'ab67616d00001e02', edge: 300 },
  { size: 'ab67616d00004851', edge: 64 },
];

/** Returns the fields that all objects of the Web API have. */
export function named(type: string, id: string) {
  return {
    external_urls: { spotify: `https://open.spotify.com/${type}/${id}` },
    href: `${API}/${type}s/${id}`,
    id,
    type,
    uri: `spotify:${type}:${id}`,
  };
}

export function artistObject(name: string) {
  return { ...named('artist', artistId(name)), name };
}

export function albumObject(track: CatalogueTrack, imageBase: string) {
  const id = albumId(track);
  return {
    ...named('album', id),
    album_type: 'album',
    artists: [artistObject(track.artists[0])],
    images: COVERS.map(({ size, edge }) => ({ url: `${imageBase}/${coverId(id, size)}`, height: edge, width: edge })),
    name: track.album,
    release_date: '2019-05-17',
    release_date_precision: 'day',
    total_tracks: 12,
  };
}

/** Forty hexadecimal digits, as in the addresses of Spotify's image server: the size, then the picture. */
function coverId(album: string, size: string): string {
  return size + createHash('sha1').update(album).digest('hex').slice(size.length);
}

export type TrackObject = ReturnType<typeof trackObject> | ReturnType<typeof localTrackObject>;

export function trackObject(track: CatalogueTrack, imageBase: string) {
  return {
    ...named('track', track.id),
    album: albumObject(track, imageBase),
    artists: track.artists.map(artistObject),
    disc_number: 1,
    duration_ms: track.durationMs,
    explicit: track.explicit,
    external_ids: { isrc: track.isrc },
    is_local: false,
    ...(track.restrictedFor === null && { is_playable: track.playable }),
    name: track.title,
    preview_url: null,
    track_number: 1,
    ...(!track.playable && { restrictions: { reason: track.restrictedFor ?? 'market' } }),
  };
}

/** A file of the listener's own: nothing to link to. https://developer.spotify.com/documentation/web-api/concepts/playlists#local-files */
export function localTrackObject(track: CatalogueTrack) {
  const [artist] = track.artists;
  const parts = [artist, track.album, track.title, String(Math.round(track.durationMs / 1000))];
  return {
    album: {
      album_type: null,
      artists: [],
      external_urls: {},
      href: null,
      id: null,
      images: [],
      name: track.album,
      type: 'album',
      uri: null,
    },
    artists: [{ external_urls: {}, href: null, id: null, name: artist, type: 'artist', uri: null }],
    disc_number: 0,
    duration_ms: track.durationMs,
    explicit: false,
    external_ids: {},
    external_urls: {},
    href: null,
    id: null,
    is_local: true,
    is_playable: true,
    name: track.title,
    preview_url: null,
    track_number: 0,
    type: 'track',
    uri: `spotify:local:${parts.map((part) => encodeURIComponent(part).replaceAll('%20', '+')).join(':')}`,
  };
}

export function anyTrackObject(track: CatalogueTrack, imageBase: string): TrackObject {
  return track.local ? localTrackObject(track) : trackObject(track, imageBase);
}

export function episodeObject(title: string, durationMs: number) {
  return {
    ...named('episode', spotifyId('episode', title)),
    description: '',
    duration_ms: durationMs,
    explicit: false,
    images: [],
    is_playable: true,
    languages: ['en'],
    name: title,
    release_date: '2026-01-09',
    release_date_precision: 'day',
    show: { ...named('show', spotifyId('show', title)), name: title, images: [] },
  };
}

export function deviceObject(device: Device, isActive: boolean, isPrivateSession: boolean) {
  return {
    id: device.withoutId ? null : device.id,
    is_active: isActive,
    is_private_session: isPrivateSession,
    is_restricted: device.restricted,
    name: device.name,
    supports_volume: device.type !== 'Smartphone',
    type: device.type,
    volume_percent: 70,
  };
}

/** No e-mail, country or product; `account_id` since May 2026: …/references/changes/may-2026 */
export function profileObject(person: SpotifyPerson) {
  return { ...named('user', person.id), account_id: person.accountId, display_name: person.displayName, images: [] };
}

export function ownerObject(person: SpotifyPerson) {
  return { ...named('user', person.id), display_name: person.displayName };
}

/** A context by its URI; null for a bare list of tracks. */
export function contextObject(uri: string | null) {
  if (uri === null) return null;
  if (uri.endsWith(':collection')) return { type: 'collection', href: `${API}/me/tracks`, external_urls: {}, uri };
  const [, type = '', id = ''] = uri.split(':');
  const { href, external_urls } = named(type, id);
  return { type, href, external_urls, uri };
}

/** One page of a longer list. */
export function pageObject<T>(
  all: readonly T[],
  page: { limit: number; offset: number; path: string; query?: string },
) {
  const { limit, offset, path, query = '' } = page;
  const at = (start: number) => `${API}${path}?${query}offset=${start}&limit=${limit}`;
  return {
    href: at(offset),
    items: all.slice(offset, offset + limit),
    limit,
    next: offset + limit < all.length ? at(offset + limit) : null,
    offset,
    previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
    total: all.length,
  };
}
