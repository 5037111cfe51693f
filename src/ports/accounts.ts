/** The permissions a linked person can give: reading their top songs, steering their player, writing a playlist. */
export const permissions = ['tops', 'playback', 'saving'] as const;
export type Permission = (typeof permissions)[number];

/** The result of a consent. */
export type Grant = {
  accessToken: string;
  refreshToken: string;
  permissions: readonly Permission[];
  /** The moment at which the access token ends. */
  expiresAt: number;
};

/** The service that asks people for their consent. */
export type Accounts = {
  consentUrl(request: { state: string; challenge: string; permissions: readonly Permission[] }): string;
  /** Turns the code of a consent into tokens; `asked`: what the consent was asked for. Throws `Unavailable`. */
  redeem(code: string, verifier: string, asked: readonly Permission[]): Promise<Grant>;
  /** Asks the account who it is: the first call with a new grant, which shows whether any call will be answered. */
  probe(grant: Grant): Promise<{ accountId: string }>;
  /** From now on calls for this person go out with this grant. */
  adopt(userId: string, grant: Grant): void;
  /** Drops what is held of this person's tokens in memory. */
  forget(userId: string): void;
};
