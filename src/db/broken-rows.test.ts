import Database from 'better-sqlite3';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRecordingLog } from '../../test/stories/story.ts';
import { track } from '../../test/track.ts';
import { end } from '../session/ending.ts';
import { open } from '../session/lobby.ts';
import { bring, guest, join } from '../session/members.ts';
import type { Lobby } from '../session/session.ts';
import { DEFAULT_SETTINGS } from '../session/settings.ts';
import { start } from '../session/start.ts';
import { createCallStore } from './calls.ts';
import { inspectDatabase, sessionsByPhase } from './condition.ts';
import { createFarewellStore } from './farewells.ts';
import { createLinkRequestStore, createLinkStore } from './links.ts';
import { type Db, openDb } from './open.ts';
import { drizzle, getTableConfig } from './orm.ts';
import { createPlaylistStore } from './playlists.ts';
import { reencryptAll } from './reencrypt.ts';
import * as schema from './schema.ts';
import { createSeal } from './seal.ts';
import { createSessionStore } from './sessions.ts';

/*
 * Every column of every table is broken in several ways, one at a time: by a disk, a hand, or a bug of ours that wrote what
 * it cannot read. Whatever it is, only the one it happened to is lost.
 */
const NOW = Date.UTC(2026, 10, 21, 20);
const DAY_MS = 24 * 3_600_000;
const [ADA, BEN] = ['100000000000000001', '100000000000000002'];
const seal = createSeal([Buffer.alloc(32, 1)]);

/** Every column takes bytes, and none expects them: they stand for the other ways in `npm test`. */
const WAYS = {
  bytes: `x'ff00fe'`,
  'JSON of something else': `'[{"nothing":1}]'`,
  'JSON that is cut off': `'{"state":"wai'`,
  nothing: 'null',
  'a number beyond all times': '9223372036854775807',
};

function lobby(id: string, channelId: string, hostId: string): Lobby {
  const place = { id, guildId: 'guild', channelId, seed: '0'.repeat(32) };
  const fresh = open(place, hostId, { ...DEFAULT_SETTINGS, songs: 2 }, NOW);
  return bring(join(fresh, guest(BEN), NOW), hostId, [track('a'), track('b')]);
}

function stores(db = emptyDb()) {
  const { log, warnings } = createRecordingLog();
  const sessions = createSessionStore(db, { log, now: () => NOW });
  return {
    db,
    warnings,
    sessions,
    farewells: createFarewellStore(db, { log, now: () => NOW }),
    links: createLinkStore(db, seal, log),
    requests: createLinkRequestStore(db, seal, log),
    playlists: createPlaylistStore(db, log),
    calls: createCallStore(db),
  };
}

function emptyDb() {
  const db = openDb(':memory:');
  onTestFinished(() => void db.$client.close());
  return db;
}

/** Returns what fills a database once, and copies it for everybody who asks again. */
function filled(fill: (all: ReturnType<typeof stores>) => Promise<void>): () => Promise<Db> {
  let image: Buffer | undefined;
  return async () => {
    if (!image) {
      const all = stores();
      await fill(all);
      image = all.db.$client.serialize();
    }
    const client = new Database(image);
    client.pragma('foreign_keys = ON');
    onTestFinished(() => void client.close());
    return drizzle({ client });
  };
}

/** One evening in each phase, and one that nothing happens to. */
const evenings = filled(async ({ sessions, playlists }) => {
  const device = { id: 'phone', name: 'Phone' };
  const live = start(lobby('live', 'second', 'dev'), device, NOW);
  const ended = end(start(lobby('ended', 'third', 'elif'), device, NOW), 'over', NOW);
  const whole = start(lobby('whole', 'fourth', ADA), device, NOW);
  for (const session of [lobby('lobby', 'first', 'chloe'), live, ended, whole]) {
    await sessions.save(session);
    await sessions.placeCard(session.id, { messageId: `card of ${session.id}`, postedAt: NOW });
  }
  await playlists.save({
    sessionId: 'ended',
    userId: BEN,
    playlistId: 'list',
    url: 'https://x.example/list',
    songs: 2,
  });
});

