import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from '../../sim/world.ts';
import { askCondition } from '../../src/operator/control-client.ts';
import { breakDisk, fillDisk } from '../failing-disk.ts';
import { MINUTE, SECOND, type Story, startStory, temporaryFolder } from '../stories/story.ts';

const WENT_WRONG = 'Something went wrong on my side';
const METRIC = 'a metric cannot be read';

async function metricsOf({ settings: { metrics } }: Story): Promise<{ status: number; lines: string[] }> {
  const response = await fetch(`http://127.0.0.1:${metrics?.port}/metrics`);
  return { status: response.status, lines: (await response.text()).split('\n') };
}

it('a disk that fails for a while ends nothing: what shows numbers shows those it has, what is pressed afterwards works', async () => {
  const databasePath = join(temporaryFolder(), 'sesh.db');
  const metrics = { host: '127.0.0.1', port: await freePort() };
  const story = await startStory({ configured: { databasePath, metrics }, awake: { ada: ['phone'] } });
  await story.create('ada');
  const about = ['an operator’s command could not be answered', 'a press failed', 'nobody was reminded of a link'];
  for (const message of [METRIC, ...about]) story.expectWarning(message);

  const mend = breakDisk();
  const first = await metricsOf(story);
  expect([first.status, first.lines.filter((line) => line.startsWith('sesh_ready'))]).toEqual([200, ['sesh_ready 0']]);
  expect(first.lines.some((line) => line.startsWith('sesh_memory_bytes{kind="rss"}'))).toBe(true);
  expect(first.lines.filter((line) => /^sesh_(sessions|links)/.test(line))).toEqual([]);
  await metricsOf(story);
  expect(story.warnings.filter((message) => message === METRIC)).toHaveLength(2); // two families, each once
  expect((await fetch(`${story.settings.web.publicUrl}/readyz`)).status).toBe(503);
  expect((await fetch(`${story.settings.web.publicUrl}/healthz`)).status).toBe(200);
  await expect(askCondition(databasePath)).rejects.toThrow();
  expect(await story.people.ada.complete(story.channel, '/sesh remove song:"a"')).not.toEqual([]); // read from memory
  expect(story.told(await story.type('ada', '/sesh queue'))).toContain('The order is drawn');
  expect(story.told(await story.press('finn', 'Join'))).toContain(WENT_WRONG);

  mend();
  const after = await metricsOf(story);
  expect(after.lines).toContain('sesh_ready 1');
  expect(after.lines).toContain('sesh_sessions{phase="lobby"} 1');
  expect((await askCondition(databasePath))?.sessions).toEqual({ lobby: 1, live: 0, ended: 0 });
  expect(story.told(await story.press('finn', 'Join'))).toContain('You are in as a guest.');
  await story.advance(SECOND);
});

it('a full disk ends nothing: presses are told, the music goes on, Spotify is rarely asked, and all is well once there is room', async () => {
  const story = await startStory({ awake: { ada: ['phone'] } });
  const failures = ['conducting a session failed', 'a press failed', 'housekeeping failed'];
  const calls = 'the state of the calls could not be stored';
  for (const message of [...failures, calls]) story.expectWarning(message);
  const isReady = async () => (await fetch(`${story.settings.web.publicUrl}/readyz`)).ok;
  await story.create('ada', 'songs:10');
  await story.press('ada', 'Start');
  await story.advance(30 * SECOND);
  expect(await isReady()).toBe(true);
  await story.advance(2 * SECOND);

  const makeRoom = fillDisk();
  expect(await isReady()).toBe(false);
  const before = story.spotify.requests.length;
  expect(story.told(await story.press('ada', 'Pause'))).toContain(WENT_WRONG);
  await story.advance(2 * SECOND);
  const heard = story.heard('ada').length;
  await story.advance(60 * MINUTE);
  expect(story.heard('ada').length).toBeGreaterThan(heard);
  expect(story.spotify.requests.length - before).toBeLessThan(30);

  makeRoom();
  expect(await isReady()).toBe(true);
  expect(story.told(await story.press('finn', 'Join'))).toContain('You are in as a guest.');
  await story.advance(10 * MINUTE);
  expect(story.shown().title).toBe('That was everybody’s music');
});
