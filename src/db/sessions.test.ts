import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listeningLog } from '../../test/stories/story.ts';
import { track } from '../../test/track.ts';
import { bring, guest, join } from '../session/members.ts';
import { judge } from '../session/player/judge.ts';
import { end, type Lobby, open } from '../session/session.ts';
import { DEFAULTS } from '../session/settings.ts';
import { start } from '../session/start.ts';
import { createFarewellStore } from './farewells.ts';
import { openDb } from './open.ts';
import { createSessionStore } from './sessions.ts';

const NOW = Date.UTC(2026, 10, 21, 20);

function lobby(id = 'one', channelId = 'channel', hostId = 'ada'): Lobby {
  const fresh = open(
    { id, guildId: 'guild', channelId, seed: '0'.repeat(32) },
    hostId,
    { ...DEFAULTS, songs: 2, period: 'month' },
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
  const { log } = listeningLog();
  return {
    db,
    restarted: () => createSessionStore(db, { log, now: () => NOW }),
    sessions: createSessionStore(db, { log, now: () => NOW }),
    farewells: createFarewellStore(db, { log, now: () => NOW }),
  };
}

const store = () => stores().sessions;

it('gives back every phase as it was saved', () => {
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
    sessions.save(session);
    expect(sessions.find('one')).toEqual(session);
  }
  sessions.placeCard('one', carded.card);
  for (const session of [carded, end(carded, 'over', NOW + 9)]) {
    sessions.save(session);
    expect(sessions.find('one')).toEqual(session);
  }
});

it('stores a session whole when only some of it has changed', () => {
  const sessions = store();
  const live = start(lobby(), { id: 'phone', name: 'Phone' }, NOW + 2);
  sessions.save(live);
  const [first, second] = live.setlist;
  if (!first || !second) throw new Error('two songs were brought');
  const played = { ...first, bringers: ['ben', 'ada'], fate: { state: 'played', at: NOW + 9 } as const };
  const added = { ...second, id: 'p9', track: track('c'), addedBy: 'ben', round: 2 };
  const steps = [
    { ...live, setlist: [played, second] },
    { ...live, setlist: [second, played] },
    { ...live, setlist: [second, added, played], members: live.members.slice(0, 1) },
    { ...live, setlist: [added], members: live.members.toReversed() },
    live,
  ];
  for (const step of steps) {
    sessions.save(step);
    expect(sessions.find('one')).toEqual(step);
  }
});

it('reads a session once until it is written, and lets nobody change what others get', () => {
  const sessions = store();
  sessions.save(lobby());
  const read = sessions.find('one');
  expect(sessions.openIn('channel')).toBe(read);
  expect(() => Object.assign(read?.members[0]?.tops?.[0] ?? {}, { title: 'another' })).toThrow(TypeError);
  sessions.placeCard('one', { messageId: 'm', postedAt: NOW });
  expect(sessions.find('one')?.card).toEqual({ messageId: 'm', postedAt: NOW });
  expect(() => sessions.save({ ...lobby(), members: [], seed: 'none' })).not.toThrow();
  expect(sessions.find('one')).toBeNull(); // what cannot be read is found at once
});

it('knows nothing of a save that was taken back', () => {
  const sessions = store();
  sessions.save(lobby());
  sessions.save(lobby('two', 'elsewhere', 'dev'));
  const before = sessions.find('two');
  const moved = { ...lobby('two', 'channel', 'dev'), members: [] };
  expect(() => sessions.save(moved)).toThrow(/UNIQUE/);
  expect(sessions.find('two')).toEqual(before);
});

it('writes everything in the first save after a start, whatever the rows held', () => {
  const { db, sessions, restarted } = stores();
  const live = start(lobby(), { id: 'phone', name: 'Phone' }, NOW + 2);
  sessions.save(live);
  db.$client.exec('update picks set place = place + 7');
  const afterwards = restarted();
  expect(afterwards.find('one')).toEqual(live);
  afterwards.save(live);
  const places = db.$client.prepare('select place from picks order by place').pluck().all();
  expect(places).toEqual([...live.setlist.keys()]);
});

