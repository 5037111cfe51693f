import { describe, expect, it } from 'vitest';
import { songs } from '../../sim/cast.ts';
import { agree, openConsent, scopesAsked } from './linking-steps.ts';
import { buttonsOf, lastAnswer } from './menus.ts';
import { MINUTE, SECOND, type Story, startStory } from './story.ts';

const HOUR = 60 * MINUTE;
const address = ({ id }: { id: string }) => `spotify:track:${id}`;

/** Ada and Ben have heard everything they brought, and Ada ended the evening. */
async function recap(options = 'songs:3'): Promise<Story> {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', options);
  await story.join('ben');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  return story;
}

async function end(story: Story) {
  const asked = await story.press('ada', 'End');
  await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.advance(6 * SECOND);
}

/** What stands in the playlists of somebody's account, as it was written. */
function written(story: Story) {
  return story.spotify.requests.filter(({ service, path }) => service === 'api' && path.includes('/playlists'));
}

const uris = (story: Story) =>
  written(story).flatMap(({ body }) => (body as { uris?: string[] } | undefined)?.uris ?? []);

describe('Save as playlist', () => {
  it('asks for the permission then, and saves by itself once it is given: what was played, in that order, once', async () => {
    const story = await recap();
    await story.press('ada', 'Skip');
    await story.advance(20 * MINUTE);
    await end(story);
    const line = story
      .shown()
      .description.split('\n')
      .filter((text) => text.includes('~~'));
    expect(line).toHaveLength(1);
    const asked = await story.press('ben', 'Save as playlist');
    expect(story.told(asked)).toContain('It is made by itself afterwards');
    const browser = await openConsent(story, 'ben', asked);
    expect(scopesAsked(browser).sort()).toEqual(['playlist-modify-private', 'user-top-read']);
    const page = await agree(story, browser, 'ben');
    expect(page.text).toContain('The evening is saved');
    expect(lastAnswer(story, 'ben')?.content).toContain('Saved: 3 songs in a private playlist of yours');
    const heard = story.accounts.ada.record
      .filter(({ fromMs, toMs }) => toMs - fromMs > 60 * SECOND)
      .map(({ trackId }) => address({ id: trackId }));
    expect(uris(story)).toEqual(heard);
    expect(story.told(await story.press('ben', 'Save as playlist'))).toContain('Saved: 3 songs');
    expect(uris(story)).toEqual(heard);
  });

  it('pressed twice at once makes one, and everybody gets their own', async () => {
    const story = await recap();
    await story.advance(20 * MINUTE);
    await end(story);
    const asked = await story.press('ben', 'Save as playlist');
    const browser = await openConsent(story, 'ben', asked);
    await agree(story, browser, 'ben');
    const ada = await story.press('ada', 'Save as playlist');
    const hers = await openConsent(story, 'ada', ada);
    const made = () => written(story).filter(({ path }) => path === '/v1/me/playlists').length;
    const before = made();
    await Promise.all([
      agree(story, hers, 'ada'),
      story.people.ada.press(story.card(), 'Save as playlist'),
      story.people.ada.press(story.card(), 'Save as playlist'),
    ]);
    await story.settle();
    expect(made() - before).toBe(1);
    expect(uris(story)).toHaveLength(8);
  });

  it.each([
    ['did not arrive', false],
    ['did arrive', true],
  ])('a failure in between (what was sent %s) is mended by pressing once more', async (_, afterEffect) => {
    const story = await recap();
    story.expectWarning('what a link was for could not be done');
    await story.advance(20 * MINUTE);
    await end(story);
    const asked = await story.press('ben', 'Save as playlist');
    const browser = await openConsent(story, 'ben', asked);
    story.spotify.failNext({ path: /items$/, status: 502, body: 'Bad gateway', afterEffect });
    await agree(story, browser, 'ben');
    expect(lastAnswer(story, 'ben')?.content).toContain('press or type it once more');
    expect(story.told(await story.press('ben', 'Save as playlist'))).toContain('Saved: 4 songs');
    expect(written(story).filter(({ path }) => path === '/v1/me/playlists')).toHaveLength(1);
    expect(new Set(inPlaylist(story)).size).toBe(4);
    expect(inPlaylist(story)).toHaveLength(4);
  });

  it('a link that has died since is asked for again', async () => {
    const story = await recap();
    await story.advance(20 * MINUTE);
    await end(story);
    const asked = await story.press('ben', 'Save as playlist');
    story.spotify.failNext({ path: /me\/playlists$/, status: 503, body: 'Service unavailable' });
    story.expectWarning('what a link was for could not be done');
    await agree(story, await openConsent(story, 'ben', asked), 'ben');
    story.accounts.ben.revoke();
    story.spotify.failNext({
      path: /me\/playlists$/,
      status: 401,
      body: { error: { status: 401, message: 'The access token expired' } },
    });
    expect(story.told(await story.press('ben', 'Save as playlist'))).toContain('Spotify has to let me');
  });

  it('is not offered where nothing was played', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada');
    await endLobby(story);
    expect(buttonsOf(story.card())).toEqual([]);
  });
});

async function endLobby(story: Story) {
  const asked = await story.type('ada', '/sesh end');
  await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.advance(6 * SECOND);
}

