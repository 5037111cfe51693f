import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../sim/browser.ts';
import { songs } from '../../sim/cast.ts';
import type { Channel, Person } from '../../sim/discord/discord.ts';
import { consent, linkIn } from '../../sim/world.ts';
import { MINUTE, SECOND, type Story, startStory } from '../stories/story.ts';

const A_LOT = 'That was a lot at once';
const FLOOD = { searches: 26, ms: 8 * SECOND };
/** What people feel as "at once". */
const AT_ONCE_MS = 300;

const searches = ({ spotify }: Story) => spotify.requests.filter(({ path }) => path === '/v1/search').length;
const lookups = ({ spotify }: Story) => spotify.requests.filter(({ path }) => path.startsWith('/v1/tracks/')).length;
const address = ({ id }: { id: string }) => `https://open.spotify.com/track/${id}`;

/** Ada’s evening in one server, with Finn as a guest, and Ben’s in another one, where nobody knows Finn. */
async function twoServers() {
  const story = await startStory({ awake: { ada: ['phone'], ben: ['phone'] } });
  await story.create('ada', 'songs:3');
  await story.press('finn', 'Join');
  const club = story.discord.addGuild('The Other Server');
  const stage = club.addChannel('stage');
  const ben = club.addPerson(story.people.ben.user);
  await story.link('ben', await ben.type(stage, '/sesh create'));
  await story.advance(2 * SECOND);
  await story.press('ada', 'Start');
  await ben.press(story.card(stage), 'Start');
  await story.advance(30 * SECOND);
  return { story, stage, ben };
}

/** One person types one search after the other and sends it; returns what they were told last. */
async function flood(story: Story, { searches: times, ms }: typeof FLOOD, during?: (time: number) => Promise<void>) {
  let told = '';
  for (let time = 0; time < times; time++) {
    told = story.told(await story.type('finn', `/sesh add song:zzq ${time} word`));
    await during?.(time);
    await story.advance(ms / times);
  }
  return told;
}

/** Presses, and says how soon Spotify was asked for it. */
async function soon(story: Story, person: Person, channel: Channel, label: string, path: RegExp) {
  const pressed = story.clock.now();
  const press = person.press(story.card(channel), label);
  await story.advance(AT_ONCE_MS);
  await press;
  return story.spotify.requests.some((request) => request.at >= pressed && path.test(request.path));
}

describe('one guest who searches and searches', () => {
  it('takes no press, no skip, no end and no link from anybody, in their own session or another', async () => {
    const { story, stage, ben } = await twoServers();
    const before = searches(story);
    const heard: Record<string, boolean> = {};
    const told = await flood(story, FLOOD, async (time) => {
      if (time === 8) heard.pause = await soon(story, story.people.ada, story.channel, 'Pause', /pause$/);
      if (time === 12) heard.resume = await soon(story, story.people.ada, story.channel, 'Resume', /play$/);
      if (time === 16) heard.skip = await soon(story, ben, stage, 'Skip', /next$|play$/);
      if (time === 20) {
        const page = await story.link('chloe', await story.type('chloe', '/sesh link'));
        heard.link = page.status === 200;
      }
    });
    expect(told).toContain(A_LOT);
    expect(heard).toEqual({ pause: true, resume: true, skip: true, link: true });
    expect(searches(story) - before).toBeLessThanOrEqual(7);
    const ended = await story.press('ada', 'End');
    await story.people.ada.press(ended.replies[0] ?? { id: '' }, 'End it');
    await story.advance(AT_ONCE_MS);
    expect(story.shown().description).not.toContain('Next');
    expect(story.spotify.requests.at(-1)?.path).toMatch(/pause$/);
  });

  it('costs a bounded number of calls, however long it goes on', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada');
    await story.press('finn', 'Join');
    const told = await flood(story, { searches: 150, ms: 3 * MINUTE });
    expect(told).toContain(A_LOT);
    expect(searches(story)).toBeLessThanOrEqual(6 + (3 * MINUTE) / (5 * SECOND));
  });

  it('is told by suggestions what is known, and searches no more there than elsewhere', async () => {
    const story = await startStory();
    await story.create('ada');
    await story.press('finn', 'Join');
    const typed = async (words: string) => {
      const coming = story.people.finn.complete(story.channel, `/sesh add song:${words}`);
      await story.advance(2_100);
      return (await coming).map(({ name }) => name);
    };
    expect(await typed('harbour')).toEqual(['Harbour Lights · Mirela Ost']);
    for (let time = 0; time < 30; time++) await typed(`zzq ${time}`);
    expect(searches(story)).toBeLessThanOrEqual(12 + (31 * 2_100) / (5 * SECOND));
    const coming = story.people.finn.complete(story.channel, '/sesh add song:harbour lights in the rain');
    await story.advance(1_900);
    for (let time = 0; time < 10; time++) void story.type('finn', `/sesh add song:qqz ${time}`);
    await story.advance(200);
    expect((await coming).map(({ name }) => name)).toEqual(['Harbour Lights · Mirela Ost']);
  });
});

