import { createHash } from 'node:crypto';
import { spotifyId } from '../ids.ts';

export type TrackId = string;

export type CatalogueTrack = {
  id: TrackId;
  title: string;
  artists: readonly [string, ...string[]];
  album: string;
  durationMs: number;
  isrc: string;
  explicit: boolean;
  /** Unplayable tracks are silently passed over by players. */
  playable: boolean;
  /**
   * Why an unplayable track is so; told alone, without `is_playable`, as where no market is known:
   * https://developer.spotify.com/documentation/web-api/reference/get-track
   */
  restrictedFor: 'market' | 'product' | 'explicit' | null;
  /** A file of the listener's own: no id and no pictures on the wire. */
  local: boolean;
  /** The id under which players report this track: relinking to the edition of the listener's market. */
  soundsAs: TrackId;
};

export type NewTrack = Pick<CatalogueTrack, 'title' | 'artists' | 'album' | 'durationMs'> & Partial<CatalogueTrack>;

/** Every song there is: what can be looked up, searched, played, and what resembles what. */
export type Catalogue = {
  add(track: NewTrack): CatalogueTrack;
  find(id: TrackId): CatalogueTrack | undefined;
  /** For ids that were checked when they came in. */
  get(id: TrackId): CatalogueTrack;
  search(query: string): CatalogueTrack[];
  /** The tracks of an album or artist URI, in their order; undefined when there is no such thing. */
  within(contextUri: string): TrackId[] | undefined;
  /** Returns the track that autoplay chooses after another: always the same, never one of `except`. */
  similarTo(id: TrackId, except: readonly TrackId[]): TrackId | undefined;
};

export const albumId = (track: CatalogueTrack) => spotifyId('album', track.artists[0], track.album);
export const artistId = (name: string) => spotifyId('artist', name);

export function createCatalogue(): Catalogue {
  const tracks = new Map<TrackId, CatalogueTrack>();

  function get(id: TrackId): CatalogueTrack {
    const track = tracks.get(id);
    if (!track) throw new Error(`The catalogue has no track ${id}.`);
    return track;
  }

  function those(belongs: (track: CatalogueTrack) => boolean): TrackId[] | undefined {
    const found = [...tracks.values()].filter((track) => !track.local && belongs(track));
    return found.length > 0 ? found.map((track) => track.id) : undefined;
  }

  return {
    add(track) {
      if (!(track.durationMs > 0)) throw new Error(`${track.title} has no length.`);
      const id = track.id ?? spotifyId('track', track.title, track.artists[0], track.album);
      const added: CatalogueTrack = {
        explicit: false,
        playable: true,
        restrictedFor: null,
        local: false,
        isrc: isrcOf(id),
        soundsAs: id,
        ...track,
        id,
      };
      tracks.set(id, added);
      return added;
    },
    find: (id) => tracks.get(id),
    get,
    search: (query) => [...tracks.values()].filter((track) => !track.local && matches(track, query)),
    within(contextUri) {
      const [, kind, id] = contextUri.split(':');
      if (kind === 'album') return those((track) => albumId(track) === id);
      if (kind === 'artist') return those((track) => track.artists.some((name) => artistId(name) === id));
      return undefined;
    },
    similarTo(id, except) {
      const taken = new Set([...except, id]);
      const ids = [...tracks.keys()];
      const from = ids.indexOf(id);
      const others = [...ids.slice(from + 1), ...ids.slice(0, from + 1)];
      return others.find((other) => !taken.has(other) && get(other).playable && !get(other).local);
    },
  };
}

/** An invented recording code that depends on the track alone. */
function isrcOf(id: TrackId): string {
  const serial = createHash('sha256').update(id).digest().readUInt32BE() % 10_000_000;
  return `QZSIM${String(serial).padStart(7, '0')}`;
}

const FIELD = /\b(track|artist|album|isrc):/gi;

/** Plain words match the title, the artists or the album; `track:`, `artist:`, `album:` and `isrc:` only their field. */
function matches(track: CatalogueTrack, query: string): boolean {
  const sleeve = { track: track.title, artist: track.artists.join(' '), album: track.album };
  const fields = new Map(Object.entries({ ...sleeve, isrc: track.isrc }));
  const [plain = '', ...filters] = query.split(FIELD);
  for (let i = 0; i < filters.length; i += 2) {
    if (!has(fields.get(filters[i]?.toLowerCase() ?? '') ?? '', filters[i + 1] ?? '')) return false;
  }
  return has(Object.values(sleeve).join(' '), plain);
}

function has(text: string, words: string): boolean {
  const heard = text.toLowerCase();
  const asked = words.replaceAll('"', ' ').toLowerCase().split(/\s+/);
  return asked.every((word) => heard.includes(word));
}
