import { eq } from 'drizzle-orm';
import type { Db } from './open.ts';
import { linkRequests, links } from './schema.ts';
import type { Seal } from './seal.ts';

/** Seals anew whatever an older key sealed, so that this key can be dropped next time. Returns how many texts. */
export function resealAll(db: Db, seal: Seal): number {
  return db.transaction(() => {
    let count = 0;
    for (const { userId, refreshToken } of db.select().from(links).all()) {
      const renewed = seal.renew(refreshToken, userId);
      if (renewed === null) continue;
      db.update(links).set({ refreshToken: renewed }).where(eq(links.userId, userId)).run();
      count++;
    }
    for (const { id, verifier } of db.select().from(linkRequests).all()) {
      const renewed = verifier === null ? null : seal.renew(verifier, id);
      if (renewed === null) continue;
      db.update(linkRequests).set({ verifier: renewed }).where(eq(linkRequests.id, id)).run();
      count++;
    }
    return count;
  });
}
