import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linkIn } from '../../sim/world.ts';
import { agree, headline, openConsent, scopesAsked } from '../stories/linking-steps.ts';
import { MINUTE, type Story, startStory, temporaryFolder } from '../stories/story.ts';

const DAY = 24 * 60 * MINUTE;
/** The evening is on the 21st of November; six months later is the 21st of May. */
const DIES = Date.UTC(2027, 4, 21, 19);
const REMINDER = `Spotify ends every connection after six months, yours on <t:${DIES / 1_000}:D>.`;

async function linkedHost(): Promise<Story> {
  const story = await startStory({ configured: { databasePath: join(temporaryFolder(), 'sesh.db') } });
  await story.create('ada', 'songs:2');
  return story;
}

/** The bot sleeps until then: its hourly rounds through half a year would be all this test does. */
async function until(story: Story, time: number): Promise<void> {
  await story.bot.close();
  await story.advance(time - story.clock.now());
  await story.restart();
  await story.settle();
}

it('half a month before it dies the next private answer says so, once, and renewing asks for all it has', async () => {
  const story = await linkedHost();
  await until(story, DIES - 16 * DAY);
  expect(story.told(await story.type('ada', '/sesh help'))).not.toContain(REMINDER);
  await until(story, DIES - 15 * DAY);
  const asking = await story.type('ada', '/sesh help');
  expect(story.told(asking)).toContain(REMINDER);
  expect(story.told(await story.type('ada', '/sesh help'))).not.toContain(REMINDER);
  const browser = await openConsent(story, 'ada', asking);
  expect(scopesAsked(browser)).toContain('user-modify-playback-state');
  const done = await agree(story, browser, 'ada');
  expect(headline(done)).toBe('Your connection is renewed');
  expect(story.told(asking)).toMatch(/^Renewed: your connection works until <t:\d+:D>\.$/);
  await until(story, DIES + 6 * DAY);
  expect(story.told(await story.type('ada', '/sesh link'))).toContain('is connected, and you can host');
});

it('a press and a refusal are private answers too', async () => {
  const story = await linkedHost();
  await until(story, DIES - 14 * DAY);
  expect(story.told(await story.type('ada', '/sesh skip'))).toContain(REMINDER);
});

it('an answer that does not arrive reminds nobody, and the next one does', async () => {
  const story = await linkedHost();
  await until(story, DIES - 14 * DAY);
  const body = { message: 'Unknown Webhook', code: 10_015 };
  story.discord.failNext({ method: 'PATCH', path: /@original$/, status: 404, body });
  void story.people.ada.type(story.channel, '/sesh help'); // waits in vain
  await story.settle();
  expect(story.told(await story.type('ada', '/sesh help'))).toContain(REMINDER);
});

it('a new consent is reminded of anew', async () => {
  const story = await linkedHost();
  await until(story, DIES - 14 * DAY);
  const asking = await story.type('ada', '/sesh help');
  await agree(story, await openConsent(story, 'ada', asking), 'ada');
  expect(story.told(await story.type('ada', '/sesh help'))).not.toContain('six months');
  await until(story, story.clock.now() + 170 * DAY);
  expect(story.told(await story.type('ada', '/sesh help'))).toContain('Spotify ends every connection after six months');
});

it('after six months the link is dead: people are asked to link again, and the reminder is silent', async () => {
  const story = await linkedHost();
  story.expectWarning('top songs could not be fetched');
  await until(story, DIES + MINUTE);
  const first = await story.type('ada', '/sesh create');
  expect(story.told(first)).not.toContain('six months');
  await story.advance(3 * 60 * MINUTE);
  const asking = await story.type('ada', '/sesh create');
  expect(story.told(asking)).toContain('Spotify no longer accepts your old connection.');
  expect(linkIn(asking)).toContain('/link/');
});
