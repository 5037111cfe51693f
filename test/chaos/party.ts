import type { Chance } from '../../sim/spotify/chance.ts';
import { spotifyId } from '../../sim/spotify/ids.ts';
import type { NewDevice, NewTrack } from '../../sim/spotify/spotify.ts';
import { among, between, oftenAs } from './draw.ts';
import type { Feature, Possible } from './features.ts';

/** One recording under one or several ids; `key` is what it is called whatever its id. */
export type Song = { key: string; durationMs: number; editions: (NewTrack & { id: string })[] };

export type Guest = {
  name: Name;
  /** Whether they have a Spotify account and connected it. */
  linked: boolean;
  /** What Spotify says they like most: ids, best first. */
  tops: string[];
  /** When they join, counted from the opening of the lobby; null for never. */
  joinsAt: number | null;
  devices: NewDevice[];
  /** How long their songs fade into each other. */
  fadeMs?: number;
};

/** `own` are songs of the host's that nobody brings, `file` is one that only their devices have. */
export type Party = { songs: Song[]; own: Song[]; file: Song; people: Guest[] };

export const NAMES = ['ada', 'ben', 'chloe', 'dev', 'elif', 'finn'] as const;
export type Name = (typeof NAMES)[number];

const SECOND = 1_000;
const MINUTE = 60_000;

const TAPE = { title: 'file', artists: ['the host'] as [string], album: 'Tapes', durationMs: 4 * MINUTE };
export const FILE: Song = {
  key: 'file',
  durationMs: TAPE.durationMs,
  editions: [{ ...TAPE, id: spotifyId('track', 'file'), local: true }],
};

/** Everything that can sound at a party. */
export function musicOf({ songs, own, file }: Party): Song[] {
  return [...songs, ...own, file];
}

/** How long before its end a song on somebody's player may give way to the next one. */
export function fadeOn({ people }: Party, who: Name, lengthMs: number): number {
  return Math.min(people.find(({ name }) => name === who)?.fadeMs ?? 0, lengthMs / 2);
}

/** Who comes, what they like and what the host plays on. The first of the people is the host. */
export function drawParty(chance: Chance, songsEach: number, possible: Possible): Party {
  const songs = Array.from({ length: between(chance, 6, 30) }, (_, place) => drawSong(chance, `song ${place + 1}`));
  const own = Array.from({ length: 6 }, (_, place) => drawSong(chance, `own ${place + 1}`));
  const people = NAMES.slice(0, among(chance, [2, 2, 3, 3, 4, 4, 5, 6])).map((name, place) =>
    drawGuest(chance, name, place, { songs, songsEach, possible }),
  );
  return { songs, own, file: FILE, people };
}

function drawSong(chance: Chance, key: string): Song {
  const durationMs = drawLength(chance);
  const artist = `artist ${chance.below(12)}`;
  const edition = (album: string, changes: Partial<NewTrack> = {}) => ({
    ...{ id: spotifyId('track', key, album), title: key, artists: [artist] as [string], album, durationMs },
    ...changes,
  });
  const first = edition(key);
  const isRelinked = oftenAs(chance, 12);
  const editions = [isRelinked ? { ...first, soundsAs: spotifyId('track', key, 'elsewhere') } : first];
  if (oftenAs(chance, 10)) editions.push(edition(`${key} (deluxe)`));
  if (oftenAs(chance, 10)) {
    const serial = [...spotifyId(key)].slice(0, 7).map((sign) => sign.charCodeAt(0) % 10);
    const isrc = `QZTWN${serial.join('')}`;
    for (const known of editions) Object.assign(known, { isrc }); // one recording, whatever it is called
    editions.push(edition('single', { isrc, title: `${key} (single)` }));
  }
  return { key, durationMs, editions };
}

function drawLength(chance: Chance): number {
  const kind = chance.below(100);
  if (kind < 8) return between(chance, 15, 30) * SECOND;
  if (kind < 25) return between(chance, 45, 149) * SECOND;
  if (kind < 94) return between(chance, 150, 320) * SECOND;
  return between(chance, 10, 14) * MINUTE;
}

type Taste = { songs: readonly Song[]; songsEach: number; possible: Possible };

function drawGuest(chance: Chance, name: Name, place: number, { songs, songsEach, possible }: Taste): Guest {
  const isHost = place === 0;
  const liked = isHost || !oftenAs(chance, 8) ? between(chance, 1, songsEach + 3) : 0;
  const tops = chance.shuffled(songs).slice(0, liked);
  const late = isHost ? 0 : oftenAs(chance, 60) ? between(chance, 5, 100) * SECOND : between(chance, 4, 40) * MINUTE;
  return {
    name,
    linked: name !== 'finn' && (isHost || oftenAs(chance, 75)),
    tops: tops.map((song) => among(chance, song.editions).id),
    joinsAt: late,
    devices: isHost
      ? drawDevices(chance, possible)
      : [{ name: 'Phone', type: 'Smartphone', awake: oftenAs(chance, 80) }],
    fadeMs:
      possible.has('fade') && oftenAs(chance, 60) && songs.every(({ durationMs }) => durationMs >= MINUTE)
        ? among(chance, [5, 12]) * SECOND
        : 0,
  };
}

function drawDevices(chance: Chance, possible: Possible): NewDevice[] {
  const has = (feature: Feature, percent: number) => possible.has(feature) && oftenAs(chance, percent);
  const traits = {
    autoplay: has('autoplay', 50),
    atEnd: has('sticks', 60) ? ('sticks' as const) : ('rewinds' as const),
    settlesMs: has('settles', 20) ? 1_500 : 0,
    ignoresUris: has('ignoresUris', 6),
    refusesUris: has('refusesUris', 8),
  };
  return [
    { name: 'Phone', type: 'Smartphone', awake: true, ...traits },
    { name: 'Computer', type: 'Computer', awake: oftenAs(chance, 50), autoplay: traits.autoplay },
  ];
}
