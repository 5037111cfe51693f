import type { Log } from '../log.ts';
import type { AccessToken, LinkRequest, LinkRequestStore, LinkStore, TokenVault } from '../service/ports.ts';
import type { Db } from './open.ts';
import { eq, lt, sql } from './orm.ts';
import { linkRequests, links } from './schema.ts';
import type { Seal } from './seal.ts';
import * as shapes from './shapes.ts';

/** People's links, and the vault that opens their refresh tokens for the Spotify adapter alone. */
export function createLinkStore(db: Db, seal: Seal, log: Log): LinkStore & TokenVault {
  const change = (userId: string, set: Partial<typeof links.$inferInsert>) => {
    db.update(links).set(set).where(eq(links.userId, userId)).run();
  };
  // Every answer and every call asks for a link: this is put together once.
  const stored = db
    .select()
    .from(links)
    .where(eq(links.userId, sql.placeholder('userId')))
    .prepare();
  const closed = new Set<string>();

  function rowOf(userId: string): typeof links.$inferSelect | undefined {
    try {
      return stored.get({ userId });
    } catch (err) {
      if (!(err instanceof SyntaxError)) throw err;
      log.warn({ err, user: userId }, 'a link is damaged: the person has to link again');
      return undefined;
    }
  }

  /** What does not open (another SECRET_KEY, a damaged or exchanged row) is as good as not there: one links again. */
  function tokenIn({ userId, refreshToken }: typeof links.$inferSelect): string | null {
    const token = opened(() => seal.open(refreshToken, userId));
    if (token === null && !closed.has(refreshToken)) {
      closed.add(refreshToken);
      log.warn({ user: userId }, 'a link cannot be opened with SECRET_KEY: the person has to link again');
    }
    return token;
  }

  function tokenOf(userId: string): string | null {
    const row = rowOf(userId);
    return row && !row.dead ? tokenIn(row) : null;
  }

  function closedAccess(userId: string, { accessToken, expiresAt }: AccessToken): string {
    return seal.close(JSON.stringify({ accessToken, expiresAt }), userId);
  }

  return {
    find(userId) {
      const row = rowOf(userId);
      if (!row) return null;
      const { accountId, authorizedAt, reminded } = row;
      const dead = row.dead || tokenIn(row) === null;
      const permissions = shapes.permissionList.parse(row.permissions);
      return { userId, accountId, authorizedAt, reminded, dead, permissions };
    },
    ownerOf(accountId) {
      const row = db.select({ userId: links.userId }).from(links).where(eq(links.accountId, accountId)).get();
      return row?.userId ?? null;
    },
    save(link, grant) {
      const row = {
        ...link,
        permissions: [...link.permissions],
        refreshToken: seal.close(grant.refreshToken, link.userId),
        accessToken: closedAccess(link.userId, grant),
      };
      // The devices of another account are nobody's any more.
      const isOther = rowOf(link.userId)?.accountId !== link.accountId;
      const set = isOther ? { ...row, lastDevice: null } : row;
      db.insert(links).values(row).onConflictDoUpdate({ target: links.userId, set }).run();
    },
    noteReminder: (userId, reminded) => change(userId, { reminded }),
    remove(userId) {
      db.delete(links).where(eq(links.userId, userId)).run();
    },
    lastDevice(userId) {
      const device = rowOf(userId)?.lastDevice;
      return device ? shapes.device.parse(device) : null;
    },
    rememberDevice: (userId, { id, name }) => change(userId, { lastDevice: { id, name } }),
    refreshToken: tokenOf,
    accessToken(userId) {
      const row = rowOf(userId);
      const sealed = row?.dead ? null : row?.accessToken;
      const text = sealed ? opened(() => seal.open(sealed, userId)) : null;
      return text === null ? null : shapes.accessToken.parse(JSON.parse(text));
    },
    keepAccessToken: (userId, token) => change(userId, { accessToken: token && closedAccess(userId, token) }),
    replaceRefreshToken(userId, was, token) {
      if (tokenOf(userId) !== was) return false;
      change(userId, { refreshToken: seal.close(token, userId) });
      return true;
    },
    markDead(userId, was) {
      if (tokenOf(userId) === was) change(userId, { dead: true });
    },
  };
}

function opened(open: () => string): string | null {
  try {
    return open();
  } catch {
    return null;
  }
}

/** Links under way. */
export function createLinkRequestStore(db: Db, seal: Seal): LinkRequestStore {
  function toRequest(row: typeof linkRequests.$inferSelect | undefined): LinkRequest | null {
    if (!row) return null;
    const { id, expiresAt, browser, state, proved, done, verifier } = row;
    return {
      ...{ id, expiresAt, browser, state, proved, done },
      person: shapes.person.parse(row.person),
      purpose: shapes.purpose.parse(row.purpose),
      permissions: shapes.permissionList.parse(row.permissions),
      verifier: verifier === null ? null : opened(() => seal.open(verifier, id)),
    };
  }

  return {
    find: (id) => toRequest(db.select().from(linkRequests).where(eq(linkRequests.id, id)).get()),
    byState: (state) => toRequest(db.select().from(linkRequests).where(eq(linkRequests.state, state)).get()),
    byBrowser: (browser) => toRequest(db.select().from(linkRequests).where(eq(linkRequests.browser, browser)).get()),
    of: (userId) =>
      db
        .select()
        .from(linkRequests)
        .where(eq(linkRequests.userId, userId))
        .all()
        .map(toRequest)
        .filter((request) => request !== null),
    save(request) {
      const verifier = request.verifier === null ? null : seal.close(request.verifier, request.id);
      const row = { ...request, permissions: [...request.permissions], userId: request.person.id, verifier };
      db.insert(linkRequests).values(row).onConflictDoUpdate({ target: linkRequests.id, set: row }).run();
    },
    removeOf: (userId) => db.delete(linkRequests).where(eq(linkRequests.userId, userId)).run().changes,
    removeExpired(now) {
      const isOld = lt(linkRequests.expiresAt, now - EXPIRED_KEPT_MS);
      return db.delete(linkRequests).where(isOld).run().changes;
    },
  };
}

/** An expired request is kept for a while, so that its link can say that it expired. */
const EXPIRED_KEPT_MS = 24 * 60 * 60_000;
