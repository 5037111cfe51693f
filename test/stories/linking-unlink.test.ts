import { describe, expect, it } from 'vitest';
import { SECOND, tell } from './story.ts';

describe('unlinking', () => {
  it('disconnects at once; a member leaves, their waiting songs go, and Join takes them in as a guest', async () => {
    const story = await tell();
    await story.create('ada', 'songs:2');
    await story.join('ben');
    const told = story.told(await story.type('ben', '/sesh unlink'));
    expect(told).toContain('Disconnected; everything stored about you is deleted. You have left the session');
    expect(told).toContain('press **Join** to come back as a guest');
    expect(story.shown().description).not.toContain(story.people.ben.user.id);
    expect(story.told(await story.press('ben', 'Join'))).toContain('You are in as a guest.');
    await story.advance(6 * SECOND);
    expect(story.shown().description).toContain(`<@${story.people.ben.user.id}> guest`);
  });

  it('asks a host first, because it ends their session', async () => {
    const story = await tell({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:2');
    await story.press('ada', 'Start');
    await story.advance(10_000);
    const asking = await story.type('ada', '/sesh unlink');
    expect(story.told(asking)).toContain('Disconnecting ends it');
    expect(story.accounts.ada.now().isPlaying).toBe(true);
    await story.people.ada.press(asking.reply ?? { id: '' }, 'End it and disconnect');
    await story.settle();
    expect(story.accounts.ada.now().isPlaying).toBe(false);
    expect(story.shown().description).toContain('The host disconnected Spotify.');
    expect(story.told(await story.type('ada', '/sesh unlink'))).toContain('not connected');
  });
});
