import { textPage } from '../web-api/answer.ts';
import { BLOG, DOCS, ISSUES, type Rule } from './rule.ts';

/** The rules of the consent page. */
export const authorizeRules = [
  {
    id: 'authorize-client',
    says: 'Consent is asked for a client id that exists.',
    source: 'https://github.com/novatorem/novatorem/issues/16',
    answer: textPage(400, 'INVALID_CLIENT: Invalid client'),
    bug: true,
  },
  {
    id: 'authorize-response-type',
    says: 'Only the code flow is left: response_type is `code`.',
    source: `${BLOG}/2025-02-12-increasing-the-security-requirements-for-integrating-with-spotify`,
    answer: textPage(400, 'response_type must be code'),
    bug: true,
  },
  {
    id: 'redirect-uri-secure',
    says: 'A redirect URI is https, or http with a literal loopback address; `localhost` is refused.',
    source: `${DOCS}/concepts/redirect_uri`,
    answer: textPage(400, 'INVALID_CLIENT: Invalid redirect URI'),
    bug: true,
  },
  {
    id: 'redirect-uri-registered',
    says: 'A redirect URI is one of those registered, to the letter; only a loopback address may vary its port.',
    source: `${DOCS}/concepts/redirect_uri`,
    answer: textPage(400, 'INVALID_CLIENT: Invalid redirect URI'),
    bug: true,
  },
  {
    id: 'scope-known',
    says: 'Only scopes that exist can be asked for.',
    source: `${ISSUES}/1262`,
    answer: textPage(400, 'Illegal scope'),
    bug: true,
  },
  {
    id: 'state-given',
    says: 'Consent is asked with a state, or the answer cannot be told from a forged one.',
    source: `${DOCS}/tutorials/code-flow`,
    bug: true,
  },
  {
    id: 'challenge-method',
    says: 'A code_challenge comes with code_challenge_method=S256.',
    source: `${DOCS}/tutorials/code-pkce-flow`,
    answer: textPage(400, 'code_challenge_method must be S256'),
    bug: true,
  },
  {
    id: 'authorize-parameters',
    says: 'Nothing is asked of the consent page that it does not know.',
    source: `${DOCS}/tutorials/code-flow`,
    bug: true,
  },
] as const satisfies Rule[];
