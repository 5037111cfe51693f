import { describe, expect, it } from 'vitest';
import type { Page } from '../../sim/browser.ts';
import type { Interaction } from '../../sim/discord/discord.ts';
import { agree, headline, openConsent } from '../stories/linking-steps.ts';
import { MINUTE, nextSecond, SECOND, type Story, startStory } from '../stories/story.ts';

/** What may have become of somebody, or of their place, while they were at Spotify’s consent. */
const CHANGES: Record<string, (story: Story) => void> = {
  'left the server': ({ guild, people }) => guild.removePerson(people.ben.user),
  'is timed out': ({ guild, people, clock }) => guild.timeOut(people.ben.user, clock.now() + MINUTE),
  'no longer sees the channel': ({ channel, people }) =>
    channel.setRights([{ for: { id: people.ben.user.id }, deny: ['VIEW_CHANNEL'] }]),
  'no longer sees it by their role': ({ channel }) => channel.setRights([{ for: 'people', deny: ['VIEW_CHANNEL'] }]),
  'lost what their role allowed everywhere': ({ guild }) => guild.setPeoplePermissions(['SEND_MESSAGES']),
  'may not use commands there': ({ channel, people }) =>
    channel.setRights([{ for: { id: people.ben.user.id }, deny: ['USE_APPLICATION_COMMANDS'] }]),
};

/** Makes all of that undone. */
function mend({ guild, people, channel, clock }: Story): void {
  guild.addPerson(people.ben.user);
  guild.timeOut(people.ben.user, clock.now() - 1);
  guild.setPeoplePermissions(['VIEW_CHANNEL', 'SEND_MESSAGES', 'USE_APPLICATION_COMMANDS']);
  channel.setRights([]);
}

const WORDS = 'you are no longer in that server, or may not use me in that channel now';

/** Ben goes through the link that he was offered, and something changes just before the end. */
async function finish(story: Story, asking: Interaction, change: (story: Story) => void): Promise<Page> {
  const browser = await openConsent(story, 'ben', asking);
  change(story);
  return agree(story, browser, 'ben');
}

const sessions = (story: Story) => story.discord.messages(story.channel).filter(({ embeds }) => embeds.length > 0);

describe('a link is finished, but what it was for is not done', () => {
  it('a lobby, for somebody who may not be there any more', async () => {
    const story = await startStory();
    const seen: unknown[] = [];
    for (const [name, change] of Object.entries(CHANGES)) {
      nextSecond();
      const asking = await story.type('ben', '/sesh create songs:2');
      const page = await finish(story, asking, change);
      const said = [page.text.includes(WORDS), story.told(asking)];
      seen.push([name, page.status, headline(page), sessions(story).length, ...said]);
      mend(story);
      await story.type('ben', '/sesh unlink');
      await story.advance(MINUTE);
    }
    const told = expect.stringContaining('Connected. You are no longer in that server');
    expect(seen).toEqual(Object.keys(CHANGES).map((name) => [name, 200, 'You are connected', 0, true, told]));
  });

  it('a session, for somebody who may not be there any more', async () => {
    const story = await startStory({ awake: { ada: ['phone'], ben: ['phone'] } });
    await story.create('ada', 'songs:10');
    await story.press('ada', 'Start');
    await story.advance(20 * SECOND);
    const seen: unknown[] = [];
    for (const [name, change] of Object.entries(CHANGES)) {
      nextSecond();
      await story.link('ben', await story.type('ben', '/sesh link'));
      await story.press('ben', 'Join');
      await story.type('ada', '/sesh host member:@bennybeats');
      await story.advance(5 * SECOND);
      const page = await finish(story, await story.press('ben', 'Take over'), change);
      await story.advance(5 * SECOND);
      const players = [story.accounts.ada, story.accounts.ben].map((account) => account.now().isPlaying);
      seen.push([name, page.text.includes(WORDS), ...players]);
      mend(story);
      await story.type('ben', '/sesh unlink');
      await story.advance(MINUTE);
    }
    expect(seen).toEqual(Object.keys(CHANGES).map((name) => [name, true, true, false]));
  });

  it('a playlist, for somebody who may not be there any more', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:2');
    await story.press('ada', 'Start');
    await story.advance(60 * SECOND);
    const ending = await story.type('ada', '/sesh end');
    await story.people.ada.press(ending.reply ?? { id: '' }, 'End it');
    await story.advance(5 * SECOND);
    const seen: [string, boolean][] = [];
    for (const [name, change] of Object.entries(CHANGES)) {
      nextSecond();
      const page = await finish(story, await story.press('ben', 'Save as playlist'), change);
      seen.push([name, page.text.includes(WORDS)]);
      mend(story);
      await story.type('ben', '/sesh unlink');
      await story.advance(MINUTE);
    }
    expect(seen).toEqual(Object.keys(CHANGES).map((name) => [name, true]));
    expect(story.spotify.requests.filter(({ path }) => path === '/v1/me/playlists')).toEqual([]);
  });

  it('songs, for a guest who left the server', async () => {
    const story = await startStory();
    await story.create('ada', 'songs:2');
    await finish(story, await story.press('ben', 'Join'), CHANGES['left the server'] ?? (() => {}));
    await story.advance(6 * SECOND);
    expect(story.shown().description).toContain(`<@${story.people.ben.user.id}> guest`);
  });

  it.each([
    ['is out of reach', { cut: true, times: 9 }],
    ['is broken', { status: 503, times: 9 }],
    ['answers something else', { status: 200, body: 'hello', times: 9 }],
  ])('while nobody can say because Discord %s', async (_, fault) => {
    const story = await startStory();
    story.expectWarning('what a link was for could not be done');
    const asking = await story.type('ben', '/sesh create songs:2');
    const page = await finish(story, asking, () => story.discord.failNext({ path: /\/members\/\d+$/, ...fault }));
    expect([page.status, headline(page)]).toEqual([200, 'You are connected']);
    expect(page.text).toContain('use /sesh create once more');
    expect(sessions(story)).toEqual([]);
  });

  it('songs follow where nobody can say so', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    story.expectWarning('nobody knows whether somebody is still there');
    await story.create('ada', 'songs:2');
    await finish(story, await story.press('ben', 'Join'), () =>
      story.discord.failNext({ path: /\/members\/\d+$/, status: 503, times: 9 }),
    );
    await story.advance(6 * SECOND);
    expect(story.shown().description).toContain(`<@${story.people.ben.user.id}> songs to follow`);
  });
});

describe('a link is finished, and what it was for is done', () => {
  it.each<[string, (story: Story) => void]>([
    ['nothing has changed', () => {}],
    ['a timeout is over', ({ guild, people, clock }) => guild.timeOut(people.ben.user, clock.now() - 1)],
    ['others may not write', ({ channel }) => channel.setRights([{ for: 'people', deny: ['SEND_MESSAGES'] }])],
  ])('when %s', async (_, change) => {
    const story = await startStory();
    const page = await finish(story, await story.type('ben', '/sesh create songs:2'), change);
    expect(page.text).toContain('Your lobby is open');
    expect(sessions(story)).toHaveLength(1);
  });

  it('in a thread', async () => {
    const story = await startStory();
    const thread = story.guild.addThread(story.channel, 'tonight');
    const page = await finish(story, await story.people.ben.type(thread, '/sesh create songs:2'), () => {});
    expect(page.text).toContain('Your lobby is open');
    expect(story.card(thread).embeds).toHaveLength(1);
  });
});
