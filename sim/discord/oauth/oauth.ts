import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { refuse } from '../rest/refuse.ts';

const CODE_LIVES_MS = 10 * 60_000;
const TOKEN_LIVES_S = 7 * 24 * 60 * 60;
export const SCOPE = 'identify';

/** The request that a person is asked to agree to. */
export type AuthorizationRequest = { redirectUri: string; state: string | null };

/** The credentials of a client at a token endpoint, from the body or HTTP Basic. */
export type Credentials = { clientId: string; clientSecret: string };

type Grant = { userId: string; redirectUri: string; at: number };

export type OAuth = ReturnType<typeof createOAuth>;

/** The grants for the scope "identify": by a person's code, and the application's own (https://docs.discord.com/developers/topics/oauth2). */
export function createOAuth(world: {
  clock: Clock;
  applicationId: string;
  clientSecret: string;
  /** Without it, any address that ends in the path which the bot serves. */
  redirectUris: string[] | undefined;
}) {
  const { clock, applicationId, clientSecret, redirectUris } = world;
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, { userId: string; until: number }>();

  function isRegistered(redirectUri: string): boolean {
    return redirectUris ? redirectUris.includes(redirectUri) : isLikeOurs(redirectUri);
  }

  return {
    /** Reads the query of the authorization page. Throws a refusal that is shown there. */
    readRequest(query: URLSearchParams): AuthorizationRequest {
      const redirectUri = query.get('redirect_uri') ?? '';
      if (query.get('client_id') !== applicationId) throw refuse('oauth-client');
      if (query.get('response_type') !== 'code') throw refuse('oauth-response-type');
      if (!isRegistered(redirectUri)) throw refuse('oauth-redirect', { detail: redirectUri });
      if (query.get('scope') !== SCOPE) throw refuse('oauth-scope', { detail: query.get('scope') ?? 'none' });
      return { redirectUri, state: query.get('state') };
    },
    /** Returns the redirect after the person has agreed. */
    grant({ redirectUri, state }: AuthorizationRequest, userId: string): string {
      const code = randomBytes(24).toString('base64url');
      grants.set(code, { userId, redirectUri, at: clock.now() });
      return withQuery(redirectUri, { code, state });
    },
    /** Returns the redirect after the person has declined. */
    deny({ redirectUri, state }: AuthorizationRequest): string {
      const error = 'access_denied';
      const description = 'The resource owner or authorization server denied the request';
      return withQuery(redirectUri, { error, error_description: description, state });
    },
    checkClient(credentials: Credentials) {
      const isRight = credentials.clientId === applicationId && isSame(credentials.clientSecret, clientSecret);
      if (!isRight) throw refuse('oauth-client-secret');
    },
    exchange(code: string, redirectUri: string) {
      const grant = grants.get(code);
      grants.delete(code);
      if (!grant || clock.now() - grant.at > CODE_LIVES_MS) throw refuse('oauth-code');
      if (grant.redirectUri !== redirectUri) throw refuse('oauth-same-redirect', { detail: redirectUri });
      const token = randomBytes(24).toString('base64url');
      tokens.set(token, { userId: grant.userId, until: clock.now() + TOKEN_LIVES_S * 1_000 });
      return {
        token_type: 'Bearer',
        access_token: token,
        expires_in: TOKEN_LIVES_S,
        refresh_token: randomBytes(24).toString('base64url'),
        scope: SCOPE,
      };
    },
    /** The application itself asks: the token would speak for its owner, whom nobody plays here. */
    forOwner(scope: string) {
      if (scope !== SCOPE) throw refuse('oauth-scope', { detail: scope || 'none' });
      const access_token = randomBytes(24).toString('base64url');
      return { token_type: 'Bearer', access_token, expires_in: TOKEN_LIVES_S, scope };
    },
    revoke(token: string) {
      tokens.delete(token);
    },
    /** Whom a token speaks for. */
    userOf(token: string): string {
      const known = tokens.get(token);
      if (!known || clock.now() > known.until) throw refuse('oauth-bearer');
      return known.userId;
    },
  };
}

function isLikeOurs(redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname, pathname } = new URL(redirectUri);
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return pathname === '/oauth/discord/callback' && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}

function withQuery(address: string, query: Record<string, string | null>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value);
  return url.href;
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
