import { expect, it } from 'vitest';
import { MINUTE, SECOND, type Story, startStory } from './story.ts';

const ALL = ['ada', 'ben', 'chloe', 'dev', 'elif'] as const;

it('five people with overlapping tastes: every song sounds once, everybody is credited, the card becomes the recap', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada');
  await story.join('ben', 'chloe', 'dev', 'elif');
  expect(story.shown().description.match(/ 5 songs$/gm)).toHaveLength(5);

  await story.press('ada', 'Start');
  await story.advance(7 * SECOND);
  const [first = ''] = story.heard('ada');
  expect(story.shown().title).toBe(`▶ ${first}`);
  expect(story.shown().footer).toMatch(/^Track 1 of \d+ /);

  await story.advance(150 * MINUTE);
  const brought = broughtBy(story);
  expect(story.heard('ada').sort()).toEqual([...brought.keys()].sort());
  for (const name of ['ben', 'chloe', 'dev', 'elif'] as const) expect(story.heard(name)).toEqual([]);
  expect(story.shown().title).toBe('What we heard');
  for (const [title, names] of brought) {
    const line = story
      .shown()
      .description.split('\n')
      .find((text) => text.includes(`[${title}]`));
    const credits =
      line
        ?.split(' · ')
        .at(-1)
        ?.match(/(?<=<@)\d+/g) ?? [];
    const credited = names.map((name) => story.people[name].user.id);
    expect([title, credits.sort()]).toEqual([title, credited.sort()]);
  }
});

it('nothing ticks: while an evening goes its way the card is edited once a track, and Spotify is asked at most twice', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada');
  await story.join('ben', 'chloe');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  const before = { edits: story.discord.edits(story.card().id), calls: story.spotify.requests.length };
  const begun = story.heard('ada').length;
  await story.advance(25 * MINUTE);
  const tracks = story.heard('ada').length - begun;
  expect(tracks).toBeGreaterThan(4);
  expect(story.discord.edits(story.card().id) - before.edits).toBe(tracks);
  expect(story.spotify.requests.length - before.calls).toBeLessThanOrEqual(2 * tracks + 1);
});

it('shuffle and repeat are on at the host’s: they are switched off before the first song', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  const { ada } = story.accounts;
  ada.playAlbum(story.accounts.elif.tops.long_term.slice(0, 3), 'spotify:album:own');
  ada.setShuffle(true);
  ada.setRepeat('context');
  await story.create('ada', 'songs:4');
  await story.press('ada', 'Start');
  await story.advance(2 * SECOND);
  const commands = story.spotify.requests.filter(({ method, service }) => method === 'PUT' && service === 'api');
  expect(commands.map(({ path }) => path.split('/').at(-1))).toEqual(['repeat', 'shuffle', 'play']);
  const announced = [
    story.shown().title.slice(2),
    ...story
      .shown()
      .next.split('\n')
      .map((line) => /^\[(.*?)\]\(http/.exec(line)?.[1]),
  ];
  await story.advance(60 * MINUTE);
  expect(story.heard('ada').slice(-4)).toEqual(announced);
});

it('a guest joins with one press and is in; pressing again, or pressing Start, gets a kind sentence', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:2');
  expect(story.told(await story.press('finn', 'Join'))).toContain('You are in as a guest.');
  expect(story.shown().description).toContain(`<@${story.people.finn.user.id}> guest`);
  expect(story.told(await story.press('finn', 'Join'))).toContain('You are already in.');
  expect(story.told(await story.press('finn', 'Start'))).toContain('Only the host');
  await story.press('ada', 'Start');
  await story.advance(20 * MINUTE);
  expect(story.heard('ada')).toHaveLength(2);
});

it('the host skips and pauses by hand, and the card follows', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:4');
  await story.join('ben');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  story.accounts.ada.pressNext();
  await story.advance(2 * MINUTE);
  const [skipped = '', second = ''] = story.heard('ada');
  expect(story.shown().title).toBe(`▶ ${second}`);

  story.accounts.ada.pressPause();
  await story.advance(4 * MINUTE);
  expect(story.shown().title).toBe(`⏸ ${second}`);
  expect(story.shown().description).toMatch(/Paused at \d:\d\d of \d:\d\d/);
  await story.press('ada', 'Resume');
  expect(story.accounts.ada.now().isPlaying).toBe(true);
  expect(story.shown().title).toBe(`▶ ${second}`);

  await story.type('ada', '/sesh end');
  const asked = await story.type('ada', '/sesh end');
  await story.people.ada.press(asked.reply ?? { id: '' }, 'End it');
  await story.settle();
  expect(story.accounts.ada.now().isPlaying).toBe(false);
  const line = story
    .shown()
    .description.split('\n')
    .find((text) => text.includes(`[${skipped}]`));
  expect(line).toMatch(/~~ skipped$/);
});

