import { expect, it, onTestFinished } from 'vitest';
import { openDb } from './open.ts';
import { getTableColumns } from './orm.ts';
import { links } from './schema.ts';
import { prepareUpsert } from './upsert.ts';

const ADA = {
  userId: 'ada',
  accountId: 'account',
  refreshToken: 'sealed',
  accessToken: null,
  permissions: ['tops'],
  authorizedAt: 1,
  dead: true,
  reminded: false,
  lastDevice: null,
};

function emptyDb() {
  const db = openDb(':memory:');
  onTestFinished(() => void db.$client.close());
  return db;
}

it('stores a row as drizzle would', () => {
  const stored = (insert: (db: ReturnType<typeof emptyDb>) => void) => {
    const db = emptyDb();
    insert(db);
    return db.$client.prepare('select * from links').all();
  };
  const columns = getTableColumns(links);
  const ours = stored((db) => prepareUpsert(db, links, { columns, key: [links.userId] })(ADA));
  expect(ours).toEqual(stored((db) => db.insert(links).values(ADA).run()));
});

it('writes over the row with the same key, all but the columns that are not named', () => {
  const db = emptyDb();
  const { lastDevice: _, ...columns } = getTableColumns(links);
  const upsert = prepareUpsert(db, links, { columns, key: [links.userId] });
  upsert(ADA);
  db.update(links)
    .set({ lastDevice: { id: 'phone' } })
    .run();
  upsert({ ...ADA, dead: false, accessToken: 'sealed as well' });
  const expected = { ...ADA, dead: false, accessToken: 'sealed as well', lastDevice: { id: 'phone' } };
  expect(db.select().from(links).all()).toEqual([expected]);
});
