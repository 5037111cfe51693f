import type { CallStore } from '../ports/calls.ts';
import { createFactStore } from './facts.ts';
import type { Db } from './open.ts';
import { eq, getTableColumns, gt, lt, or } from './orm.ts';
import { breakers, callCounts } from './schema.ts';
import * as shapes from './shapes.ts';
import { prepareUpsert } from './upsert.ts';

/**
 * Creates the store of what a restart needs about the calls to Spotify: open breakers, and the counts of the last day.
 * Rows that cannot be read (of a group that no longer exists, say) are left out.
 */
export function createCallStore(db: Db): CallStore {
  const facts = createFactStore(db);
  const writeCount = prepareUpsert(db, callCounts, {
    columns: getTableColumns(callCounts),
    key: [callCounts.group, callCounts.since],
  });
  return {
    async read() {
      const breakerRows = db.select().from(breakers).all();
      const countRows = db.select().from(callCounts).all();
      const calls = Number(await facts.read(WINDOW_SIZE));
      return {
        breakers: breakerRows.flatMap((row) => shapes.readable(shapes.breaker, row)),
        callCounts: countRows.flatMap((row) => shapes.readable(shapes.callCount, row)),
        windowSize: Number.isInteger(calls) && calls > 0 ? calls : null,
      };
    },
    async openBreaker({ group, until }) {
      db.insert(breakers).values({ group, until }).onConflictDoUpdate({ target: breakers.group, set: { until } }).run();
    },
    async closeBreaker(group) {
      db.delete(breakers).where(eq(breakers.group, group)).run();
    },
    async saveCallCounts(counts, forgotten) {
      db.transaction((tx) => {
        const isAhead = gt(callCounts.since, forgotten + 2 * DAY_MS); // a clock was wrong
        tx.delete(callCounts)
          .where(or(lt(callCounts.since, forgotten), isAhead))
          .run();
        for (const count of counts) writeCount(count);
      });
    },
    saveWindowSize: (calls) => facts.write(WINDOW_SIZE, String(calls)),
  };
}

const DAY_MS = 24 * 60 * 60_000;
const WINDOW_SIZE = 'spotify calls in half a minute';
