import type { Clock, Grant, TokenVault } from '../service/ports.ts';
import { Unavailable } from '../service/ports.ts';
import { SpotifyRefused } from './errors.ts';

export type Tokens = {
  /** An access token that lives a while yet; refreshed once however many ask. */
  accessFor(userId: string): Promise<string>;
  /** Takes the access token of a fresh consent. */
  adopt(userId: string, grant: Grant): void;
  /** Drops what is held in memory: the person unlinked, or Spotify no longer takes the token. */
  forget(userId: string): void;
};

/** What a refresh gives; no new refresh token means that the old one stays. */
export type Refreshed = { accessToken: string; expiresAt: number; refreshToken: string | undefined };

/** A token this close to its end is refreshed first. */
const MARGIN_MS = 5 * 60_000;

/** The access tokens of everybody who linked, in memory only. */
export function createTokens(world: {
  vault: TokenVault;
  clock: Clock;
  refresh: (refreshToken: string) => Promise<Refreshed>;
}): Tokens {
  const held = new Map<string, { accessToken: string; expiresAt: number }>();
  const underWay = new Map<string, Promise<string>>();

  async function renew(userId: string): Promise<string> {
    const refreshToken = world.vault.refreshToken(userId);
    if (refreshToken === null) throw new Unavailable('relink');
    try {
      const refreshed = await world.refresh(refreshToken);
      // Stored before the access token is used: the old refresh token may be dead already.
      if (refreshed.refreshToken !== undefined) world.vault.replaceRefreshToken(userId, refreshed.refreshToken);
      held.set(userId, refreshed);
      return refreshed.accessToken;
    } catch (error) {
      // Revoked, rotated away or six months old: whichever it is, asking again never helps.
      if (error instanceof SpotifyRefused && error.reason === 'invalid_grant') world.vault.markDead(userId);
      throw error;
    }
  }

  return {
    accessFor(userId) {
      const token = held.get(userId);
      if (token && token.expiresAt - world.clock.now() > MARGIN_MS) return Promise.resolve(token.accessToken);
      const renewal = underWay.get(userId) ?? renew(userId).finally(() => underWay.delete(userId));
      underWay.set(userId, renewal);
      return renewal;
    },
    adopt: (userId, { accessToken, expiresAt }) => void held.set(userId, { accessToken, expiresAt }),
    forget: (userId) => void held.delete(userId),
  };
}
