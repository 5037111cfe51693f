import { apiError } from '../web-api/answer.ts';
import { BLOG, DOCS, type Rule } from './rule.ts';

/** The rules of every request to the Web API, and of those that read. */
export const gateRules = [
  {
    id: 'route-known',
    says: 'A request goes to an endpoint that exists; those the simulation leaves out count as missing.',
    source: `${DOCS}`,
    answer: apiError(404, 'Service not found'),
    bug: true,
  },
  {
    id: 'route-removed',
    says: 'Endpoints taken from development-mode apps in February 2026 answer Forbidden.',
    source: `${DOCS}/references/changes/february-2026`,
    answer: apiError(403, 'Forbidden'),
    bug: true,
  },
  {
    id: 'token-present',
    says: 'A request carries an access token.',
    source: `${DOCS}/concepts/api-calls`,
    answer: apiError(401, 'No token provided'),
    bug: true,
  },
  {
    id: 'token-valid',
    says: 'An access token is one that was given out, for a person where the endpoint is about one.',
    source: `${DOCS}/concepts/api-calls`,
    answer: apiError(401, 'Invalid access token'),
  },
  {
    id: 'token-fresh',
    says: 'An access token lives an hour.',
    source: `${DOCS}/concepts/access-token`,
    answer: apiError(401, 'The access token expired'),
  },
  {
    id: 'rate-limit',
    says: 'An app makes only so many calls in any thirty seconds.',
    source: `${DOCS}/concepts/rate-limits`,
    answer: apiError(429, 'API rate limit exceeded'),
  },
  {
    id: 'quota',
    says: 'A developer makes only so many calls a day to each group of endpoints.',
    source: `${BLOG}/2026-07-23-web-api-quota-updates`,
    answer: apiError(429, 'Too many requests', 'QUOTA_EXCEEDED'),
  },
  {
    id: 'retry-after',
    says: 'Whoever was told to wait waits: asking earlier lengthens the wait.',
    source: 'https://github.com/spotipy-dev/spotipy/issues/913',
    bug: true,
  },
  {
    id: 'user-listed',
    says: 'A development-mode app serves only the people on its user list.',
    source: `${DOCS}/concepts/quota-modes`,
    answer: apiError(403, 'Check settings on developer.spotify.com/dashboard, the user may not be registered.'),
  },
  {
    id: 'owner-premium',
    says: 'A development-mode app works only while its owner has Premium.',
    source: `${DOCS}/concepts/quota-modes`,
    answer: apiError(
      403,
      'Active premium subscription required for the owner of the app. When the subscription status changes, it can take a few hours before requests are allowed again.',
    ),
  },
  {
    id: 'scope-granted',
    says: 'Each endpoint needs its scopes.',
    source: `${DOCS}/concepts/scopes`,
    answer: apiError(403, 'Insufficient client scope'),
  },
  {
    id: 'parameter-known',
    says: 'Nothing is sent in the query that the endpoint does not know.',
    source: `${DOCS}`,
    bug: true,
  },
  {
    id: 'parameter-valid',
    says: 'Parameters are there when they must be, and of the right kind.',
    source: `${DOCS}`,
    answer: apiError(400, 'Bad request'),
    bug: true,
  },
  {
    id: 'field-known',
    says: 'Nothing is sent in the body that the endpoint does not know.',
    source: `${DOCS}`,
    bug: true,
  },
  {
    id: 'body-valid',
    says: 'A body is JSON of the right shape.',
    source: `${DOCS}`,
    answer: apiError(400, 'Malformed json'),
    bug: true,
  },
  {
    id: 'page-limit',
    says: 'A page has 1 to 50 items.',
    source: `${DOCS}/reference/get-users-top-artists-and-tracks`,
    answer: apiError(400, 'Invalid limit'),
    bug: true,
  },
  {
    id: 'search-limit',
    says: 'A page of search results has 1 to 10 items.',
    source: `${DOCS}/references/changes/february-2026`,
    answer: apiError(400, 'Invalid limit'),
    bug: true,
  },
  {
    id: 'search-query',
    says: 'A search says what it looks for.',
    source: `${DOCS}/reference/search`,
    answer: apiError(400, 'No search query'),
    bug: true,
  },
  {
    id: 'track-id',
    says: 'A track id is 22 letters and digits.',
    source: `${DOCS}/concepts/spotify-uris-ids`,
    answer: apiError(400, 'invalid id'),
    bug: true,
  },
  {
    id: 'track-exists',
    says: 'Only a track that exists can be looked up.',
    source: `${DOCS}/reference/get-track`,
    answer: apiError(404, 'Resource not found'),
  },
] as const satisfies Rule[];
