import { describe, expect, it } from 'vitest';
import { songs } from '../../sim/cast.ts';
import { choose, lastAnswer, listed, offered } from './menus.ts';
import { MINUTE, nextSecond, SECOND, type Story, startStory } from './story.ts';

const QUOTA_SPENT = {
  status: 429,
  body: { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } },
  headers: { 'Retry-After': '7200' },
};

async function lobby(options = 'songs:3'): Promise<Story> {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', options);
  return story;
}

async function live(options = 'songs:3'): Promise<Story> {
  const story = await lobby(options);
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  return story;
}

const address = (song: { id: string }) => `https://open.spotify.com/track/${song.id}`;
const searches = (story: Story) => story.spotify.requests.filter(({ path }) => path === '/v1/search').length;

describe('/sesh add', () => {
  const WISHES: [string, string][] = [
    ['a link', `https://open.spotify.com/track/${songs.zima.id}`],
    ['a link with parameters', `https://open.spotify.com/track/${songs.zima.id}?si=abc&context=x`],
    ['a link of another country', `https://open.spotify.com/intl-de/track/${songs.zima.id}`],
    ['a link without its beginning', `open.spotify.com/track/${songs.zima.id}`],
    ['a URI', `spotify:track:${songs.zima.id}`],
    ['a link in a sentence', `"Listen to this https://open.spotify.com/track/${songs.zima.id}?si=x, it is great"`],
    ['a mask', `[Зимний трамвай](<https://open.spotify.com/track/${songs.zima.id}>)`],
    ['a link of the old player', `https://play.spotify.com/track/${songs.zima.id}`],
    ['a link to its place on an album', `https://open.spotify.com/album/x?highlight=spotify:track:${songs.zima.id}`],
  ];

  it('takes a song from a guest, however it is named, and it is heard', async () => {
    const story = await lobby();
    await story.press('finn', 'Join');
    const taken: unknown[] = [];
    for (const [name, wish] of WISHES) {
      nextSecond();
      if (taken.length > 0) await story.type('finn', '/sesh remove song:Зимний');
      const told = story.told(await story.type('finn', `/sesh add song:${wish}`));
      await story.advance(10 * SECOND);
      const shown = story.shown().description.includes(`<@${story.people.finn.user.id}> guest · 1 song`);
      taken.push([name, told, shown]);
    }
    const isIn = expect.stringContaining('**Зимний трамвай** is in');
    expect(taken).toEqual(WISHES.map(([name]) => [name, isIn, true]));
    await story.press('ada', 'Start');
    await story.advance(25 * MINUTE);
    expect(story.heard('ada').sort()).toEqual(['Harbour Lights', 'Night Bus Home', 'Paper Lanterns', 'Зимний трамвай']);
  });

  const NO_SONGS: [string, string, string][] = [
    ['a short link', 'https://spotify.link/abcDEF', 'I cannot open short links'],
    ['a short link without its beginning', 'spotify.app.link/abcDEF', 'I cannot open short links'],
    ['a link to an album', `https://open.spotify.com/album/${songs.zima.id}`, 'does not lead to a single song'],
    ['a URI of an artist in a sentence', `all of spotify:artist:${songs.zima.id}!`, 'does not lead to a single song'],
    ['a link to somewhere else', 'https://example.com/song', 'I do not know that song'],
    ['a song that nobody can play', address(songs.withdrawn), 'cannot be played'],
    ['a song that is not there', 'spotify:track:0000000000000000000000', 'cannot be played'],
    ['words that nothing fits', 'qqqqqq', 'I do not know that song'],
  ];

  it('refuses what is no song kindly', async () => {
    const story = await lobby();
    const told: [string, string][] = [];
    for (const [name, wish] of NO_SONGS) {
      nextSecond();
      told.push([name, story.told(await story.type('ada', `/sesh add song:${wish}`))]);
      await story.advance(SECOND);
    }
    expect(told).toEqual(NO_SONGS.map(([name, _, words]) => [name, expect.stringContaining(words)]));
  });

  it('is for members; somebody outside is told to join', async () => {
    const story = await lobby();
    expect(story.told(await story.type('finn', `/sesh add song:${address(songs.zima)}`))).toContain('Press **Join**');
    expect(await story.people.finn.complete(story.channel, '/sesh add song:zim')).toEqual([]);
  });

  it('turns free words into a private choice, explicit songs marked', async () => {
    const story = await lobby();
    await story.press('finn', 'Join');
    const asked = await story.type('finn', '/sesh add song:marlow');
    expect(offered(asked.replies[0], 'add')).toEqual(['Concrete Garden 🅴', 'Stoop Season 🅴', 'Hydrant']);
    await choose(story, 'finn', 'add', 'Hydrant');
    expect(story.told(asked)).toContain('**Hydrant** is in');
  });

  it('suggests songs to a guest from the third letter on, with at most three searches for ten letters, and the last one is answered', async () => {
    const story = await lobby();
    await story.press('finn', 'Join');
    const keystrokes: Promise<unknown>[] = [];
    const last = 'the tin pa';
    let answer: unknown;
    for (let length = 1; length <= last.length; length++) {
      const typed = story.people.finn.complete(story.channel, `/sesh add song:"${last.slice(0, length)}"`);
      keystrokes.push(typed);
      void typed.then((choices) => (answer = choices));
      await story.advance(600);
    }
    await story.advance(3 * SECOND);
    await Promise.all(keystrokes);
    expect(searches(story)).toBeLessThanOrEqual(3);
    expect(answer).toEqual(
      ['nightBusHome', 'ticketInspector', 'allChange', 'lastTram'].map((name) => {
        const { id, title } = songs[name as 'nightBusHome'];
        const mark = name === 'ticketInspector' ? ' 🅴' : '';
        return { name: `${title} · The Tin Parade${mark}`, value: `spotify:track:${id}` };
      }),
    );
  });

  it('lets everybody add as many as everybody brings; in the lobby one more when one is out again, later not', async () => {
    const story = await lobby('songs:1');
    await story.press('finn', 'Join');
    const add = async (song: { id: string }) => story.told(await story.type('finn', `/sesh add song:${address(song)}`));
    await add(songs.zima);
    expect(await add(songs.zima)).toContain('among yours already');
    expect(await add(songs.bada)).toContain('as many songs as everybody may');
    expect(story.told(await story.type('finn', '/sesh remove song:Зимний'))).toContain('is out');
    expect(await add(songs.bada)).toContain('is in.');
    await story.press('ada', 'Start');
    expect(await add(songs.layl)).toContain('as many songs as everybody may');
    await story.type('finn', `/sesh remove song:"${songs.bada.title}"`);
    expect(await add(songs.layl)).toContain('those taken out after the start count, too');
  });

  it('credits whoever adds a song that waits already, and refuses one that sounds or has had its turn', async () => {
    const story = await live();
    await story.press('finn', 'Join');
    const [first = ''] = story.heard('ada');
    const ids = story.accounts.ada.tops.medium_term.slice(0, 3);
    const titled = (title: string) => ids.find((id) => story.spotify.track(id)?.title === title) ?? '';
    const other = ids.find((id) => id !== titled(first)) ?? '';
    const add = async (id: string) => story.told(await story.type('finn', `/sesh add song:${address({ id })}`));
    expect(await add(titled(first))).toContain('playing right now');
    expect(await add(other)).toContain('your name stands beside it');
    expect(await add(other)).toContain('among yours already');
    await story.advance(5 * MINUTE);
    expect(await add(titled(first))).toContain('has had its turn');
  });

  it('plays at once when the evening is over and nothing sounds', async () => {
    const story = await live('songs:1');
    await story.press('finn', 'Join');
    await story.advance(6 * MINUTE);
    expect(story.shown().title).toBe('That was everybody’s music');
    await story.type('finn', `/sesh add song:${address(songs.zima)}`);
    await story.advance(2 * SECOND);
    expect(story.shown().title).toBe('▶ Зимний трамвай');
    expect(story.accounts.ada.now().isPlaying).toBe(true);
  });

  it('offers Take back when the evening is over and the player goes on by itself', async () => {
    const story = await lobby('songs:1');
    await story.press('finn', 'Join');
    const [phone] = story.accounts.ada.devices;
    if (phone) phone.autoplay = true;
    await story.press('ada', 'Start');
    await story.advance(6 * MINUTE);
    await story.type('finn', `/sesh add song:${address(songs.zima)}`);
    await story.advance(2 * SECOND);
    expect(story.shown().description).toContain('**Take back**');
    expect(story.heard('ada')).not.toContain('Зимний трамвай');
    await story.press('ada', 'Take back');
    await story.advance(2 * SECOND);
    expect(story.shown().title).toBe('▶ Зимний трамвай');
  });

  it('tells a guest until when, while Spotify does not want to be searched', async () => {
    const story = await lobby();
    story.expectWarning('a press failed: spotify is unavailable');
    story.expectWarning('spotify refuses a group of calls until a time');
    await story.press('finn', 'Join');
    story.spotify.failNext({ path: /search$/, ...QUOTA_SPENT });
    const told = story.told(await story.type('finn', '/sesh add song:marlow'));
    expect(told).toMatch(/^Spotify lets us ask only so often.* after <t:\d+:t>\./);
    expect(story.told(await story.type('finn', `/sesh add song:${address(songs.zima)}`))).toMatch(/after <t:\d+:t>/);
  });
});

