/** An access token for Spotify, and the moment at which it ends. */
export type AccessToken = { accessToken: string; expiresAt: number };

/** What a refresh gave; without a refresh token the one that was used stays. */
export type RefreshedTokens = AccessToken & { refreshToken: string | undefined };

/** The tokens of the people who linked. A change takes hold only while `was` is still the token of the link. */
export type TokenVault = {
  /** Null if the person has no link, or a dead one. */
  refreshToken(userId: string): Promise<string | null>;
  /** The access token that goes with it, if one was kept; it may have run out. */
  accessToken(userId: string): Promise<AccessToken | null>;
  /** Keeps what a refresh gave. Returns true if it took hold: after an unlink or a new consent it does not. */
  keepRefreshed(userId: string, was: string, tokens: RefreshedTokens): Promise<boolean>;
  /** Drops an access token that Spotify does not take. */
  dropAccessToken(userId: string, was: string): Promise<void>;
  /** The account refused the refresh token for good. */
  markDead(userId: string, was: string): Promise<void>;
};
