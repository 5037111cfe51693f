import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Chance } from '../chance.ts';
import type { SpotifyPerson } from '../person.ts';
import { Refusal, type RuleId } from '../rules/rules.ts';

export type RotateRefreshTokens = 'always' | 'never' | 'alternate';

/** The consent that somebody gave. */
export type Consent = {
  person: SpotifyPerson;
  scopes: readonly string[];
  redirectUri: string;
  /** PKCE's S256 challenge, if one was given. */
  challenge: string | undefined;
};

/** The token endpoint's answer. */
export type Tokens = {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  scope?: string;
  refresh_token?: string;
};

/** Codes, access tokens and refresh tokens: who holds what, and how long it works. */
export type Grants = {
  agree(consent: Consent): string;
  exchange(code: string, redirectUri: string, verifier: string | undefined): Tokens;
  refresh(refreshToken: string): Tokens;
  /** For the app itself: sees the catalogue, nobody's account. */
  forApp(): Tokens;
  /** What an access token opens. */
  opened(accessToken: string): Access;
  /** Whose an access token is, even one that has expired. */
  holder(accessToken: string): SpotifyPerson | undefined;
  revoke(person: SpotifyPerson): void;
};

export type Access = { person: SpotifyPerson | null; scopes: readonly string[]; expiresAt: number };

export const ACCESS_TOKEN_SECONDS = 3600;
export const CODE_LIFE_MS = 10 * 60_000;
const REFRESH_TOKEN_MONTHS = 6;

type Grant = Consent & { authorizedAt: number; refreshes: number };
type Code = Consent & { expiresAt: number };
type RefreshToken = { grant: Grant; revoked: boolean; refused: boolean };

export type GrantsOptions = {
  clock: Clock;
  chance: Chance;
  rotateRefreshTokens: RotateRefreshTokens;
  violate(rule: RuleId, detail: string): void;
};

export function createGrants({ clock, chance, rotateRefreshTokens, violate }: GrantsOptions): Grants {
  const codes = new Map<string, Code>();
  const accessTokens = new Map<string, Access>();
  const refreshTokens = new Map<string, RefreshToken>();

  function openAccess(person: SpotifyPerson | null, scopes: readonly string[]): Tokens {
    const access_token = `BQ${chance.letters(120)}`;
    accessTokens.set(access_token, { person, scopes, expiresAt: clock.now() + ACCESS_TOKEN_SECONDS * 1000 });
    const tokens: Tokens = { access_token, token_type: 'Bearer', expires_in: ACCESS_TOKEN_SECONDS };
    return scopes.length > 0 ? { ...tokens, scope: scopes.join(' ') } : tokens;
  }

  function addRefreshToken(grant: Grant): string {
    const refreshToken = `AQ${chance.letters(129)}`;
    refreshTokens.set(refreshToken, { grant, revoked: false, refused: false });
    return refreshToken;
  }

  /** With PKCE a new refresh token ends the old one; a confidential client keeps both. */
  function replaced(old: RefreshToken): { refresh_token?: string } {
    const { grant } = old;
    const rotates = { always: true, never: false, alternate: grant.refreshes % 2 === 0 }[rotateRefreshTokens];
    if (!rotates) return {};
    if (grant.challenge) old.revoked = true;
    return { refresh_token: addRefreshToken(grant) };
  }

  function check(held: RefreshToken) {
    if (held.revoked) throw new Refusal('refresh-alive');
    if (clock.now() >= monthsAfter(held.grant.authorizedAt, REFRESH_TOKEN_MONTHS))
      throw new Refusal('refresh-half-year');
  }

  return {
    agree(consent) {
      const code = `AQ${chance.letters(160)}`;
      codes.set(code, { ...consent, expiresAt: clock.now() + CODE_LIFE_MS });
      return code;
    },
    exchange(code, redirectUri, verifier) {
      const consent = codes.get(code);
      if (!consent) throw new Refusal('code-single-use');
      if (clock.now() >= consent.expiresAt) throw new Refusal('code-short-lived');
      if (redirectUri !== consent.redirectUri) throw new Refusal('code-redirect-uri');
      if (consent.challenge && challengeOf(verifier ?? '') !== consent.challenge) throw new Refusal('code-verifier');
      codes.delete(code);
      const grant = { ...consent, authorizedAt: clock.now(), refreshes: 0 };
      return { ...openAccess(grant.person, grant.scopes), refresh_token: addRefreshToken(grant) };
    },
    refresh(refreshToken) {
      const held = refreshTokens.get(refreshToken);
      if (!held) throw new Refusal('refresh-known');
      try {
        check(held);
      } catch (refusal) {
        if (held.refused) violate('refresh-dead-once', 'a refused refresh token was tried again');
        held.refused = true;
        throw refusal;
      }
      held.grant.refreshes++;
      return { ...openAccess(held.grant.person, held.grant.scopes), ...replaced(held) };
    },
    forApp: () => openAccess(null, []),
    opened(accessToken) {
      const access = accessTokens.get(accessToken);
      if (!access) throw new Refusal('token-valid');
      if (clock.now() >= access.expiresAt) throw new Refusal('token-fresh');
      return access;
    },
    holder: (accessToken) => accessTokens.get(accessToken)?.person ?? undefined,
    revoke(person) {
      for (const held of refreshTokens.values()) if (held.grant.person === person) held.revoked = true;
    },
  };
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function monthsAfter(moment: number, months: number): number {
  const date = new Date(moment);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.getTime();
}
