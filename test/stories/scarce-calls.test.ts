import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../sim/world.ts';
import { actionsIn, createRecordingLog, EVENING, MINUTE, SECOND, startStory } from './story.ts';

const QUOTA_SPENT = {
  status: 429,
  body: { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } },
};

it('the lobby keeps the host’s token fresh: Start goes out at once, however long friends were waited for', async () => {
  const story = await startStory({ awake: { ada: ['computer'] } });
  await story.create('ada');
  const refreshes = () => story.spotify.requests.filter(({ path }) => path === '/api/token').length;
  for (let wait = 0; wait < 6; wait++) {
    await story.advance(19 * MINUTE);
    await story.type('ben', wait % 2 === 0 ? '/sesh join' : '/sesh leave');
  }
  const [, computer] = story.accounts.ada.devices;
  if (computer) story.accounts.ada.wake(computer);
  const before = refreshes();
  expect(before).toBeGreaterThan(1);
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  expect([story.heard('ada').length, refreshes()]).toEqual([1, before]);
});

it('a press while Spotify wants to be left alone is told until when, and nothing happens later', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  story.expectWarning('the player cannot be reached');
  story.expectWarning('a press failed: spotify is unavailable');
  story.expectWarning('spotify refuses a group of calls until a time');
  await story.create('ada', 'songs:3');
  await story.press('ada', 'Start');
  await story.advance(30 * SECOND);
  story.spotify.failNext({ path: /pause$/, ...QUOTA_SPENT, headers: { 'Retry-After': '600' } });
  expect(story.told(await story.press('ada', 'Pause'))).toMatch(/^Spotify lets us ask only so often.* after <t:\d+:t>/);
  const asked = story.spotify.requests.length;
  expect(story.told(await story.press('ada', 'Skip'))).toMatch(/^Spotify lets us ask only so often.* after <t:\d+:t>/);
  await story.advance(9 * MINUTE);
  expect(story.spotify.requests).toHaveLength(asked);
  await story.advance(3 * MINUTE);
  expect(story.accounts.ada.record.every(({ fromMs, toMs }) => toMs - fromMs > 60 * SECOND)).toBe(true);
  expect(story.shown().description).not.toContain('wait until');
});

it('a restart does not ask Spotify again before the time', async () => {
  const world = await createWorld({ standingAt: EVENING, awake: { ada: ['phone'] } });
  const folder = mkdtempSync(join(tmpdir(), 'sesh-'));
  const { log } = createRecordingLog();
  const config = await world.config({ databasePath: join(folder, 'sesh.db') });
  let bot = await world.openBot(config, log);
  onTestFinished(async () => {
    await bot.close();
    await world.close();
    rmSync(folder, { recursive: true });
  });
  const { create, press, shown } = actionsIn(world);
  await create('ada', 'songs:10');
  await press('ada', 'Start');
  await world.advance(30 * SECOND);
  world.spotify.failNext({ path: /player$/, ...QUOTA_SPENT, headers: { 'Retry-After': '1800' } });
  await world.advance(5 * MINUTE);
  const asked = () => world.spotify.requests.filter(({ path }) => path.includes('/player')).length;
  const before = asked();
  await bot.close();
  bot = await world.openBot(config, log);
  await world.settle();
  await world.advance(20 * MINUTE);
  expect([asked(), shown().description.includes('Spotify asked us to wait until')]).toEqual([before, true]);
  await world.advance(15 * MINUTE);
  expect([asked() > before, world.spotify.violations]).toEqual([true, []]);
});
