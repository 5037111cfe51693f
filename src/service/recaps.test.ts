import { afterEach, expect, it, vi } from 'vitest';
import { ADA, createSpotifyAdapter } from '../../test/spotify-adapter.ts';
import { track } from '../../test/track.ts';
import { createPlaylistStore } from '../db/playlists.ts';
import { createSecrets } from '../db/seal.ts';
import { createSessionStore } from '../db/sessions.ts';
import { createLog } from '../log.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { end } from '../session/ending.ts';
import { open } from '../session/lobby.ts';
import { bring } from '../session/members.ts';
import type { Ended } from '../session/session.ts';
import { DEFAULT_SETTINGS } from '../session/settings.ts';
import { start } from '../session/start.ts';
import { createGenerations } from './generations.ts';
import { createRecaps } from './recaps.ts';
import { createShares } from './shares.ts';
import { createTurns } from './turns.ts';

const SONGS = 230;
const FULL = { status: 429, body: { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } } };

/** An evening in which many songs were played, the last of the setlist first. */
async function evening(begunAt?: number, endedAt?: number) {
  const world = await createSpotifyAdapter();
  await world.link();
  const now = begunAt ?? world.clock.now();
  const added = Array.from({ length: SONGS }, (_, place) =>
    world.spotify.addTrack({ title: `Song ${place}`, artists: [`Band ${place}`], album: 'Many', durationMs: 200_000 }),
  );
  const tracks = added.map(({ id, title }) => track(title, { id, uri: `spotify:track:${id}` }));
  const place = { id: 'one', guildId: 'guild', channelId: 'channel', seed: '0'.repeat(32) };
  const lobby = bring(open(place, ADA, DEFAULT_SETTINGS, now), ADA, tracks);
  const ended = end(start(lobby, { id: 'phone', name: 'Phone' }, now), 'ended', endedAt ?? now);
  const setlist = ended.setlist.map((pick, nth) => ({ ...pick, status: { state: 'played', at: now - nth } as const }));
  const over: Ended = { ...ended, setlist };
  await createSessionStore(world.db, { log: createLog({ level: 'silent' }), now: world.clock.now }).save(over);
  const recaps = createRecaps({
    access: { findEnded: async () => over },
    links: world.links,
    library: world.library,
    playlists: createPlaylistStore(world.db, createLog({ level: 'silent' })),
    turns: createTurns(),
    shares: createShares({ clock: world.clock, secrets: createSecrets() }),
    generations: createGenerations(world),
    log: createLog({ level: 'silent' }),
  });
  const caller = { userId: ADA, guildId: 'guild', channelId: 'channel', mayManage: false };
  const filled = () =>
    world.spotify.requests
      .filter(({ path }) => path.endsWith('/items'))
      .map(({ method, body, status }) => ({ method, uris: (body as { uris: string[] }).uris, isIn: status !== 429 }));
  const heard = over.setlist.map(({ track: { uri } }) => uri).reverse();
  return { ...world, recaps, caller, filled, heard };
}

it('a hundred songs go into each call, in the order in which they were heard', async () => {
  const { recaps, caller, filled, heard } = await evening();
  expect(await recaps.save(caller, 'one')).toMatchObject({ songs: SONGS });
  expect(filled().map(({ method, uris }) => [method, uris.length])).toEqual([
    ['PUT', 100],
    ['POST', 100],
    ['POST', 30],
  ]);
  expect(filled().flatMap(({ uris }) => uris)).toEqual(heard);
});

it('after a clear no in between it goes on from there', async () => {
  const { recaps, caller, filled, heard, spotify, clock } = await evening();
  spotify.failNext({ method: 'POST', path: /items$/, ...FULL, headers: { 'Retry-After': '600' } });
  await expect(recaps.save(caller, 'one')).rejects.toThrow(Unavailable);
  await clock.advance(601_000);
  expect(await recaps.save(caller, 'one')).toMatchObject({ songs: SONGS });
  expect(filled().map(({ method }) => method)).toEqual(['PUT', 'POST', 'POST', 'POST']);
  expect(
    filled()
      .filter(({ isIn }) => isIn)
      .flatMap(({ uris }) => uris),
  ).toEqual(heard);
});

it('where nobody knows whether the songs got there it begins anew, so that none is in it twice', async () => {
  const { recaps, caller, filled, heard, spotify } = await evening();
  spotify.failNext({ method: 'POST', path: /items$/, status: 502, body: 'Bad gateway', afterEffect: true });
  await expect(recaps.save(caller, 'one')).rejects.toThrow(Unavailable);
  expect(await recaps.save(caller, 'one')).toMatchObject({ songs: SONGS });
  expect(filled().map(({ method }) => method)).toEqual(['PUT', 'POST', 'PUT', 'POST', 'POST']);
  expect(
    filled()
      .slice(2)
      .flatMap(({ uris }) => uris),
  ).toEqual(heard);
});

afterEach(() => void vi.unstubAllEnvs());

const NEW_YEARS_EVE = Date.UTC(2026, 11, 31, 21);

it.each([
  ['UTC', NEW_YEARS_EVE, 'Sesh 2026-12-31'],
  ['Europe/Istanbul', NEW_YEARS_EVE, 'Sesh 2027-01-01'],
  ['Asia/Tokyo', NEW_YEARS_EVE, 'Sesh 2027-01-01'],
  ['America/Los_Angeles', NEW_YEARS_EVE, 'Sesh 2026-12-31'],
  ['Europe/Berlin', Date.UTC(2026, 6, 1, 21, 30), 'Sesh 2026-07-01'],
  ['Europe/Berlin', Date.UTC(2026, 6, 1, 22, 30), 'Sesh 2026-07-02'],
])(
  'a playlist is named after the day on which its evening began, in the time zone of the process: %s',
  async (zone, at, name) => {
    vi.stubEnv('TZ', zone);
    const { recaps, caller, spotify } = await evening(at, at + 4 * 60 * 60_000);
    await recaps.save(caller, 'one');
    const made = spotify.requests.filter(({ path }) => path === '/v1/me/playlists').map(({ body }) => body);
    expect(made).toEqual([expect.objectContaining({ name })]);
  },
);
