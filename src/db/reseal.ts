import type { Db } from './open.ts';
import { eq } from './orm.ts';
import { linkRequests, links } from './schema.ts';
import type { Seal } from './seal.ts';

/**
 * Seals anew what an older key sealed, so that this key can be dropped next time; access tokens, which live for an hour,
 * are left to the next refresh. Returns how many texts.
 */
export function resealAll(db: Db, seal: Seal): number {
  return db.transaction(() => resealLinks(db, seal) + resealRequests(db, seal));
}

// Only what is needed is read: a row that is damaged elsewhere must not keep the bot from starting.
function resealLinks(db: Db, seal: Seal): number {
  const rows = db.select({ userId: links.userId, token: links.refreshToken }).from(links).all();
  return rows.filter(({ userId, token }) => {
    const renewed = seal.renew(token, userId);
    if (renewed !== null) db.update(links).set({ refreshToken: renewed }).where(eq(links.userId, userId)).run();
    return renewed !== null;
  }).length;
}

function resealRequests(db: Db, seal: Seal): number {
  const rows = db.select({ id: linkRequests.id, verifier: linkRequests.verifier }).from(linkRequests).all();
  return rows.filter(({ id, verifier }) => {
    const renewed = verifier === null ? null : seal.renew(verifier, id);
    if (renewed !== null) db.update(linkRequests).set({ verifier: renewed }).where(eq(linkRequests.id, id)).run();
    return renewed !== null;
  }).length;
}
