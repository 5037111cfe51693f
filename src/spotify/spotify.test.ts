import { describe, expect, it } from 'vitest';
import { songs } from '../../sim/cast.ts';
import { ADA, ALL, createSpotifyAdapter, refusalOf, VERIFIER } from '../../test/spotify-adapter.ts';

/*
 * The adapter against the simulated service, over real HTTP: what comes back for each answer that the real one gives,
 * and for each that it only gives on a bad day.
 */
const HARBOUR = songs.harbourLights.id;
const URI = `spotify:track:${HARBOUR}`;

describe('linking', () => {
  it('redeems a consent with its verifier and learns who the account is', async () => {
    const { accounts, ada, link } = await createSpotifyAdapter();
    const grant = await link();
    expect(grant.permissions).toEqual(ALL);
    expect(await accounts.probe(grant)).toEqual({ accountId: ada.accountId });
  });

  it('grants no more than was asked', async () => {
    const { link } = await createSpotifyAdapter();
    expect((await link(['tops'])).permissions).toEqual(['tops']);
  });

  it.each(['developer dashboard', 'not approved', 'check settings', 'not registered'] as const)(
    'tells an account that is not on the user list, however that is worded: %s',
    async (wording) => {
      const { spotify, ada, accounts, link } = await createSpotifyAdapter();
      spotify.unlistedWording = wording;
      ada.listed = false;
      const grant = await link();
      expect(await refusalOf(accounts.probe(grant))).toEqual({ kind: 'notListed', unsure: false });
    },
  );

  it('tells that the owner of the app has no Premium', async () => {
    const { spotify, accounts, link } = await createSpotifyAdapter();
    spotify.ownerPremium = false;
    expect(await refusalOf(accounts.probe(await link()))).toEqual({ kind: 'ownerPremium', unsure: false });
  });

  it('refuses a code that was used before', async () => {
    const { accounts, consent } = await createSpotifyAdapter();
    const code = await consent();
    await accounts.redeem(code, VERIFIER, ['tops']);
    expect(await refusalOf(accounts.redeem(code, VERIFIER, ['tops']))).toEqual({ kind: 'relink', unsure: false });
  });
});

describe('the player', () => {
  it('plays a list on a device, and shows what sounds', async () => {
    const { clock, player, link, device } = await createSpotifyAdapter();
    await link();
    await player.play(ADA, device(), [URI], 2_000);
    await clock.advance(3_000);
    const { seen, device: active } = await player.look(ADA);
    expect(seen).toMatchObject({
      saw: 'track',
      isPlaying: true,
      progressMs: 5_000,
      context: null,
      shuffle: false,
      repeat: 'off',
    });
    expect(active?.name).toBe('Ada’s phone');
  });

  it('takes an opaque text for the success that it is', async () => {
    const { ada, player, link, device } = await createSpotifyAdapter({ opaqueBodies: 'always' });
    await link();
    await player.play(ADA, device(), [URI], 0);
    expect(ada.now().track).toBe(HARBOUR);
  });

  it('shows nothing in a private session, and something else during an ad', async () => {
    const { ada, player, link, device } = await createSpotifyAdapter();
    await link();
    expect((await player.look(ADA)).seen.saw).toBe('nothing');
    await player.play(ADA, device(), [URI], 0);
    ada.playAd();
    expect((await player.look(ADA)).seen.saw).toBe('other');
    ada.privateSession = true;
    expect((await player.look(ADA)).seen.saw).toBe('nothing');
  });

  it('takes “Restriction violated” for success if what was wanted is so', async () => {
    const { ada, player, link, device } = await createSpotifyAdapter();
    await link();
    await player.play(ADA, device(), [URI], 0);
    await player.pause(ADA, device());
    await player.pause(ADA, device());
    await player.shuffleOff(ADA, device());
    expect(ada.now().isPlaying).toBe(false);
  });

  it('asks nothing after the pause at the end of an evening, also where it is refused', async () => {
    const { player, link, device, spotify } = await createSpotifyAdapter();
    await link();
    await player.play(ADA, device(), [URI], 0);
    await player.pauseForGood(ADA, device());
    await expect(player.pauseForGood(ADA, device())).rejects.toMatchObject({ kind: 'restricted' });
    expect(spotify.requests.at(-1)).toMatchObject({ path: '/v1/me/player/pause', status: 403 });
  });

  it('resumes with no body at all: an empty one loses the queue', async () => {
    const { ada, player, link, device, spotify } = await createSpotifyAdapter();
    await link();
    await player.play(ADA, device(), [URI], 0);
    await player.pause(ADA, device());
    await player.resume(ADA, device());
    expect(ada.now().isPlaying).toBe(true);
    expect(spotify.violations).toEqual([]);
  });

  it('queues a song and lists what comes next', async () => {
    const { player, link, device } = await createSpotifyAdapter();
    await link();
    await player.play(ADA, device(), [URI], 0);
    await player.enqueue(ADA, device(), `spotify:track:${songs.lowTide.id}`);
    expect((await player.upNext(ADA))[0]?.title).toBe('Low Tide');
  });
});