/** The accounts of two people, what they were asked, and what the bot notes for itself. */
const accounts = filled(async ({ db, links, requests, calls }) => {
  const grant = { accessToken: 'A', refreshToken: 'R', permissions: ['tops'] as const, expiresAt: NOW };
  const link = { accountId: 'x', authorizedAt: NOW, dead: false, reminded: false, permissions: ['tops'] as const };
  const person = { id: ADA, name: 'Ada', avatarUrl: null };
  const request = {
    purpose: { for: 'link' },
    permissions: ['tops'],
    expiresAt: NOW,
    browser: 'b',
    state: 's',
  } as const;
  for (const id of [ADA, BEN]) {
    await links.save({ ...link, userId: id, accountId: `account of ${id}` }, grant);
    await links.rememberDevice(id, { id: 'phone', name: 'Phone' });
    await requests.save({ ...request, id, person: { ...person, id }, proved: true, verifier: 'v', done: false });
  }
  await calls.openBreaker({ group: 'tops', until: NOW });
  await calls.saveCallCounts([{ group: 'tops', since: NOW, calls: 3 }], 0);
  const says = { of: 'broken' } as const;
  db.insert(schema.farewells).values({ messageId: 'm', channelId: 'c', sessionId: 's', says, since: NOW }).run();
});

function columnsOf(table: SQLiteTable): [table: string, column: string][] {
  const { name, columns } = getTableConfig(table);
  return columns.map((column) => [name, column.name]);
}

const OF_SESSIONS = [schema.sessions, schema.members, schema.picks, schema.programmes, schema.playlists];

describe.each(Object.entries(WAYS))('with %s in it', (_, value) => {
  it.each(OF_SESSIONS.flatMap(columnsOf))(
    '%s.%s: everybody else’s evening goes on, and what is lost can be deleted',
    async (table, column) => {
      const db = await evenings();
      const whole = await stores(db).sessions.find('whole');
      damage(db, `update or ignore ${table} set "${column}" = ${value} where ${key(table)} <> 'whole'`);
      const { warnings, sessions, farewells, playlists, links } = stores(db);

      const open = await sessions.allOpen();
      expect(open.find(({ id }) => id === 'whole')).toEqual(whole);
      for (const id of await sessions.endedUnshown()) await sessions.find(id);
      for (const user of [ADA, BEN, 'chloe', 'dev', 'elif']) await playlists.of(user);
      await playlists.find('ended', BEN);
      sessionsByPhase(db.$client);
      expect(inspectDatabase(db.$client, seal, NOW).isSound).toBe(true);
      expect(await links.find(BEN)).toBeNull();
      expect(await sessions.find('whole')).toEqual(whole);

      const left = await Promise.all(['lobby', 'live', 'ended'].map(sessions.find));
      const lost = ['lobby', 'live', 'ended'].filter((_, place) => left[place] === null);
      const said = warnings.filter((message) => message.startsWith('a session cannot be read'));
      if (column !== 'id') expect(said).toHaveLength(lost.length);
      const told = (await farewells.all()).map(({ sessionId, says }) => [sessionId, says.of]);
      const hasPlace = !['id', 'session_id', 'channel_id', 'card_message_id'].includes(column);
      if (hasPlace) expect(told.sort()).toEqual(lost.map((id) => [id, 'broken']).sort());

      for (const id of await sessions.naming(BEN)) await sessions.remove(id);
      await sessions.forgetEndedBefore(NOW + 1);
      await sessions.forgetEndedBefore(NOW + 1);
      expect(await sessions.endedUnshown()).toEqual([]);
      const rows = OF_SESSIONS.flatMap((one) => db.select().from(one).all());
      expect(JSON.stringify(rows)).not.toContain(BEN);
    },
  );

  it.each([schema.links, schema.linkRequests, schema.farewells, schema.breakers, schema.callCounts].flatMap(columnsOf))(
    '%s.%s: that row counts for nothing',
    async (table, column) => {
      const db = await accounts();
      const whose =
        column === 'user_id' || table === 'link_requests' || table === 'links' ? `where user_id = '${ADA}'` : '';
      damage(db, `update or ignore ${table} set "${column}" = ${value} ${whose}`);
      const { links, requests, calls, farewells } = stores(db);

      reencryptAll(db, createSeal([Buffer.alloc(32, 2), Buffer.alloc(32, 1)]));
      const found = [
        await links.find(ADA),
        await links.lastDevice(ADA),
        await links.accessToken(ADA),
        await links.refreshToken(ADA),
      ];
      expect(found).toHaveLength(4);
      expect([
        await requests.find(ADA),
        await requests.byState('s'),
        await requests.byBrowser('b'),
        await requests.of(ADA),
      ]).toHaveLength(4);
      expect([await farewells.all(), await calls.read()]).toHaveLength(2);
      expect(inspectDatabase(db.$client, seal, NOW).isSound).toBe(true);
      expect((await links.find(BEN))?.accountId).toBe(`account of ${BEN}`);
      expect((await requests.find(BEN))?.person.id).toBe(BEN);
      await links.remove(ADA);
      await requests.removeExpired(NOW + 48 * 3_600_000);
      expect(await requests.of(ADA)).toEqual([]);
    },
  );
});

