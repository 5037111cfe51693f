import { expect, it } from 'vitest';
import { MINUTE, SECOND, type Story, startStory } from './story.ts';

/** Ada hosts, and everything she brings is playing. */
async function evening(songs = 4): Promise<Story> {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', `songs:${songs}`);
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  return story;
}

/** Everything in the channel that mentions the host so that they notice. */
function calls(story: Story): string[] {
  return story.discord
    .messages(story.channel)
    .map(({ content }) => content)
    .filter((content) => content.includes(`<@${story.people.ada.user.id}>`));
}

function heardWhole(story: Story): string[] {
  return story.accounts.ada.record
    .filter(({ fromMs, toMs }) => toMs - fromMs > 3 * SECOND)
    .map(({ trackId }) => story.spotify.track(trackId)?.title ?? trackId);
}

it('the phone falls asleep: the card says what to do, after two minutes the host is called once, and when it is over the call is gone', async () => {
  const story = await evening();
  const { ada } = story.accounts;
  const [phone] = ada.devices;
  if (!phone) throw new Error('Ada has no phone');
  ada.sleep(phone);
  await story.advance(4 * MINUTE);
  expect(story.shown().description).toContain('open Spotify there and press play');
  expect(calls(story)).toEqual([expect.stringContaining('the music has stopped')]);
  await story.advance(10 * MINUTE);
  expect(calls(story)).toHaveLength(1);

  ada.wake(phone);
  await story.press('ada', 'Take back');
  await story.advance(2 * SECOND);
  expect(story.shown().description).toContain('Brought by');
  expect(calls(story)).toEqual([]);
  await story.advance(30 * MINUTE);
  expect(story.shown().title).toBe('That was everybody’s music');
});

it('the host pauses for an hour: nobody is called, and nothing is asked of Spotify all the time', async () => {
  const story = await evening();
  await story.press('ada', 'Pause');
  const before = story.spotify.requests.length;
  await story.advance(60 * MINUTE);
  expect(calls(story)).toEqual([]);
  expect(story.spotify.requests.length - before).toBeLessThanOrEqual(10);

  const { ada } = story.accounts;
  expect(story.told(await story.press('ada', 'Resume'))).toContain('Open it');
  for (const phone of ada.devices) ada.wake(phone);
  await story.press('ada', 'Resume');
  await story.advance(30 * MINUTE);
  expect(heardWhole(story)).toHaveLength(5);
  expect(new Set(heardWhole(story)).size).toBe(4);
});

it('a vote is carried as soon as enough of those who are left have voted', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:5');
  for (const name of ['chloe', 'dev', 'elif', 'finn'] as const) await story.type(name, '/sesh join');
  await story.press('ada', 'Start');
  await story.advance(30 * SECOND);
  const [first] = story.heard('ada');
  await story.type('dev', '/sesh skip');
  await story.type('finn', '/sesh skip');
  expect(story.heard('ada')).toEqual([first]);
  await story.type('chloe', '/sesh leave');
  await story.advance(2 * SECOND);
  expect(story.heard('ada')).toEqual([first]);
  await story.type('elif', '/sesh leave');
  await story.advance(2 * SECOND);
  expect(story.heard('ada')).toHaveLength(2);
});

it('others vote a song away: more than half of the members, and a vote is void at the boundary', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:4');
  for (const name of ['finn', 'dev', 'elif'] as const) await story.press(name, 'Join');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  const [first = ''] = story.heard('ada');
  const before = story.spotify.requests.length;
  expect(story.told(await story.press('finn', 'Skip'))).toContain('1 of 3');
  expect(story.told(await story.press('finn', 'Skip (1/3)'))).toContain('counted already');
  expect(story.told(await story.press('chloe', 'Skip (1/3)'))).toContain('Press **Join**');
  await story.press('dev', 'Skip (1/3)');
  expect([story.shown().title, story.spotify.requests.length]).toEqual([`▶ ${first}`, before]);
  await story.press('elif', 'Skip (2/3)');
  await story.advance(2 * SECOND);
  const [, second = ''] = story.heard('ada');
  expect(story.shown().title).toBe(`▶ ${second}`);

  await story.press('finn', 'Skip');
  await story.advance(6 * MINUTE);
  expect(story.told(await story.press('finn', 'Skip'))).toContain('1 of 3');
});

it('the host moves the music to another device, and it goes on there', async () => {
  const story = await startStory({ awake: { ada: ['phone', 'computer'] } });
  await story.create('ada', 'songs:4');
  const chosen = await story.press('ada', 'Start');
  const { ada } = story.accounts;
  const [phone, computer] = ada.devices.filter(({ state }) => state === 'awake');
  if (!phone || !computer) throw new Error('two devices are awake');
  expect(story.told(chosen)).toContain('On which device');
  await story.type('ada', `/sesh start device:${phone.name}`);
  await story.advance(30 * SECOND);
  expect(story.told(await story.type('ada', `/sesh device device:${computer.name}`))).toContain('Playing on');
  await story.advance(2 * SECOND);
  expect([ada.now().device?.name, ada.now().isPlaying]).toEqual([computer.name, true]);
  await story.advance(3 * SECOND);
  await story.press('ada', 'Pause');
  expect(ada.now().isPlaying).toBe(false);
  expect(story.told(await story.type('ada', '/sesh device device:nowhere'))).toContain('None of your devices');
});

