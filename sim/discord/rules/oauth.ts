import { api, DOCS, oauth, type Rule } from './rule.ts';

const OAUTH = `${DOCS}/topics/oauth2`;

/** The rules of OAuth2. */
export const oauthRules = [
  {
    id: 'oauth-client',
    says: 'The authorization page is asked for by an application that exists.',
    source: `${OAUTH}#authorization-code-grant`,
    isBug: true,
    refusal: oauth(400, 'invalid_client', 'Unknown Application'),
  },
  {
    id: 'oauth-response-type',
    says: 'response_type is code.',
    source: `${OAUTH}#authorization-code-grant`,
    isBug: true,
    refusal: oauth(400, 'unsupported_response_type', 'The authorization server does not support this response type'),
  },
  {
    id: 'oauth-redirect',
    says: 'The redirect_uri is one of those registered.',
    source: `${OAUTH}#authorization-code-grant`,
    isBug: true,
    refusal: oauth(400, 'invalid_request', 'Invalid OAuth2 redirect_uri'),
  },
  {
    id: 'oauth-scope',
    says: 'The scope is identify.',
    source: `${OAUTH}#shared-resources-oauth2-scopes`,
    isBug: true,
    refusal: oauth(400, 'invalid_scope', 'The requested scope is invalid, unknown, or malformed.'),
  },
  {
    id: 'oauth-form',
    says: 'The token endpoints take application/x-www-form-urlencoded, not JSON.',
    source: `${OAUTH}#shared-resources-oauth2-urls`,
    isBug: true,
    refusal: oauth(400, 'invalid_request', 'The body must be application/x-www-form-urlencoded'),
  },
  {
    id: 'oauth-client-secret',
    says: 'The token endpoints want client id and secret, in the body or by HTTP Basic.',
    source: `${OAUTH}#authorization-code-grant`,
    isBug: true,
    refusal: oauth(401, 'invalid_client', 'Invalid client credentials'),
  },
  {
    id: 'oauth-grant-type',
    says: 'grant_type is authorization_code with a code, or client_credentials for the application itself.',
    source: `${OAUTH}#client-credentials-grant`,
    isBug: true,
    refusal: oauth(400, 'unsupported_grant_type', 'Grant type None is not supported'),
  },
  {
    id: 'oauth-code',
    says: 'A code is exchanged once, within 10 minutes.',
    source: 'https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.2',
    isBug: false,
    refusal: oauth(400, 'invalid_grant', 'Invalid "code" in request.'),
  },
  {
    id: 'oauth-same-redirect',
    says: 'The exchange names the redirect_uri of the authorization.',
    source: 'https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.3',
    isBug: true,
    refusal: oauth(400, 'invalid_grant', 'Invalid "redirect_uri" in request.'),
  },
  {
    id: 'oauth-bearer',
    says: 'What was authorized is read with the access token, until it expires or is revoked.',
    source: `${DOCS}/resources/user#get-current-user`,
    isBug: false,
    refusal: api(401, 0, '401: Unauthorized'),
  },
] as const satisfies Rule[];
