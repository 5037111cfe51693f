/** An access token for Spotify, and the moment at which it ends. */
export type AccessToken = { accessToken: string; expiresAt: number };

/** The tokens of the people who linked. Changes take hold only while `was` is still the token of the link. */
export type TokenVault = {
  /** Null if the person has no link, or a dead one. */
  refreshToken(userId: string): string | null;
  /** Returns true if it took hold: after an unlink or a new consent it does not. */
  replaceRefreshToken(userId: string, was: string, token: string): boolean;
  /** The access token that goes with it, if one was kept; it may have run out. */
  accessToken(userId: string): AccessToken | null;
  /** Keeps an access token over a restart, or drops the one that is kept. */
  keepAccessToken(userId: string, token: AccessToken | null): void;
  /** The account refused the token for good. */
  markDead(userId: string, was: string): void;
};
