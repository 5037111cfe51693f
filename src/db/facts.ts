import type { FactStore } from '../ports/files.ts';
import type { Db } from './open.ts';
import { eq } from './orm.ts';
import { facts } from './schema.ts';

/** Small facts about this installation, by name. */
export function createFactStore(db: Db): FactStore {
  return {
    read: (name) => db.select().from(facts).where(eq(facts.name, name)).get()?.value ?? null,
    write(name, value) {
      db.insert(facts).values({ name, value }).onConflictDoUpdate({ target: facts.name, set: { value } }).run();
    },
  };
}
