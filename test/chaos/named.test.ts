import { expect, it } from 'vitest';
import { spotifyId } from '../../src/sim/spotify/ids.ts';
import { spendEvening } from './evening.ts';
import { judgeEvening } from './judge.ts';
import type { Guest, Name, Song } from './party.ts';
import type { Deed, Plan, Step } from './plan.ts';

/* Evenings that were spoilt once, told as small as they can be. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

it('songs that left with one friend and come back with another sound once', async () => {
  const evening = plan({
    brought: { ada: ['a1', 'a2'], ben: ['b1', 'b2'], chloe: ['b1', 'b2'] },
    joinsAt: { ben: 30 * SECOND, chloe: 4 * MINUTE },
    steps: [by(3 * MINUTE, { is: 'leave', who: 'ben' })],
    quietAt: 8 * MINUTE,
  });
  expect(judgeEvening(await spendEvening(evening))).toEqual([]);
});

it('songs of a hand-over that died with the process are not taken for played while nobody can look', async () => {
  const boundary = 2 * MINUTE + SONG_MS;
  const evening = plan({
    brought: { ada: ['a1', 'a2'], ben: ['b1', 'b2'] },
    joinsAt: { ben: 3 * MINUTE },
    steps: [
      by(boundary - SECOND, { is: 'restart', when: 'beforeCommand', downMs: 70 * SECOND }),
      by(boundary + SONG_MS - SECOND, {
        is: 'fault',
        on: 'reads',
        how: 'server',
        forMs: 10 * MINUTE,
        percent: 100,
        waitS: 0,
      }),
    ],
    quietAt: 20 * MINUTE,
  });
  expect(judgeEvening(await spendEvening(evening))).toEqual([]);
});

it('a song that was heard while the music had slipped away has been played, also when the player stops after it', async () => {
  const evening = plan({
    brought: { ada: ['a1', 'a2', 'a3'] },
    joinsAt: {},
    steps: [
      by(3 * MINUTE, { is: 'album', songs: 1 }),
      by(3 * MINUTE + SECOND, { is: 'queue', songs: 1, alsoPick: true }),
      by(16 * MINUTE, { is: 'takeBack', who: 'ada', twice: false }),
    ],
    quietAt: 17 * MINUTE,
  });
  expect(judgeEvening(await spendEvening(evening))).toEqual([]);
});

it('a queue write that Spotify puts off beyond the end of the song is not sent into the silence', async () => {
  const evening = plan({
    brought: { ada: ['a1'], ben: ['b1', 'b2'] },
    joinsAt: {},
    songMs: 55 * SECOND,
    queuedTracksFirst: true,
    steps: [
      by(150 * SECOND, { is: 'add', who: 'ada', song: 'b1' }),
      by(150 * SECOND, {
        is: 'fault',
        on: 'queue',
        how: 'shortWait',
        forMs: 20 * SECOND,
        percent: 100,
        waitS: 26,
      }),
      by(170 * SECOND, {
        is: 'fault',
        on: 'reads',
        how: 'longWait',
        forMs: MINUTE,
        percent: 100,
        waitS: 300,
      }),
      by(9 * MINUTE, { is: 'add', who: 'ada', song: 'b2' }),
    ],
    quietAt: 15 * MINUTE,
  });
  expect(judgeEvening(await spendEvening(evening))).toEqual([]);
});

const SONG_MS = 200 * SECOND;
const PHONE = { name: 'Phone', type: 'Smartphone', awake: true } as const;

type Told = {
  brought: Partial<Record<Name, string[]>>;
  joinsAt: Partial<Record<Name, number>>;
  steps?: Step[];
  quietAt: number;
  songMs?: number;
  queuedTracksFirst?: boolean;
};

function plan({ brought, joinsAt, steps = [], quietAt, songMs = SONG_MS, queuedTracksFirst = false }: Told): Plan {
  const keys = [...new Set(Object.values(brought).flat())];
  const people = (Object.entries(brought) as [Name, string[]][]).map(([name, liked]): Guest => {
    return { name, linked: true, tops: liked.map(idOf), joinsAt: joinsAt[name] ?? 0, devices: [PHONE] };
  });
  const joins = Object.entries(joinsAt) as [Name, number][];
  return {
    seed: 1,
    party: {
      songs: keys.map((key) => song(key, songMs)),
      own: ['own 1', 'own 2'].map((key) => song(key, songMs)),
      people,
    },
    settings: { songs: 5, period: 'half-year', order: 'fair' },
    spotify: {
      staleReadsMs: 0,
      progressJitterMs: 0,
      queuedTracksFirst,
      rotateRefreshTokens: 'never',
      latencyMs: 100,
    },
    startAt: 2 * MINUTE,
    steps: [...joins.map(([who, at]) => by(at, { is: 'join', who })), ...steps].sort((one, other) => one.at - other.at),
    quietAt,
  };
}

function by(at: number, deed: Deed): Step {
  return { at, near: null, deed };
}

function song(key: string, durationMs: number): Song {
  return { key, durationMs, editions: [{ id: idOf(key), title: key, artists: [key], album: key, durationMs }] };
}

function idOf(key: string): string {
  return spotifyId('track', key);
}
