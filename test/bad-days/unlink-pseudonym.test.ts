import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { SECOND, type Story, startStory, temporaryFolder } from '../stories/story.ts';

async function live(options = 'songs:2') {
  const databasePath = join(temporaryFolder(), 'sesh.db');
  const story = await startStory({ awake: { ada: ['phone'] }, configured: { databasePath } });
  await story.create('ada', options);
  await story.press('finn', 'Join');
  await story.press('ada', 'Start');
  await story.advance(20 * SECOND);
  return { story, databasePath };
}

/** Everything that stands in the file, as rows. */
async function everything(story: Story, path: string): Promise<string> {
  await story.bot.close();
  const db = new Database(path, { readonly: true });
  const tables = ['sessions', 'members', 'picks', 'links', 'link_requests'];
  const rows = tables.map((table) => db.prepare(`select * from ${table}`).all());
  db.close();
  await story.restart();
  return JSON.stringify(rows);
}

/** What stands in the files while they are in use, deleted or not. */
function bytesOf(path: string): string {
  const files = [path, `${path}-wal`].filter(existsSync);
  return files.map((file) => readFileSync(file, 'latin1')).join('');
}

const add = (story: Story, name: 'finn' | 'chloe', song: { id: string }) =>
  story.type(name, `/sesh add song:spotify:track:${song.id}`);
/** Songs that are nobody’s favourites. */
const trackIds = (story: Story) =>
  ['One', 'Two'].map(
    (title) => story.spotify.addTrack({ title, artists: [`Band ${title}`], album: title, durationMs: 180_000 }).id,
  );

describe('unlinking during an evening', () => {
  it('does not undo being sent away, neither in a lobby nor later, nor after a restart', async () => {
    const { story } = await live();
    await story.type('ada', '/sesh kick member:@finn_the_guest');
    expect(story.told(await story.press('finn', 'Join'))).toContain('You were sent away this evening');
    expect(story.told(await story.type('finn', '/sesh unlink'))).toContain('Everything stored about you is deleted');
    expect(story.told(await story.press('finn', 'Join'))).toContain('You were sent away this evening');
    await story.link('ben', await story.type('ben', '/sesh link'));
    await story.press('ben', 'Join');
    await story.type('ben', '/sesh unlink');
    await story.type('finn', '/sesh unlink');
    expect(story.told(await story.press('finn', 'Join'))).toContain('You were sent away this evening');
    expect(story.told(await story.press('ben', 'Join'))).toContain('You are in as a guest');
  });

  it('keeps the limit of added songs', async () => {
    const { story } = await live('songs:1');
    const [one = '', two = ''] = trackIds(story);
    await story.press('ada', 'Skip');
    await add(story, 'finn', { id: one });
    await story.advance(4 * 60 * SECOND);
    expect(story.told(await add(story, 'finn', { id: two }))).toContain('You have added as many songs');
    await story.type('finn', '/sesh unlink');
    await story.press('finn', 'Join');
    expect(story.told(await add(story, 'finn', { id: two }))).toContain('You have added as many songs');
  });

  it('shows “someone” for what was theirs, also once they are back, and counts nobody by it', async () => {
    const { story } = await live();
    const [one = ''] = trackIds(story);
    await add(story, 'finn', { id: one });
    await story.press('ada', 'Skip');
    await story.advance(20 * SECOND);
    const { id } = story.people.finn.user;
    expect(story.shown().description).toContain(`Brought by <@${id}>`);
    await story.type('finn', '/sesh unlink');
    await story.press('finn', 'Join');
    await story.advance(10 * SECOND);
    expect(story.shown().description).toContain('Brought by someone');
    expect(JSON.stringify(story.card())).not.toMatch(new RegExp(`someone:|${id}`));
  });

  it('leaves nothing but “someone” once the evening is over', async () => {
    const { story, databasePath } = await live();
    const [one = ''] = trackIds(story);
    await add(story, 'finn', { id: one });
    await story.press('ada', 'Skip');
    await story.advance(20 * SECOND);
    await story.press('chloe', 'Join');
    await story.press('chloe', 'Skip');
    await story.type('chloe', '/sesh unlink');
    await story.type('ada', '/sesh kick member:@finn_the_guest');
    await story.type('finn', '/sesh unlink');
    await story.advance(10 * SECOND);
    const { id } = story.people.finn.user;
    const during = await everything(story, databasePath);
    expect(during).not.toContain(id);
    expect(during.match(/someone:[\w-]{22}/g)?.length).toBeGreaterThanOrEqual(3);
    const ending = await story.type('ada', '/sesh end');
    expect(bytesOf(databasePath)).toContain('someone:');
    await story.people.ada.press(ending.reply ?? { id: '' }, 'End it');
    await story.advance(10 * SECOND);
    expect(bytesOf(databasePath)).not.toContain('someone:');
    const after = await everything(story, databasePath);
    expect(after).not.toContain('someone:');
    expect(after).not.toContain(id);
    expect(story.shown().description).toContain('someone');
  });

  it('leaves none in the files either when the evening ends by itself', async () => {
    const { story, databasePath } = await live();
    await story.type('ada', '/sesh kick member:@finn_the_guest');
    await story.type('finn', '/sesh unlink');
    await story.press('ada', 'Pause');
    expect(bytesOf(databasePath)).toContain('someone:');
    for (let hour = 0; hour < 4; hour++) await story.advance(60 * 60 * SECOND);
    expect(story.card().components).not.toContain('Resume');
    expect(bytesOf(databasePath)).not.toContain('someone:');
  });

  it('is told to whoever was in one, and only to them', async () => {
    const { story } = await live();
    expect(story.told(await story.type('finn', '/sesh unlink'))).toContain(
      'Until it ends, a fingerprint without your name',
    );
    await story.link('ben', await story.type('ben', '/sesh link'));
    expect(story.told(await story.type('ben', '/sesh unlink'))).not.toContain('fingerprint');
  });
});
