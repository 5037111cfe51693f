import { songs } from '../cast.ts';
import type { CatalogueTrack, Spotify, TrackId } from '../spotify/spotify.ts';
import type { Offers, ShownAlbum, ShownTrack } from './protocol.ts';

/** Returns an album's URI and the address of its cover. */
type Sleeve = (track: CatalogueTrack) => { uri: string; cover: string };

export type MusicShelf = ReturnType<typeof createShelf>;

/** Creates the music that can be played by hand: every song, and every album with more than one. */
export function createShelf(spotify: Spotify, sleeve: Sleeve) {
  const tracks = Object.values(songs)
    .map(({ id }) => spotify.track(id))
    .filter((track): track is CatalogueTrack => track?.local === false && track.playable);

  function show(track: CatalogueTrack): ShownTrack {
    const { id, title, artists, album, durationMs, explicit } = track;
    return { id, title, artists: artists.join(', '), album, durationMs, explicit, cover: sleeve(track).cover };
  }

  const albums = new Map<string, ShownAlbum>();
  for (const track of tracks) {
    const { uri, cover } = sleeve(track);
    const album = albums.get(uri) ?? { uri, name: track.album, artist: track.artists[0], cover, tracks: [] };
    albums.set(uri, { ...album, tracks: [...album.tracks, track.id] });
  }
  const whole = [...albums.values()].filter((album) => album.tracks.length > 1);

  const offers: Offers = { songs: tracks.map(show), albums: whole };

  return {
    offers,
    song: (id: TrackId) => tracks.find((track) => track.id === id),
    album: (uri: string) => albums.get(uri),
    /** Any song there is, as the page shows it. */
    shown(id: TrackId): ShownTrack | null {
      const track = spotify.track(id);
      return track ? show(track) : null;
    },
  };
}
