import { describe, expect, it } from 'vitest';
import { songs } from '../../sim/cast.ts';
import type { Interaction } from '../../sim/discord/discord.ts';
import { buttonsOf, lastAnswer } from './menus.ts';
import { MINUTE, SECOND, type Story, startStory } from './story.ts';

const HOUR = 60 * MINUTE;
function embedOf({ replies: [reply] }: Interaction): { description: string } | undefined {
  return (reply?.embeds as { description: string }[] | undefined)?.[0];
}

const looks = (story: Story) => story.spotify.requests.filter(({ path }) => path.includes('/me/player')).length;

describe('the lights of a lobby', () => {
  it('say that a device is awake, with since when that is known', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada');
    await story.advance(5 * SECOND);
    expect(story.shown().description).toMatch(/✅ Ready: <@\d+>’s Ada’s phone is awake\. \(as of <t:\d+:R>\)/);
  });

  it('say that none is, and are looked after at presses, at most once a minute', async () => {
    const story = await startStory();
    await story.create('ada');
    await story.advance(5 * SECOND);
    expect(story.shown().description).toContain('open Spotify on the device that is to play: none is awake.');
    const before = looks(story);
    const [phone] = story.accounts.ada.devices;
    if (phone) story.accounts.ada.wake(phone);
    for (let press = 0; press < 4; press++) await story.press('finn', press % 2 === 0 ? 'Join' : 'Leave');
    await story.advance(40 * SECOND);
    await story.press('finn', 'Join');
    expect(looks(story)).toBe(before);
    await story.advance(20 * SECOND);
    await story.press('finn', 'Leave');
    await story.advance(5 * SECOND);
    expect(looks(story)).toBe(before + 1);
    expect(story.shown().description).toContain('✅ Ready');
    await story.advance(30 * MINUTE);
    expect(looks(story)).toBe(before + 1);
  });

  it('say until when Spotify asked us to wait', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    story.expectWarning('spotify refuses a group of calls until a time');
    story.spotify.failNext({
      path: /devices$/,
      status: 429,
      body: { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } },
      headers: { 'Retry-After': '3600' },
    });
    await story.create('ada');
    await story.advance(5 * SECOND);
    expect(story.shown().description).toMatch(/⚠️ Spotify asked us to wait until <t:\d+:t>/);
  });

  it('say that the host has to link again', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada');
    await story.advance(11 * MINUTE);
    story.accounts.ada.revoke();
    story.spotify.failNext({
      path: /devices$/,
      status: 401,
      body: { error: { status: 401, message: 'The access token expired' } },
    });
    await story.press('finn', 'Join');
    await story.advance(5 * SECOND);
    expect(story.shown().description).toContain(`Spotify needs <@${story.people.ada.user.id}> to link again`);
  });

  it('say what is missing when we may no longer post, and forget it when we may again', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada');
    await story.advance(5 * SECOND);
    const before = looks(story);
    story.channel.setRights([{ for: 'bot', deny: ['SEND_MESSAGES'] }]);
    await story.press('finn', 'Join');
    await story.advance(5 * SECOND);
    const cards = () => story.discord.messages(story.channel).map(({ content }) => content);
    expect(cards()).toEqual([expect.stringContaining('⚠️ I may not post here.')]);
    story.channel.setRights([]);
    await story.type('finn', '/sesh leave');
    await story.advance(5 * SECOND);
    expect([cards(), story.shown().title]).toEqual([[''], 'Who brings the music tonight?']);
    expect(looks(story)).toBe(before);
  });
});

