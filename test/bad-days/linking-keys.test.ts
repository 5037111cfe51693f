import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { agree, headline, openConsent } from '../stories/linking-steps.ts';
import { MINUTE, type Story, startStory, temporaryFolder } from '../stories/story.ts';

const CLOSED = 'a link cannot be opened with SECRET_KEY: the person has to link again';
const RESEALED = 'encrypted again with the first SECRET_KEY';
const ASKED_AGAIN = 'Spotify no longer accepts your old connection.';
/** Long enough for every access token in memory to have died. */
const TOKENS_DEAD = 70 * MINUTE;

/** Ada and Ben are linked, and the bot has forgotten every access token. */
async function twoLinked(): Promise<Story> {
  const story = await startStory({ configured: { databasePath: join(temporaryFolder(), 'sesh.db') } });
  await story.link('ada', await story.type('ada', '/sesh link'));
  await story.link('ben', await story.type('ben', '/sesh link'));
  return story;
}

/** Does something to the rows while the bot sleeps. */
async function tamper(story: Story, ...statements: readonly string[]): Promise<void> {
  await story.bot.close();
  const db = new Database(story.settings.databasePath);
  for (const statement of statements) db.exec(statement);
  db.close();
  await story.restart();
}

async function isAskedAgain(story: Story, name: 'ada' | 'ben'): Promise<boolean> {
  return story.told(await story.type(name, '/sesh link')).startsWith(ASKED_AGAIN);
}

function refreshes(story: Story): number {
  return story.spotify.requests.filter(({ body }) => JSON.stringify(body)?.includes('"refresh_token"')).length;
}

/** Linking again mends it: the songs come along. */
async function relinks(story: Story, name: 'ada' | 'ben'): Promise<void> {
  const browser = await openConsent(story, name, await story.type(name, '/sesh create'));
  expect(headline(await agree(story, browser, name))).toBe('You are connected');
  expect(story.shown().description).toContain(`<@${story.people[name].user.id}> host · 5 songs`);
}

describe('a rotation of SECRET_KEY', () => {
  it('seals everything anew at the start, so that the old key can be dropped next time', async () => {
    const story = await twoLinked();
    await openConsent(story, 'chloe', await story.type('chloe', '/sesh link'));
    const [fresh, old] = [randomBytes(32), ...story.settings.secretKeys];
    await story.restart({ secretKeys: [fresh, old ?? fresh] });
    const resealed = story.lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === RESEALED);
    expect(resealed.map(({ count }) => count)).toEqual([3]);
    await story.restart({ secretKeys: [fresh] });
    await story.advance(TOKENS_DEAD);
    expect([await isAskedAgain(story, 'ada'), await isAskedAgain(story, 'ben')]).toEqual([false, false]);
    expect(story.lines.filter((line) => line.includes(RESEALED))).toHaveLength(1);
    await relinks(story, 'ada');
    await story.press('ben', 'Join');
    expect(refreshes(story)).toBe(1);
  });

  it('finds a consent under way in its old seal', async () => {
    const story = await twoLinked();
    const browser = await openConsent(story, 'chloe', await story.type('chloe', '/sesh link'));
    const [old] = story.settings.secretKeys;
    const fresh = randomBytes(32);
    await story.restart({ secretKeys: [fresh, old ?? fresh] });
    await story.restart({ secretKeys: [fresh] });
    expect(headline(await agree(story, browser, 'chloe'))).toBe('You are connected');
  });
});

describe('a link that cannot be opened', () => {
  it('because the key is another one asks the person to link again, in one line of the log, and the right key mends it', async () => {
    const story = await twoLinked();
    story.expectWarning(CLOSED);
    const { secretKeys } = story.settings;
    await story.restart({ secretKeys: [randomBytes(32)] });
    expect([await isAskedAgain(story, 'ada'), await isAskedAgain(story, 'ada')]).toEqual([true, true]);
    expect(story.warnings.filter((message) => message === CLOSED)).toHaveLength(1);
    expect(refreshes(story)).toBe(0);
    await story.restart({ secretKeys });
    expect(await isAskedAgain(story, 'ada')).toBe(false);
  });

  it.each([
    ['a byte was changed', "update links set refresh_token = 'A' || substr(refresh_token, 2) || 'AA'"],
    ['it was cut', "update links set refresh_token = 'short'"],
    ['it is empty', "update links set refresh_token = ''"],
  ])('because %s', async (_, statement) => {
    const story = await twoLinked();
    story.expectWarning(CLOSED);
    await tamper(story, statement);
    expect(await isAskedAgain(story, 'ben')).toBe(true);
    expect(refreshes(story)).toBe(0);
    await relinks(story, 'ben');
  });

  it('because two rows exchanged their tokens gives nobody the other’s music', async () => {
    const story = await twoLinked();
    story.expectWarning(CLOSED);
    await tamper(
      story,
      'create temp table before as select user_id, refresh_token from links',
      'update links set refresh_token = (select refresh_token from before where before.user_id <> links.user_id)',
    );
    expect([await isAskedAgain(story, 'ada'), await isAskedAgain(story, 'ben')]).toEqual([true, true]);
    expect(refreshes(story)).toBe(0);
    await relinks(story, 'ada');
  });

  it('because the row is no longer what we wrote', async () => {
    const story = await twoLinked();
    story.expectWarning('a link is damaged: the person has to link again');
    await tamper(story, "update links set permissions = '{not json'");
    expect(story.told(await story.type('ben', '/sesh link'))).toContain('Connect your Spotify account');
    await relinks(story, 'ben');
  });
});