it.each(['says', 'since', 'tried_at', 'session_id'])(
  'last words of which %s is lost are that the evening broke off',
  async (column) => {
    const { db } = stores();
    const says = { of: 'broken' } as const;
    db.insert(schema.farewells).values({ messageId: 'm', channelId: 'c', sessionId: 's', says, since: NOW }).run();
    damage(db, `update farewells set "${column}" = x'ff'`);
    const { farewells } = stores(db);
    const told = { messageId: 'm', channelId: 'c', sessionId: '', says, since: NOW, triedAt: null };
    expect([await farewells.all(), await farewells.all()]).toEqual([[told], [told]]);
  },
);

it('what a clock wrote that was wrong by years is not kept for years', async () => {
  const db = await evenings();
  const { sessions, requests, calls, farewells } = stores(db);
  const person = { id: ADA, name: 'Ada', avatarUrl: null };
  const request = {
    id: 'r',
    person,
    purpose: { for: 'link' },
    permissions: [],
    expiresAt: NOW,
    proved: false,
  } as const;
  await requests.save({ ...request, browser: null, state: null, verifier: null, done: false });
  const years = NOW + 5 * 365 * DAY_MS;
  await calls.saveCallCounts([{ group: 'tops', since: years, calls: 3 }], 0);
  db.$client.exec(
    `update sessions set ended_at = ${years} where id = 'ended'; update link_requests set expires_at = ${years}`,
  );

  await sessions.forgetEndedBefore(NOW - DAY_MS);
  await requests.removeExpired(NOW);
  await calls.saveCallCounts([], NOW - DAY_MS);
  expect([await sessions.find('ended'), await requests.find('r'), (await calls.read()).callCounts]).toEqual([
    null,
    null,
    [],
  ]);
  expect((await farewells.all()).map(({ messageId }) => messageId)).toEqual(['card of ended']);
});

it('numbers too large to be added up keep nobody from hearing of the rest', async () => {
  const { db } = stores();
  const most = '9223372036854775807';
  db.$client.exec(
    `insert into call_counts values ('tops', ${NOW}, ${most}), ('tops', ${NOW + 1}, ${most}), ('player', ${NOW}, 2)`,
  );
  db.$client.exec(`insert into breakers values ('tops', ${most})`);
  expect(inspectDatabase(db.$client, seal, NOW).calls).toEqual([{ group: 'player', lastDay: 2, closedUntil: null }]);
});

it('a link that bears nobody’s id keeps its account from nobody', async () => {
  const { db, links } = stores();
  const grant = { accessToken: 'A', refreshToken: 'R', permissions: ['tops'] as const, expiresAt: NOW };
  const link = {
    userId: ADA,
    accountId: 'x',
    authorizedAt: NOW,
    dead: false,
    reminded: false,
    permissions: ['tops'] as const,
  };
  await links.save(link, grant);
  damage(db, "update links set user_id = ''");
  const after = stores(db).links;
  expect(await after.ownerOf('x')).toBeNull();
  await after.save(link, grant);
  expect((await after.find(ADA))?.accountId).toBe('x');
});

/** As a hand or a disk does it: nothing is checked but what the table itself refuses. */
function damage({ $client: client }: Db, statement: string): void {
  client.pragma('foreign_keys = OFF');
  client.prepare(statement).run();
  client.pragma('foreign_keys = ON');
}

function key(table: string): string {
  return table === 'sessions' ? 'id' : 'session_id';
}

it('an evening of more songs and people than one statement of SQLite can carry is stored and read', async () => {
  const { sessions } = stores();
  const begun = start(lobby('one', 'first', ADA), { id: 'phone', name: 'Phone' }, NOW);
  const numbered = <T>(one: T | undefined, change: (one: T, nth: number) => T): T[] =>
    one === undefined ? [] : Array.from({ length: 9_000 }, (_, nth) => change(one, nth));
  const live = {
    ...begun,
    hostId: 'member 8999',
    setlist: numbered(begun.setlist[0], (pick, nth) => ({ ...pick, id: `p${nth}` })),
    members: numbered(begun.members[1], (member, nth) => ({ ...member, id: `member ${nth}` })),
  };
  await sessions.save(live);
  expect(await sessions.find('one')).toEqual(live);
  const half = { ...live, setlist: live.setlist.slice(8_000), members: live.members.slice(8_000) };
  await sessions.save(half);
  expect(await sessions.find('one')).toEqual(half);
});
