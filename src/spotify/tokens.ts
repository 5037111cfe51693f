import { createExpiringMap } from '../expiring-map.ts';
import type { Log } from '../log.ts';
import type { Grant } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessToken, TokenVault } from '../ports/tokens.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { createAccountsBreaker } from './accounts-breaker.ts';
import { isInvalidGrant, troubleOfAccounts } from './trouble.ts';

export type Tokens = {
  /** Returns a valid access token; concurrent calls share one refresh. Throws `Unavailable`. */
  accessFor(userId: string): Promise<string>;
  /** Refreshes the token now if it would have to be refreshed within the next ten minutes. */
  ready(userId: string): Promise<void>;
  /** Drops an access token that Spotify has refused. */
  refused(userId: string, accessToken: string): void;
  /** Caches the access token of a new consent. */
  adopt(userId: string, grant: Grant): void;
  /** Drops what is cached about a person who has unlinked. */
  forget(userId: string): void;
};

/** The result of a refresh; no new refresh token means that the old one stays. */
export type Refreshed = { accessToken: string; expiresAt: number; refreshToken: string | undefined };

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
  refresh: (refreshToken: string) => Promise<Refreshed>;
}): Tokens {
  const { vault, clock, log } = world;
  const accountsBreaker = createAccountsBreaker(clock);
  const cache = createExpiringMap<string, AccessToken>({ now: clock.now, forMs: CACHED_MS, most: MOST_CACHED });
  const refreshing = new Map<string, Promise<string>>();
  /** The people whose refresh token is known to be dead, even if that could not be stored. */
  const dead = createExpiringMap<string, true>({ now: clock.now, forMs: DEAD_MS, most: MOST_CACHED });

  function cachedToken(userId: string, marginMs: number): string | null {
    const token = cache.get(userId) ?? readVault(userId);
    return token && token.expiresAt - clock.now() > marginMs ? token.accessToken : null;
  }

  function readVault(userId: string): AccessToken | null {
    const token = vault.accessToken(userId);
    if (token) cache.set(userId, token);
    return token;
  }

  async function refreshedToken(userId: string, marginMs: number): Promise<string> {
    return cachedToken(userId, marginMs) ?? refreshing.get(userId) ?? startRefresh(userId);
  }

  /** Returns the current token while it is valid, even if a refresh is under way: nobody waits for that. */
  async function access(userId: string): Promise<string> {
    const renewal = refreshedToken(userId, REFRESH_MARGIN_MS);
    const current = cachedToken(userId, USABLE_MARGIN_MS);
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
    const refreshToken = dead.has(userId) ? null : vault.refreshToken(userId);
    if (refreshToken === null) throw new Unavailable('relink');
    try {
      const refreshed = await accountsBreaker.run(() => world.refresh(refreshToken));
      if (isCurrent() && storeRefreshed(userId, refreshToken, refreshed)) return refreshed.accessToken;
    } catch (error) {
      if (isCurrent()) return fallBack(userId, refreshToken, error);
    }
    // The person linked again or unlinked meanwhile: the answer belongs to an old link.
    if (isCurrent()) refreshing.delete(userId);
    return access(userId);
  }

  /** Stores a refreshed token before it is used: the old refresh token may be dead already. Returns false if the link has changed. */
  function storeRefreshed(userId: string, was: string, { refreshToken, accessToken, expiresAt }: Refreshed): boolean {
    const isStillTheirs =
      refreshToken === undefined ? vault.refreshToken(userId) === was : storeRefreshToken(userId, was, refreshToken);
    if (isStillTheirs) cacheToken(userId, { accessToken, expiresAt });
    return isStillTheirs;
  }

  function cacheToken(userId: string, token: AccessToken): void {
    cache.set(userId, token);
    vault.keepAccessToken(userId, token);
  }

  function storeRefreshToken(userId: string, was: string, refreshToken: string): boolean {
    try {
      return vault.replaceRefreshToken(userId, was, refreshToken);
    } catch (err) {
      dead.set(userId, true);
      log.error({ err, user: userId }, 'a new refresh token could not be stored');
      throw new Unavailable('relink', { cause: err });
    }
  }

  /**
   * Returns the cached token after a failed refresh if it is still valid. Ends the link of a dead grant.
   * @throws Unavailable if there is no token to use
   */
  function fallBack(userId: string, refreshToken: string, error: unknown): string {
    if (dead.has(userId)) throw error;
    if (isInvalidGrant(error)) return endLink(userId, refreshToken, error);
    const current = cachedToken(userId, USABLE_MARGIN_MS);
    if (current !== null) return current;
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(troubleOfAccounts(error), { cause: error });
  }

  function endLink(userId: string, refreshToken: string, cause: unknown): never {
    dead.set(userId, true); // even if it cannot be written down, nobody asks with this token again
    cache.delete(userId);
    vault.markDead(userId, refreshToken);
    throw new Unavailable('relink', { cause });
  }

  function forget(userId: string): void {
    dead.delete(userId);
    refreshing.delete(userId);
    cache.delete(userId);
  }

  return {
    accessFor: access,
    async ready(userId) {
      await refreshedToken(userId, LOBBY_MARGIN_MS);
    },
    refused(userId, accessToken) {
      if (cache.get(userId)?.accessToken !== accessToken) return;
      cache.delete(userId);
      vault.keepAccessToken(userId, null);
    },
    adopt(userId, { accessToken, expiresAt }) {
      forget(userId);
      cache.set(userId, { accessToken, expiresAt });
    },
    forget,
  };
}