describe('a song that somebody looked up', () => {
  const NOWHERE = 'spotify:track:0000000000000000000000';

  it('is known to everybody, found or not: by words, by link, and when it was found among others', async () => {
    const story = await startStory();
    await story.create('ada');
    await story.press('finn', 'Join');
    const add = async (name: 'ada' | 'finn', wish: string) =>
      story.told(await story.type(name, `/sesh add song:${wish}`));
    for (const name of ['ada', 'finn'] as const) {
      expect(await add(name, 'qqqqqq')).toContain('I do not know that song');
      expect(await add(name, NOWHERE)).toContain('cannot be played');
      await add(name, 'Marlow');
    }
    expect(await add('finn', address(songs.hydrant))).toContain('**Hydrant** is in');
    expect([searches(story), lookups(story)]).toEqual([2, 1]);
  });

  it('is asked for again when Spotify did not answer', async () => {
    const story = await startStory();
    story.expectWarning('a press failed: spotify is unavailable');
    await story.create('ada');
    story.spotify.failNext({ path: /search$/, status: 502, body: 'Bad gateway' });
    await story.type('ada', '/sesh add song:marlow');
    await story.type('ada', '/sesh add song:marlow');
    expect(searches(story)).toBe(2);
  });

  it('is not remembered as what somebody typed who unlinked since', async () => {
    const story = await startStory();
    await story.create('ada');
    await story.join('ben');
    await story.type('ben', '/sesh add song:marlow');
    await story.type('ben', '/sesh unlink');
    await story.type('ada', '/sesh add song:marlow');
    expect(searches(story)).toBe(2);
  });

  it('whose link is pasted is not asked for at each keystroke, there or not', async () => {
    const story = await startStory();
    await story.create('ada');
    for (const link of [address(songs.zima), NOWHERE.replace(/0/g, '1')]) {
      const before = lookups(story);
      for (const typed of [link, `${link}?si=1`, `${link}?si=12`, link]) {
        const coming = story.people.ada.complete(story.channel, `/sesh add song:${typed}`);
        await story.advance(100);
        if (typed !== link) continue;
        await story.advance(600);
        await coming;
      }
      await story.advance(3 * SECOND);
      expect(lookups(story) - before).toBe(1);
    }
    for (let time = 10; time < 40; time++) {
      void story.people.ada.complete(story.channel, `/sesh add song:spotify:track:${'2'.repeat(20)}${time}`);
      await story.advance(200);
    }
    await story.advance(3 * SECOND);
    expect(lookups(story)).toBe(3);
  });

  it('is not asked for on behalf of somebody who may add no more, nor if it is here already', async () => {
    const story = await startStory();
    await story.create('ada', 'songs:1');
    await story.press('finn', 'Join');
    const add = async (wish: string) => story.told(await story.type('finn', `/sesh add song:${wish}`));
    await add(address(songs.zima));
    const before = story.spotify.requests.length;
    expect(await add(address(songs.hadal))).toContain('as many songs');
    expect(await add('harbour')).toContain('as many songs');
    expect(await add(address(songs.zima))).toContain('yours already');
    const coming = story.people.finn.complete(story.channel, '/sesh add song:harbour');
    await story.advance(SECOND);
    expect([await coming, story.spotify.requests.length]).toEqual([[], before]);
  });
});

describe('somebody who presses and presses', () => {
  it('is not refused three starts within half a minute, however much each of them has to ask', async () => {
    const story = await startStory();
    story.expectWarning('top songs could not be fetched');
    await story.create('ada');
    const friends = ['ben', 'chloe', 'dev', 'elif'] as const;
    for (const name of friends) await story.link(name, await story.type(name, '/sesh link'));
    story.spotify.failNext({ path: /top\/tracks$/, status: 503, body: 'Service Unavailable', times: 100 });
    for (const name of friends) await story.press(name, 'Join');
    const before = story.spotify.requests.length;
    for (let time = 0; time < 3; time++) {
      expect(story.told(await story.press('ada', 'Start'))).toContain('Spotify is not awake on any of your devices');
      await story.advance(3 * SECOND);
    }
    expect(story.spotify.requests.length - before).toBeGreaterThanOrEqual(15);
  });

  it('is told to wait when it is too much, and nobody else is', async () => {
    const { story, stage, ben } = await twoServers();
    const answers: string[] = [];
    for (let time = 0; time < 60; time++) {
      answers.push(story.told(await story.type('ada', time % 2 === 0 ? '/sesh pause' : '/sesh resume')));
      await story.advance(100);
    }
    expect(answers.at(-1)).toContain(A_LOT);
    expect(await soon(story, ben, stage, 'Pause', /pause$/)).toBe(true);
    const ended = await story.press('ada', 'End');
    await story.people.ada.press(ended.replies[0] ?? { id: '' }, 'End it');
    await story.settle();
    expect(story.card().embeds[0]).toBeDefined();
  });

  it('on links is turned away before Spotify is asked, and may go on later', async () => {
    const story = await startStory();
    const connect = async () => {
      const browser = createBrowser();
      await browser.open(linkIn(await story.type('ada', '/sesh link')));
      return (await consent(browser, story.people.ada.user.id, story.accounts.ada.accountId)).status;
    };
    const statuses = [];
    for (let time = 0; time < 14; time++) statuses.push(await connect());
    expect(statuses.slice(-2)).toEqual([429, 429]);
    await story.advance(MINUTE);
    expect(await connect()).toBe(200);
  });
});
