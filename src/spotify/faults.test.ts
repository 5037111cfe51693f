import { describe, expect, it } from 'vitest';
import { songs } from '../../sim/cast.ts';
import type { FaultRule } from '../../sim/spotify/spotify.ts';
import { ADA, createSpotifyAdapter, IMPATIENT, MINUTE_MS, refusalOf, SECOND_MS } from '../../test/spotify-adapter.ts';
import { Unavailable } from '../ports/unavailable.ts';

/*
 * Every way in which Spotify is known to answer badly, and what the caller gets: the list of what has been seen in the
 * wild, played by the simulated service.
 */
const URI = `spotify:track:${songs.harbourLights.id}`;
const LOW_TIDE = `spotify:track:${songs.lowTide.id}`;
const JSON_TYPE = { 'content-type': 'application/json' };
const OPAQUE = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA';
const apiError = (status: number, message: string, reason?: string) => ({
  status,
  body: { error: { status, message, ...(reason && { reason }) } },
});

type Fault = Omit<FaultRule, 'path'>;

describe('a command', () => {
  it.each<[string, Fault, 'done' | 'accepted']>([
    ['an opaque text', { status: 200, body: OPAQUE, afterEffect: true }, 'done'],
    ['an opaque text labelled JSON', { status: 200, body: OPAQUE, headers: JSON_TYPE, afterEffect: true }, 'done'],
    ['an empty 200', { status: 200, body: '', afterEffect: true }, 'done'],
    ['a 204', { status: 204, afterEffect: true }, 'done'],
    ['a 202: accepted for later', { status: 202 }, 'accepted'],
  ])('succeeds by its status alone: %s', async (_, fault, taken) => {
    const { spotify, player, link, device } = await createSpotifyAdapter();
    await link();
    spotify.failNext({ path: /play$/, ...fault });
    expect(await player.play(ADA, device(), [URI], 0)).toBe(taken);
  });

  it.each<[string, Fault, string, boolean]>([
    [
      'no device is active',
      apiError(404, 'Player command failed: No active device found', 'NO_ACTIVE_DEVICE'),
      'asleep',
      false,
    ],
    ['the device is gone', apiError(404, 'Device not found'), 'asleep', false],
    [
      'the account is free',
      apiError(403, 'Player command failed: Premium required', 'PREMIUM_REQUIRED'),
      'premium',
      false,
    ],
    [
      'the player is restricted',
      apiError(403, 'Player command failed: Restriction violated', 'UNKNOWN'),
      'restricted',
      false,
    ],
    ['the app lost an endpoint', apiError(403, 'Forbidden'), 'restricted', false],
    ['the list is too long', { status: 413, body: 'Payload too large' }, 'restricted', false],
    [
      'the person is off the list, in plain text',
      { status: 403, body: 'User not registered in the Developer Dashboard' },
      'notListed',
      false,
    ],
    [
      'plain text labelled JSON says so',
      { status: 403, body: 'User not approved for app', headers: JSON_TYPE },
      'notListed',
      false,
    ],
    [
      'the owner has no Premium',
      apiError(403, 'Active premium subscription required for the owner of the app.'),
      'ownerPremium',
      false,
    ],
    ['the grant is too small', apiError(403, 'Insufficient client scope'), 'scopeMissing', false],
    [
      'the quota is spent',
      { ...apiError(429, 'Too many requests', 'QUOTA_EXCEEDED'), headers: { 'retry-after': '3600' } },
      'wait',
      false,
    ],
    [
      'a long wait is asked for in plain text',
      { status: 429, body: 'Too many requests', headers: { 'retry-after': '3600' } },
      'wait',
      false,
    ],
    ['the app sleeps in the background', apiError(500, 'Server error.'), 'unreachable', true],
    ['a proxy fails with a page', { status: 502, body: '<html>Bad Gateway</html>' }, 'unreachable', true],
    ['a page is labelled JSON', { status: 502, body: '<html>', headers: JSON_TYPE }, 'unreachable', true],
    ['the gateway runs out of time', { status: 504 }, 'unreachable', true],
    [
      'it is sent elsewhere',
      { status: 307, headers: { location: 'http://127.0.0.1:9/v1/me/player/play' } },
      'unreachable',
      false,
    ],
    ['it hangs', { hangMs: 20_000 }, 'unreachable', true],
    ['the connection breaks before', { reset: true }, 'unreachable', true],
    ['the connection breaks after', { reset: true, afterEffect: true }, 'unreachable', true],
    ['the answer has no end', { status: 200, body: 'A'.repeat(2_500_000) }, 'unreachable', true],
    ['the error is a number', { status: 400, body: { error: 7 } }, 'restricted', false],
    ['the error is null', { status: 403, body: 'null', headers: JSON_TYPE }, 'restricted', false],
    ['the reason is an object', { status: 403, body: { error: { message: [], reason: {} } } }, 'restricted', false],
  ])('is refused in our own words, with its cause: %s', async (_, fault, kind, unsure) => {
    const { spotify, player, link, device } = await createSpotifyAdapter(fault.hangMs ? IMPATIENT : {});
    const { accessToken } = await link();
    spotify.failNext({ path: /play$/, ...fault });
    const error = await player.play(ADA, device(), [URI], 0).catch((caught: unknown) => caught);
    if (!(error instanceof Unavailable)) throw error;
    const cause = error.cause instanceof Error ? error.cause : null;
    expect({ kind: error.kind, unsure: error.unsure, cause: cause?.message.slice(0, 23) }).toEqual({
      kind,
      unsure,
      cause: 'PUT /v1/me/player/play:',
    });
    expect(cause?.message).not.toContain(accessToken);
  });

  it('is not carried out twice, whatever becomes of it', async () => {
    const { spotify, ada, player, link, device, asked } = await createSpotifyAdapter();
    await link();
    await player.play(ADA, device(), [URI], 0);
    spotify.failNext({ path: /queue$/, status: 503, afterEffect: true });
    spotify.failNext({ path: /next$/, reset: true, afterEffect: true });
    expect(await refusalOf(player.enqueue(ADA, device(), LOW_TIDE))).toEqual({ kind: 'unreachable', unsure: true });
    expect(await refusalOf(player.next(ADA, device()))).toEqual({ kind: 'unreachable', unsure: true });
    expect([asked(/queue$/), asked(/next$/), ada.now().track]).toEqual([1, 1, songs.lowTide.id]);
  });

  it.each([
    ['at once', 'bad header: '],
    ['after a long preface', 'bad header, '.repeat(15)],
  ])('never lets a token that a proxy echoes into an error: %s', async (_, preface) => {
    const { spotify, player, link, device } = await createSpotifyAdapter();
    const { accessToken } = await link();
    spotify.failNext({ path: /play$/, status: 400, body: `${preface}Bearer ${accessToken}, sorry` });
    const error = await player.play(ADA, device(), [URI], 0).catch((caught: Error) => caught);
    const { cause } = error as Error & { cause: Error };
    expect(cause.message).toBe(`PUT /v1/me/player/play: 400 ${preface}Bearer …, sorry`);
  });

  it('to a restricted device is refused, one to a vanished device finds nobody', async () => {
    const { ada, player, link } = await createSpotifyAdapter();
    await link();
    const speaker = ada.addDevice({ name: 'Speaker', type: 'Speaker', restricted: true, awake: true });
    expect(await refusalOf(player.play(ADA, speaker, [URI], 0))).toEqual({ kind: 'restricted', unsure: false });
    expect((await player.devices(ADA)).map(({ name }) => name)).toEqual(['Ada’s phone']);
    const [phone] = ada.devices;
    if (phone) ada.sleep(phone);
    expect(await refusalOf(player.play(ADA, { id: phone?.id ?? '', name: '' }, [URI], 0))).toEqual({
      kind: 'asleep',
      unsure: false,
    });
  });
});