it('finds the open session of a channel, a host and a member, and none that has ended', () => {
  const sessions = store();
  sessions.save(lobby());
  expect(sessions.openIn('channel')?.id).toBe('one');
  expect(sessions.openHostedBy('ada')?.id).toBe('one');
  expect(sessions.openWith('ben').map(({ id }) => id)).toEqual(['one']);
  sessions.save(end(lobby(), 'ended', NOW + 1));
  expect([sessions.openIn('channel'), sessions.openHostedBy('ada'), sessions.openWith('ben')]).toEqual([
    null,
    null,
    [],
  ]);
});

it('never holds two open sessions in one channel, or of one host', () => {
  const sessions = store();
  sessions.save(lobby());
  expect(() => sessions.save(lobby('two', 'channel', 'dev'))).toThrow(/UNIQUE/);
  expect(() => sessions.save(lobby('three', 'elsewhere', 'ada'))).toThrow(/UNIQUE/);
  expect(sessions.allOpen().map(({ id }) => id)).toEqual(['one']);
});

it('forgets everything about sessions that ended long ago, and nothing else; of each with a card a farewell stays', () => {
  const { sessions, farewells } = stores();
  for (const [id, channel] of ['one', 'two', 'three'].entries())
    sessions.save(end(lobby(channel, channel, `host ${id}`), 'ended', NOW));
  sessions.save(end(lobby('gone', 'gone', 'gone'), 'gone', NOW));
  sessions.save(lobby('open'));
  for (const id of ['one', 'two', 'gone', 'open'])
    sessions.placeCard(id, { messageId: `card of ${id}`, postedAt: NOW });
  expect([sessions.forgetEndedBefore(NOW), farewells.all()]).toEqual([0, []]);
  expect(sessions.forgetEndedBefore(NOW + 1)).toBe(4);
  expect(['one', 'two', 'three', 'gone', 'open'].map((id) => sessions.find(id)?.id)).toEqual([
    ...[undefined, undefined, undefined, undefined, 'open'],
  ]);
  const numbers = { started: false, played: 0, skipped: 0, lastedMs: 0, people: 3 };
  const bye = { since: NOW, triedAt: null, says: { of: 'forgotten', numbers } };
  expect(farewells.all()).toEqual([
    { ...bye, sessionId: 'one', channelId: 'one', messageId: 'card of one' },
    { ...bye, sessionId: 'two', channelId: 'two', messageId: 'card of two' },
  ]);
});

it('knows of which ended sessions the card does not show what is stored', () => {
  const { sessions } = stores();
  const ended = end(lobby(), 'ended', NOW);
  sessions.save(lobby('open', 'elsewhere', 'dev'));
  sessions.save(ended);
  expect(sessions.endedUnshown()).toEqual(['one']);
  sessions.noteRecapShown('one');
  expect(sessions.endedUnshown()).toEqual([]);
  sessions.save({ ...ended, members: [] });
  expect(sessions.endedUnshown()).toEqual(['one']);
});

it('is opened by one process at a time', () => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'sesh-'));
  const path = joinPath(folder, 'deep', 'sesh.db');
  const db = openDb(path);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(() => openDb(path)).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
  db.$client.close();
  openDb(path).$client.close();
});

it('finds every session that bears a name, whoever has left it and however it ended', () => {
  const sessions = store();
  const live = start(lobby('one'), { id: 'phone', name: 'Phone' }, NOW + 2);
  const [first, second] = live.setlist;
  if (!first || !second) throw new Error('two songs were brought');
  const skipped = { ...first, fate: { state: 'skipped', at: NOW, by: 'dev' } as const };
  const brought = { ...second, bringers: ['ada', 'elif'] };
  sessions.save(end({ ...live, setlist: [skipped, brought] }, 'ended', NOW + 9));
  sessions.save(lobby('two', 'elsewhere', 'finn'));
  const naming = ['ada', 'ben', 'dev', 'elif', 'finn', 'eli'].map((id) => sessions.naming(id).sort());
  expect(naming).toEqual([['one'], ['one', 'two'], ['one'], ['one'], ['two'], []]);
});
