import { expect, it } from 'vitest';
import { buttonsOf } from '../stories/menus.ts';
import { SECOND, type Story, startStory } from '../stories/story.ts';

/* Votes that are enough while nothing more may be asked. */

const votedFor = (story: Story) => buttonsOf(story.card()).find((label) => label.startsWith('Skip'));

it('the vote that would be enough counts only if whoever gives it may still ask something', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  const kitchen = story.guild.addChannel('kitchen');
  await story.link('ben', await story.people.ben.type(kitchen, '/sesh create'));
  await story.settle();
  const asked = await story.people.ben.type(kitchen, '/sesh end');
  await story.people.ben.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.create('ada', 'songs:3');
  for (const name of ['ben', 'finn'] as const) await story.press(name, 'Join');
  await story.advance(5 * SECOND);
  await story.press('ada', 'Start');
  await story.advance(30 * SECOND);
  await story.type('ada', '/sesh host member:@bennybeats');
  const isBens = () => story.shown().description.includes(`Brought by <@${story.people.ben.user.id}>`);
  for (; isBens(); await story.advance(5 * SECOND)) await story.type('ada', '/sesh skip');
  for (let press = 0; press < 12; press++)
    expect(story.told(await story.press('ben', 'Take over'))).toContain('not open on any of your devices');

  const { length } = story.heard('ada');
  await story.type('finn', '/sesh skip');
  expect(story.told(await story.type('ben', '/sesh skip'))).toContain('That was a lot at once');
  await story.advance(3 * SECOND);
  expect([votedFor(story), story.heard('ada').length]).toEqual(['Skip (1/2)', length]);
  await story.advance(30 * SECOND);
  await story.type('ben', '/sesh skip');
  await story.advance(5 * SECOND);
  expect([votedFor(story), story.heard('ada').length]).toEqual(['Skip', length + 1]);
});

it('somebody is sent away, and the votes are enough, while Spotify wants to be left alone: the card says so', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  for (const message of ['the player cannot be reached', 'spotify refuses a group of calls until a time'])
    story.expectWarning(message);
  await story.create('ada', 'songs:5');
  for (const name of ['dev', 'elif', 'finn'] as const) await story.type(name, '/sesh join');
  await story.press('ada', 'Start');
  await story.advance(30 * SECOND);
  await story.type('dev', '/sesh skip');
  await story.type('finn', '/sesh skip');
  const headers = { 'Retry-After': '600' };
  story.spotify.failNext({ path: /player$/, status: 429, headers, body: 'Too many requests' });
  story.spotify.failNext({ path: /player\/(play|next)$/, status: 429, headers, body: 'Too many requests' });
  await story.type('ada', '/sesh kick member:@elifff');
  await story.advance(5 * SECOND);
  expect(story.shown().description).toContain('wait until');
  expect([story.shown().title, votedFor(story)]).toEqual([`▶ ${story.heard('ada')[0]}`, 'Skip (2/2)']);
});