describe('a look', () => {
  const STATE = { is_playing: true, progress_ms: 7, device: null, item: null };

  it.each<[string, Fault, string]>([
    ['a 204', { status: 204 }, 'nothing'],
    ['an empty 200', { status: 200, body: '' }, 'nothing'],
    ['JSON with a byte-order mark', { status: 200, body: `\ufeff${JSON.stringify(STATE)}` }, 'other'],
    [
      'JSON labelled as text',
      { status: 200, body: JSON.stringify(STATE), headers: { 'content-type': 'text/plain' } },
      'other',
    ],
    ['an item without a name', { status: 200, body: { ...STATE, item: { id: 'x', uri: URI } } }, 'other'],
    ['an item that is a text', { status: 200, body: { ...STATE, item: 'song' } }, 'other'],
    [
      'a context that is a number',
      { status: 200, body: { ...STATE, context: 7, shuffle_state: 'yes', repeat_state: 3 } },
      'other',
    ],
    ['a local file that Spotify cannot name', apiError(400, 'invalid id'), 'other'],
  ])('sees what there is to see: %s', async (_, fault, saw) => {
    const { spotify, player, link } = await createSpotifyAdapter();
    await link();
    spotify.failNext({ path: /player$/, ...fault });
    expect((await player.look(ADA)).seen.saw).toBe(saw);
  });

  it('shows a file of the host’s own by its names; it has no page', async () => {
    const { spotify, player, link } = await createSpotifyAdapter();
    await link();
    const album = { name: '', uri: null, images: [], id: null };
    const file = { id: null, uri: 'spotify:local:Dev::garage+demo:169', is_local: true, duration_ms: 169_000, album };
    const named = { ...file, name: 'garage demo', artists: [{ name: 'Dev', id: null }], external_ids: {} };
    spotify.failNext({ path: /player$/, status: 200, body: { ...STATE, item: named } });
    const { seen } = await player.look(ADA);
    expect(seen).toMatchObject({
      saw: 'track',
      track: { title: 'garage demo', artists: ['Dev'], durationMs: 169_000 },
    });
    const { id, url } = seen.saw === 'track' ? seen.track : { id: '', url: '' };
    expect([id, url]).toEqual([expect.stringMatching(/^local[0-9a-f]{22}$/), undefined]);
  });

  it('knows a song by what it can do least without', async () => {
    const { spotify, player, link } = await createSpotifyAdapter();
    await link();
    const bare = { id: 'x', uri: 'spotify:track:x', name: 'Bare', duration_ms: 1_000 };
    const odd = {
      artists: [7, { name: 'Mirela Ost' }],
      album: 'none',
      explicit: 'no',
      external_ids: 3,
      is_local: 'no',
    };
    spotify.failNext({ path: /player$/, status: 200, body: { ...STATE, item: { ...bare, ...odd } } });
    expect((await player.look(ADA)).seen).toMatchObject({
      saw: 'track',
      track: {
        id: 'x',
        uri: 'spotify:track:x',
        title: 'Bare',
        artists: ['Mirela Ost'],
        album: '',
        durationMs: 1_000,
        explicit: false,
        url: 'https://open.spotify.com/track/x',
      },
    });
  });

  it.each<[string, Fault]>([
    ['no JSON', { status: 200, body: 'surprise' }],
    ['a list', { status: 200, body: [] }],
    ['null', { status: 200, body: 'null' }],
    ['another shape', { status: 200, body: { device: 7 } }],
    ['no end', { status: 200, body: { ...STATE, item: 'A'.repeat(2_500_000) } }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['a nested abyss', { status: 200, body: '['.repeat(500_000) }],
  ])('that cannot be read is “unreachable”, with its cause: %s', async (_, fault) => {
    const { spotify, player, link } = await createSpotifyAdapter();
    await link();
    spotify.failNext({ path: /player$/, ...fault });
    const error = await player.look(ADA).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'unreachable', cause: { request: 'GET /v1/me/player' } });
  });

  it.each([1_000, 3_000])('right after a command may still show what was before, for %i ms', async (staleReadsMs) => {
    const { clock, player, link, device } = await createSpotifyAdapter({ staleReadsMs });
    await link();
    await player.play(ADA, device(), [URI], 0);
    await clock.advance(staleReadsMs - 1);
    expect((await player.look(ADA)).seen.saw).toBe('nothing');
    await clock.advance(1);
    expect((await player.look(ADA)).seen).toMatchObject({ saw: 'track', isPlaying: true });
  });

  it('shows the edition that plays, which need not be the one that was asked for; the code of the recording tells', async () => {
    const { spotify, player, link, device } = await createSpotifyAdapter();
    await link();
    const other = spotify.addTrack({
      title: 'Harbour Lights',
      artists: ['Mirela Ost'],
      album: 'Elsewhere',
      durationMs: 1,
    });
    const asked = spotify.addTrack({
      title: 'Asked',
      artists: ['A'],
      album: 'A',
      durationMs: 60_000,
      soundsAs: other.id,
    });
    await player.play(ADA, device(), [`spotify:track:${asked.id}`], 0);
    const { seen } = await player.look(ADA);
    expect(seen).toMatchObject({ saw: 'track', track: { id: other.id, isrc: asked.isrc } });
  });

  it('shows that a device said yes to a list and plays nothing, and the same song inside its album plays', async () => {
    const { ada, player, link, library } = await createSpotifyAdapter();
    await link();
    const desktop = ada.addDevice({ name: 'Desktop', type: 'Computer', ignoresUris: true, awake: true });
    expect(await player.play(ADA, desktop, [URI], 0)).toBe('done');
    expect((await player.look(ADA)).seen.saw).toBe('idle');
    const song = await library.track(ADA, songs.harbourLights.id);
    const what = { contextUri: song?.albumUri ?? '', trackUri: URI };
    expect(await player.playInContext(ADA, desktop, what, 5_000)).toBe('done');
    expect(ada.now()).toMatchObject({ isPlaying: true, track: songs.harbourLights.id, progressMs: 5_000 });
    expect((await player.look(ADA)).seen).toMatchObject({ context: song?.albumUri });
  });

  it('shows that shuffle is on, which plays a list from anywhere in any order', async () => {
    const { ada, player, link, device } = await createSpotifyAdapter();
    await link();
    ada.setShuffle(true);
    const uris = Object.values(songs)
      .map(({ id }) => `spotify:track:${id}`)
      .slice(0, 10);
    await player.play(ADA, device(), uris, 0);
    expect((await player.look(ADA)).seen).toMatchObject({ shuffle: true });
    expect([ada.now().track, ...ada.now().upcoming]).not.toEqual(uris.map((uri) => uri.slice(14)));
  });
});

