import { type Answer, apiError, oauthError, textPage } from './answer.ts';

/**
 * One thing that the real service insists on, or that a caller has to keep to if nothing is to be wasted. `source` is the
 * public page or report behind it. `answer` is what breaking it brings; without one, the real service takes it.
 * `bug`: breaking it is certainly a mistake of the caller, and is entered among the violations.
 */
export type Rule = { id: string; says: string; source: string; answer?: Answer; bug?: true };

const DOCS = 'https://developer.spotify.com/documentation/web-api';
const BLOG = 'https://developer.spotify.com/blog';
const ISSUES = 'https://github.com/spotify/web-api/issues';

const RESTRICTED = apiError(403, 'Player command failed: Restriction violated', 'UNKNOWN');

const authorizeRules = [
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

const tokenRules = [
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

const gateRules = [
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

const playerRules = [
  {
    id: 'premium-required',
    says: 'Only Premium accounts can be steered.',
    source: `${DOCS}/reference/start-a-users-playback`,
    answer: apiError(403, 'Player command failed: Premium required', 'PREMIUM_REQUIRED'),
  },
  {
    id: 'active-device',
    says: 'A command without a device needs one that is active.',
    source: `${ISSUES}/924`,
    answer: apiError(404, 'Player command failed: No active device found', 'NO_ACTIVE_DEVICE'),
  },
  {
    id: 'device-known',
    says: 'A device that is asleep or gone cannot be found.',
    source: `${ISSUES}/1559`,
    answer: apiError(404, 'Device not found'),
  },
  {
    id: 'device-restricted',
    says: 'A restricted device takes no command.',
    source: `${DOCS}/reference/get-a-users-available-devices`,
    answer: RESTRICTED,
  },
  {
    id: 'device-dozing',
    says: 'An app in the background may answer with a server error and carry the command out when it comes back.',
    source: 'https://github.com/camphor-/relaym-server',
    answer: apiError(500, 'Server error.'),
  },
  {
    id: 'not-so-already',
    says: 'A player cannot be made what it is already: paused, playing, shuffling or not.',
    source: `${ISSUES}/1433`,
    answer: RESTRICTED,
  },
  {
    id: 'something-to-resume',
    says: 'A player that never played anything cannot go on.',
    source: 'https://github.com/KiOui/TOSTI/issues/507',
    answer: RESTRICTED,
  },
  {
    id: 'previous-exists',
    says: 'There is nothing before the first track.',
    source: `${DOCS}/reference/skip-users-playback-to-previous-track`,
    answer: RESTRICTED,
  },
  {
    id: 'something-playable',
    says: 'A play request with dead tracks only is refused.',
    source: `${ISSUES}/1433`,
    answer: RESTRICTED,
  },
  {
    id: 'resume-without-body',
    says: 'Resuming takes no body: `{}` loses the queue.',
    source: `${ISSUES}/501`,
    bug: true,
  },
  {
    id: 'one-source',
    says: 'A play request names a context or uris, not both.',
    source: `${DOCS}/reference/start-a-users-playback`,
    answer: apiError(400, 'Malformed json'),
    bug: true,
  },
  {
    id: 'context-kind',
    says: 'Albums, artists and playlists that exist can be played as a context.',
    source: `${ISSUES}/675`,
    answer: apiError(400, 'Non supported context uri'),
    bug: true,
  },
  {
    id: 'uris-tracks',
    says: 'uris are the URIs of tracks that exist.',
    source: 'https://github.com/JohnnyCrazy/SpotifyAPI-NET/issues/262',
    answer: apiError(400, 'Invalid track uri'),
    bug: true,
  },
  {
    id: 'uris-short',
    says: 'A play request carries at most 100 uris: lists that fail begin not far above.',
    source: `${ISSUES}/582`,
    bug: true,
  },
  {
    id: 'uris-size',
    says: 'A play request of some ten thousand characters is too large.',
    source: `${ISSUES}/1483`,
    answer: apiError(413, 'Payload too large'),
    bug: true,
  },
  {
    id: 'uris-unique',
    says: 'No track is in a play request twice: with an offset, nothing plays at all.',
    source: `${ISSUES}/1324`,
    bug: true,
  },
  {
    id: 'offset-inside',
    says: 'An offset names a track of what is played.',
    source: `${DOCS}/reference/start-a-users-playback`,
    answer: apiError(400, 'Bad offset'),
    bug: true,
  },
  {
    id: 'transfer-one-device',
    says: 'Playback is transferred to exactly one device.',
    source: `${DOCS}/reference/transfer-a-users-playback`,
    answer: apiError(400, 'Bad request'),
    bug: true,
  },
  {
    id: 'look-before-repeat',
    says: 'A queue or skip whose outcome is unknown is not repeated without a look: it may have landed.',
    source: `${ISSUES}/1591`,
    bug: true,
  },
] as const satisfies Rule[];

const playlistRules = [
  {
    id: 'playlist-name',
    says: 'A playlist has a name.',
    source: `${DOCS}/reference/create-playlist`,
    answer: apiError(400, 'Missing required field: name'),
    bug: true,
  },
  {
    id: 'playlist-scope',
    says: 'Private playlists need playlist-modify-private, public ones playlist-modify-public.',
    source: `${DOCS}/reference/create-playlist`,
    answer: apiError(403, 'Insufficient client scope'),
  },
  {
    id: 'playlist-hundred',
    says: 'At most 100 items are added or set at once.',
    source: `${DOCS}/reference/add-items-to-playlist`,
    answer: apiError(400, 'You can add a maximum of 100 tracks per request.'),
    bug: true,
  },
  {
    id: 'playlist-exists',
    says: 'Only a playlist that exists, and may be seen, can be read or changed.',
    source: `${DOCS}/reference/get-playlist`,
    answer: apiError(404, 'Resource not found'),
  },
  {
    id: 'playlist-own',
    says: 'Only the owner reads and changes the items of a playlist.',
    source: `${DOCS}/references/changes/february-2026`,
    answer: apiError(403, 'Forbidden'),
  },
] as const satisfies Rule[];

/** Everything the simulation insists on. */
export const rules = [...authorizeRules, ...tokenRules, ...gateRules, ...playerRules, ...playlistRules] as const;

export type RuleId = (typeof rules)[number]['id'];
/** The rules whose breaking is answered with a refusal. */
export type RefusingRuleId = Extract<(typeof rules)[number], { answer: Answer }>['id'];

const byId = new Map<RuleId, Rule>(rules.map((rule) => [rule.id, rule]));

/** Whether breaking a rule is certainly a mistake of the caller. */
export const isBug = (id: RuleId) => byId.get(id)?.bug === true;

/** A request that is not carried out, with what the service says to it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly rule: RefusingRuleId;
  readonly answer: Answer;

  /** `answer` where the service words it differently from case to case. */
  constructor(rule: RefusingRuleId, answer = byId.get(rule)?.answer) {
    super(rule);
    if (!answer) throw new Error(`Rule ${rule} has no answer.`);
    this.rule = rule;
    this.answer = answer;
  }
}
