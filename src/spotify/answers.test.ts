import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  devicesAnswer,
  isPlayable,
  playerAnswer,
  playlistAnswer,
  profileAnswer,
  queueAnswer,
  readDevice,
  readTrack,
  searchAnswer,
  tokenAnswer,
  topsAnswer,
} from './answers.ts';

const answered = { id: 'a1', uri: 'spotify:track:a1', duration_ms: 160_000, type: 'track', is_local: false };

describe('a name of which nothing can be seen gets another:', () => {
  it.each([
    ['nothing', ''],
    ['spaces', ' \u00a0\u3000'],
    ['zero-width signs', '\u200b\u200d\u2060\ufeff'],
    ['the Hangul fillers', '\u3164\u115f\u1160\uffa0'],
    ['the blank pattern of Braille', '\u2800\u2800'],
    ['marks of direction', '\u200e\u200f\u061c\u202e\u2066\u2069'],
    ['variation selectors', '\ufe0f\u{e0100}'],
    ['tags', '\u{e0041}\u{e007f}'],
    ['soft hyphens', '\u00ad'],
    ['the Mongolian separator', '\u180e'],
    ['control characters', '\u0000\u0007\n\u0085'],
    ['halves of characters', `${'\ud800\udc00\ud800'.slice(1)}\udfff`],
    ['a null notehead', '\u{1d159}'],
  ])('%s', (_, name) => {
    const track = readTrack({ ...answered, name, artists: [{ name }], album: { name } });
    expect([track?.title, track?.artists, track?.album]).toEqual(['Untitled', ['Unknown artist'], '']);
    expect(readDevice({ id: 'd', name, type: name })).toMatchObject({ name: 'a device', type: 'Unknown' });
  });

  it('and one that is there keeps its own signs; an artist without one is left out', () => {
    const artists = [{ name: '' }, { name: 'Deniz Kıyısı' }, { name: '\u2800' }, { name: '👩‍👩‍👧‍👦' }];
    const track = readTrack({ ...answered, name: ' İskele ', artists });
    expect([track?.title, track?.artists]).toEqual(['İskele', ['Deniz Kıyısı', '👩‍👩‍👧‍👦']]);
  });
});

describe('the code of a recording', () => {
  it.each([
    ['GBAYE0601498', 'GBAYE0601498'],
    ['GB-AYE-06-01498', 'GBAYE0601498'],
    ['gbaye0601498', 'GBAYE0601498'],
    [' GB AYE 06 01498 ', 'GBAYE0601498'],
    ['GB\u2010AYE\u201006\u201001498', 'GBAYE0601498'],
    ['ISRC GB-AYE-06-01498', 'GBAYE0601498'],
    ['isrc:QZSIM2600001', 'QZSIM2600001'],
    ['', undefined],
    ['none', undefined],
    ['0000', undefined],
    ['GBAYE060149', undefined],
    ['GBAYE06014981', undefined],
    ['123456789012', undefined],
    ['-'.repeat(100_000), undefined],
    [null, undefined],
    [7, undefined],
  ])('%j is read as %j', (isrc, code) => {
    expect(readTrack({ ...answered, external_ids: { isrc } })?.isrc).toBe(code);
  });
});

it.each<[object, boolean]>([
  [{}, true],
  [{ is_playable: null, restrictions: null }, true],
  [{ is_playable: true, restrictions: {} }, true],
  [{ restrictions: 'none' }, true],
  [{ is_playable: false }, false],
  [{ restrictions: { reason: 'market' } }, false],
  [{ restrictions: { reason: 'product' } }, false],
  [{ restrictions: { reason: 'explicit' } }, false],
  [{ restrictions: { reason: 'payment_required' } }, false],
  [{ restrictions: { reason: 'a new one' } }, false],
  [{ is_playable: true, restrictions: { reason: 'market' } }, false],
])('whether %j can be played: %s', (marks, can) => {
  expect(isPlayable({ ...answered, ...marks })).toBe(can);
});

/* What Spotify leaves out, or sends as something else, never costs the rest of its answer. */

const TRACK = {
  ...answered,
  name: 'Low Tide',
  artists: [{ name: 'Mirela Ost', id: 'm', uri: 'spotify:artist:m' }],
  album: { name: 'Low Tide', uri: 'spotify:album:l', images: [{ url: 'https://i.scdn.co/image/x', height: 640 }] },
  explicit: false,
  is_playable: true,
  external_ids: { isrc: 'QZSIM2600001' },
};
const DEVICE = { id: 'd', name: 'Phone', type: 'Smartphone', is_active: true, is_restricted: false, volume_percent: 7 };
const PLAYER = {
  device: DEVICE,
  is_playing: true,
  progress_ms: 7_000,
  shuffle_state: false,
  repeat_state: 'off',
  context: { uri: 'spotify:album:l', type: 'album' },
  item: TRACK,
  currently_playing_type: 'track',
  actions: { disallows: {} },
};
const GONE = Symbol('gone');
const ODD_VALUES = [GONE, null, 0.5, -1, 1e300, Number.NaN, '', 'odd', true, false, [], {}, [[]], { id: {} }];