describe('the lists of devices and of what is next', () => {
  it('are empty when there is nothing to tell', async () => {
    const { spotify, player, link } = await createSpotifyAdapter();
    await link();
    spotify.failNext({ path: /devices$/, status: 204 });
    spotify.failNext({ path: /queue$/, status: 204 });
    expect([await player.devices(ADA), await player.upNext(ADA)]).toEqual([[], []]);
  });

  it('leave out what cannot be read, and keep the rest', async () => {
    const { spotify, player, link } = await createSpotifyAdapter();
    await link();
    const phone = { id: 'p', name: ' Phone ', type: 'Smartphone', is_active: true };
    const devices = [7, { id: 8 }, { ...phone, is_restricted: true }, phone, { id: 'q', name: null }];
    spotify.failNext({ path: /devices$/, status: 200, body: { devices } });
    expect(await player.devices(ADA)).toEqual([
      { id: 'p', name: 'Phone', type: 'Smartphone', active: true },
      { id: 'q', name: 'a device', type: 'Unknown', active: false },
    ]);
  });
});

describe('playback', () => {
  it('moves to another device, playing or not', async () => {
    const { ada, player, link, device, spotify } = await createSpotifyAdapter();
    await link();
    await player.play(ADA, device(), [URI], 0);
    await player.pause(ADA, device());
    const desktop = ada.addDevice({ name: 'Desktop', type: 'Computer', awake: true });
    expect(await player.transfer(ADA, desktop, false)).toBe('done');
    expect(ada.now()).toMatchObject({ isPlaying: false, track: songs.harbourLights.id, device: { name: 'Desktop' } });
    expect(await player.transfer(ADA, device(), true)).toBe('done');
    expect(ada.now()).toMatchObject({ isPlaying: true, device: { name: 'Ada’s phone' } });
    expect(spotify.violations).toEqual([]);
  });
});