describe('/sesh remove', () => {
  it('takes back a bringer’s own credit only, and as host the whole song', async () => {
    const story = await lobby('songs:3');
    await story.join('ben');
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    const queue = async () => JSON.stringify((await story.type('finn', '/sesh queue')).replies[0]?.embeds);
    const before = await queue();
    const shared = ['Night Bus Home', 'Harbour Lights'].find((title) => before.includes(title)) ?? '';
    expect(story.told(await story.type('ben', `/sesh remove song:${shared}`))).toBe(
      `Your name is off **${shared}**. It stays, because somebody else brought it too.`,
    );
    expect(await queue()).toContain(shared);
    expect(story.told(await story.type('ben', `/sesh remove song:${shared}`))).toContain(
      'Only whoever brought that song',
    );
    expect(story.told(await story.type('ada', `/sesh remove song:${shared}`))).toContain('is out');
    expect(await queue()).not.toContain(shared);
  });

  it('says why not: it sounds, it is over, it is somebody else’s, there is none', async () => {
    const story = await lobby('songs:2');
    await story.press('finn', 'Join');
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    const [first = ''] = story.heard('ada');
    const remove = async (name: 'ada' | 'finn' | 'elif', song: string) =>
      story.told(await story.type(name, `/sesh remove song:${song}`));
    expect(await remove('ada', first)).toContain('playing right now');
    expect(await remove('elif', first)).toContain('Press **Join**');
    expect(await remove('ada', 'nothing of that name')).toContain('not there any more');
    await story.advance(5 * MINUTE);
    expect(await remove('ada', first)).toContain('has had its turn');
  });

  it('says of a song that is queued on the device that it will play', async () => {
    const story = await live('songs:2');
    await story.press('finn', 'Join');
    await story.type('finn', `/sesh add song:${address(songs.zima)}`);
    const writes = () =>
      story.spotify.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/queue'));
    for (let waited = 0; writes().length === 0 && waited < 6 * MINUTE; waited += 10 * SECOND)
      await story.advance(10 * SECOND);
    expect(story.told(await story.type('finn', '/sesh remove song:Зимний трамвай'))).toContain('already next');
    await story.type('finn', '/sesh leave');
    await story.advance(12 * MINUTE);
    expect(story.heard('ada')).toContain('Зимний трамвай');
  });

  it('asks which one, and suggests only what can be taken out', async () => {
    const story = await lobby('songs:3');
    await story.press('finn', 'Join');
    for (const song of [songs.lowTide, songs.twentySeconds, songs.tonight])
      await story.type('finn', `/sesh add song:${address(song)}`);
    const suggested = await story.people.finn.complete(story.channel, '/sesh remove song:t');
    expect(suggested.map(({ name }) => name)).toEqual([
      'Low Tide · Mirela Ost',
      'Intermission · Sable Orchestra',
      'Tonight We Are Satellites · Orbit Club',
    ]);
    const asked = await story.type('finn', '/sesh remove song:ON');
    expect(offered(asked.replies[0], 'remove')).toEqual(['Intermission', 'Tonight We Are Satellites']);
    await choose(story, 'finn', 'remove', 'Intermission');
    expect(story.told(asked)).toContain('**Intermission** is out');
  });
});

