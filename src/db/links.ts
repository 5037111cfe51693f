import type { z } from 'zod';
import { createExpiringMap } from '../expiring-map.ts';
import type { Log } from '../log.ts';
import type { LinkRequest, LinkRequestStore, LinkStore } from '../ports/links.ts';
import type { AccessToken, TokenVault } from '../ports/tokens.ts';
import type { Db } from './open.ts';
import { and, eq, getTableColumns, gt, lt, ne, or, type SQL, sql } from './orm.ts';
import { linkRequests, links } from './schema.ts';
import type { Seal } from './seal.ts';
import * as shapes from './shapes.ts';
import { prepareUpsert } from './upsert.ts';

/** Creates the store of people's links, and the vault that decrypts their tokens for the Spotify adapter alone. */
export function createLinkStore(db: Db, seal: Seal, log: Log): LinkStore & TokenVault {
  // A row without a valid id can never be found, and would keep its account from being linked again.
  const hasNoOwner = sql`${links.userId} = '' or typeof(${links.userId}) <> 'text'`;
  db.delete(links).where(hasNoOwner).run();
  const updateLink = (userId: string, set: Partial<typeof links.$inferInsert>) => {
    db.update(links).set(set).where(eq(links.userId, userId)).run();
  };
  // Every answer and every call asks for a link: this is put together once.
  const stored = db
    .select()
    .from(links)
    .where(eq(links.userId, sql.placeholder('userId')))
    .prepare();
  /** The people about whose link there was a warning in the log. */
  const warned = createExpiringMap<string, true>({ now: Date.now, forMs: WARN_INTERVAL_MS, most: 1_000 });

  function warnOnce(userId: string, detail: object, message: string): void {
    if (warned.has(userId)) return;
    warned.set(userId, true);
    log.warn({ ...detail, user: userId }, message);
  }

  /** Returns the row of a person's link; undefined if there is none, or it cannot be read: then they link again. */
  function rowOf(userId: string): LinkRow | undefined {
    try {
      const row = stored.get({ userId });
      return row && shapes.link.parse(row);
    } catch (err) {
      if (!shapes.isUnreadable(err)) throw err;
      warnOnce(userId, { err }, 'a link is damaged: the person has to link again');
      return undefined;
    }
  }

  /** Returns the refresh token; null if it cannot be decrypted: another SECRET_KEY, or a damaged or exchanged token. */
  function decryptToken({ userId, refreshToken }: LinkRow): string | null {
    const token = decryptOrNull(() => seal.decrypt(refreshToken, userId));
    if (token === null) warnOnce(userId, {}, 'a link cannot be opened with SECRET_KEY: the person has to link again');
    return token;
  }

  function tokenOf(userId: string): string | null {
    const row = rowOf(userId);
    return row && !row.dead ? decryptToken(row) : null;
  }

  function accessTokenOf(userId: string): AccessToken | null {
    const row = rowOf(userId);
    const sealed = row?.dead ? null : row?.accessToken;
    return sealed ? decryptOrNull(() => shapes.accessToken.parse(JSON.parse(seal.decrypt(sealed, userId)))) : null;
  }

  function encryptedAccess(userId: string, { accessToken, expiresAt }: AccessToken): string {
    return seal.encrypt(JSON.stringify({ accessToken, expiresAt }), userId);
  }

  return {
    async find(userId) {
      const row = rowOf(userId);
      if (!row) return null;
      const { accountId, authorizedAt, reminded, permissions } = row;
      const dead = row.dead || decryptToken(row) === null;
      return { userId, accountId, authorizedAt, reminded, dead, permissions };
    },
    async ownerOf(accountId) {
      const row = db.select({ userId: links.userId }).from(links).where(eq(links.accountId, accountId)).get();
      return row?.userId ?? null;
    },
    async save(link, grant) {
      const row = {
        ...link,
        permissions: [...link.permissions],
        refreshToken: seal.encrypt(grant.refreshToken, link.userId),
        accessToken: encryptedAccess(link.userId, grant),
      };
      // Another account has other devices.
      const isOther = rowOf(link.userId)?.accountId !== link.accountId;
      const set = isOther ? { ...row, lastDevice: null } : row;
      db.insert(links).values(row).onConflictDoUpdate({ target: links.userId, set }).run();
    },
    async noteReminder(userId, reminded) {
      const isOther = and(eq(links.userId, userId), ne(links.reminded, reminded));
      return db.update(links).set({ reminded }).where(isOther).run().changes > 0;
    },
    async remove(userId) {
      warned.delete(userId);
      return db.delete(links).where(eq(links.userId, userId)).run().changes > 0;
    },
    lastDevice: async (userId) => rowOf(userId)?.lastDevice ?? null,
    rememberDevice: async (userId, { id, name }) => updateLink(userId, { lastDevice: { id, name } }),
    refreshToken: async (userId) => tokenOf(userId),
    accessToken: async (userId) => accessTokenOf(userId),
    async keepRefreshed(userId, was, { refreshToken, ...access }) {
      if (tokenOf(userId) !== was) return false;
      const rotated = refreshToken === undefined ? {} : { refreshToken: seal.encrypt(refreshToken, userId) };
      updateLink(userId, { ...rotated, accessToken: encryptedAccess(userId, access) });
      return true;
    },
    async dropAccessToken(userId, was) {
      if (accessTokenOf(userId)?.accessToken === was) updateLink(userId, { accessToken: null });
    },
    async markDead(userId, was) {
      if (tokenOf(userId) === was) updateLink(userId, { dead: true });
    },
  };
}

