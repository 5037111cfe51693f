import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRecordingLog } from '../../test/stories/story.ts';
import { track } from '../../test/track.ts';
import { end } from '../session/ending.ts';
import { open } from '../session/lobby.ts';
import { bring, guest, join } from '../session/members.ts';
import { judge } from '../session/player/judge.ts';
import type { Lobby } from '../session/session.ts';
import { DEFAULT_SETTINGS } from '../session/settings.ts';
import { start } from '../session/start.ts';
import { createFarewellStore } from './farewells.ts';
import { openDb } from './open.ts';
import { createSessionStore } from './sessions.ts';

const NOW = Date.UTC(2026, 10, 21, 20);

function lobby(id = 'one', channelId = 'channel', hostId = 'ada'): Lobby {
  const fresh = open(
    { id, guildId: 'guild', channelId, seed: '0'.repeat(32) },
    hostId,
    { ...DEFAULT_SETTINGS, songs: 2, period: 'month' },
    NOW,
  );
  return bring(join(join(fresh, guest('ben'), NOW + 1), { id: 'chloe', guest: false, tops: null }, NOW + 1), hostId, [
    track('a', { isrc: 'ISRC', explicit: true }),
    track('b', { artUrl: 'https://i.example/b' }),
  ]);
}

function stores() {
  const db = openDb(':memory:');
  onTestFinished(() => void db.$client.close());
  const { log } = createRecordingLog();
  return {
    db,
    restarted: () => createSessionStore(db, { log, now: () => NOW }),
    sessions: createSessionStore(db, { log, now: () => NOW }),
    farewells: createFarewellStore(db, { log, now: () => NOW }),
  };
}

const store = () => stores().sessions;

it('gives back every phase as it was saved', async () => {
  const sessions = store();
  const live = start(lobby(), { id: 'phone', name: 'Phone' }, NOW + 2);
  const seen = {
    at: NOW + 700,
    saw: 'track',
    track: live.setlist[0]?.track ?? track('a'),
    progressMs: 600,
    isPlaying: true,
  } as const;
  const playing = judge(live, { ...seen, context: null, device: null, shuffle: false, repeat: 'off' }, NOW + 700).live;
  const carded = {
    ...playing,
    card: { messageId: 'm', postedAt: NOW },
    trouble: { kind: 'wait', since: NOW, until: NOW + 5 } as const,
  };
  for (const session of [lobby(), live, playing]) {
    await sessions.save(session);
    expect(await sessions.find('one')).toEqual(session);
  }
  await sessions.placeCard('one', carded.card);
  for (const session of [carded, end(carded, 'over', NOW + 9)]) {
    await sessions.save(session);
    expect(await sessions.find('one')).toEqual(session);
  }
});

it('stores a session whole when only some of it has changed', async () => {
  const sessions = store();
  const live = start(lobby(), { id: 'phone', name: 'Phone' }, NOW + 2);
  await sessions.save(live);
  const [first, second] = live.setlist;
  if (!first || !second) throw new Error('two songs were brought');
  const played = { ...first, broughtBy: ['ben', 'ada'], status: { state: 'played', at: NOW + 9 } as const };
  const added = { ...second, id: 'p9', track: track('c'), addedBy: 'ben', round: 2 };
  const steps = [
    { ...live, setlist: [played, second] },
    { ...live, setlist: [second, played] },
    { ...live, setlist: [second, added, played], members: live.members.slice(0, 1) },
    { ...live, setlist: [added], members: live.members.toReversed() },
    live,
  ];
  for (const step of steps) {
    await sessions.save(step);
    expect(await sessions.find('one')).toEqual(step);
  }
});

it('knows where a card is, whatever is saved besides', async () => {
  const sessions = store();
  await sessions.save(lobby());
  await sessions.placeCard('one', { messageId: 'm', postedAt: NOW });
  await sessions.save(lobby());
  expect((await sessions.find('one'))?.card).toEqual({ messageId: 'm', postedAt: NOW });
});

it('knows nothing of a save that was taken back', async () => {
  const sessions = store();
  await sessions.save(lobby());
  await sessions.save(lobby('two', 'elsewhere', 'dev'));
  const before = await sessions.find('two');
  const moved = { ...lobby('two', 'channel', 'dev'), members: [] };
  await expect(sessions.save(moved)).rejects.toThrow(/UNIQUE/);
  expect(await sessions.find('two')).toEqual(before);
});

