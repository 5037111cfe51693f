import { expect, it, onTestFinished } from 'vitest';
import { createWorld, freePort } from '../../sim/world.ts';
import { actionsIn, createRecordingLog, EVENING, SECOND } from '../../test/stories/story.ts';
import { openMetrics } from './listener.ts';
import { toText } from './text.ts';

it('tells every family once, with its kind, and what has no values not at all', () => {
  const { text, unread } = toText({
    sessions: () => ({ lobby: 1, live: 2, ended: 0 }),
    links: () => ({ alive: 4, dead: 1 }),
    interactions: () => ({ answered: 7, late: 1, failed: 0 }),
    calls: () => [
      { group: 'player', lastDay: 120, closedUntil: null },
      { group: 'odd "group"', lastDay: 3, closedUntil: 2_000 },
      { group: 'tops', lastDay: 0, closedUntil: 500 },
    ],
    isReady: () => true,
    lag: () => ({ median: 0.001, worst: 0.02 }),
    memory: () => ({ rss: 100, heapUsed: 50 }),
    now: () => 1_000,
  });
  expect(text).toBe(`# HELP sesh_ready Whether gateway and database really work.
# TYPE sesh_ready gauge
sesh_ready 1
# HELP sesh_sessions Sessions that are stored, by phase.
# TYPE sesh_sessions gauge
sesh_sessions{phase="lobby"} 1
sesh_sessions{phase="live"} 2
sesh_sessions{phase="ended"} 0
# HELP sesh_links Connected Spotify accounts.
# TYPE sesh_links gauge
sesh_links{state="alive"} 4
sesh_links{state="dead"} 1
# HELP sesh_interactions_total Commands and presses, by how they ended.
# TYPE sesh_interactions_total counter
sesh_interactions_total{outcome="answered"} 7
sesh_interactions_total{outcome="late"} 1
sesh_interactions_total{outcome="failed"} 0
# HELP sesh_spotify_calls_day Spotify calls in a rolling day.
# TYPE sesh_spotify_calls_day gauge
sesh_spotify_calls_day{group="player"} 120
sesh_spotify_calls_day{group="odd \\"group\\""} 3
sesh_spotify_calls_day{group="tops"} 0
# HELP sesh_spotify_closed Whether Spotify has asked to wait for long.
# TYPE sesh_spotify_closed gauge
sesh_spotify_closed{group="player"} 0
sesh_spotify_closed{group="odd \\"group\\""} 1
sesh_spotify_closed{group="tops"} 0
# HELP sesh_event_loop_lag_seconds How late the event loop came since the last reading.
# TYPE sesh_event_loop_lag_seconds gauge
sesh_event_loop_lag_seconds{stat="median"} 0.001
sesh_event_loop_lag_seconds{stat="worst"} 0.02
# HELP sesh_memory_bytes Memory of the process.
# TYPE sesh_memory_bytes gauge
sesh_memory_bytes{kind="rss"} 100
sesh_memory_bytes{kind="heap_used"} 50
`);
  expect(unread).toEqual([]);
});

it('of a running bot are read on an address of their own, and nowhere else', async () => {
  const world = await createWorld({ standingAt: EVENING });
  const config = await world.config();
  const metrics = { host: '127.0.0.1', port: await freePort() };
  const bot = await world.openBot({ ...config, metrics }, createRecordingLog().log);
  onTestFinished(async () => {
    await bot.close();
    await world.close();
  });
  const { type, create, press } = actionsIn(world);
  await create('ada');
  await press('ben', 'Join');
  world.discord.failNext({
    method: 'POST',
    path: /\/callback$/,
    status: 404,
    body: { code: 10_062, message: 'Unknown interaction' },
  });
  const late = type('ada', '/sesh queue');
  await world.advance(4 * SECOND);
  await late.catch(() => {});

  const address = `http://127.0.0.1:${metrics.port}`;
  const text = await (await fetch(`${address}/metrics`)).text();
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'sesh_ready 1',
      'sesh_sessions{phase="lobby"} 1',
      'sesh_links{state="alive"} 1',
      'sesh_spotify_calls_day{group="profile"} 1',
      'sesh_spotify_closed{group="player"} 0',
      'sesh_interactions_total{outcome="answered"} 2',
      'sesh_interactions_total{outcome="late"} 1',
    ]),
  );
  expect(Number(/sesh_memory_bytes{kind="rss"} (\d+)/.exec(text)?.[1])).toBeGreaterThan(2 ** 20);
  expect((await fetch(`${address}/healthz`)).status).toBe(404);
  expect((await fetch(`${config.web.publicUrl}/metrics`)).status).toBe(404);
});

it('cannot be read on an address that is taken', async () => {
  const nothing = { ...{ sessions: () => ({}), links: () => ({ alive: 0, dead: 0 }), interactions: () => ({}) } };
  const readings = { ...nothing, calls: () => [], isReady: () => false, now: () => 0 };
  const { log } = createRecordingLog();
  const first = await openMetrics({ host: '127.0.0.1', port: 0 }, readings, log);
  onTestFinished(first.close);
  await expect(openMetrics({ host: '127.0.0.1', port: first.port }, readings, log)).rejects.toThrow(/EADDRINUSE/);
});
