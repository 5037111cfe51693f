import { expect, it } from 'vitest';
import type { Device } from '../../sim/spotify/spotify.ts';
import { MINUTE, SECOND, type Story, startStory } from './story.ts';

/* Some speakers play what they are told by the app beside them, and take no command from outside. */

const SPEAKERS = [
  ['without an id', { withoutId: true, restricted: true }],
  ['with an id', { restricted: true }],
] as const;

function addSpeaker(story: Story, traits: { withoutId?: boolean; restricted: boolean }): Device {
  return story.accounts.ada.addDevice({ name: 'Shelf', type: 'Speaker', awake: true, ...traits });
}

it.each(SPEAKERS)('a speaker %s that is the only device is not taken for one that sleeps', async (_, traits) => {
  const story = await startStory();
  story.accounts.ada.transferTo(addSpeaker(story, traits));
  story.accounts.ada.pressPlay();
  story.expectWarning('a press failed: spotify is unavailable');
  await story.create('ada', 'songs:2');
  expect(story.shown().description).toContain('Spotify is open on Shelf, which takes no commands from outside.');
  expect(story.told(await story.press('ada', 'Start'))).toContain('takes no commands from outside');
  expect(story.shown().title).toBe('Who brings the music tonight?');
});

it.each(SPEAKERS)('a speaker %s that is there and silent is named in the lobby and at Start', async (_, traits) => {
  const story = await startStory();
  addSpeaker(story, traits);
  story.expectWarning('a press failed: spotify is unavailable');
  await story.create('ada', 'songs:2');
  expect(story.shown().description).toContain('Spotify is open on Shelf, which takes no commands from outside.');
  expect(story.told(await story.press('ada', 'Start'))).toContain(
    'Spotify is open only on Shelf, which takes no commands',
  );

  story.accounts.ada.addDevice({ name: 'Phone', type: 'Smartphone', awake: true });
  await story.advance(MINUTE);
  await story.press('ada', 'Start');
  await story.advance(5 * SECOND);
  expect(story.accounts.ada.now().device?.name).toBe('Phone');
});

it.each(SPEAKERS)('music that the host moved to a speaker %s stays there, and everybody is told', async (_, traits) => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  const { ada } = story.accounts;
  const [phone] = ada.devices;
  const speaker = addSpeaker(story, traits);
  await story.create('ada', 'songs:4');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  ada.transferTo(speaker);
  for (const label of ['Skip', 'Pause']) {
    expect(story.told(await story.press('ada', label))).toContain('takes no commands from outside');
  }
  await story.advance(5 * SECOND);
  expect(story.shown().description).toContain('Spotify is open on Shelf, which takes no commands from outside.');
  await story.advance(6 * MINUTE);
  expect([ada.now().device?.name, ada.now().isPlaying]).toEqual(['Shelf', true]);

  if (phone) ada.transferTo(phone);
  await story.advance(6 * MINUTE);
  expect(story.shown().description).not.toContain('takes no commands');
});

it('the end tells that music on such a speaker plays on', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:3');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  story.accounts.ada.transferTo(addSpeaker(story, { withoutId: true, restricted: true }));
  const asked = await story.press('ada', 'End');
  await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.advance(2 * SECOND);
  expect(asked.replies[0]?.content).toContain('press pause in Spotify itself');
  expect(story.shown().description).toContain('may still be playing');
});

it('an episode and a song that the host had queued by hand are counted at Start', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  const { ada, dev } = story.accounts;
  await story.create('ada', 'songs:3');
  for (const id of dev.tops.long_term.slice(5, 6)) ada.queueByHand(id);
  const local = story.spotify.addTrack({
    title: 'Demo',
    artists: ['Ada'],
    album: 'Tapes',
    durationMs: MINUTE,
    local: true,
  });
  ada.queueByHand(local.id);
  await story.press('ada', 'Start');
  await story.advance(5 * SECOND);
  expect(story.shown().description).toContain('2 songs from');
});