it('writes everything in the first save after a start, whatever the rows held', async () => {
  const { db, sessions, restarted } = stores();
  const live = start(lobby(), { id: 'phone', name: 'Phone' }, NOW + 2);
  await sessions.save(live);
  db.$client.exec('update picks set place = place + 7');
  const afterwards = restarted();
  expect(await afterwards.find('one')).toEqual(live);
  await afterwards.save(live);
  const places = db.$client.prepare('select place from picks order by place').pluck().all();
  expect(places).toEqual([...live.setlist.keys()]);
});

it('never holds two open sessions in one channel, or of one host', async () => {
  const sessions = store();
  await sessions.save(lobby());
  await expect(sessions.save(lobby('two', 'channel', 'dev'))).rejects.toThrow(/UNIQUE/);
  await expect(sessions.save(lobby('three', 'elsewhere', 'ada'))).rejects.toThrow(/UNIQUE/);
  expect((await sessions.allOpen()).map(({ id }) => id)).toEqual(['one']);
});

it('forgets everything about sessions that ended long ago, and nothing else; of each with a card a farewell stays', async () => {
  const { sessions, farewells } = stores();
  for (const [id, channel] of ['one', 'two', 'three'].entries())
    await sessions.save(end(lobby(channel, channel, `host ${id}`), 'ended', NOW));
  await sessions.save(end(lobby('gone', 'gone', 'gone'), 'gone', NOW));
  await sessions.save(lobby('open'));
  for (const id of ['one', 'two', 'gone', 'open'])
    await sessions.placeCard(id, { messageId: `card of ${id}`, postedAt: NOW });
  expect([await sessions.forgetEndedBefore(NOW), await farewells.all()]).toEqual([0, []]);
  expect(await sessions.forgetEndedBefore(NOW + 1)).toBe(4);
  const left = await Promise.all(['one', 'two', 'three', 'gone', 'open'].map(sessions.find));
  expect(left.map((session) => session?.id)).toEqual([undefined, undefined, undefined, undefined, 'open']);
  const numbers = { started: false, played: 0, skipped: 0, lastedMs: 0, people: 3 };
  const bye = { since: NOW, triedAt: null, says: { of: 'forgotten', numbers } };
  expect(await farewells.all()).toEqual([
    { ...bye, sessionId: 'one', channelId: 'one', messageId: 'card of one' },
    { ...bye, sessionId: 'two', channelId: 'two', messageId: 'card of two' },
  ]);
});

it('knows of which ended sessions the card does not show what is stored', async () => {
  const { sessions } = stores();
  const ended = end(lobby(), 'ended', NOW);
  await sessions.save(lobby('open', 'elsewhere', 'dev'));
  await sessions.save(ended);
  expect(await sessions.endedUnshown()).toEqual(['one']);
  await sessions.noteRecapShown('one');
  expect(await sessions.endedUnshown()).toEqual([]);
  await sessions.save({ ...ended, members: [] });
  expect(await sessions.endedUnshown()).toEqual(['one']);
});

it('is opened by one process at a time', async () => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'sesh-'));
  const path = joinPath(folder, 'deep', 'sesh.db');
  const db = openDb(path);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(() => openDb(path)).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
  db.$client.close();
  openDb(path).$client.close();
});

it('finds every session that bears a name, whoever has left it and however it ended', async () => {
  const sessions = store();
  const live = start(lobby('one'), { id: 'phone', name: 'Phone' }, NOW + 2);
  const [first, second] = live.setlist;
  if (!first || !second) throw new Error('two songs were brought');
  const skipped = { ...first, status: { state: 'skipped', at: NOW, by: 'dev' } as const };
  const brought = { ...second, broughtBy: ['ada', 'elif'] };
  await sessions.save(end({ ...live, setlist: [skipped, brought] }, 'ended', NOW + 9));
  await sessions.save(lobby('two', 'elsewhere', 'finn'));
  const naming = await Promise.all(['ada', 'ben', 'dev', 'elif', 'finn', 'eli'].map(sessions.naming));
  expect(naming.map((ids) => ids.toSorted())).toEqual([['one'], ['one', 'two'], ['one'], ['one'], ['two'], []]);
});