type LinkRow = z.output<typeof shapes.link>;

/** How often the same warning about a person's link is logged. */
const WARN_INTERVAL_MS = 24 * 60 * 60_000;

function decryptOrNull<T>(open: () => T): T | null {
  try {
    return open();
  } catch {
    return null;
  }
}

/** Links under way. One that cannot be read is dropped: whoever has it asks for another. */
export function createLinkRequestStore(db: Db, seal: Seal, log: Log): LinkRequestStore {
  const write = prepareUpsert(db, linkRequests, { columns: getTableColumns(linkRequests), key: [linkRequests.id] });

  function read(id: string | undefined): LinkRequest | null {
    if (id === undefined) return null;
    try {
      const row = db.select().from(linkRequests).where(eq(linkRequests.id, id)).get();
      return row ? toRequest(shapes.linkRequest.parse(row)) : null;
    } catch (err) {
      if (!shapes.isUnreadable(err)) throw err;
      log.warn({ err }, 'a link under way is damaged: it has to be asked for again');
      db.delete(linkRequests).where(eq(linkRequests.id, id)).run();
      return null;
    }
  }

  function toRequest({ verifier, ...rest }: z.output<typeof shapes.linkRequest>): LinkRequest {
    return { ...rest, verifier: verifier === null ? null : decryptOrNull(() => seal.decrypt(verifier, rest.id)) };
  }

  function requestIdsWhere(condition: SQL): string[] {
    const rows = db.select({ id: linkRequests.id }).from(linkRequests).where(condition).all();
    return rows.map(({ id }) => id);
  }

  return {
    find: async (id) => read(id),
    byState: async (state) => read(requestIdsWhere(eq(linkRequests.state, state))[0]),
    byBrowser: async (browser) => read(requestIdsWhere(eq(linkRequests.browser, browser))[0]),
    of: async (userId) => requestIdsWhere(eq(linkRequests.userId, userId)).flatMap((id) => read(id) ?? []),
    async save(request) {
      const verifier = request.verifier === null ? null : seal.encrypt(request.verifier, request.id);
      write({ ...request, permissions: [...request.permissions], userId: request.person.id, verifier });
    },
    removeOf: async (userId) => db.delete(linkRequests).where(eq(linkRequests.userId, userId)).run().changes,
    async removeExpired(now) {
      const isOld = lt(linkRequests.expiresAt, now - EXPIRED_KEPT_MS);
      // A time that is none never comes, nor does one that a clock wrote which was wrong by years.
      const isTimeless = sql`typeof(${linkRequests.expiresAt}) not in ('integer', 'real')`;
      const isOfNoClock = gt(linkRequests.expiresAt, now + EXPIRED_KEPT_MS);
      return db
        .delete(linkRequests)
        .where(or(isOld, isTimeless, isOfNoClock))
        .run().changes;
    },
  };
}

/** An expired request is kept for a while, so that its link can say that it expired. */
const EXPIRED_KEPT_MS = 24 * 60 * 60_000;