describe('Start, within a minute of a look at the lobby', () => {
  const before = (story: Story) => {
    const calls = story.spotify.requests.filter(({ path }) => path.includes('/me/player'));
    return calls
      .slice(
        0,
        calls.findIndex(({ path }) => path.endsWith('/play')),
      )
      .map(({ path }) => path);
  };

  it('asks once before it plays, on a device that is awake and idle', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:3');
    await story.advance(30 * SECOND);
    await story.press('ada', 'Start');
    expect(before(story)).toEqual(['/v1/me/player/devices', '/v1/me/player']);
    expect(story.heard('ada')).toHaveLength(1);
  });

  it('still finds the device that is awake by then', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    const [phone, computer] = story.accounts.ada.devices;
    await story.create('ada', 'songs:3');
    if (phone && computer) {
      story.accounts.ada.sleep(phone);
      story.accounts.ada.wake(computer);
    }
    await story.press('ada', 'Start');
    await story.advance(SECOND);
    expect(story.accounts.ada.now().device?.name).toBe(computer?.name);
  });

  it('switches the shuffle off that the one look shows', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    const { ada } = story.accounts;
    ada.pressPlay();
    ada.setShuffle(true);
    ada.pressPause();
    await story.create('ada', 'songs:5');
    await story.press('ada', 'Start');
    expect(ada.now().shuffle).toBe(false);
  });
});

describe('endings by themselves', () => {
  it('a lobby that nobody touches for two hours; a press begins them anew', async () => {
    const story = await startStory();
    await story.create('ada');
    await story.advance(119 * MINUTE);
    await story.press('finn', 'Join');
    await story.advance(119 * MINUTE);
    expect(story.shown().title).toBe('Who brings the music tonight?');
    await story.advance(2 * MINUTE);
    expect(story.shown().description).toContain('Nobody came back to the lobby for two hours.');
  });

  it('a setlist that is over for half an hour; songs that came after it get theirs', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    const [phone] = story.accounts.ada.devices;
    if (phone) phone.autoplay = true;
    await story.create('ada', 'songs:1');
    await story.press('ada', 'Start');
    await story.advance(25 * MINUTE);
    expect(story.shown().title).toBe('That was everybody’s music');
    await story.type('ada', `/sesh add song:spotify:track:${songs.zima.id}`);
    await story.advance(25 * MINUTE);
    expect(buttonsOf(story.card())).toContain('Take back');
    await story.advance(6 * MINUTE);
    expect(story.shown().description).toContain('The music had been over for half an hour.');
  });

  it('three hours of pause', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:2');
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    await story.press('ada', 'Pause');
    await story.advance(3 * HOUR - MINUTE);
    expect(story.shown().title).toMatch(/^⏸/);
    await story.advance(2 * MINUTE);
    expect(story.shown().description).toContain('Nothing was heard for three hours.');
  });
});

describe('limits', () => {
  it('forty members, and names and titles of every kind, fit on the card, in the queue and in menus', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:10');
    await story.join('ben', 'chloe', 'dev', 'elif');
    for (let nth = 0; nth < 35; nth++) {
      const guest = story.guild.addPerson(
        story.discord.addUser(`\u202eעמית 👩‍👩‍👧‍👦 ${nth}`, { username: `guest${nth}` }),
      );
      await guest.press(story.card(), 'Join');
    }
    await story.advance(10 * SECOND);
    expect(story.shown().description).toContain('and 20 more');
    for (const song of [
      songs.longTitle,
      songs.everyoneDance,
      songs.reversed,
      songs.blank,
      songs.zalgo,
      songs.fireworks,
    ]) {
      const added = await story.type('dev', `/sesh add song:spotify:track:${song.id}`);
      expect(story.told(added)).toMatch(/is in\.|among yours/);
    }
    await story.type('finn', '/sesh join');
    expect(await story.people.dev.complete(story.channel, '/sesh remove song:')).toHaveLength(16);
    const asked = await story.type('dev', '/sesh remove song:a');
    expect(asked.replies[0]?.content).toContain('Which one');
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    const queue = await story.type('finn', '/sesh queue');
    expect(JSON.stringify(queue.replies[0]?.embeds)).toMatch(/Page 1 of [23]/);
    await story.people.finn.press(queue.replies[0] ?? { id: '' }, 'Later');
    await story.settle();
    expect(JSON.stringify(lastAnswer(story, 'finn')?.embeds)).toContain('Page 2 of');
  });
});

