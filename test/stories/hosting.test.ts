import { describe, expect, it } from 'vitest';
import { agree, openConsent } from './linking-steps.ts';
import { buttonsOf, choose, lastAnswer, offered } from './menus.ts';
import { MINUTE, SECOND, type Story, startStory } from './story.ts';

/** Ada hosts and Ben is in, with an account that may host; both have a phone at hand. */
async function lobby(
  options = 'songs:3',
  awake: NonNullable<Parameters<typeof startStory>[0]>['awake'] = { ada: ['phone'], ben: ['phone'] },
) {
  const story = await startStory({ awake });
  const kitchen = story.guild.addChannel('kitchen');
  await story.link('ben', await story.people.ben.type(kitchen, '/sesh create'));
  await story.settle();
  const asked = await story.people.ben.type(kitchen, '/sesh end');
  await story.people.ben.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.create('ada', options);
  await story.press('ben', 'Join');
  await story.advance(5 * SECOND);
  return story;
}

async function live(options?: string) {
  const story = await lobby(options);
  await story.press('ada', 'Start');
  await story.advance(40 * SECOND);
  return story;
}

const at = (story: Story, name: 'ada' | 'ben' | 'elif' | 'finn') => `<@${story.people[name].user.id}>`;
const offer = (story: Story, by: 'ada' | 'ben' | 'finn' | 'elif' | 'dev', to = 'ben') =>
  story.type(by, `/sesh host member:@${to === 'ben' ? 'bennybeats' : to}`);
const playing = (story: Story) =>
  (['ada', 'ben', 'elif'] as const).filter((name) => story.accounts[name].now().isPlaying);

/** What somebody's player lets hear: the song and where in it. */
function heardNow(story: Story, name: 'ada' | 'ben') {
  const { track, progressMs, isPlaying } = story.accounts[name].now();
  return { title: story.spotify.track(track ?? '')?.title, progressMs, isPlaying };
}

describe('an offer', () => {
  it('is the host’s to make, to a linked member, and told in the channel to whom it is made', async () => {
    const story = await lobby();
    await story.press('finn', 'Join');
    expect(story.told(await offer(story, 'ben'))).toContain('Only the host');
    expect(story.told(await offer(story, 'ada', 'elifff'))).toContain('not in this session');
    expect(story.told(await offer(story, 'ada', 'finn_the_guest'))).toContain('has not connected Spotify');
    expect(story.told(await offer(story, 'ada', 'ada.plays'))).toContain('the host already');
    expect(story.told(await offer(story, 'ada'))).toContain('Offered');
    await story.advance(5 * SECOND);
    expect(buttonsOf(story.card())).toContain('Take over');
    const told = story.discord.messages(story.channel).filter(({ content }) => content.includes('Take over'));
    expect(told.map(({ content }) => content)).toEqual([expect.stringContaining(at(story, 'ben'))]);
    expect(story.told(await story.press('finn', 'Take over'))).toContain('not offered to you');
    expect(story.told(await story.press('ada', 'Take over'))).toContain('the host already');
  });

  it('is made by whoever manages the channel too', async () => {
    const story = await lobby();
    const gus = story.guild.addPerson(story.discord.addUser('Gus', { username: 'gus' }), {
      permissions: ['MANAGE_CHANNELS'],
    });
    const offered = await gus.type(story.channel, '/sesh host member:@bennybeats');
    expect(story.told(offered)).toContain('Offered');
    await story.settle();
    await story.press('ben', 'Take over');
    await story.advance(5 * SECOND);
    expect(story.shown().description).toContain(`${at(story, 'ben')} host`);
  });

  it('made again is told once, and mentions one person a minute at most', async () => {
    const story = await lobby();
    await story.link('elif', await story.type('elif', '/sesh link'));
    await story.press('elif', 'Join');
    const mentioned = () => {
      const told = story.discord.requests.filter(({ method, path }) => method === 'POST' && /messages$/.test(path));
      return told.flatMap(
        ({ body }) => (body as { allowed_mentions?: { users?: string[] } }).allowed_mentions?.users ?? [],
      );
    };
    for (let press = 0; press < 8; press++) expect(story.told(await offer(story, 'ada'))).toContain('Offered');
    await story.advance(3 * SECOND);
    expect(mentioned()).toEqual([story.people.ben.user.id]);
    expect(story.told(await offer(story, 'ada', 'elifff'))).toContain('offered to somebody a moment ago');
    await story.type('ben', '/sesh leave');
    await story.press('ben', 'Join');
    expect(story.told(await offer(story, 'ada'))).toContain('offered to somebody a moment ago');
    expect(mentioned()).toEqual([story.people.ben.user.id]);
    await story.advance(MINUTE);
    expect(story.told(await offer(story, 'ada', 'elifff'))).toContain('Offered');
    await story.advance(3 * SECOND);
    expect(story.told(await offer(story, 'ada'))).toContain('offered to somebody a moment ago');
    await story.press('elif', 'Take over');
    expect(mentioned()).toEqual([story.people.ben.user.id, story.people.elif.user.id]);
  });

  it('goes with whoever it was made to', async () => {
    const story = await live();
    await offer(story, 'ada');
    await story.type('ben', '/sesh leave');
    await story.advance(5 * SECOND);
    expect(buttonsOf(story.card())).not.toContain('Take over');
    await story.press('ben', 'Join');
    await story.advance(5 * SECOND);
    expect(buttonsOf(story.card())).not.toContain('Take over');
    expect(playing(story)).toEqual(['ada']);
  });
});

