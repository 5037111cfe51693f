import { describe, expect, it } from 'vitest';
import type { Purpose } from '../ports/links.ts';
import type { PickStatus, Playback } from '../session/session.ts';
import { DEFAULT_SETTINGS } from '../session/settings.ts';
import { playback, purpose, readiness, status, track } from './shapes.ts';

const SONG = {
  ...{ id: 'a', uri: 'spotify:track:a', title: 'A', artists: ['X'], album: 'B', url: 'https://x.example/a' },
  ...{ durationMs: 200_000, explicit: false },
};
const DRESSED = { ...SONG, albumUri: 'spotify:album:b', isrc: 'I', artUrl: 'https://x.example/b' };
const ROOM = { sessionId: 's', guildId: 'g', channelId: 'c' };

// One of every kind: a new one in the domain does not compile until it is written here, and is not read until in the shapes.
const FATES: Record<PickStatus['state'], PickStatus> = {
  waiting: { state: 'waiting' },
  queued: { state: 'queued', at: 1, sure: true },
  sounding: { state: 'sounding', since: 1 },
  played: { state: 'played', at: 1 },
  skipped: { state: 'skipped', at: 1, by: 'ada' },
  dropped: { state: 'dropped', at: 1 },
};
const PLAYBACKS: Record<Playback['is'], Playback> = {
  starting: { is: 'starting' },
  playing: { is: 'playing', what: { pick: 'p' }, startedAt: 1, byHand: true },
  paused: { is: 'paused', what: { own: DRESSED, slippedAt: 1 }, positionMs: 1, since: 1 },
  unknown: { is: 'unknown', since: 1, saw: 'other', last: { what: { own: SONG, slippedAt: null }, startedAt: 1 } },
  over: { is: 'over', since: 1 },
};
const PURPOSES: Record<Purpose['for'], Purpose> = {
  link: { for: 'link' },
  renew: { for: 'renew' },
  join: { for: 'join', sessionId: 's' },
  takeOver: { for: 'takeOver', ...ROOM },
  save: { for: 'save', ...ROOM },
  create: { for: 'create', guildId: 'g', channelId: 'c', settings: { ...DEFAULT_SETTINGS, songs: 7, order: 'random' } },
};

describe('what is stored as JSON', () => {
  it.each([
    ['fates', status, Object.values(FATES)],
    ['playbacks', playback, Object.values(PLAYBACKS)],
    ['purposes', purpose, Object.values(PURPOSES)],
    ['tracks', track, [SONG, DRESSED]],
  ] as const)('is read as it was written: %s', (_, shape, values) => {
    expect(values.map((value) => shape.parse(JSON.parse(JSON.stringify(value))))).toEqual(values);
  });

  it('by an older Sesh is read with what was always so then', () => {
    expect(status.parse({ state: 'queued', at: 1 })).toEqual({ state: 'queued', at: 1, sure: false });
    const playing = { is: 'playing', what: { own: SONG }, startedAt: 1 };
    expect(playback.parse(playing)).toEqual({ ...playing, what: { own: SONG, slippedAt: null }, byHand: false });
    const unknown = { is: 'unknown', since: 1, last: null };
    expect(playback.parse(unknown)).toEqual({ ...unknown, saw: 'nothing' });
    const seen = { at: 1, device: null, trouble: null };
    expect(readiness.parse(seen)).toEqual({ ...seen, mayPost: true });
    const wanted = { ...PURPOSES.create, settings: { songs: 7 } };
    expect(purpose.parse(wanted)).toEqual({ ...wanted, settings: { ...DEFAULT_SETTINGS, songs: 7 } });
  });

  it.each([
    ['of a kind that there is not', status, { state: 'lost' }],
    ['with a part missing', playback, { is: 'paused', what: { pick: 'p' }, since: 1 }],
    ['with a text for a number', purpose, { ...PURPOSES.create, settings: { ...DEFAULT_SETTINGS, songs: '5' } }],
    ['with a number out of bounds', purpose, { ...PURPOSES.create, settings: { ...DEFAULT_SETTINGS, songs: 11 } }],
    [
      'with a choice that there is not',
      purpose,
      { ...PURPOSES.create, settings: { ...DEFAULT_SETTINGS, order: 'other' } },
    ],
    ['with nothing for a choice', purpose, { ...PURPOSES.create, settings: { ...DEFAULT_SETTINGS, period: null } }],
    ['that is not there at all', track, null],
  ])('is refused when it is damaged: %s', (_, shape, value) => {
    expect(shape.safeParse(value).success).toBe(false);
  });
});