describe('twenty hosts', () => {
  it('share what Spotify allows in half a minute: nothing is lost or out of order, and hardly anything refused', async () => {
    const { clock, spotify, player, link, asked } = await createSpotifyAdapter();
    spotify.rate = 30;
    const hosts = Array.from({ length: 20 }, (_, place) => {
      const person = spotify.addPerson({
        displayName: `Host ${place}`,
        devices: [{ name: 'Phone', type: 'Smartphone', awake: true }],
      });
      return { id: `host ${place}`, person, device: { id: person.devices[0]?.id ?? '', name: 'Phone' } };
    });
    for (const { id, person } of hosts) await link(['tops', 'playback'], person, id);
    const queued = [songs.lowTide, songs.allChange].map(({ id }) => `spotify:track:${id}`);

    const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

    /** As an evening goes: a press on Start, a look, then two songs queued one ahead with a look after each. */
    async function evening({ id, device }: (typeof hosts)[number], place: number) {
      await pause(place * 6 * SECOND_MS);
      await player.look(id, 'person');
      await player.play(id, device, [URI], 0, { urgency: 'person' });
      await pause(SECOND_MS);
      await player.look(id);
      for (const uri of queued) {
        await pause(40 * SECOND_MS);
        await player.enqueue(id, device, uri);
        await pause(10 * SECOND_MS);
        await player.look(id);
      }
    }
    const evenings = Promise.all(hosts.map(evening));
    await clock.advance(14 * MINUTE_MS);
    await evenings;
    const heard = hosts.map(({ person }) => person.record.map(({ trackId }) => trackId));
    expect(heard).toEqual(hosts.map(() => [songs.harbourLights.id, songs.lowTide.id, songs.allChange.id]));
    const refused = spotify.requests.filter(({ status }) => status === 429).length;
    expect(refused).toBeLessThanOrEqual(3);
    expect([asked(/play$/) + asked(/queue$/) + asked(/player$/), spotify.violations]).toEqual([140 + refused, []]);
  });

  it('who all begin at once while Spotify says nothing wait for nothing', async () => {
    const { clock, spotify, player, library, link } = await createSpotifyAdapter();
    spotify.rate = Number.POSITIVE_INFINITY;
    const names = Array.from({ length: 20 }, (_, place) => `host ${place}`);
    for (const name of names) {
      const devices = [{ name: 'Phone', type: 'Smartphone', awake: true }] as const;
      await link(['tops', 'playback'], spotify.addPerson({ displayName: name, devices }), name);
    }
    const begun = clock.now();
    for (const name of names) {
      await library.tops(name, 'year', 5);
      await player.devices(name);
      await player.look(name, 'person');
    }
    expect([clock.now() - begun, spotify.violations]).toEqual([0, []]);
  });
});
