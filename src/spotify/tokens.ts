import { createExpiringMap } from '../expiring-map.ts';
import type { Log } from '../log.ts';
import type { Grant } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessToken, RefreshedTokens, TokenVault } from '../ports/tokens.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { createAccountsBreaker } from './accounts-breaker.ts';
import { isInvalidGrant, troubleOfAccounts } from './trouble.ts';

export type Tokens = {
  /** Returns a valid access token; concurrent calls share one refresh. Throws `Unavailable`. */
  accessFor(userId: string): Promise<string>;
  /** Refreshes the token now if it would have to be refreshed within the next ten minutes. */
  ready(userId: string): Promise<void>;
  /** Drops an access token that Spotify has refused. */
  refused(userId: string, accessToken: string): Promise<void>;
  /** Caches the access token of a new consent. */
  adopt(userId: string, grant: Grant): void;
  /** Drops what is cached about a person who has unlinked. */
  forget(userId: string): void;
};

/** A token this close to its expiry is refreshed. */
const REFRESH_MARGIN_MS = 5 * 60_000;
/** The same in the lobby, which asks every ten minutes: at Start more than `REFRESH_MARGIN_MS` are left. */
const LOBBY_MARGIN_MS = 15 * 60_000;
/** A token that cannot be refreshed is used until this close to its expiry. */
const USABLE_MARGIN_MS = 30_000;
/** Spotify's access tokens last an hour; the vault has them, too. */
const CACHED_MS = 60 * 60_000;
/** Trying a dead token once a day does no harm. */
const DEAD_MS = 24 * 60 * 60_000;
const MOST_CACHED = 10_000;

/** Creates the cache of access tokens; they are also stored, encrypted, in the vault for the next process. */
export function createTokens(world: {
  vault: TokenVault;
  clock: Clock;
  log: Log;
  refresh: (refreshToken: string) => Promise<RefreshedTokens>;
}): Tokens {
  const { vault, clock, log } = world;
  const accountsBreaker = createAccountsBreaker(clock);
  /** Null where the vault is not to be asked: the person has unlinked, or Spotify refused what it has. */
  const cache = createExpiringMap<string, AccessToken | null>({ now: clock.now, forMs: CACHED_MS, most: MOST_CACHED });
  const refreshing = new Map<string, Promise<string>>();
  /** The people whose refresh token is known to be dead, even if that could not be stored. */
  const dead = createExpiringMap<string, true>({ now: clock.now, forMs: DEAD_MS, most: MOST_CACHED });

  async function cachedToken(userId: string, marginMs: number): Promise<string | null> {
    if (!cache.has(userId)) await readVault(userId);
    const token = cache.get(userId) ?? null;
    return token && token.expiresAt - clock.now() > marginMs ? token.accessToken : null;
  }

  /** What has become of a link meanwhile counts for more than what the vault had. */
  async function readVault(userId: string): Promise<void> {
    const token = await vault.accessToken(userId);
    if (token && !cache.has(userId)) cache.set(userId, token);
  }

  async function refreshedToken(userId: string, marginMs: number): Promise<string> {
    return (await cachedToken(userId, marginMs)) ?? refreshing.get(userId) ?? startRefresh(userId);
  }

  /** Returns the current token while it is valid, even if a refresh is under way: nobody waits for that. */
  async function access(userId: string): Promise<string> {
    const current = await cachedToken(userId, USABLE_MARGIN_MS);
    const renewal = refreshedToken(userId, REFRESH_MARGIN_MS);
    if (current === null) return renewal;
    renewal.catch((err: unknown) => log.info({ err, user: userId }, 'a token was not refreshed ahead of time'));
    return current;
  }

  function startRefresh(userId: string): Promise<string> {
    const isCurrent = () => refreshing.get(userId) === renewal;
    const renewal: Promise<string> = refresh(userId, isCurrent).finally(() => {
      if (isCurrent()) refreshing.delete(userId);
    });
    refreshing.set(userId, renewal);
    return renewal;
  }

  async function refresh(userId: string, isCurrent: () => boolean): Promise<string> {
    const refreshToken = dead.has(userId) ? null : await vault.refreshToken(userId);
    if (refreshToken === null) throw new Unavailable('relink');
    try {
      const refreshed = await accountsBreaker.run(() => world.refresh(refreshToken));
      if (isCurrent() && (await store(userId, refreshToken, refreshed, isCurrent)) && isCurrent())
        return cacheToken(userId, refreshed);
    } catch (error) {
      if (isCurrent()) return fallBack(userId, refreshToken, error);
    }
    // The person linked again or unlinked meanwhile: the answer belongs to an old link.
    if (isCurrent()) refreshing.delete(userId);
    return access(userId);
  }

  /** Stores a refreshed token before it is used: the old refresh token may be dead already. Returns false if the link has changed. */
  async function store(
    userId: string,
    was: string,
    refreshed: RefreshedTokens,
    isCurrent: () => boolean,
  ): Promise<boolean> {
    try {
      return await vault.keepRefreshed(userId, was, refreshed);
    } catch (err) {
      log.error({ err, user: userId }, 'new tokens could not be stored');
      if (refreshed.refreshToken === undefined) return true; // the stored one still works
      if (isCurrent()) dead.set(userId, true); // a link that was made meanwhile has another refresh token
      throw new Unavailable('relink', { cause: err });
    }
  }

  function cacheToken(userId: string, { accessToken, expiresAt }: AccessToken): string {
    cache.set(userId, { accessToken, expiresAt });
    return accessToken;
  }

  /**
   * Returns the cached token after a failed refresh if it is still valid. Ends the link of a dead grant.
   * @throws Unavailable if there is no token to use
   */
  async function fallBack(userId: string, refreshToken: string, error: unknown): Promise<string> {
    if (dead.has(userId)) throw error;
    if (isInvalidGrant(error)) return endLink(userId, refreshToken, error);
    const current = await cachedToken(userId, USABLE_MARGIN_MS);
    if (current !== null) return current;
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(troubleOfAccounts(error), { cause: error });
  }

  async function endLink(userId: string, refreshToken: string, cause: unknown): Promise<never> {
    dead.set(userId, true); // even if it cannot be written down, nobody asks with this token again
    cache.set(userId, null);
    try {
      await vault.markDead(userId, refreshToken);
    } catch (err) {
      log.error({ err, user: userId }, 'a dead link could not be marked as dead');
    }
    throw new Unavailable('relink', { cause });
  }

  function forget(userId: string): void {
    dead.delete(userId);
    refreshing.delete(userId);
    cache.set(userId, null);
  }

  return {
    accessFor: access,
    async ready(userId) {
      await refreshedToken(userId, LOBBY_MARGIN_MS);
    },
    async refused(userId, accessToken) {
      if (cache.get(userId)?.accessToken === accessToken) cache.set(userId, null);
      await vault.dropAccessToken(userId, accessToken);
    },
    adopt(userId, { accessToken, expiresAt }) {
      forget(userId);
      cacheToken(userId, { accessToken, expiresAt });
    },
    forget,
  };
}
