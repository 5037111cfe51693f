import type { Chance } from '../chance.ts';
import type { TrackId } from '../library/catalogue.ts';

/** What a play request put on: an album, a playlist or a bare list of tracks, and where in it the player is. */
export type TrackList = {
  /** Null for a bare list of `uris`: it has no context. */
  readonly contextUri: string | null;
  readonly trackIds: readonly TrackId[];
  /** Places in `trackIds`, in the order in which they come. */
  readonly order: readonly number[];
  /** Where in `order` the player is: -1 before the first, `order.length` when it is over. */
  readonly cursor: number;
};

type Playable = (id: TrackId) => boolean;

/** Stands before its first track. With `chance` (shuffle is on) the tracks come in random order, `from` leading if given. */
export function createTrackList(tracks: {
  contextUri: string | null;
  trackIds: readonly TrackId[];
  from?: number | undefined;
  chance: Chance | null;
}): TrackList {
  const places = tracks.trackIds.map((_, place) => place);
  const { from = 0 } = tracks;
  const order = tracks.chance ? shuffledFrom(places, tracks.from, tracks.chance) : places;
  const cursor = tracks.chance ? -1 : from - 1;
  return { contextUri: tracks.contextUri, trackIds: tracks.trackIds, order, cursor };
}

export function trackAt(line: TrackList): TrackId | undefined {
  const place = line.order[line.cursor];
  return place === undefined ? undefined : line.trackIds[place];
}

/** One playable track further, around the end if it repeats; undefined when there is none. */
export function nextTrack(line: TrackList, repeats: boolean, isPlayable: Playable): TrackList | undefined {
  const length = line.order.length;
  const reach = repeats ? length : length - 1 - line.cursor;
  const start = Math.min(line.cursor, length - 1);
  for (let step = 1; step <= reach; step++) {
    const moved = { ...line, cursor: (start + step) % length };
    const track = trackAt(moved);
    if (track !== undefined && isPlayable(track)) return moved;
  }
  return undefined;
}

/** One playable track back; undefined at the first. */
export function previousTrack(line: TrackList, isPlayable: Playable): TrackList | undefined {
  for (let cursor = line.cursor - 1; cursor >= 0; cursor--) {
    const moved = { ...line, cursor };
    const track = trackAt(moved);
    if (track !== undefined && isPlayable(track)) return moved;
  }
  return undefined;
}

export function atEnd(line: TrackList): TrackList {
  return { ...line, cursor: line.order.length };
}

/** Shuffle switched on: the present track stays, everything else comes after it in random order. */
export function shuffled(line: TrackList, chance: Chance): TrackList {
  const present = line.order[line.cursor];
  const order = shuffledFrom(line.order, present, chance);
  return { ...line, order, cursor: present === undefined ? -1 : 0 };
}

/** Shuffle switched off: the given order again, going on from the present track. */
export function unshuffled(line: TrackList): TrackList {
  const present = line.order[line.cursor];
  const order = line.trackIds.map((_, place) => place);
  return { ...line, order, cursor: present ?? line.cursor };
}

/** The tracks still to come. */
export function upcoming(line: TrackList): TrackId[] {
  return line.order.slice(line.cursor + 1).flatMap((place) => line.trackIds[place] ?? []);
}

/** All tracks in the order in which they come. */
export function allTracks(line: TrackList): TrackId[] {
  return line.order.flatMap((place) => line.trackIds[place] ?? []);
}

function shuffledFrom(places: readonly number[], first: number | undefined, chance: Chance): number[] {
  if (first === undefined) return chance.shuffled(places);
  return [first, ...chance.shuffled(places.filter((place) => place !== first))];
}
