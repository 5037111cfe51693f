import type { Db } from './open.ts';
import { eq } from './orm.ts';
import { linkRequests, links } from './schema.ts';
import type { Seal } from './seal.ts';

/** Seals anew what an older key sealed, so that this key can be dropped next time. Returns how many rows. */
export function reencryptAll(db: Db, seal: Seal): number {
  return db.transaction(() => reencryptLinks(db, seal) + reencryptRequests(db, seal));
}

// Only what is needed is read: a row that is damaged elsewhere must not keep the bot from starting.
function reencryptLinks(db: Db, seal: Seal): number {
  const { userId, refreshToken, accessToken } = links;
  const rows = db.select({ userId, refreshToken, accessToken }).from(links).all();
  return rows.filter((row) => {
    const refreshed = seal.reencrypt(row.refreshToken, row.userId);
    const accessed = row.accessToken === null ? null : seal.reencrypt(row.accessToken, row.userId);
    const set = { refreshToken: refreshed ?? row.refreshToken, accessToken: accessed ?? row.accessToken };
    if (refreshed !== null || accessed !== null) db.update(links).set(set).where(eq(userId, row.userId)).run();
    return refreshed !== null || accessed !== null;
  }).length;
}

function reencryptRequests(db: Db, seal: Seal): number {
  const rows = db.select({ id: linkRequests.id, verifier: linkRequests.verifier }).from(linkRequests).all();
  return rows.filter(({ id, verifier }) => {
    const renewed = verifier === null ? null : seal.reencrypt(verifier, id);
    if (renewed !== null) db.update(linkRequests).set({ verifier: renewed }).where(eq(linkRequests.id, id)).run();
    return renewed !== null;
  }).length;
}
