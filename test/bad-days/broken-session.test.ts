import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { Channel } from '../../sim/discord/discord.ts';
import { askCondition } from '../../src/operator/control-client.ts';
import { MINUTE, nextSecond, SECOND, type Story, startStory, temporaryFolder } from '../stories/story.ts';

const BROKEN = 'This session broke off';
const SAID = 'a session cannot be read: it is over, and deleted';

/** Ada's evening plays in the music channel, Ben's in the den; something happens to Ada's while the bot sleeps. */
async function twoEvenings() {
  const story = await startStory({
    awake: { ada: ['phone'], ben: ['computer'] },
    configured: { databasePath: join(temporaryFolder(), 'sesh.db') },
  });
  await story.create('ada', 'songs:2');
  await story.press('ada', 'Start');
  const den = story.guild.addChannel('den');
  await story.link('ben', await story.people.ben.type(den, '/sesh create songs:10'));
  await story.advance(2 * SECOND);
  await story.people.chloe.press(story.card(), 'Join');
  await story.people.ben.press(story.card(den), 'Start');
  await story.advance(10 * SECOND);
  return { story, den };
}

async function whileAsleep(story: Story, statement: string): Promise<void> {
  await story.bot.close();
  const db = new Database(story.settings.databasePath);
  db.exec(statement);
  db.close();
  await story.restart();
  await story.advance(10 * SECOND);
}

const DAMAGES: [string, (id: string) => string][] = [
  ['a pick', (id: string) => `update picks set fate = '{"state":"lost"}' where session_id = '${id}'`],
  ['what plays', (id: string) => `update sessions set playback = 'x' where id = '${id}'`],
  ['its phase', (id: string) => `update sessions set phase = 'encore' where id = '${id}'`],
  ['its host', (id: string) => `update sessions set host_id = 'x' where id = '${id}'`],
  ['the time of its last press', (id: string) => `update sessions set touched_at = 9e18 where id = '${id}'`],
  ['the programme', (id: string) => `delete from programmes where session_id = '${id}'`],
  ['a member', (id: string) => `update members set tops = '[1]' where session_id = '${id}'`],
];

it('one evening of which something cannot be read is over, said once, and the others go on', async () => {
  const { story, den } = await twoEvenings();
  story.expectWarning(SAID);
  for (const [name, damage] of DAMAGES) {
    nextSecond();
    await expectBrokenOff(story, den, damage).catch((cause: unknown) => {
      throw new Error(`with ${name} damaged`, { cause });
    });
    await story.press('ada', 'Start');
    await story.people.chloe.press(story.card(), 'Join');
    await story.advance(10 * SECOND);
  }
}, 60_000);

async function expectBrokenOff(story: Story, den: Channel, damage: (id: string) => string): Promise<void> {
  const id = /sesh:v1:queue:(\w+)/.exec(JSON.stringify(story.card().components))?.[1] ?? '';
  const heard = story.heard('ben').length;
  const said = story.warnings.filter((message) => message === SAID).length;
  await whileAsleep(story, damage(id));

  expect(story.shown()).toMatchObject({ title: BROKEN, description: expect.stringContaining('`/sesh create`') });
  expect(story.card().components).toEqual([]);
  expect(story.card(den).components).not.toEqual([]);
  await story.people.ben.press(story.card(den), 'Skip');
  await story.advance(MINUTE);
  expect(story.heard('ben').length).toBeGreaterThan(heard);
  expect((await fetch(`${story.settings.web.publicUrl}/readyz`)).status).toBe(200);
  expect((await askCondition(story.settings.databasePath))?.sessions).toEqual({ lobby: 0, live: 1, ended: 0 });
  expect(story.told(await story.type('chloe', '/sesh privacy'))).toContain('and 0 evenings');

  await story.restart();
  await story.advance(MINUTE);
  expect(story.warnings.filter((message) => message === SAID)).toHaveLength(said + 1);
  expect(story.shown().title).toBe(BROKEN);
  expect(story.told(await story.type('ada', '/sesh create'))).not.toContain('already');
  await story.advance(2 * SECOND);
  expect(story.shown().title).toBe('Who brings the music tonight?');
}
