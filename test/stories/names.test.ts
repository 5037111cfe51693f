import { describe, expect, it } from 'vitest';
import { songs } from '../../sim/cast.ts';
import { readDiscord } from '../discord-text.ts';
import { lastAnswer, menuIn, offered } from './menus.ts';
import { MINUTE, nextSecond, SECOND, type Story, startStory } from './story.ts';

const address = (song: { id: string }) => `https://open.spotify.com/track/${song.id}`;

async function lobby(options = 'songs:3', awake: ('phone' | 'computer')[] = ['phone', 'computer']): Promise<Story> {
  const story = await startStory({ awake: { ada: awake } });
  await story.create('ada', options);
  return story;
}

/** Where the host's music comes out. */
function device(story: Story): string | undefined {
  return story.accounts.ada.now().device?.name;
}

/** Ends the evening and opens the next one. */
async function openAnew(story: Story): Promise<void> {
  const asked = await story.type('ada', '/sesh end');
  await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.advance(MINUTE);
  await story.type('ada', '/sesh create songs:3');
}

describe('a device that is typed', () => {
  it('is found by its name, however that is written', async () => {
    const wishes = [
      "Ada's phone",
      'ada’s PHONE',
      'Adas phone',
      'Ada‘s\u00a0phone\u200b',
      'ADA’S PHONE · Smartphone',
      'phone',
    ];
    const story = await lobby();
    const seen: unknown[] = [];
    for (const [place, wish] of wishes.entries()) {
      nextSecond();
      if (place > 0) await openAnew(story);
      const started = story.told(await story.type('ada', `/sesh start device:${wish}`));
      const at = device(story);
      await story.type('ada', '/sesh device device:Ada’s computer');
      seen.push([wish, started, at, device(story), story.told(await story.type('ada', `/sesh device device:${wish}`))]);
    }
    const [playing, now] = ['Playing on **Ada’s phone**', 'Playing on **Ada’s phone** now'].map((words) =>
      expect.stringContaining(words),
    );
    expect(seen).toEqual(wishes.map((wish) => [wish, playing, 'Ada’s phone', 'Ada’s computer', now]));
  });

  it('and is none of them gets a sentence', async () => {
    const story = await lobby();
    for (const wish of ['Ben’s phone', 'a'.repeat(5_000), `Ada${' '.repeat(5_000)}phone`, '\u200b'])
      expect(story.told(await story.type('ada', `/sesh start device:"${wish}"`))).toContain('None of your devices');
  });

  it('by a name that two have is asked about in private; on the one in use there is nothing to ask', async () => {
    const story = await lobby('songs:3', ['phone']);
    const speakers = [1, 2].map(() => story.accounts.ada.addDevice({ name: 'Kitchen', type: 'Speaker', awake: true }));
    const asked = await story.type('ada', '/sesh start device:kitchen');
    expect(story.told(asked)).toBe('On which device shall it play?');
    const options = menuIn(asked.replies[0], 'start')?.options ?? [];
    expect(options.map(({ value }) => value)).toEqual(speakers.map(({ id }) => id));
    expect(options.map(({ label, description }) => `${label}, ${description}`)).toEqual([
      'Kitchen, Speaker',
      'Kitchen, Speaker (2)',
    ]);
    await story.people.ada.choose(asked.replies[0] ?? { id: '' }, menuIn(asked.replies[0], 'start')?.custom_id ?? '', [
      speakers[1]?.id ?? '',
    ]);
    await story.advance(10 * SECOND);
    expect(story.accounts.ada.now().device).toBe(speakers[1]);
    expect(story.told(await story.type('ada', '/sesh device device:Kitchen'))).toContain('Playing on **Kitchen** now');
    expect(story.accounts.ada.now().device).toBe(speakers[1]);

    expect(story.told(await story.type('ada', '/sesh device device:phone'))).toContain(
      'Playing on **Ada’s phone** now',
    );
    await story.advance(10 * SECOND);
    const again = await story.type('ada', '/sesh device device:KITCHEN');
    expect(story.told(again)).toBe('On which device shall it play?');
    expect(offered(again.replies[0], 'device')).toEqual(['Kitchen', 'Kitchen']);
    const { custom_id: menu = '' } = menuIn(again.replies[0], 'device') ?? {};
    await story.people.ada.choose(again.replies[0] ?? { id: '' }, menu, [speakers[0]?.id ?? '']);
    await story.advance(5 * SECOND);
    expect(story.accounts.ada.now().device).toBe(speakers[0]);
  });

  it('and listed twice is offered once', async () => {
    const story = await startStory({
      awake: { ada: ['phone'] },
      before: ({ accounts }) =>
        void accounts.ada.addDevice({ name: 'Kitchen', type: 'Speaker', awake: true, listedTwice: true }),
    });
    await story.create('ada');
    const asked = await story.press('ada', 'Start');
    expect(offered(asked.replies[0], 'start')).toEqual(['Ada’s phone', 'Kitchen']);
    await story.advance(MINUTE);
    const suggested = await story.people.ada.complete(story.channel, '/sesh start device:KIT');
    expect(suggested.map(({ name }) => name)).toEqual(['Kitchen']);
  });
});