/** What the last complete writing of a playlist left in it: writing anew forgets what was there. */
function inPlaylist(story: Story): string[] {
  const fillings = written(story).filter(({ path }) => path.endsWith('/items'));
  const from = fillings.findLastIndex(({ method }) => method === 'PUT');
  return fillings.slice(from).flatMap(({ body }) => (body as { uris: string[] }).uris);
}

describe('the recap', () => {
  it('shows twenty songs a page, each linked and credited, further pages in private', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:10');
    await story.join('ben', 'chloe', 'dev');
    await story.press('ada', 'Start');
    await story.advance(3 * HOUR);
    const shown = story
      .shown()
      .description.split('\n')
      .filter((line) => line.startsWith('`'));
    expect(story.shown().title).toBe('What we heard');
    expect(shown).toHaveLength(20);
    for (const line of shown) expect(line).toMatch(/\]\(https:\/\/open\.spotify\.com\/track\/\w+\).* · .*<@\d+>/);
    const [more = ''] = buttonsOf(story.card());
    expect(more).toBe(`All ${new Set(story.heard('ada')).size} songs`);
    const answer = await story.press('finn', more);
    const pages = [answer.replies[0]?.embeds].flat() as { description: string }[];
    expect(pages[0]?.description).toMatch(/^`21` /);
    await story.people.finn.press(answer.replies[0] ?? { id: '' }, 'Earlier');
    await story.settle();
    expect(JSON.stringify(lastAnswer(story, 'finn')?.embeds)).toContain('`1` ');
  });

  it('a day later the songs are gone, and with them the buttons; old private pages say so kindly', async () => {
    const story = await recap();
    await story.advance(20 * MINUTE);
    await end(story);
    await story.advance(23 * HOUR);
    expect(buttonsOf(story.card())).toContain('Save as playlist');
    await story.advance(3 * HOUR);
    expect(story.shown()).toMatchObject({
      title: 'An evening with Sesh',
      description: expect.stringContaining('4 songs played'),
    });
    expect([buttonsOf(story.card()), JSON.stringify(story.card().embeds).includes('open.spotify')]).toEqual([
      [],
      false,
    ]);
  });

  it('names nobody who has disconnected', async () => {
    const story = await recap();
    await story.advance(20 * MINUTE);
    await end(story);
    expect(story.shown().description).toContain(story.people.ben.user.id);
    await story.type('ben', '/sesh unlink');
    await story.advance(6 * SECOND);
    expect(JSON.stringify(story.card())).not.toContain(story.people.ben.user.id);
    expect(story.shown().description).toContain('someone');
  });
});

describe('/sesh encore', () => {
  it('pressed twice plays one more round, not two', async () => {
    const story = await recap('songs:1');
    await story.advance(15 * MINUTE);
    const press = () => story.people.ada.type(story.channel, '/sesh encore');
    const [first, second] = await Promise.all([press(), press()]);
    const third = await press();
    await story.advance(10 * SECOND);
    expect([first, second, third].map(story.told)).toEqual([
      expect.stringContaining('2 more songs'),
      ...Array.from({ length: 2 }, () => expect.stringContaining('not over yet')),
    ]);
    expect(story.shown().footer).toContain('Track 3 of 4');
  });

  it('brings everybody’s next favourites in turn when the setlist is over, without tonight’s and without what was hidden', async () => {
    const story = await recap('songs:2');
    expect(story.told(await story.type('ben', '/sesh encore'))).toContain('Only the host');
    expect(story.told(await story.type('ada', '/sesh encore'))).toContain('not over yet');
    await story.advance(13 * MINUTE);
    expect(story.shown().title).toBe('That was everybody’s music');
    const calls = story.spotify.requests.filter(({ path }) => path.includes('/top/')).length;
    expect(story.told(await story.type('ada', '/sesh encore'))).toContain('4 more songs');
    await story.advance(8 * SECOND);
    expect(story.accounts.ada.now().isPlaying).toBe(true);
    await story.advance(20 * MINUTE);
    const heard = story.heard('ada');
    expect(new Set(heard).size).toBe(heard.length);
    const second = heard.slice(-4);
    expect(second.sort()).toEqual(
      ['Concrete Garden', '@everyone Dance', 'Glasshouse', '*Starlight* [Reprise](x)'].sort(),
    );
    expect(story.spotify.requests.filter(({ path }) => path.includes('/top/'))).toHaveLength(calls);
  });

  it('says so when nobody has more, and leaves a player that goes on by itself alone until Take back', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    const all = [songs.redline.id, songs.torque.id, songs.hydrant.id];
    story.accounts.ada.tops = { short_term: [], medium_term: all, long_term: all };
    const [phone] = story.accounts.ada.devices;
    if (phone) phone.autoplay = true;
    await story.create('ada', 'songs:2');
    await story.press('ada', 'Start');
    await story.advance(6 * MINUTE);
    expect(story.told(await story.type('ada', '/sesh encore'))).toContain('1 more song ');
    await story.advance(8 * SECOND);
    expect(buttonsOf(story.card())).toContain('Take back');
    await story.press('ada', 'Take back');
    await story.advance(10 * MINUTE);
    expect(new Set(story.heard('ada').filter((title) => ['Redline', 'Torque', 'Hydrant'].includes(title))).size).toBe(
      3,
    );
    expect(story.told(await story.type('ada', '/sesh encore'))).toContain('Nobody has further favourites');
  });
});
