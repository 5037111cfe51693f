import { oauthError } from '../web-api/answer.ts';
import { BLOG, DOCS, ISSUES, type Rule } from './rule.ts';

/** The rules of the token endpoint. */
export const tokenRules = [
  {
    id: 'token-form-encoded',
    says: 'The token endpoint takes form-encoded bodies.',
    source: `${ISSUES}/321`,
    answer: oauthError('server_error', 'Unexpected status: 415', 415),
    bug: true,
  },
  {
    id: 'token-grant-type',
    says: 'grant_type is client_credentials, authorization_code or refresh_token.',
    source: `${ISSUES}/1503`,
    answer: oauthError('unsupported_grant_type', 'grant_type parameter is missing'),
    bug: true,
  },
  {
    id: 'token-parameters',
    says: 'Nothing is sent to the token endpoint that it does not know.',
    source: `${DOCS}/tutorials/code-flow`,
    bug: true,
  },
  {
    id: 'client-known',
    says: 'Tokens are given to a client that exists.',
    source: `${ISSUES}/919`,
    answer: oauthError('invalid_client', 'Invalid client'),
  },
  {
    id: 'client-secret',
    says: 'A confidential client proves itself with its secret.',
    source: `${DOCS}/concepts/api-calls`,
    answer: oauthError('invalid_client', 'Invalid client secret'),
  },
  {
    id: 'code-single-use',
    says: 'A code is exchanged once.',
    source: `${ISSUES}/313`,
    answer: oauthError('invalid_grant', 'Invalid authorization code'),
  },
  {
    id: 'code-short-lived',
    says: 'A code is exchanged soon after the consent.',
    source: `${ISSUES}/676`,
    answer: oauthError('invalid_grant', 'Authorization code expired'),
  },
  {
    id: 'code-redirect-uri',
    says: 'A code is exchanged with the redirect URI it was asked with.',
    source: `${ISSUES}/514`,
    answer: oauthError('invalid_grant', 'Invalid redirect URI'),
    bug: true,
  },
  {
    id: 'code-verifier',
    says: 'A code asked with a challenge is exchanged with its verifier.',
    source: `${DOCS}/tutorials/code-pkce-flow`,
    answer: oauthError('invalid_grant', 'code_verifier was incorrect'),
  },
  {
    id: 'refresh-known',
    says: 'A refresh token is one that was given out.',
    source: `${ISSUES}/1202`,
    answer: oauthError('invalid_grant', 'Invalid refresh token'),
  },
  {
    id: 'refresh-alive',
    says: 'A refresh token works until the person revokes it or, with PKCE, until another one replaces it.',
    source: 'https://github.com/ramsayleung/rspotify/issues/396',
    answer: oauthError('invalid_grant', 'Refresh token revoked'),
  },
  {
    id: 'refresh-half-year',
    says: 'Six months after the consent its refresh tokens are dead.',
    source: `${BLOG}/2026-06-18-refresh-token-expiration`,
    answer: oauthError('invalid_grant', 'Refresh token revoked'),
  },
  {
    id: 'refresh-dead-once',
    says: 'A refresh token that was refused is not tried again.',
    source: `${BLOG}/2026-06-18-refresh-token-expiration`,
    bug: true,
  },
] as const satisfies Rule[];