describe('your songs are yours first', () => {
  it('they are hidden, swapped and chosen anew in the private reply, and nobody else sees them', async () => {
    const story = await lobby('songs:3');
    await story.join('ben');
    const now = () => lastAnswer(story, 'ben');
    expect(listed(now())).toEqual(['Night Bus Home', 'Harbour Lights', 'Concrete Garden']);
    await choose(story, 'ben', 'hide', 'Harbour Lights');
    expect(listed(now())).toEqual(['Night Bus Home', 'Concrete Garden']);
    await choose(story, 'ben', 'swap', 'Night Bus Home');
    expect(listed(now())).toEqual(['@everyone Dance', 'Concrete Garden']);
    await story.advance(5 * SECOND);
    expect(story.shown().description).toContain(`<@${story.people.ben.user.id}> 2 songs`);
    for (const text of ['Concrete Garden', 'everyone Dance']) {
      expect(JSON.stringify(story.people.ada.sees(story.channel))).not.toContain(text);
      expect(JSON.stringify(story.people.finn.sees(story.channel))).not.toContain(text);
    }
    await story.press('ben', 'Join');
    expect(listed(now())).toEqual(['@everyone Dance', 'Concrete Garden']);
    await choose(story, 'ben', 'period', 'the last four weeks');
    expect(listed(now())).toEqual(['Concrete Garden', 'Redline', 'Night Bus Home']);
    for (const title of ['Concrete Garden 🅴', 'Redline 🅴', 'Night Bus Home']) await choose(story, 'ben', 'hide', title);
    await story.advance(5 * SECOND);
    expect(story.shown().description).toContain(`<@${story.people.ben.user.id}> no songs yet`);
    expect(listed(now())).toEqual([]);
  });

  it('after Start it is too late: what is in the setlist is taken out with remove', async () => {
    const story = await lobby('songs:2');
    await story.join('ben');
    await story.press('ada', 'Start');
    await story.advance(5 * SECOND);
    await choose(story, 'ben', 'hide', 'Harbour Lights');
    const now = lastAnswer(story, 'ben');
    expect(now?.content).toContain('Your songs are in the setlist already');
  });

  it('the host sees and changes their own as well, once linked on the way', async () => {
    const story = await lobby('songs:2');
    const opened = lastAnswer(story, 'ada');
    expect(opened?.content).toContain('your lobby is open');
    expect(listed(opened)).toEqual(['Harbour Lights', 'Paper Lanterns']);
    await choose(story, 'ada', 'swap', 'Harbour Lights');
    const now = lastAnswer(story, 'ada');
    expect(listed(now)).toEqual(['Night Bus Home', 'Paper Lanterns']);
  });

  it('what was hidden stays hidden, when one connects afresh and in an encore', async () => {
    const story = await lobby('songs:1');
    const liked = [songs.redline.id, songs.torque.id, songs.hydrant.id, songs.pitStop.id];
    story.accounts.ben.tops = { short_term: liked, medium_term: liked, long_term: liked };
    await story.join('ben');
    await choose(story, 'ben', 'hide', 'Redline 🅴');
    await story.link('ben', await story.type('ben', '/sesh link'));
    await story.settle();
    expect(listed(lastAnswer(story, 'ben'))).toEqual(['Torque']);
    await story.press('ada', 'Start');
    for (let encore = 0; encore < 4; encore++) {
      await story.advance(10 * MINUTE);
      await story.type('ada', '/sesh encore');
    }
    await story.advance(10 * MINUTE);
    const brought = ['Redline', 'Torque', 'Hydrant', 'Pit Stop'];
    expect(story.heard('ada').filter((title) => brought.includes(title))).toEqual(['Torque', 'Hydrant', 'Pit Stop']);
  });

  it('a late joiner’s songs come in a minute later, or at once on Bring them', async () => {
    const story = await live('songs:2');
    await story.link('elif', await story.press('elif', 'Join'));
    await story.settle();
    const joined = lastAnswer(story, 'elif');
    expect(joined?.content).toContain('in a minute at the earliest');
    const queue = async () => JSON.stringify((await story.type('finn', '/sesh queue')).replies[0]?.embeds);
    expect(await queue()).not.toContain('Vapur Saati');
    await choose(story, 'elif', 'swap', 'Harbour Lights');
    const now = lastAnswer(story, 'elif');
    expect(listed(now)).toEqual(['Glasshouse', 'Vapur Saati']);
    const brought = await story.people.elif.press(now ?? { id: '' }, 'Bring them');
    await story.settle();
    expect(story.told(brought)).toBe('');
    expect(await queue()).toContain('Vapur Saati');
    await story.advance(25 * MINUTE);
    expect(story.heard('ada')).toEqual(expect.arrayContaining(['Glasshouse', 'Vapur Saati']));
    expect(new Set(story.heard('ada')).size).toBe(story.heard('ada').length);
  });

  it('a period that has too little is filled up from the next longer one, and that is said', async () => {
    const story = await lobby('songs:3 period:month');
    story.accounts.ben.tops = {
      ...story.accounts.ben.tops,
      short_term: [songs.redline.id],
      medium_term: [songs.torque.id],
    };
    await story.join('ben');
    const joined = lastAnswer(story, 'ben');
    expect(joined?.content).toContain('older favourites fill up');
    expect(listed(joined)).toEqual(['Redline', 'Torque', 'Night Bus Home']);
  });

  it('who has no favourites at all stays a guest, who can add', async () => {
    const story = await lobby('songs:2');
    story.accounts.dev.tops = { short_term: [], medium_term: [], long_term: [] };
    await story.join('dev');
    expect(story.shown().description).toContain(`<@${story.people.dev.user.id}> guest`);
    expect(story.told(await story.type('dev', `/sesh add song:${address(songs.zima)}`))).toContain('is in.');
  });
});
