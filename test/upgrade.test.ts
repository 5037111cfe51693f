import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFactStore } from '../src/db/facts.ts';
import { createLinkRequestStore, createLinkStore } from '../src/db/links.ts';
import { openDb } from '../src/db/open.ts';
import { drizzle, migrate } from '../src/db/orm.ts';
import { createSeal } from '../src/db/seal.ts';
import { createSessionStore } from '../src/db/sessions.ts';
import { createLog } from '../src/log.ts';

/*
 * Databases as older versions left them are brought to the present schema, and nothing is lost. For each schema that
 * was released there is a file of rows, `test/fixtures/rows-<number of its migration>.sql`.
 */
type Journal = { entries: { idx: number; tag: string }[] };

const journal = JSON.parse(readFileSync('drizzle/meta/_journal.json', 'utf8')) as Journal;
const fixtures = readdirSync('test/fixtures').filter((name) => /^rows-\d{4}\.sql$/.test(name));
const seal = createSeal([Buffer.alloc(32, 7)]);

describe.each(fixtures.map((name) => ({ name, schema: Number(name.slice(5, 9)) })))(
  'rows of schema $schema',
  ({ name, schema }) => {
    it('are all there after the upgrade, and read as what they were', async () => {
      const path = databaseOf(schema, name);
      const db = openDb(path);
      onTestFinished(() => void db.$client.close());
      const sessions = createSessionStore(db, { log: createLog({ level: 'silent' }), now: Date.now });
      const links = createLinkStore(db, seal, createLog({ level: 'silent' }));

      expect(await links.find('100001')).toEqual({
        userId: '100001',
        accountId: 'ada',
        authorizedAt: 1_795_200_000_000,
        dead: false,
        reminded: false,
        permissions: ['tops', 'playback'],
      });
      expect([await links.refreshToken('100001'), await links.lastDevice('100001')]).toEqual([
        'token of ada',
        { id: 'phone', name: 'Phone' },
      ]);
      expect([(await links.find('100002'))?.dead, await links.ownerOf('ben')]).toEqual([true, '100002']);
      const requests = createLinkRequestStore(db, seal, createLog({ level: 'silent' }));
      expect((await requests.find('fingerprint'))?.person.name).toBe('Chloe');
      expect(await createFactStore(db).read('commands')).toBe('hash');

      expect((await sessions.allOpen()).map(({ id }) => id)).toEqual(['lobby1', 'live01']);
      const [lobby, live, ended] = await Promise.all(['lobby1', 'live01', 'ended1'].map(sessions.find));
      expect([lobby, live].map((session) => [session?.phase, session?.card?.messageId])).toEqual([
        ['lobby', '900'],
        ['live', '901'],
      ]);
      expect(lobby?.members.map(({ id, tops }) => [id, tops?.map(({ title }) => title)])).toEqual([
        ['100001', ['A']],
        ['100003', undefined],
      ]);
      expect(live).toMatchObject({
        ownQueued: 2,
        trouble: { kind: 'wait', until: 1_795_290_000_000 },
        playback: { is: 'playing', what: { pick: 'p1' }, startedAt: 1_795_287_650_000 },
        programme: {
          list: ['p1', 'p2'],
          device: { id: 'phone', name: 'Phone' },
          effect: 'seen',
          attempt: 'first',
          fadeMs: 0,
        },
        setlist: [
          { id: 'p1', status: { state: 'sounding' }, track: { title: 'A', isrc: 'I' } },
          { id: 'p2', status: { state: 'waiting' }, track: { title: 'B', explicit: true } },
        ],
      });
      expect(ended).toMatchObject({ why: 'ended', setlist: [{ status: { state: 'skipped', by: '100001' } }] });
    });
  },
);

it('a database of any older schema opens, even an empty one', () => {
  for (const { idx } of journal.entries) openDb(databaseOf(idx, null)).$client.close();
});

it('a database of a newer Sesh is left alone', () => {
  const path = databaseOf(journal.entries.length - 1, null);
  const client = new Database(path);
  client.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run('of tomorrow', 9e12);
  client.close();
  expect(() => openDb(path)).toThrow(expect.objectContaining({ code: 'NEWER_DATABASE' }));
});

/** A database that has been through the migrations up to this one, with the rows of a fixture. */
function databaseOf(schema: number, fixture: string | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-upgrade-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const older = { ...journal, entries: journal.entries.filter(({ idx }) => idx <= schema) };
  cpSync('drizzle', join(folder, 'drizzle'), { recursive: true });
  writeFileSync(join(folder, 'drizzle/meta/_journal.json'), JSON.stringify(older));

  const path = join(folder, 'sesh.db');
  const client = new Database(path);
  migrate(drizzle({ client }), { migrationsFolder: join(folder, 'drizzle') });
  if (fixture !== null) client.exec(sealed(readFileSync(join('test/fixtures', fixture), 'utf8')));
  client.close();
  return path;
}

function sealed(sql: string): string {
  return sql.replace(/@SEALED:(\d+):(.+?)@/g, (_, owner: string, token: string) => seal.encrypt(token, owner));
}
