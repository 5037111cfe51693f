import type { FactStore } from '../ports/files.ts';
import type { Db } from './open.ts';
import { eq } from './orm.ts';
import { facts } from './schema.ts';

/** Small facts about this installation, by name. */
export function createFactStore(db: Db): FactStore {
  return {
    read: async (name) => db.select().from(facts).where(eq(facts.name, name)).get()?.value ?? null,
    write: async (name, value) => writeFact(db, name, value),
  };
}

export function writeFact(db: Db, name: string, value: string): void {
  db.insert(facts).values({ name, value }).onConflictDoUpdate({ target: facts.name, set: { value } }).run();
}
