import type { Accounts, Grant, Permission } from '../ports/accounts.ts';
import { permissions } from '../ports/accounts.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { profileAnswer, read } from './answers.ts';
import type { SpotifyClient, TokenAnswer } from './client.ts';
import { asUnavailable } from './trouble.ts';

/** Spotify's scopes for each permission (https://developer.spotify.com/documentation/web-api/concepts/scopes). */
const SCOPES: Record<Permission, readonly string[]> = {
  tops: ['user-top-read'],
  playback: ['user-read-playback-state', 'user-modify-playback-state', 'user-read-currently-playing'],
  saving: ['playlist-modify-private'],
};

/** Consent and identity at Spotify's accounts service: authorization code with PKCE and the client's secret. */
export function createAccounts(
  client: SpotifyClient,
  options: { clientId: string; accountsUrl: string; redirectUri: () => string },
): Accounts {
  return {
    consentUrl({ state, challenge, permissions: wanted }) {
      const url = new URL(`${options.accountsUrl}/authorize`);
      url.search = new URLSearchParams({
        client_id: options.clientId,
        response_type: 'code',
        redirect_uri: options.redirectUri(),
        scope: wanted.flatMap((permission) => SCOPES[permission]).join(' '),
        state,
        code_challenge_method: 'S256',
        code_challenge: challenge,
        // A silent redirect would let a forged link pass unseen.
        show_dialog: 'true',
      }).toString();
      return url.href;
    },
    async redeem(code, verifier, asked) {
      try {
        return toGrant(
          await client.requestTokens({
            grant_type: 'authorization_code',
            code,
            redirect_uri: options.redirectUri(),
            code_verifier: verifier,
          }),
          asked,
        );
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    async probe({ accessToken }) {
      const { body } = await client.callWith(accessToken, 'profile', (api) => api.getMe());
      return { accountId: read(profileAnswer, body, 'GET /v1/me') };
    },
    adopt: (userId, grant) => client.tokens.adopt(userId, grant),
    forget: (userId) => client.tokens.forget(userId),
  };
}

function toGrant(answer: TokenAnswer, asked: readonly Permission[]): Grant {
  const { accessToken, refreshToken, expiresAt, scope } = answer;
  if (refreshToken === undefined) throw new Unavailable('unreachable', { cause: new Error('no refresh token') });
  return { accessToken, refreshToken, expiresAt, permissions: scope === undefined ? asked : permissionsIn(scope) };
}

/** Reads the granted scopes. An answer without them grants what was asked (RFC 6749, 5.1); an empty text grants none. */
function permissionsIn(scope: string): Permission[] {
  const scopes = new Set(scope.split(/\s+/));
  return permissions.filter((permission) => SCOPES[permission].every((one) => scopes.has(one)));
}
