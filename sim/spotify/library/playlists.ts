import type { Chance } from '../chance.ts';
import type { SpotifyPerson } from '../person.ts';
import { Refusal } from '../rules/rules.ts';
import type { TrackId } from './catalogue.ts';

export type Playlist = {
  readonly id: string;
  readonly owner: SpotifyPerson;
  readonly name: string;
  readonly description: string;
  readonly public: boolean;
  readonly collaborative: boolean;
  items: readonly { trackId: TrackId; addedAt: number }[];
  snapshotId: string;
};

/** Everybody's playlists. */
export type Playlists = {
  create(playlist: Pick<Playlist, 'owner' | 'name' | 'description' | 'public' | 'collaborative'>): Playlist;
  /** For someone who may see it. */
  visible(id: string, person: SpotifyPerson): Playlist;
  /** For its owner. */
  own(id: string, person: SpotifyPerson): Playlist;
  of(person: SpotifyPerson): Playlist[];
  /** The tracks of a playlist URI. */
  within(contextUri: string): TrackId[] | undefined;
  setItems(playlist: Playlist, items: Playlist['items']): void;
};

export function createPlaylists(chance: Chance): Playlists {
  const playlists = new Map<string, Playlist>();

  function visible(id: string, person: SpotifyPerson): Playlist {
    const playlist = playlists.get(id);
    if (!playlist || (!playlist.public && playlist.owner !== person)) throw new Refusal('playlist-exists');
    return playlist;
  }

  return {
    create(playlist) {
      const created = { ...playlist, id: chance.letters(22), items: [], snapshotId: chance.letters(32) };
      playlists.set(created.id, created);
      return created;
    },
    visible,
    own(id, person) {
      const playlist = visible(id, person);
      if (playlist.owner !== person) throw new Refusal('playlist-own');
      return playlist;
    },
    of: (person) => [...playlists.values()].filter((playlist) => playlist.owner === person).reverse(),
    within: (contextUri) =>
      playlists.get(/^spotify:playlist:(\w+)$/.exec(contextUri)?.[1] ?? '')?.items.map((item) => item.trackId),
    setItems(playlist, items) {
      playlist.items = items;
      playlist.snapshotId = chance.letters(32);
    },
  };
}
