import { api, DOCS, OURS, type Rule } from './rule.ts';

const LIMITS = `${DOCS}/topics/rate-limits`;

/** The rules of every request, and the rate limits. */
export const requestRules = [
  {
    id: 'bot-token',
    says: 'Routes of the bot want the header "Authorization: Bot <token>".',
    source: `${DOCS}/reference#authentication`,
    isBug: true,
    refusal: api(401, 0, '401: Unauthorized'),
  },
  {
    id: 'user-agent',
    says: 'A client names itself in User-Agent.',
    source: `${DOCS}/reference#user-agent`,
    isBug: true,
    refusal: api(403, 40333, 'internal network error'),
  },
  {
    id: 'known-route',
    says: 'What the simulation does not serve is refused.',
    source: OURS,
    isBug: true,
    refusal: api(404, 0, '404: Not Found'),
  },
  {
    id: 'known-feature',
    says: 'What the simulation leaves out (modals, polls, stickers, forwards, activities) is refused.',
    source: OURS,
    isBug: true,
    refusal: api(400, 0, 'The simulation does not know this'),
  },
  {
    id: 'known-query',
    says: 'Query parameters are those the route documents.',
    source: OURS,
    isBug: true,
  },
  {
    id: 'known-fields',
    says: 'A form has the documented fields, and what is read or deleted takes no body.',
    source: OURS,
    isBug: true,
    refusal: api(400, 0, 'The API knows no such field'),
  },
  {
    id: 'readable-body',
    says: 'A body is JSON, or multipart with the JSON in payload_json.',
    source: `${DOCS}/reference#uploading-files`,
    isBug: true,
    refusal: api(400, 50109, 'The request body contains invalid JSON.'),
  },
  {
    id: 'global-rate-limit',
    says: 'A bot makes at most 50 requests a second; interaction endpoints do not count.',
    source: `${LIMITS}#global-rate-limit`,
    isBug: false,
    refusal: api(429, 0, 'You are being rate limited.'),
  },
  {
    id: 'route-rate-limit',
    says: 'Messages are created 5 times in 5 s per channel, and edited as often; follow-ups 5 times in 2 s.',
    source: `${LIMITS}, numbers as measured: https://github.com/discord/discord-api-docs/issues/2701`,
    isBug: false,
    refusal: api(429, 0, 'You are being rate limited.'),
  },
  {
    id: 'old-message-edits',
    says: 'Messages older than an hour are edited 3 times in 6 s per channel; the headers do not tell.',
    source: 'https://github.com/discord-userdoccers/discord-userdoccers/pull/551',
    isBug: false,
    refusal: api(429, 30046, 'Maximum number of edits to messages older than 1 hour reached. Try again later'),
  },
] as const satisfies Rule[];