describe('/sesh queue', () => {
  it('says why each song stands where it stands', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:3');
    await story.press('finn', 'Join');
    await story.press('ada', 'Start');
    await story.advance(5 * SECOND);
    await story.type('finn', `/sesh add song:spotify:track:${songs.zima.id}`);
    await story.join('elif');
    await story.people.elif.press(lastAnswer(story, 'elif') ?? { id: '' }, 'Bring them');
    await story.settle();
    const embed = embedOf(await story.type('finn', '/sesh queue'));
    const reasons = (embed?.description ?? '').split('\n').map((line) => line.split(' · ').at(-1));
    const [ada, elif, finn] = (['ada', 'elif', 'finn'] as const).map((name) => `<@${story.people[name].user.id}>`);
    expect(reasons).toEqual([
      `leads round 2 because ${elif} joined late`,
      `leads round 2: the first song of ${finn}, added by ${finn}`,
      `round 2, the turn of ${ada}`,
      expect.stringMatching(/^round 3, the turn of/),
      expect.stringMatching(/^round 3, the turn of/),
    ]);
  });

  it('goes on by the clock while nobody can look', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    story.expectWarning('the player cannot be reached');
    story.expectWarning('spotify refuses a group of calls until a time');
    await story.create('ada', 'songs:4');
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    story.spotify.failNext({
      path: /player$/,
      status: 429,
      body: { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } },
      headers: { 'Retry-After': '7200' },
    });
    await story.advance(6 * MINUTE);
    const embed = embedOf(await story.type('finn', '/sesh queue'));
    const sounding = story.heard('ada').at(-1) ?? '?';
    expect(story.shown().title).toBe(`▶ ${sounding}`);
    expect(embed?.description).not.toContain(`[${sounding}]`);
  });
});

describe('/sesh privacy', () => {
  it('gives everything stored about whoever asks as a file, nothing about others and no token', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:2');
    await story.join('ben');
    await story.type('ben', '/sesh link');
    const asked = await story.type('ben', '/sesh privacy');
    expect(asked.replies[0]?.content).toContain('your name and picture with 2 links you asked for');
    const [file] = asked.replies[0]?.attachments ?? [];
    expect(file?.filename).toBe('sesh-about-you.json');
    const text = await (await fetch(file?.url ?? '')).text();
    const kept = JSON.parse(text);
    expect(kept).toMatchObject({
      discordId: story.people.ben.user.id,
      link: { spotifyAccount: story.accounts.ben.accountId, permissions: ['tops'], works: true },
      linksUnderWay: expect.arrayContaining([expect.objectContaining({ name: 'Ben', for: 'link' })]),
      evenings: [
        expect.objectContaining({
          phase: 'lobby',
          isHost: false,
          songs: expect.arrayContaining(['Night Bus Home · The Tin Parade']),
        }),
      ],
      playlists: [],
    });
    expect(text).not.toContain(story.people.ada.user.id);
    expect(text).not.toContain('Paper Lanterns');
    expect(text).not.toMatch(/token|secret|verifier/i);
  });

  it('counts a link that somebody only asked for', async () => {
    const story = await startStory();
    await story.type('finn', '/sesh link');
    expect(story.told(await story.type('finn', '/sesh privacy'))).toContain('with 1 link you asked for');
    await story.type('finn', '/sesh unlink');
    expect(story.told(await story.type('finn', '/sesh privacy'))).toContain('Stored about you: nothing.');
  });

  it('says so to somebody of whom nothing is stored', async () => {
    const story = await startStory();
    const asked = await story.type('finn', '/sesh privacy');
    expect(story.told(asked)).toContain('Stored about you: nothing.');
  });
});
