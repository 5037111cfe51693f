import { describe, expect, it } from 'vitest';
import { songs } from '../../sim/cast.ts';
import { ADA, createSpotifyAdapter, refusalOf } from '../../test/spotify-adapter.ts';

const HARBOUR = songs.harbourLights.id;
const URI = `spotify:track:${HARBOUR}`;
const searchesOf = ({ spotify }: Awaited<ReturnType<typeof createSpotifyAdapter>>) =>
  spotify.requests.filter(({ path }) => path === '/v1/search').map(({ query }) => query);

describe('top songs', () => {
  it('come as tracks, without what cannot be played or told apart', async () => {
    const { ada, spotify, link, library } = await createSpotifyAdapter();
    await link();
    const tape = { artists: ['Me'], album: 'Tape', durationMs: 1_000 } as const;
    const local = spotify.addTrack({ ...tape, artists: ['Me'], title: 'Mine', local: true });
    const dead = spotify.addTrack({ ...tape, artists: ['Me'], title: 'Gone', playable: false });
    const restricted = (['market', 'product', 'explicit'] as const).map((restrictedFor) =>
      spotify.addTrack({ ...tape, artists: ['Me'], title: restrictedFor, playable: false, restrictedFor }),
    );
    ada.tops = { ...ada.tops, long_term: [local.id, HARBOUR, dead.id, ...restricted.map(({ id }) => id)] };
    expect(await library.tops(ADA, 'year', 9)).toEqual([
      {
        id: HARBOUR,
        uri: URI,
        title: 'Harbour Lights',
        artists: ['Mirela Ost'],
        album: songs.harbourLights.album,
        albumUri: expect.stringMatching(/^spotify:album:\w{22}$/),
        durationMs: songs.harbourLights.durationMs,
        explicit: false,
        isrc: expect.stringMatching(/^QZSIM\d{7}$/),
        artUrl: expect.stringMatching(/^https:\/\/i\.scdn\.co\/image\//),
        url: `https://open.spotify.com/track/${HARBOUR}`,
      },
    ]);
  });

  it('are asked for by period', async () => {
    const { ada, link, library } = await createSpotifyAdapter();
    await link();
    ada.tops = { short_term: [], medium_term: [HARBOUR], long_term: [] };
    expect(await library.tops(ADA, 'month', 5)).toEqual([]);
    expect(await library.tops(ADA, 'half-year', 5)).toHaveLength(1);
  });

  it.each([
    ['no JSON', 'surprise'],
    ['nothing', ''],
    ['no list', { items: 'many' }],
  ])('are unknown, not none, after an answer of %s', async (_, body) => {
    const { spotify, link, library } = await createSpotifyAdapter();
    await link();
    spotify.failNext({ path: /tracks$/, status: 200, body });
    expect(await refusalOf(library.tops(ADA, 'year', 5))).toEqual({ kind: 'unreachable', unsure: false });
  });

  it('leave out a row that cannot be read', async () => {
    const { spotify, link, library } = await createSpotifyAdapter();
    await link();
    const good = { id: 'x', uri: 'spotify:track:x', name: 'X', duration_ms: 1 };
    const items = [null, 7, {}, { ...good, duration_ms: 0 }, { ...good, id: '../x' }, { ...good, uri: 'x' }, good];
    spotify.failNext({ path: /tracks$/, status: 200, body: { items } });
    expect((await library.tops(ADA, 'year', 5)).map(({ title }) => title)).toEqual(['X']);
  });
});

describe('a search', () => {
  it('finds songs by what somebody typed', async () => {
    const at = await createSpotifyAdapter();
    await at.link();
    expect((await at.library.search(ADA, ' harbour\n  lights ', 5)).map(({ id }) => id)).toEqual([HARBOUR]);
    expect(searchesOf(at)).toEqual([{ q: 'harbour lights', type: 'track', limit: '5' }]);
    expect(at.spotify.violations).toEqual([]);
  });

  it('asks for no more than Spotify gives, and for no more text than makes sense', async () => {
    const at = await createSpotifyAdapter();
    await at.link();
    await at.library.search(ADA, `${'🎵'.repeat(99)} a b c`, 50);
    expect(searchesOf(at)).toEqual([{ q: '🎵'.repeat(99), type: 'track', limit: '10' }]);
  });

  it.each(['', '   ', '\u200b\u0000'])('for nothing visible is not even sent', async (text) => {
    const at = await createSpotifyAdapter();
    await at.link();
    expect(await at.library.search(ADA, text, 5)).toEqual([]);
    expect(searchesOf(at)).toEqual([]);
  });

  it('that spends its quota leaves the player alone', async () => {
    const { spotify, library, player, link } = await createSpotifyAdapter();
    await link();
    spotify.setQuota('search', 1, 3600);
    await library.search(ADA, 'harbour', 5);
    expect(await refusalOf(library.search(ADA, 'lights', 5))).toEqual({ kind: 'wait', unsure: false });
    expect((await player.look(ADA)).seen.saw).toBe('nothing');
    expect(spotify.violations).toEqual([]);
  });
});

describe('one song', () => {
  it('is found by its id', async () => {
    const { library, link } = await createSpotifyAdapter();
    await link();
    expect((await library.track(ADA, HARBOUR))?.title).toBe('Harbour Lights');
  });

  it.each([
    ['unknown', '0'.repeat(22), 1],
    ['no id at all', '../me', 0],
  ])('that is %s is none', async (_, id, calls) => {
    const { library, link, asked } = await createSpotifyAdapter();
    await link();
    expect([await library.track(ADA, id), asked(/\/tracks\//)]).toEqual([null, calls]);
  });

  it('that cannot be played is none; when Spotify fails nobody knows', async () => {
    const { spotify, library, link } = await createSpotifyAdapter();
    await link();
    const dead = spotify.addTrack({ title: 'Gone', artists: ['Me'], album: 'Tape', durationMs: 1, playable: false });
    expect(await library.track(ADA, dead.id)).toBeNull();
    spotify.failNext({ path: /\/tracks\//, status: 403, body: { error: { status: 403, message: 'Forbidden' } } });
    expect(await refusalOf(library.track(ADA, HARBOUR))).toEqual({ kind: 'unreachable', unsure: false });
  });
});

describe('a playlist', () => {
  it('is made in the person’s own account, private, and filled', async () => {
    const { spotify, library, link, asked } = await createSpotifyAdapter();
    await link();
    const playlist = await library.createPlaylist(ADA, 'Saturday', 'What we heard');
    expect(playlist).toEqual({ id: playlist.id, url: `https://open.spotify.com/playlist/${playlist.id}` });
    await library.fillPlaylist(ADA, playlist.id, [URI], 'anew');
    await library.fillPlaylist(ADA, playlist.id, [`spotify:track:${songs.lowTide.id}`], 'behind');
    const [made, ...filled] = spotify.requests.filter(({ path }) => path.includes('playlists'));
    expect(made?.body).toEqual({ name: 'Saturday', description: 'What we heard', public: false });
    const path = `/v1/playlists/${playlist.id}/items`;
    expect(filled).toMatchObject([
      { method: 'PUT', path, body: { uris: [URI] }, status: 200 },
      { method: 'POST', path, body: { uris: [`spotify:track:${songs.lowTide.id}`] }, status: 201 },
    ]);
    expect([asked(/playlists/), spotify.violations]).toEqual([3, []]);
  });

  it('needs a permission that is asked for when somebody first saves', async () => {
    const { library, link } = await createSpotifyAdapter();
    await link(['tops']);
    expect(await refusalOf(library.createPlaylist(ADA, 'Saturday', ''))).toEqual({
      kind: 'scopeMissing',
      unsure: false,
    });
  });

  it('may exist although nobody answered: it is not made a second time', async () => {
    const { spotify, library, link, asked } = await createSpotifyAdapter();
    await link();
    spotify.failNext({ path: /playlists$/, status: 502, body: '<html>', afterEffect: true });
    expect(await refusalOf(library.createPlaylist(ADA, 'Saturday', ''))).toEqual({ kind: 'unreachable', unsure: true });
    expect(asked(/playlists$/)).toBe(1);
  });
});

describe('who somebody is', () => {
  it.each([
    ['both', { id: 'old', account_id: 'new' }, 'new'],
    ['the account id alone', { account_id: 'new' }, 'new'],
    ['the old id alone', { id: 'old' }, 'old'],
  ])('is read from %s', async (_, body, accountId) => {
    const { spotify, accounts, link } = await createSpotifyAdapter();
    const grant = await link();
    spotify.failNext({ path: /me$/, status: 200, body });
    expect(await accounts.probe(grant)).toEqual({ accountId });
  });

  it.each([[{}], [{ id: 7 }], [{ account_id: '' }], ['surprise']])('is unknown from %j', async (body) => {
    const { spotify, accounts, link } = await createSpotifyAdapter();
    const grant = await link();
    spotify.failNext({ path: /me$/, status: 200, body });
    expect(await refusalOf(accounts.probe(grant))).toEqual({ kind: 'unreachable', unsure: false });
  });
});