type Damage = { path: string; value: unknown; body: unknown };

/** The same answer with one odd value in each place, in turn. */
function damages(body: unknown, path = ''): Damage[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, child]) => {
    const here = `${path}.${key}`;
    const put = (value: unknown) => {
      if (Array.isArray(body)) return body.map((one, place) => (String(place) === key ? value : one));
      const { [key]: _, ...rest } = body as Record<string, unknown>; // an object: everything else was told apart above
      return value === GONE ? rest : { ...rest, [key]: value };
    };
    const inside = damages(child, here).map((damage) => ({ ...damage, body: put(damage.body) }));
    return [...ODD_VALUES.map((value) => ({ path: here, value, body: put(value) })), ...inside];
  });
}

/** Where an answer stops being readable at all: only its own backbone may do that. */
function unreadable(shape: z.ZodType, body: unknown): string[] {
  return [...new Set(damages(body).flatMap(({ path, body }) => (shape.safeParse(body).success ? [] : [path])))];
}

describe('one odd value in an answer', () => {
  it('costs nothing else of the player', () => {
    for (const { path, body } of damages(PLAYER)) {
      const { data } = playerAnswer.safeParse(body);
      expect(data, path).toBeDefined();
      if (!path.startsWith('.item')) expect(readTrack(data?.item)?.title, path).toBe('Low Tide');
      if (!path.startsWith('.device')) expect(readDevice(data?.device)?.name, path).toBe('Phone');
      if (path !== '.is_playing') expect(data?.is_playing, path).toBe(true);
      expect(data?.progress_ms ?? 0, path).toBeGreaterThanOrEqual(0);
    }
  });

  it('costs a song itself only where it is the id, the URI, the length, or the mark of a local file', () => {
    const lost = damages(TRACK).filter(({ body }) => readTrack(body) === null);
    expect([...new Set(lost.map(({ path }) => path))]).toEqual(['.id', '.uri', '.duration_ms', '.is_local']);
    for (const { body } of damages(TRACK)) isPlayable(body);
  });

  it('costs a device itself only where it is the id, or the mark of one that takes no commands', () => {
    const lost = damages(DEVICE).filter(({ body }) => readDevice(body) === null);
    expect([...new Set(lost.map(({ path }) => path))]).toEqual(['.id', '.is_restricted']);
  });

  it('in a list costs its own row', () => {
    for (const { path, body } of damages([TRACK, { ...TRACK, id: 'a2', uri: 'spotify:track:a2' }])) {
      const read = queueAnswer.parse({ queue: body }).queue.map(readTrack);
      if (!path.startsWith('.1')) expect(read.at(-1)?.id, path).toBe('a2');
      if (!path.startsWith('.0')) expect(read[0]?.id, path).toBe('a1');
    }
  });

  it('makes an answer unreadable only where nothing would be left of it', () => {
    expect(unreadable(devicesAnswer, { devices: [DEVICE] })).toEqual(['.devices']);
    expect(unreadable(queueAnswer, { currently_playing: TRACK, queue: [TRACK] })).toEqual(['.queue']);
    expect(unreadable(topsAnswer, { items: [TRACK], total: 1, next: null })).toEqual(['.items']);
    expect(unreadable(searchAnswer, { tracks: { items: [TRACK] }, albums: {} })).toEqual(['.tracks', '.tracks.items']);
    const urls = { spotify: 'https://open.spotify.com/playlist/p' };
    expect(unreadable(playlistAnswer, { id: 'p', external_urls: urls, name: 'Sesh' })).toEqual(['.id']);
    expect(unreadable(profileAnswer, { id: 'i', account_id: 'a', display_name: null })).toEqual([]);
    const token = { access_token: 't', token_type: 'Bearer', expires_in: 3_600, refresh_token: 'r', scope: 's' };
    expect(unreadable(tokenAnswer, token)).toEqual(['.access_token']);
  });

  it('and a token that does not say how long it lives lives an hour', () => {
    const lives = (expires_in: unknown) => tokenAnswer.parse({ access_token: 't', expires_in }).expires_in;
    expect(['7', 7.5, 3_600].map(lives)).toEqual([7, 7.5, 3_600]);
    expect([undefined, null, 0, -1, 1e300, 'soon', []].map(lives)).toEqual(Array(7).fill(3_600));
  });
});

it('an ad has no item at all, and the player is read all the same', () => {
  const { item: _, ...ad } = PLAYER;
  expect(playerAnswer.parse({ ...ad, currently_playing_type: 'ad' })).toMatchObject({ is_playing: true });
});
