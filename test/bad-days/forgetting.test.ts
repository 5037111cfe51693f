import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND, type Story, startStory, temporaryFolder } from '../stories/story.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HOPELESS = 'the card of a forgotten session could not be edited for a month';
const NOT_EDITED = 'the card could not be edited';

type No = { status: number; body: unknown };

const DOWN: No = { status: 503, body: 'upstream' };
/** What may be over some time. */
const PASSING: No[] = [
  DOWN,
  { status: 403, body: { code: 50_013, message: 'Missing Permissions' } },
  { status: 403, body: { code: 50_001, message: 'Missing Access' } },
  { status: 400, body: { code: 50_083, message: 'Thread is archived' } },
  { status: 400, body: { code: 0, message: 'odd' } },
];

/** Ada and Ben heard something, and Ada ended the evening. */
async function overEvening(): Promise<{ story: Story; folder: string }> {
  const folder = temporaryFolder();
  const story = await startStory({ awake: { ada: ['phone'] }, configured: { databasePath: join(folder, 'sesh.db') } });
  await story.create('ada', 'songs:2');
  await story.join('ben');
  await story.press('ada', 'Start');
  await story.advance(10 * MINUTE);
  const asked = await story.type('ada', '/sesh end');
  await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
  await story.advance(6 * SECOND);
  expect(story.shown().title).toBe('What we heard');
  return { story, folder };
}

/** Every edit of a message fails like this, until the returned function ends it. */
function editsFail(story: Story, no: No, times = 100_000): () => void {
  return story.discord.failNext({ method: 'PATCH', path: /\/messages\/\d+$/, times, ...no });
}

function edits(story: Story): number {
  return story.discord.requests.filter(({ method, path }) => method === 'PATCH' && /\/messages\/\d+$/.test(path))
    .length;
}

function isForgotten(story: Story): boolean {
  const text = JSON.stringify(story.card());
  return story.shown().title === 'An evening with Sesh' && !text.includes('open.spotify.com') && !/<@\d+>/.test(text);
}

/** The names of the cast's songs that stand in any byte of the database's files. */
function songsIn(folder: string, story: Story): string[] {
  const files = readdirSync(folder).filter((file) => !file.endsWith('.sock'));
  const bytes = files.map((file) => readFileSync(join(folder, file)));
  const titles = new Set([...story.heard('ada')]);
  return [...titles].filter((title) => bytes.some((each) => each.includes(title)));
}

describe('a day after the evening its songs go from the database at once, and from the card as soon as that can be edited', () => {
  it('whatever keeps it from being edited for an hour', async () => {
    const { story, folder } = await overEvening();
    expect(songsIn(folder, story)).not.toEqual([]);
    await story.advance(DAY - MINUTE);
    for (const no of PASSING) editsFail(story, no, 1);
    await story.advance(HOUR);
    expect([isForgotten(story), songsIn(folder, story)]).toEqual([false, []]);
    await story.advance(HOUR);
    expect(isForgotten(story)).toBe(true);
    const done = edits(story);
    await story.advance(5 * HOUR);
    expect(edits(story)).toBe(done);
  });

  it('the process died between the two steps, or while the edit was under way', async () => {
    const { story, folder } = await overEvening();
    await story.advance(DAY - MINUTE);
    const mend = editsFail(story, DOWN);
    await story.advance(HOUR);
    await story.restart();
    expect([isForgotten(story), songsIn(folder, story)]).toEqual([false, []]);
    mend();
    await story.restart();
    await story.settle();
    expect(isForgotten(story)).toBe(true);
  });

  it.each([
    ['the message was deleted', { status: 404, body: { code: 10_008, message: 'Unknown Message' } }],
    ['the channel is gone', { status: 404, body: { code: 10_003, message: 'Unknown Channel' } }],
    ['the server is gone', { status: 404, body: { code: 10_004, message: 'Unknown Guild' } }],
  ])('%s: nothing is tried again', async (_, no) => {
    const { story } = await overEvening();
    await story.advance(DAY - MINUTE);
    editsFail(story, no);
    await story.advance(2 * HOUR);
    const tried = edits(story);
    await story.restart();
    await story.advance(HOUR);
    expect(edits(story)).toBe(tried);
  });

  it('that it never can is written down after a month, and no longer tried', async () => {
    const { story } = await overEvening();
    story.expectWarning(HOPELESS);
    await story.advance(DAY - MINUTE);
    editsFail(story, { status: 403, body: { code: 50_001, message: 'Missing Access' } });
    await story.advance(32 * DAY);
    expect(story.warnings.filter((message) => message === HOPELESS)).toHaveLength(1);
    const tried = edits(story);
    expect(tried).toBeLessThan(150);
    await story.advance(2 * DAY);
    expect(edits(story)).toBe(tried);
  }, 60_000);
});

describe('what a card still shows of an evening that is over', () => {
  it('is made the recap after a restart, however long ago it ended', async () => {
    const { story } = await evening();
    const mend = editsFail(story, DOWN);
    story.expectWarning(NOT_EDITED);
    const asked = await story.type('ada', '/sesh end');
    await story.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
    await story.advance(2 * HOUR);
    expect(story.shown().title).not.toBe('What we heard');
    await story.bot.close();
    mend();
    await story.restart();
    await story.advance(MINUTE);
    expect(story.shown().title).toBe('What we heard');
    const after = edits(story);
    await story.restart();
    await story.advance(MINUTE);
    expect(edits(story)).toBe(after);
  });

  it('loses the name of somebody who unlinked, also when the process died before it could be edited', async () => {
    const { story } = await overEvening();
    await story.advance(3 * HOUR);
    const name = `<@${story.people.ben.user.id}>`;
    expect(JSON.stringify(story.card())).toContain(name);
    const mend = editsFail(story, DOWN);
    story.expectWarning(NOT_EDITED);
    expect(story.told(await story.type('ben', '/sesh unlink'))).toContain('Disconnected');
    await story.bot.close();
    mend();
    await story.restart();
    await story.advance(MINUTE);
    expect(JSON.stringify(story.card())).not.toContain(name);
  });
});

async function evening(): Promise<{ story: Story }> {
  const story = await startStory({
    awake: { ada: ['phone'] },
    configured: { databasePath: join(temporaryFolder(), 'sesh.db') },
  });
  await story.create('ada', 'songs:2');
  await story.press('ada', 'Start');
  await story.advance(MINUTE);
  return { story };
}