describe('a song that is typed', () => {
  it('for a removal is found as people write it, and by the text of its choice', async () => {
    const story = await lobby();
    await story.press('finn', 'Join');
    const wishes: [{ id: string }, string][] = [
      [songs.umbrella, "somebody else's UMBRELLA"],
      [songs.minibar, 'Minibar · Okapi Motel 🅴'],
      [songs.iskele, 'iskele'],
      [songs.reEntry, 're entry'],
      [songs.longTitle, 'A Song Whose Title Goes On Long After Everybody Has Understood… · The Committee'],
      [songs.thalassa, 'ΘΑΛΑΣΣΑ'],
    ];
    for (const [song, wish] of wishes) {
      await story.type('finn', `/sesh add song:${address(song)}`);
      expect([wish, story.told(await story.type('finn', `/sesh remove song:"${wish}"`))]).toEqual([
        wish,
        expect.stringContaining('is out.'),
      ]);
    }
  });

  it('is suggested for a removal as it reads', async () => {
    const story = await lobby();
    await story.press('finn', 'Join');
    for (const song of [songs.umbrella, songs.gesher, songs.minibar])
      await story.type('finn', `/sesh add song:${address(song)}`);
    const suggested = async (typed: string) =>
      (await story.people.finn.complete(story.channel, `/sesh remove song:"${typed}"`)).map(({ name }) => name);
    expect(await suggested("ELSE'S")).toEqual(['Somebody Else’s Umbrella · Pocket Sundial']);
    expect(await suggested('okapi')).toEqual(['Minibar · Okapi Motel 🅴']);
    expect(await suggested('גשר')).toEqual(['\u2068גשר של נייר\u2069 · \u2068תמר אלון\u2069']);
    expect(await suggested(`m${' '.repeat(5_000)}x`)).toEqual([]);
  });

  it('as the text of a suggestion is taken for the song itself', async () => {
    const story = await lobby();
    await story.press('finn', 'Join');
    const typing = story.people.finn.complete(story.channel, '/sesh add song:minibar');
    await story.advance(SECOND);
    const [suggestion] = await typing;
    expect(suggestion?.name).toBe('Minibar · Okapi Motel 🅴');
    const told = story.told(await story.type('finn', `/sesh add song:${suggestion?.name}`));
    expect(told).toContain('**Minibar** is in');
  });

  it('comes in two editions, which are told apart', async () => {
    const story = await lobby();
    await story.press('finn', 'Join');
    const asked = await story.type('finn', '/sesh add song:slow elevator');
    const options = menuIn(asked.replies[0], 'add')?.options ?? [];
    expect(options.map(({ label, description }) => `${label}, ${description}`)).toEqual([
      'Slow Elevator, Okapi Motel · Thirteenth Floor',
      'Slow Elevator, Okapi Motel · Slow Elevator – Single',
    ]);
    await story.type('finn', '/sesh add song:Slow Elevator · Okapi Motel · Slow Elevator – Single');
    expect(lastAnswer(story, 'finn')?.content).toContain('**Slow Elevator** is in');
  });
});

it('a song with an odd apostrophe, and one whose code is written otherwise, are the same song of two people', async () => {
  const story = await lobby('songs:2', ['phone']);
  const same = { artists: ['Pocket Sundial'] as [string], album: 'Tea', durationMs: 200_000 };
  const first = [
    story.spotify.addTrack({ ...same, title: 'Don’t Rain', isrc: 'GB-AYE-06-01498' }),
    story.spotify.addTrack({ ...same, title: 'Can’t Rain' }),
  ];
  const second = [
    story.spotify.addTrack({ ...same, id: 'a'.repeat(22), title: 'Rain, not', isrc: 'gbaye0601498' }),
    story.spotify.addTrack({ ...same, id: 'b'.repeat(22), title: "Can't Rain" }),
  ];
  const likes = (tracks: { id: string }[]) => {
    const ids = tracks.map(({ id }) => id);
    return { short_term: ids, medium_term: ids, long_term: ids };
  };
  story.accounts.ben.tops = likes(first);
  story.accounts.chloe.tops = likes(second);
  await story.join('ben', 'chloe');
  await story.press('ada', 'Start');
  expect(story.shown().footer).toContain('Track 1 of 4');
});

it('names without a shape get one on the card, and no name is more than a name there', async () => {
  const sleeve = { durationMs: 100_000, album: '\u2800' };
  const story = await startStory({
    awake: { ada: ['phone'] },
    before({ spotify, accounts }) {
      const ids = [
        spotify.addTrack({ ...sleeve, title: '\u3164', artists: ['>>> everything'] }),
        spotify.addTrack({ ...sleeve, title: '````', artists: ['\u115f'] }),
        spotify.addTrack({ ...sleeve, title: '# _', artists: ['- list', '\u200b'] }),
      ].map(({ id }) => id);
      accounts.ada.tops = { short_term: ids, medium_term: ids, long_term: ids };
    },
  });
  await story.create('ada');
  await story.press('ada', 'Start');
  const seen: string[] = [];
  for (let song = 0; song < 3; song++) {
    await story.advance(10 * SECOND);
    const [embed] = story.card().embeds as { title: string; description: string }[];
    const { markup, words } = readDiscord(embed?.description ?? '');
    expect(markup).toEqual(['mention', 'time']);
    seen.push(`${readDiscord(embed?.title ?? '').words} / ${words.split('\n')[0]}`);
    await story.press('ada', 'Skip');
  }
  expect(seen.sort()).toEqual(['▶ # _ / - list', '▶ Untitled / >>> everything', '▶ ```` / Unknown artist']);
});
