import type { Track } from '../src/session/track.ts';

/** A track of 200 s that is called what its id is called, unless told otherwise. */
export function track(name: string, changes: Partial<Track> = {}): Track {
  return {
    id: name,
    uri: `spotify:track:${name}`,
    title: name,
    artists: [name],
    album: name,
    durationMs: 200_000,
    explicit: false,
    url: `https://open.spotify.com/track/${name}`,
    ...changes,
  };
}
