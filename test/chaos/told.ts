import { spotifyId } from '../../sim/spotify/ids.ts';
import type { NewDevice } from '../../sim/spotify/spotify.ts';
import { FILE, type Guest, type Name, type Song } from './party.ts';
import type { Deed, Plan, Step } from './plan.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
/** When Start is pressed, and how long songs are unless told. */
export const START = 2 * MINUTE;
export const SONG_MS = 200 * SECOND;
const PHONE = { name: 'Phone', type: 'Smartphone', awake: true } as const;

/** An evening as small as it can be told: the songs are called by their keys, and the first of the people hosts. */
export type Told = {
  brought: Partial<Record<Name, string[]>>;
  joinsAt?: Partial<Record<Name, number>>;
  /** Songs that nobody brings at first. */
  besides?: string[];
  steps?: Step[];
  quietAt: number;
  songMs?: number;
  queuedTracksFirst?: boolean;
  /** So long the player still shows what was before a command. */
  staleReadsMs?: number;
  /** How everybody's songs fade into each other. */
  fadeMs?: number;
  /** What everybody's only device is like. */
  traits?: Partial<NewDevice>;
  nextAfterStartMs?: number;
};

export function plan({
  brought,
  joinsAt = {},
  besides = [],
  steps = [],
  quietAt,
  songMs = SONG_MS,
  queuedTracksFirst = false,
  staleReadsMs = 0,
  fadeMs = 0,
  traits = {},
  nextAfterStartMs,
}: Told): Plan {
  const keys = [...new Set([...Object.values(brought).flat(), ...besides])];
  const people = (Object.entries(brought) as [Name, string[]][]).map(([name, liked]): Guest => {
    return {
      name,
      linked: true,
      tops: liked.map(idOf),
      joinsAt: joinsAt[name] ?? 0,
      devices: [{ ...PHONE, ...traits }],
      fadeMs,
    };
  });
  const joins = Object.entries(joinsAt) as [Name, number][];
  return {
    seed: 1,
    party: {
      songs: keys.map((key) => song(key, songMs)),
      own: ['own 1', 'own 2'].map((key) => song(key, songMs)),
      file: FILE,
      people,
    },
    settings: { songs: 5, period: 'half-year', order: 'fair' },
    spotify: {
      staleReadsMs,
      progressJitterMs: 0,
      queuedTracksFirst,
      rotateRefreshTokens: 'never',
      latencyMs: 100,
    },
    startAt: START,
    nextAfterStartMs: nextAfterStartMs ?? null,
    steps: [...joins.map(([who, at]) => by(at, { is: 'join', who })), ...steps].sort((one, other) => one.at - other.at),
    quietAt,
  };
}

export function by(at: number, deed: Deed): Step {
  return { at, near: null, deed };
}

function song(key: string, durationMs: number): Song {
  return { key, durationMs, editions: [{ id: idOf(key), title: key, artists: [key], album: key, durationMs }] };
}

function idOf(key: string): string {
  return spotifyId('track', key);
}