it('nobody’s Spotify is awake at Start; then it is, and Try again plays', async () => {
  const story = await startStory();
  await story.create('ada', 'songs:2');
  const started = await story.press('ada', 'Start');
  expect(story.told(started)).toContain('Open Spotify where the music is to play');
  expect(story.shown().title).toBe('Who brings the music tonight?');

  const [phone] = story.accounts.ada.devices;
  if (!phone) throw new Error('no phone');
  story.accounts.ada.wake(phone);
  await story.people.ada.press(started.replies[0] ?? { id: '' }, 'Try again');
  await story.advance(7 * SECOND);
  expect(story.heard('ada')).toHaveLength(1);
  expect(story.told(started)).toContain('Playing on **Ada’s phone**');
});

it('two devices are awake and neither plays: the host chooses in private', async () => {
  const story = await startStory({ awake: { ada: ['phone', 'computer'] } });
  await story.create('ada', 'songs:1');
  const started = await story.press('ada', 'Start');
  expect(story.told(started)).toBe('On which device shall it play?');
  const question = started.replies[0] ?? { id: '', components: [] };
  const menu = JSON.stringify(question.components).match(/"custom_id":"([^"]+)"/)?.[1] ?? '';
  const computer = story.accounts.ada.devices.find(({ type }) => type === 'Computer');
  await story.people.ada.choose(question, menu, [computer?.id ?? '']);
  await story.advance(3 * SECOND);
  expect(story.accounts.ada.now().device?.name).toBe('Ada’s computer');
  expect(story.told(started)).toContain('Playing on **Ada’s computer**');
});

it('two channels at once: each has its own card, its own host and its own player', async () => {
  const story = await startStory({ awake: { ada: ['phone'], ben: ['computer'] } });
  const kitchen = story.guild.addChannel('kitchen');
  await story.create('ada', 'songs:2');
  await story.link('ben', await story.people.ben.type(kitchen, '/sesh create songs:3'));
  await story.settle();
  expect(story.told(await story.type('ben', '/sesh create'))).toContain('There is already a session in this channel');
  expect(story.told(await story.people.ada.type(kitchen, '/sesh create'))).toContain('There is already a session');

  await story.press('ada', 'Start');
  const [kitchenCard] = story.discord.messages(kitchen);
  await story.people.ben.press(kitchenCard ?? { id: '' }, 'Start');
  await story.advance(20 * MINUTE);
  expect(story.heard('ada')).toHaveLength(2);
  expect(story.heard('ben')).toHaveLength(3);
  expect(story.discord.messages(kitchen)).toHaveLength(1);
});

it('a press that comes twice, or late, never skips a second song', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:5');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  const old = story.card();
  const customId = JSON.stringify(old.components).match(/"custom_id":"(sesh:v1:skip:[^"]+)"/)?.[1] ?? '';
  const [one, two] = await Promise.all([
    story.people.ada.forge({ message: old, customId }),
    story.people.ada.forge({ message: old, customId }),
  ]);
  await story.advance(10 * SECOND);
  expect(story.heard('ada')).toHaveLength(2);
  expect([story.told(one), story.told(two)].sort()).toEqual([
    '',
    'That song is already over; the card shows what plays now.',
  ]);
});

it('a late joiner’s songs come in a minute later at a boundary, without anything sounding twice', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:3');
  await story.press('ada', 'Start');
  await story.advance(30 * SECOND);
  await story.join('elif');
  await story.advance(60 * MINUTE);
  const heard = story.heard('ada');
  const distinct = new Set([...top(story, 'ada', 3), ...top(story, 'elif', 3)]);
  expect([...heard].sort()).toEqual([...distinct].sort());
  expect(story.accounts.ada.record.filter(({ why }) => why === 'next')).toEqual([]);
  expect(story.accounts.ada.record.filter(({ why }) => why === 'queue')).not.toEqual([]);
});