describe('taking over', () => {
  it('in the lobby makes the other one host, whose device the lights show', async () => {
    const story = await lobby();
    await offer(story, 'ada');
    const told = story.told(await story.press('ben', 'Take over'));
    expect(told).toBe('You are the host now. Press **Start** on the card when everybody is in.');
    await story.advance(5 * SECOND);
    expect(story.shown().description).toContain(`${at(story, 'ben')} host · 3 songs`);
    expect(story.shown().description).toContain('Ben’s phone is awake');
    await story.press('ben', 'Start');
    await story.advance(5 * SECOND);
    expect(playing(story)).toEqual(['ben']);
    await story.type('ada', '/sesh leave');
    expect(story.shown().description).not.toContain(`Brought by ${at(story, 'ada')}`);
  });

  it('is not offered in the channel any more once it is done', async () => {
    const story = await live();
    await offer(story, 'ada');
    const told = () => story.discord.messages(story.channel).filter(({ content }) => content.includes('Take over'));
    expect(told()).toHaveLength(1);
    await story.press('ben', 'Take over');
    await story.advance(10 * SECOND);
    expect(told()).toEqual([]);
  });

  it('a podcast of the old host gives way as well: never two players at once', async () => {
    const story = await live();
    story.accounts.ada.playEpisode('A long talk', 20 * MINUTE);
    await offer(story, 'ada');
    await story.press('ben', 'Take over');
    await story.advance(10 * SECOND);
    expect(playing(story)).toEqual(['ben']);
  });

  it('in mid-song goes on with the same song from the same place on the other device, and on one device only', async () => {
    const story = await live();
    const before = heardNow(story, 'ada');
    await offer(story, 'ada');
    await story.advance(10 * SECOND);
    await story.press('ben', 'Take over');
    const after = heardNow(story, 'ben');
    expect([after.title, after.isPlaying]).toEqual([before.title, true]);
    expect(Math.abs(after.progressMs - before.progressMs - 10 * SECOND)).toBeLessThan(2 * SECOND);
    expect(playing(story)).toEqual(['ben']);
    await story.advance(8 * SECOND);
    expect(story.shown().title).toBe(`▶ ${before.title}`);
    expect(story.told(await story.type('ada', '/sesh pause'))).toContain('Only the host');
    await story.advance(40 * MINUTE);
    const heard = [...story.heard('ada'), ...story.heard('ben')];
    expect(new Set(heard).size).toBe(heard.length - 1);
    expect(new Set(heard).size).toBe(4);
    expect(story.accounts.ada.record).toHaveLength(1);
    expect(story.shown().title).toMatch(/That was everybody|What we heard/);
  });

  it('asks on which device, when several are awake', async () => {
    const story = await lobby('songs:3', { ada: ['phone'], ben: ['phone', 'computer'] });
    await story.press('ada', 'Start');
    await story.advance(40 * SECOND);
    await offer(story, 'ada');
    const asked = await story.press('ben', 'Take over');
    expect(offered(asked.replies[0], 'take-over')).toEqual(['Ben’s phone', 'Ben’s computer']);
    expect(playing(story)).toEqual(['ada']);
    await choose(story, 'ben', 'take-over', 'Ben’s computer');
    expect([playing(story), story.accounts.ben.now().device?.name]).toEqual([['ben'], 'Ben’s computer']);
    expect(lastAnswer(story, 'ben')?.content).toContain('You are the host now');
  });

  it('needs a device that is awake, and changes nothing until there is one', async () => {
    const story = await lobby('songs:3', { ada: ['phone'] });
    await story.press('ada', 'Start');
    await story.advance(40 * SECOND);
    await offer(story, 'ada');
    expect(story.told(await story.press('ben', 'Take over'))).toContain('Spotify is not open on any of your devices');
    expect(playing(story)).toEqual(['ada']);
    const [phone] = story.accounts.ben.devices;
    if (phone) story.accounts.ben.wake(phone);
    await story.press('ben', 'Take over');
    expect(playing(story)).toEqual(['ben']);
  });

  it('does not wait for an old device that is dead; the card says that it may still be playing', async () => {
    const story = await live();
    story.expectWarning('the old device did not pause');
    const before = heardNow(story, 'ada');
    await offer(story, 'ada');
    story.spotify.failNext({ method: 'PUT', path: /pause$/, status: 503, body: 'Service unavailable', times: 5 });
    await story.press('ben', 'Take over');
    expect(heardNow(story, 'ben')).toMatchObject({ title: before.title, isPlaying: true });
    await story.advance(8 * SECOND);
    expect(story.shown().description).toContain(`${at(story, 'ada')}’s device did not answer: it may still be playing`);
  });

  it('an old device that fell asleep is no trouble', async () => {
    const story = await live();
    const [phone] = story.accounts.ada.devices;
    if (phone) story.accounts.ada.sleep(phone);
    await offer(story, 'ada');
    await story.press('ben', 'Take over');
    expect(playing(story)).toEqual(['ben']);
    await story.advance(8 * SECOND);
    expect(story.shown().description).not.toContain('may still be playing');
  });

  it('by somebody whose link has died offers to connect again, and changes nothing until then', async () => {
    const story = await live();
    await offer(story, 'ada');
    story.accounts.ben.revoke();
    story.spotify.failNext({
      path: /player$/,
      status: 401,
      body: { error: { status: 401, message: 'The access token expired' } },
    });
    const asked = await story.press('ben', 'Take over');
    expect(story.told(asked)).toContain('Connect again');
    expect(playing(story)).toEqual(['ada']);
    await agree(story, await openConsent(story, 'ben', asked), 'ben');
    expect(playing(story)).toEqual(['ben']);
  });

  it('that fails on the new device lets the old one go on, and nothing has changed', async () => {
    const story = await live();
    story.expectWarning('a press failed: spotify is unavailable');
    story.expectWarning('a device did not follow while the session was taken over');
    const before = heardNow(story, 'ada');
    await offer(story, 'ada');
    story.accounts.ben.premium = false;
    expect(story.told(await story.press('ben', 'Take over'))).toContain('Premium');
    expect(playing(story)).toEqual(['ada']);
    expect(heardNow(story, 'ada').title).toBe(before.title);
    await story.advance(8 * SECOND);
    expect(story.shown().description).not.toContain('may still be playing');
    expect(story.told(await story.type('ben', '/sesh pause'))).toContain('Only the host');
    expect(buttonsOf(story.card())).toContain('Take over');
    await story.advance(40 * MINUTE);
    expect(new Set(story.heard('ada')).size).toBe(4);
  });

  it('whose new device gives no clear answer but plays ends with one source', async () => {
    const story = await live();
    story.expectWarning('a press failed: spotify is unavailable');
    await offer(story, 'ada');
    story.spotify.failNext({ method: 'PUT', path: /play$/, status: 502, body: 'Bad gateway', afterEffect: true });
    await story.press('ben', 'Take over');
    await story.advance(10 * SECOND);
    expect(playing(story)).toHaveLength(1);
  });

  it('by somebody whose link lacks the permission happens by itself once it is given', async () => {
    const story = await live();
    await story.join('elif');
    const [phone] = story.accounts.elif.devices;
    if (phone) story.accounts.elif.wake(phone);
    await offer(story, 'ada', 'elifff');
    const asked = await story.press('elif', 'Take over');
    expect(story.told(asked)).toContain('The session is yours by itself afterwards');
    const browser = await openConsent(story, 'elif', asked);
    const page = await agree(story, browser, 'elif');
    expect(page.text).toContain('The session is yours now');
    expect(playing(story)).toEqual(['elif']);
    expect(lastAnswer(story, 'elif')?.content).toContain('You are the host now');
  });

  it('does not happen when the offer is gone before the consent', async () => {
    const story = await live();
    await story.join('elif');
    await offer(story, 'ada', 'elifff');
    const asked = await story.press('elif', 'Take over');
    const browser = await openConsent(story, 'elif', asked);
    await story.type('elif', '/sesh leave');
    await agree(story, browser, 'elif');
    expect(playing(story)).toEqual(['ada']);
  });

  it('is refused to somebody who hosts elsewhere', async () => {
    const story = await live();
    await offer(story, 'ada');
    const balcony = story.guild.addChannel('balcony');
    await story.people.ben.type(balcony, '/sesh create');
    await story.settle();
    expect(story.told(await story.press('ben', 'Take over'))).toContain('already hosting a session in another channel');
    expect(playing(story)).toEqual(['ada']);
  });

  it('while it is paused goes on from where it stood', async () => {
    const story = await live();
    await story.press('ada', 'Pause');
    const before = heardNow(story, 'ada');
    await story.advance(5 * MINUTE);
    await offer(story, 'ada');
    await story.press('ben', 'Take over');
    const after = heardNow(story, 'ben');
    expect([after.title, after.isPlaying]).toEqual([before.title, true]);
    expect(Math.abs(after.progressMs - before.progressMs)).toBeLessThan(2 * SECOND);
    await story.advance(10 * SECOND);
    expect(story.shown().title).toBe(`▶ ${before.title}`);
  });
});

