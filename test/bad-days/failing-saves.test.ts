import { describe, expect, it } from 'vitest';
import { failSave } from '../failing-disk.ts';
import { MINUTE, SECOND, type Story, tell } from '../stories/story.ts';

/* A disk that fails one save: what the player does, what the card says and what comes next agree all the same. */

const WENT_WRONG = 'Something went wrong on my side';

async function lobby(): Promise<Story> {
  const story = await tell({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:4');
  return story;
}

async function live(): Promise<Story> {
  const story = await lobby();
  await story.press('ada', 'Start');
  await story.advance(30 * SECOND);
  return story;
}

/** Returns true once a request to this path has come to Spotify since now. */
function onceAsked(story: Story, path: RegExp): () => boolean {
  const before = story.spotify.requests.length;
  return () => story.spotify.requests.slice(before).some((request) => path.test(request.path));
}

describe('a yes of the player that cannot be written down', () => {
  it('to Start leaves the evening on, because the music plays', async () => {
    const story = await lobby();
    story.expectWarning('a press failed');
    const isSent = onceAsked(story, /player\/play$/);
    const failed = failSave(isSent);
    await story.press('ada', 'Start');
    await story.advance(5 * SECOND);
    expect([failed(), story.accounts.ada.now().isPlaying]).toEqual([1, true]);
    expect(story.shown().title).toBe(`▶ ${story.heard('ada')[0]}`);
    await story.advance(40 * MINUTE);
    expect([story.shown().title, new Set(story.heard('ada')).size]).toEqual(['That was everybody’s music', 4]);
  });

  it('to Skip leaves the song skipped', async () => {
    const story = await live();
    story.expectWarning('a press failed');
    const failed = failSave(onceAsked(story, /player\/(play|next)$/));
    expect(story.told(await story.type('ada', '/sesh skip'))).toContain(WENT_WRONG);
    await story.advance(5 * SECOND);
    const [first, second] = story.heard('ada');
    expect([failed(), story.shown().title]).toEqual([1, `▶ ${second}`]);
    await story.advance(40 * MINUTE);
    expect(story.heard('ada').filter((title) => title === first)).toHaveLength(1);
  });
});
