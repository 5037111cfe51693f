import type { Log } from '../log.ts';
import type { FarewellStore } from '../service/ports.ts';
import type { Db } from './open.ts';
import { eq, sql } from './orm.ts';
import { farewells } from './schema.ts';
import * as shapes from './shapes.ts';

/** The last edits of cards whose sessions are deleted. The session store writes them, along with the deletion. */
export function createFarewellStore(db: Db, log: Log): FarewellStore {
  const ids = db.select({ id: farewells.messageId }).from(farewells).prepare();

  function remove(messageId: string): void {
    db.delete(farewells).where(eq(farewells.messageId, messageId)).run();
  }

  function read(messageId: string) {
    try {
      return shapes.farewell.parse(db.select().from(farewells).where(eq(farewells.messageId, messageId)).get());
    } catch (error) {
      if (!shapes.isUnreadable(error)) throw error;
      log.error({ err: error, message: messageId }, 'the last words of a card cannot be read');
      remove(messageId);
      return [];
    }
  }

  // Whatever stands in the place of an id names no message.
  db.delete(farewells).where(sql`typeof(${farewells.messageId}) <> 'text'`).run();

  return {
    all: () => ids.all().flatMap(({ id }) => read(id)),
    noteTried(messageId, at) {
      db.update(farewells).set({ triedAt: at }).where(eq(farewells.messageId, messageId)).run();
    },
    remove,
  };
}