describe('disconnecting while a session is offered', () => {
  it('by whom it is offered to takes the offer away, and the evening goes on', async () => {
    const story = await live();
    await offer(story, 'ada');
    await story.type('ben', '/sesh unlink');
    await story.advance(6 * SECOND);
    expect(buttonsOf(story.card())).not.toContain('Take over');
    expect(playing(story)).toEqual(['ada']);
  });

  it('by the host ends the evening, and the offer leads nowhere', async () => {
    const story = await live();
    await offer(story, 'ada');
    await story.advance(5 * SECOND);
    const old = story.card();
    const asked = await story.type('ada', '/sesh unlink');
    await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it and disconnect');
    await story.settle();
    const customId = `sesh:v1:take-over:${/sesh:v1:skip:(\w+)/.exec(JSON.stringify(old.components))?.[1]}`;
    const late = await story.people.ben.forge({ message: old, customId });
    await story.settle();
    expect(story.told(late)).toContain('is over');
    expect(playing(story)).toEqual([]);
  });
});

describe('/sesh kick', () => {
  it('sends a member away for the evening, with their songs; not by linking either do they come back', async () => {
    const story = await live('songs:2');
    await story.press('finn', 'Join');
    await story.press('elif', 'Join');
    const queue = async () => JSON.stringify((await story.type('finn', '/sesh queue')).replies[0]?.embeds);
    expect(await queue()).toContain(story.people.ben.user.id);
    expect(story.told(await story.type('ben', '/sesh kick member:@elifff'))).toContain('Only the host');
    expect(story.told(await story.type('ada', '/sesh kick member:@ada.plays'))).toContain(
      'The host cannot be sent away',
    );
    expect(story.told(await story.type('ada', '/sesh kick member:@dev.null'))).toContain('not in this session');
    expect(story.told(await story.type('ada', '/sesh kick member:@bennybeats'))).toContain('is out for this evening');
    expect(await queue()).not.toContain(story.people.ben.user.id);
    expect(story.told(await story.press('ben', 'Join'))).toContain('You were sent away');
    expect(story.told(await story.type('ben', '/sesh join'))).toContain('You were sent away');
    expect(story.told(await story.type('ben', '/sesh add song:redline'))).toContain('You were sent away');

    const asked = await story.type('elif', '/sesh link');
    await story.type('ada', '/sesh kick member:@elifff');
    await story.link('elif', asked);
    await story.settle();
    expect(story.told(await story.press('elif', 'Join'))).toContain('You were sent away');
  });

  it('is for whoever manages the channel as well', async () => {
    const story = await lobby();
    const gus = story.guild.addPerson(story.discord.addUser('Gus', { username: 'gus' }), {
      permissions: ['MANAGE_CHANNELS'],
    });
    expect(story.told(await gus.type(story.channel, '/sesh kick member:@bennybeats'))).toContain(
      'is out for this evening',
    );
    await story.advance(5 * SECOND);
    expect(story.shown().description).not.toContain(at(story, 'ben'));
  });
});