it('the device ignores lists of songs: they play all the same, one at a time, each once', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  const [phone] = story.accounts.ada.devices;
  if (!phone) throw new Error('Ada has no phone');
  phone.ignoresUris = true;
  await story.create('ada', 'songs:4');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  expect(story.shown().description).toContain('Brought by');
  await story.advance(30 * MINUTE);
  const heard = heardWhole(story);
  expect(new Set(heard).size).toBe(heard.length);
  expect(heard.length).toBeGreaterThanOrEqual(4);
  expect(story.shown().title).toBe('That was everybody’s music');
});

it('Take back while the host’s shuffle is on: it is switched off first, and every song sounds once', async () => {
  const story = await evening(5);
  const { ada } = story.accounts;
  ada.setShuffle(true);
  ada.playAlbum(story.accounts.dev.tops.long_term.slice(5, 9), 'spotify:album:own');
  await story.advance(5 * MINUTE);
  const waiting = story.shown().next.split('\n').length;
  await story.press('ada', 'Take back');
  expect(ada.now().shuffle).toBe(false);
  await story.advance(40 * MINUTE);
  expect(new Set(story.heard('ada').slice(-waiting)).size).toBe(waiting);
});

it.each([
  ['did arrive', true],
  ['did not arrive', false],
])('a queue write is answered by silence and %s: the song sounds once, in its turn', async (_, afterEffect) => {
  const story = await evening(3);
  story.expectWarning('the player cannot be reached');
  await story.join('elif');
  story.spotify.failNext({ method: 'POST', path: /queue$/, status: 502, body: 'Bad gateway', afterEffect });
  await story.advance(60 * MINUTE);
  const heard = heardWhole(story);
  expect(new Set(heard).size).toBe(heard.length);
  const writes = story.spotify.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/queue'));
  const songs = new Set(writes.map(({ query }) => query.uri));
  expect(writes.length).toBe(afterEffect ? songs.size : songs.size + 1);
});

it('the host takes our permission back at Spotify: the evening goes on by the clock, and a new link is taken up', async () => {
  const story = await evening();
  story.expectWarning('the player cannot be reached');
  story.accounts.ada.revoke();
  story.spotify.failNext({
    path: /player$/,
    status: 401,
    body: { error: { status: 401, message: 'The access token expired' } },
  });
  await story.advance(6 * MINUTE);
  expect(story.shown().description).toContain('link again');
  expect(story.shown().footer).toContain('by the clock');
  expect(story.shown().title).toBe(`▶ ${story.heard('ada').at(-1)}`);
  await story.link('ada', await story.type('ada', '/sesh link'));
  await story.settle();
  expect(story.shown().description).not.toContain('link again');
  expect(story.shown().footer).not.toContain('by the clock');
});

it('a press is the first to meet a long wait: it stands on the card, and the end says that the music plays on', async () => {
  const story = await evening();
  await story.advance(4 * MINUTE);
  for (const warning of [
    'spotify refuses a group of calls until a time',
    'the player cannot be reached',
    'a press failed: spotify is unavailable',
  ]) {
    story.expectWarning(warning);
  }
  story.expectWarning('the player did not pause at the end');
  story.spotify.failNext({
    path: /player$/,
    status: 429,
    body: { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } },
    headers: { 'Retry-After': '54000' },
  });
  expect(story.told(await story.press('ada', 'Pause'))).toContain('for now that is used up');
  await story.advance(2 * SECOND);
  expect(story.shown().description).toContain('Spotify asked us to wait until');
  await story.advance(5 * MINUTE);

  const asked = await story.press('ada', 'End');
  await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.advance(5 * SECOND);
  expect(asked.replies[0]?.content).toContain('press pause in Spotify itself');
  expect(story.shown().description).toContain('3 songs played');
});

it('Skip, pressed before anybody has seen the first song begin, skips it; pressed again on the same song it skips nothing', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:4');
  await story.press('ada', 'Start');
  await story.advance(300);
  const [first] = story.heard('ada');
  const button = /sesh:v1:skip:\w+:p\d+/.exec(JSON.stringify(story.card().components))?.[0] ?? '';
  expect(story.told(await story.type('ada', '/sesh skip'))).toBe('Skipped.');
  await story.advance(10 * SECOND);
  const heard = story.heard('ada');
  expect([heard[0], heard.length]).toEqual([first, 2]);
  const late = await story.people.ada.forge({ message: story.card(), customId: button });
  await story.advance(5 * SECOND);
  expect([story.told(late), story.heard('ada')]).toEqual([expect.stringContaining('already over'), heard]);
});

it.each([
  ['ben', '/sesh leave', 'You are not in this session'],
  ['ada', '/sesh kick member:@', 'You were sent away this evening'],
] as const)(
  'whoever has left (%s: %s) skips nothing any more, not even their own song',
  async (name, command, refusal) => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:3');
    await story.join('ben');
    await story.press('ada', 'Start');
    await story.advance(20 * SECOND);
    const { user } = story.people.ben;
    expect(story.shown().description).toContain(`<@${user.id}>`);
    await story.type(name, command.endsWith('@') ? command + user.username : command);
    expect(story.told(await story.press('ben', 'Skip'))).toContain(refusal);
    expect(story.told(await story.type('ben', '/sesh skip'))).toContain(refusal);
    await story.advance(5 * SECOND);
    expect(story.heard('ada')).toHaveLength(1);
  },
);