it('a song queued on the device is queued once, whatever is pressed before it sounds', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:3');
  await story.press('ada', 'Start');
  await story.join('elif');
  const queueWrites = () =>
    story.spotify.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/queue'));
  for (let waited = 0; queueWrites().length === 0 && waited < 10 * MINUTE; waited += 10 * SECOND)
    await story.advance(10 * SECOND);
  await story.press('ada', 'Pause');
  await story.advance(10 * SECOND);
  await story.press('ada', 'Resume');
  expect(queueWrites()).toHaveLength(1);
  expect(story.told(await story.type('ada', '/sesh queue'))).toBe('');
  await story.press('ada', 'Skip');
  await story.advance(60 * MINUTE);
  const audible = story.accounts.ada.record.filter(({ fromMs }) => fromMs === 0).map(({ trackId }) => trackId);
  expect(new Set(audible).size).toBe(audible.length);
});

it('the host’s own queue is respected: the card says how many songs sound first', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  const { ada } = story.accounts;
  const [own = ''] = story.accounts.dev.tops.long_term;
  ada.playAlbum(story.accounts.elif.tops.long_term.slice(0, 3), 'spotify:album:own');
  ada.queueByHand(own);
  await story.create('ada', 'songs:3');
  await story.press('ada', 'Start');
  await story.advance(3 * SECOND);
  expect(story.shown().description).toContain(
    `1 song from <@${story.people.ada.user.id}>’s own queue will sound first.`,
  );
  await story.advance(60 * MINUTE);
  for (const title of top(story, 'ada', 3)) expect(story.heard('ada')).toContain(title);
});

it('the host puts on an album of their own: it is shown, nothing is forced, and Take back plays what waits', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:4');
  await story.press('ada', 'Start');
  await story.advance(40 * SECOND);
  const { ada } = story.accounts;
  ada.playAlbum(story.accounts.dev.tops.long_term.slice(5, 9), 'spotify:album:own');
  await story.advance(5 * MINUTE);
  expect(story.shown().description).toContain('’s own choice');
  const waitingFor = story.shown().next.split('\n').length;
  expect(ada.record.filter(({ why }) => why === 'play request')).toHaveLength(1);
  await story.press('ada', 'Take back');
  await story.advance(2 * SECOND);
  expect(story.shown().description).toContain('Brought by');
  await story.advance(60 * MINUTE);
  expect(new Set(story.heard('ada').slice(-waitingFor)).size).toBe(3);
  expect(story.shown().title).toMatch(/That was everybody|What we heard/);
});

it('members leave, and what only they brought does not sound any more', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:3');
  await story.join('elif');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  const only = top(story, 'elif', 3).filter(
    (title) => !top(story, 'ada', 3).includes(title) && !story.heard('ada').includes(title),
  );
  expect(story.told(await story.type('elif', '/sesh leave'))).toContain('You have left.');
  expect(story.told(await story.type('ada', '/sesh leave'))).toContain('You are the host');
  await story.advance(60 * MINUTE);
  const audible = story.accounts.ada.record.filter(({ fromMs, toMs }) => toMs - fromMs > 2 * SECOND);
  const titles = audible.map(({ trackId }) => story.spotify.track(trackId)?.title);
  for (const title of only) expect(titles).not.toContain(title);
  for (const title of top(story, 'ada', 3)) expect(titles).toContain(title);
});

/** The titles somebody's top songs have, without what cannot be played. */
function top(story: Story, name: (typeof ALL)[number], songs: number): string[] {
  const tracks = story.accounts[name].tops.medium_term.map((id) => story.spotify.track(id));
  const playable = tracks.filter((track) => track?.playable && !track.local);
  return playable.slice(0, songs).map((track) => track?.title ?? '');
}

/** Who brings which title, worked out from the accounts alone. In the cast, same title means same song. */
function broughtBy(story: Story): Map<string, (typeof ALL)[number][]> {
  const brought = new Map<string, (typeof ALL)[number][]>();
  for (const name of ALL) {
    for (const title of top(story, name, 5)) brought.set(title, [...(brought.get(title) ?? []), name]);
  }
  return brought;
}
