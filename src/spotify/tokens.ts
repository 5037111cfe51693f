import { createExpiringMap } from '../expiring-map.ts';
import type { Log } from '../log.ts';
import type { Grant } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessToken, TokenVault } from '../ports/tokens.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { createRespite } from './respite.ts';
import { isDeadGrant, troubleOfAccounts } from './trouble.ts';

export type Tokens = {
  /** An access token that lives a while yet, refreshed once however many ask. Throws `Unavailable`. */
  accessFor(userId: string): Promise<string>;
  /** Refreshes now what would have to be refreshed within the next ten minutes. */
  ready(userId: string): Promise<void>;
  /** Spotify does not take this access token any more. */
  refused(userId: string, accessToken: string): void;
  /** Takes the access token of a fresh consent. */
  adopt(userId: string, grant: Grant): void;
  /** Drops what is held in memory: the person unlinked. */
  forget(userId: string): void;
};

/** The result of a refresh; no new refresh token means that the old one stays. */
export type Refreshed = { accessToken: string; expiresAt: number; refreshToken: string | undefined };

/** A token this close to its end is refreshed first. */
const MARGIN_MS = 5 * 60_000;
/** In the lobby, where it is asked every ten minutes: at Start more than `MARGIN_MS` are left. */
const LOBBY_MARGIN_MS = 15 * 60_000;
/** While it cannot be refreshed, a token is used until this close to its end. */
const LAST_USE_MS = 30_000;
/** Spotify's access tokens live an hour; the vault has them, too. */
const HELD_MS = 60 * 60_000;
/** Asking once a day with a token that is dead does no harm. */
const LOST_MS = 24 * 60 * 60_000;
const PEOPLE_HELD = 10_000;

/** The access tokens of everybody who linked: in memory, and sealed in the vault for the next process. */
export function createTokens(world: {
  vault: TokenVault;
  clock: Clock;
  log: Log;
  refresh: (refreshToken: string) => Promise<Refreshed>;
}): Tokens {
  const { vault, clock, log } = world;
  const respite = createRespite(clock);
  const held = createExpiringMap<string, AccessToken>({ now: clock.now, forMs: HELD_MS, most: PEOPLE_HELD });
  const underWay = new Map<string, Promise<string>>();
  /** The people whose refresh token is known to be dead, even if the vault could not be told. */
  const lost = createExpiringMap<string, true>({ now: clock.now, forMs: LOST_MS, most: PEOPLE_HELD });

  function heldFor(userId: string, marginMs: number): string | null {
    const token = held.get(userId) ?? recalled(userId);
    return token && token.expiresAt - clock.now() > marginMs ? token.accessToken : null;
  }

  function recalled(userId: string): AccessToken | null {
    const token = vault.accessToken(userId);
    if (token) held.set(userId, token);
    return token;
  }

  async function fresh(userId: string, marginMs: number): Promise<string> {
    return heldFor(userId, marginMs) ?? underWay.get(userId) ?? begin(userId);
  }

  /** A token that is good for a while yet is used while its successor is on its way: nobody waits for that. */
  async function access(userId: string): Promise<string> {
    const renewal = fresh(userId, MARGIN_MS);
    const stillGood = heldFor(userId, LAST_USE_MS);
    if (stillGood === null) return renewal;
    renewal.catch((err: unknown) => log.info({ err, user: userId }, 'a token was not refreshed ahead of time'));
    return stillGood;
  }

  function begin(userId: string): Promise<string> {
    const isCurrent = () => underWay.get(userId) === renewal;
    const renewal: Promise<string> = renew(userId, isCurrent).finally(() => {
      if (isCurrent()) underWay.delete(userId);
    });
    underWay.set(userId, renewal);
    return renewal;
  }

  async function renew(userId: string, isCurrent: () => boolean): Promise<string> {
    const refreshToken = lost.has(userId) ? null : vault.refreshToken(userId);
    if (refreshToken === null) throw new Unavailable('relink');
    try {
      const refreshed = await respite.ask(() => world.refresh(refreshToken));
      if (isCurrent() && keep(userId, refreshToken, refreshed)) return refreshed.accessToken;
    } catch (error) {
      if (isCurrent()) return withoutFresh(userId, refreshToken, error);
    }
    // Somebody linked anew or unlinked meanwhile: what came back belongs to a link that is no more.
    if (isCurrent()) underWay.delete(userId);
    return access(userId);
  }

  /** Stored before the access token is used: the old refresh token may be dead already. */
  function keep(userId: string, was: string, { refreshToken, accessToken, expiresAt }: Refreshed): boolean {
    const isStillTheirs =
      refreshToken === undefined ? vault.refreshToken(userId) === was : store(userId, was, refreshToken);
    if (isStillTheirs) hold(userId, { accessToken, expiresAt });
    return isStillTheirs;
  }

  function hold(userId: string, token: AccessToken): void {
    held.set(userId, token);
    vault.keepAccessToken(userId, token);
  }

  function store(userId: string, was: string, refreshToken: string): boolean {
    try {
      return vault.replaceRefreshToken(userId, was, refreshToken);
    } catch (err) {
      lost.set(userId, true);
      log.error({ err, user: userId }, 'a new refresh token could not be stored');
      throw new Unavailable('relink', { cause: err });
    }
  }

  /**
   * Returns the held token if a refresh failed and it still lasts. Ends the link of a dead grant.
   * @throws Unavailable if there is no token to use
   */
  function withoutFresh(userId: string, refreshToken: string, error: unknown): string {
    if (lost.has(userId)) throw error;
    if (isDeadGrant(error)) return endLink(userId, refreshToken, error);
    const stillGood = heldFor(userId, LAST_USE_MS);
    if (stillGood !== null) return stillGood;
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(troubleOfAccounts(error), { cause: error });
  }

  function endLink(userId: string, refreshToken: string, cause: unknown): never {
    lost.set(userId, true); // even if it cannot be written down, nobody asks with this token again
    held.delete(userId);
    vault.markDead(userId, refreshToken);
    throw new Unavailable('relink', { cause });
  }

  function forget(userId: string): void {
    lost.delete(userId);
    underWay.delete(userId);
    held.delete(userId);
  }

  return {
    accessFor: access,
    async ready(userId) {
      await fresh(userId, LOBBY_MARGIN_MS);
    },
    refused(userId, accessToken) {
      if (held.get(userId)?.accessToken !== accessToken) return;
      held.delete(userId);
      vault.keepAccessToken(userId, null);
    },
    adopt(userId, { accessToken, expiresAt }) {
      forget(userId);
      held.set(userId, { accessToken, expiresAt });
    },
    forget,
  };
}
