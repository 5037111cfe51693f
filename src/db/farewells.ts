import type { Log } from '../log.ts';
import type { Farewell, FarewellStore } from '../ports/farewells.ts';
import type { Db } from './open.ts';
import { eq, sql } from './orm.ts';
import { farewells } from './schema.ts';
import * as shapes from './shapes.ts';

/**
 * The last edits of cards whose sessions are deleted. The session store writes them, along with the deletion. One of which
 * more than the place of the card is lost says that the evening broke off: its songs must not stay on the card.
 */
export function createFarewellStore(db: Db, { log, now }: { log: Log; now: () => number }): FarewellStore {
  const ids = db.select({ id: farewells.messageId }).from(farewells).prepare();

  function remove(messageId: string): void {
    db.delete(farewells).where(eq(farewells.messageId, messageId)).run();
  }

  function read(messageId: string): Farewell[] {
    try {
      return [shapes.farewell.parse(db.select().from(farewells).where(eq(farewells.messageId, messageId)).get())];
    } catch (error) {
      if (!shapes.isUnreadable(error)) throw error;
      log.error({ err: error, message: messageId }, 'the last edit of a card cannot be read');
      return replaceByBroken(messageId);
    }
  }

  function replaceByBroken(messageId: string): Farewell[] {
    const place = { channelId: farewells.channelId };
    const channelId = db.select(place).from(farewells).where(eq(farewells.messageId, messageId)).get()?.channelId;
    remove(messageId);
    if (typeof channelId !== 'string') return [];
    const farewell = {
      messageId,
      channelId,
      sessionId: '',
      says: { of: 'broken' },
      since: now(),
      triedAt: null,
    } as const;
    db.insert(farewells).values(farewell).run();
    return [farewell];
  }

  // Whatever stands in the place of an id names no message.
  db.delete(farewells).where(sql`typeof(${farewells.messageId}) <> 'text'`).run();

  return {
    all: async () => ids.all().flatMap(({ id }) => read(id)),
    async noteTried(messageId, at) {
      db.update(farewells).set({ triedAt: at }).where(eq(farewells.messageId, messageId)).run();
    },
    remove: async (messageId) => remove(messageId),
  };
}
