const DOCS = 'https://docs.discord.com/developers';
const CODES = `${DOCS}/topics/opcodes-and-status-codes`;
const ANSWERS = `${DOCS}/interactions/receiving-and-responding`;
const COMMANDS = `${DOCS}/interactions/application-commands`;
const COMPONENTS = `${DOCS}/components/reference`;
const MESSAGES = `${DOCS}/resources/message`;
const PERMISSIONS = `${DOCS}/topics/permissions`;
const GATEWAY = `${DOCS}/events/gateway`;
const OAUTH = `${DOCS}/topics/oauth2`;
const LIMITS = `${DOCS}/topics/rate-limits`;

export type Refusal = { status: number; body: Record<string, unknown> };

export type Rule = {
  id: string;
  /** What Discord does not let a bot do, or does about it. */
  says: string;
  source: string;
  /** Whether only a mistake of the bot's makers can break it; such a breach is a violation. */
  isBug: boolean;
  /** The HTTP answer, for rules that are enforced by one. */
  refusal?: Refusal;
  /** The close code, for rules of the gateway. */
  close?: number;
};

const api = (status: number, code: number, message: string): Refusal => ({ status, body: { message, code } });
const oauth = (status: number, error: string, description: string): Refusal => ({
  status,
  body: { error, error_description: description },
});
const invalidForm = api(400, 50035, 'Invalid Form Body');
const missingPermissions = api(403, 50013, 'Missing Permissions');
const unknownInteraction = api(404, 10062, 'Unknown interaction');

/** Everything the simulation enforces. Each row has one test that breaks it. */
export const rules = [
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
    source: 'The simulation fails loudly where it does not know Discord.',
    isBug: true,
    refusal: api(404, 0, '404: Not Found'),
  },
  {
    id: 'known-feature',
    says: 'What the simulation leaves out (modals, polls, stickers, forwards, activities) is refused.',
    source: 'The simulation fails loudly where it does not know Discord.',
    isBug: true,
    refusal: api(400, 0, 'The simulation does not know this'),
  },
  {
    id: 'known-query',
    says: 'Query parameters are those the route documents.',
    source: 'The simulation fails loudly where it does not know Discord.',
    isBug: true,
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
    refusal: { status: 429, body: { message: 'You are being rate limited.' } },
  },
  {
    id: 'route-rate-limit',
    says: 'Messages are created 5 times in 5 s per channel, and edited as often; follow-ups 5 times in 2 s.',
    source: `${LIMITS}, numbers as measured: https://github.com/discord/discord-api-docs/issues/2701`,
    isBug: false,
    refusal: { status: 429, body: { message: 'You are being rate limited.' } },
  },
  {
    id: 'old-message-edits',
    says: 'Messages older than an hour are edited 3 times in 6 s per channel; the headers do not tell.',
    source: 'https://github.com/discord-userdoccers/discord-userdoccers/pull/551',
    isBug: false,
    refusal: api(429, 30046, 'Maximum number of edits to messages older than 1 hour reached. Try again later'),
  },

  {
    id: 'body-shape',
    says: 'Bodies fit the schemas of the HTTP API: lengths, counts, types, required fields.',
    source: 'https://github.com/discord/discord-api-spec',
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'known-keys',
    says: 'A body has no key that the API does not know.',
    source: 'Discord ignores them, which hides slips of the pen; the simulation does not.',
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'content-length',
    says: 'The content of a message has at most 2000 characters.',
    source: `${MESSAGES}#create-message`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'embed-total',
    says: 'All the text in the embeds of a message has at most 6000 characters.',
    source: `${MESSAGES}#embed-object-embed-limits`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'embed-field-text',
    says: 'Name and value of an embed field are not empty.',
    source: `${MESSAGES}#embed-object-embed-field-structure`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'distinct-custom-ids',
    says: 'No custom_id appears twice in a message.',
    source: `${COMPONENTS}#anatomy-of-a-component-custom-id`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'five-rows',
    says: 'A message without the V2 flag has at most 5 action rows and no other component at the top.',
    source: `${COMPONENTS}#legacy-message-component-behavior`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'row-width',
    says: 'An action row holds at most 5 buttons, or one select.',
    source: `${COMPONENTS}#action-row`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'button-needs',
    says: 'A link button has a url and no custom_id, any other the reverse; each has a label or an emoji.',
    source: `${COMPONENTS}#button-button-styles`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'select-options',
    says: 'The options of a select have different values, and as many as max_values asks for.',
    source: `${COMPONENTS}#string-select`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'v2-alone',
    says: 'A message with the V2 flag has components only.',
    source: `${COMPONENTS}#component-object`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'not-empty',
    says: 'A message says something: content, an embed, a component or a file.',
    source: `${MESSAGES}#create-message`,
    isBug: true,
    refusal: api(400, 50006, 'Cannot send an empty message'),
  },

  {
    id: 'unknown-channel',
    says: 'The channel exists.',
    source: CODES,
    isBug: false,
    refusal: api(404, 10003, 'Unknown Channel'),
  },
  {
    id: 'unknown-guild',
    says: 'The guild exists.',
    source: CODES,
    isBug: false,
    refusal: api(404, 10004, 'Unknown Guild'),
  },
  {
    id: 'unknown-user',
    says: 'The user exists.',
    source: CODES,
    isBug: false,
    refusal: api(404, 10013, 'Unknown User'),
  },
  {
    id: 'unknown-member',
    says: 'The user is in the guild.',
    source: CODES,
    isBug: false,
    refusal: api(404, 10007, 'Unknown Member'),
  },
  {
    id: 'unknown-message',
    says: 'The message exists and was not deleted.',
    source: CODES,
    isBug: false,
    refusal: api(404, 10008, 'Unknown Message'),
  },
  {
    id: 'ephemeral-by-token',
    says: 'An ephemeral message is reached through its interaction only, never through its channel.',
    source: 'https://github.com/discord/discord-api-docs/issues/3090',
    isBug: true,
    refusal: api(404, 10008, 'Unknown Message'),
  },
  {
    id: 'view-channel',
    says: 'A channel is used by those who have VIEW_CHANNEL in it.',
    source: `${PERMISSIONS}#implicit-permissions`,
    isBug: false,
    refusal: api(403, 50001, 'Missing Access'),
  },
  {
    id: 'send-messages',
    says: 'Sending needs SEND_MESSAGES.',
    source: `${MESSAGES}#create-message`,
    isBug: false,
    refusal: missingPermissions,
  },
  {
    id: 'embed-links',
    says: 'Without EMBED_LINKS a message of embeds only is refused; beside content, and in an edit, they are dropped.',
    source: 'https://github.com/discord/discord-api-docs/issues/2601',
    isBug: false,
    refusal: missingPermissions,
  },
  {
    id: 'attach-files',
    says: 'Files in a channel need ATTACH_FILES.',
    source: `${PERMISSIONS}#permissions-bitwise-permission-flags`,
    isBug: false,
    refusal: missingPermissions,
  },
  {
    id: 'read-history',
    says: 'Reading a message again needs READ_MESSAGE_HISTORY.',
    source: `${MESSAGES}#get-channel-message`,
    isBug: false,
    refusal: missingPermissions,
  },
  {
    id: 'author-edits',
    says: 'Only its author edits a message.',
    source: `${MESSAGES}#edit-message`,
    isBug: true,
    refusal: api(403, 50005, 'Cannot edit a message authored by another user'),
  },
  {
    id: 'delete-others',
    says: "Deleting somebody else's message needs MANAGE_MESSAGES.",
    source: `${MESSAGES}#delete-message`,
    isBug: false,
    refusal: missingPermissions,
  },
  {
    id: 'nonce-once',
    says: 'With enforce_nonce, the nonce of the past few minutes brings back the first message.',
    source: `${MESSAGES}#create-message`,
    isBug: false,
  },
  {
    id: 'allowed-mentions',
    says: 'A mention that allowed_mentions leaves out pings nobody.',
    source: `${MESSAGES}#allowed-mentions-object`,
    isBug: false,
  },

  {
    id: 'unknown-interaction',
    says: 'An answer names an interaction that took place.',
    source: CODES,
    isBug: true,
    refusal: unknownInteraction,
  },
  {
    id: 'answer-in-time',
    says: 'An interaction is acknowledged within 3 s.',
    source: ANSWERS,
    isBug: false,
    refusal: unknownInteraction,
  },
  {
    id: 'answer-once',
    says: 'An interaction is acknowledged once.',
    source: CODES,
    isBug: true,
    refusal: api(400, 40060, 'Interaction has already been acknowledged.'),
  },
  {
    id: 'answer-kind',
    says: 'Commands are answered with 4 or 5, components also with 6 or 7.',
    source: `${ANSWERS}#interaction-response-object-interaction-callback-type`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'autocomplete-answer',
    says: 'Autocomplete is answered with choices (8), at once, and nothing else is.',
    source: `${COMMANDS}#autocomplete`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'defer-says-nothing',
    says: 'A deferral carries the EPHEMERAL flag or nothing.',
    source: `${ANSWERS}#interaction-response-object-interaction-callback-type`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'ephemeral-for-good',
    says: 'Whether an answer is ephemeral is fixed when it is first given; an edit that says so changes nothing.',
    source: ANSWERS,
    isBug: true,
  },
  {
    id: 'token-15-minutes',
    says: 'The token of an interaction works for 15 minutes.',
    source: ANSWERS,
    isBug: false,
    refusal: api(401, 50027, 'Invalid Webhook Token'),
  },
  {
    id: 'acknowledged-first',
    says: 'Follow-ups and edits come after the acknowledgement, by the token of the interaction.',
    source: 'https://github.com/discordjs/discord.js/pull/10587',
    isBug: true,
    refusal: api(404, 10015, 'Unknown Webhook'),
  },

  {
    id: 'own-application',
    says: 'A bot manages the commands of its own application.',
    source: CODES,
    isBug: true,
    refusal: api(403, 20012, 'You are not authorized to perform this action on this application'),
  },
  {
    id: 'command-names',
    says: 'Names of commands and options are 1 to 32 lower-case letters, digits, - or _.',
    source: `${COMMANDS}#application-command-object-application-command-naming`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'command-descriptions',
    says: 'Descriptions have 1 to 100 characters.',
    source: `${COMMANDS}#application-command-object`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'distinct-names',
    says: 'No two commands, options of a command or choices of an option share a name.',
    source: COMMANDS,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'required-first',
    says: 'Required options come before optional ones.',
    source: `${COMMANDS}#application-command-object-application-command-structure`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'subcommands-alone',
    says: 'A command has subcommands or other options, not both.',
    source: `${COMMANDS}#subcommands-and-subcommand-groups`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'choices-or-autocomplete',
    says: 'An option with choices does not autocomplete.',
    source: `${COMMANDS}#application-command-object-application-command-option-structure`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'command-size',
    says: 'Names, descriptions and values of a command have at most 8000 characters together.',
    source: COMMANDS,
    isBug: true,
    refusal: invalidForm,
  },

  {
    id: 'gateway-json',
    says: 'What a client sends is JSON.',
    source: `${CODES}#gateway-gateway-close-event-codes`,
    isBug: true,
    close: 4002,
  },
  {
    id: 'gateway-opcode',
    says: 'A client sends opcodes that exist and that the simulation knows.',
    source: `${CODES}#gateway-gateway-close-event-codes`,
    isBug: true,
    close: 4001,
  },
  {
    id: 'gateway-identify-first',
    says: 'Before IDENTIFY or RESUME a client only beats.',
    source: `${CODES}#gateway-gateway-close-event-codes`,
    isBug: true,
    close: 4003,
  },
  {
    id: 'gateway-identify-once',
    says: 'A connection identifies once.',
    source: `${CODES}#gateway-gateway-close-event-codes`,
    isBug: true,
    close: 4005,
  },
  {
    id: 'gateway-token',
    says: 'IDENTIFY and RESUME carry the bot token.',
    source: `${GATEWAY}#identifying`,
    isBug: true,
    close: 4004,
  },
  {
    id: 'gateway-sequence',
    says: 'RESUME names a sequence number that was sent.',
    source: `${GATEWAY}#resuming`,
    isBug: true,
    close: 4007,
  },
  {
    id: 'gateway-resume',
    says: 'A session that is over cannot be resumed: op 9, and the client identifies again.',
    source: `${GATEWAY}#resuming`,
    isBug: false,
  },
  {
    id: 'gateway-send-rate',
    says: 'A connection sends at most 120 events in 60 s.',
    source: `${GATEWAY}#rate-limiting`,
    isBug: true,
    close: 4008,
  },
  {
    id: 'gateway-shard',
    says: 'The shard is one of those there are.',
    source: `${GATEWAY}#sharding`,
    isBug: true,
    close: 4010,
  },
  {
    id: 'gateway-version',
    says: 'The client speaks version 10 and JSON.',
    source: `${GATEWAY}#connecting`,
    isBug: true,
    close: 4012,
  },
  {
    id: 'gateway-intents',
    says: 'Intents are a number made of bits that exist.',
    source: `${GATEWAY}#gateway-intents`,
    isBug: true,
    close: 4013,
  },
  {
    id: 'gateway-privileged-intents',
    says: 'Members, presences and message content are not for a bot that was not granted them.',
    source: `${GATEWAY}#privileged-intents`,
    isBug: true,
    close: 4014,
  },
  {
    id: 'gateway-intent-events',
    says: 'Events about messages reach sessions with the intent for them; INTERACTION_CREATE reaches all.',
    source: `${GATEWAY}#gateway-intents`,
    isBug: false,
  },
  {
    id: 'session-starts',
    says: 'A bot identifies 1000 times a day; GET /gateway/bot tells how many are left.',
    source: `${GATEWAY}#session-start-limit-object`,
    isBug: false,
  },

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
    says: 'A code is exchanged with grant_type=authorization_code.',
    source: `${OAUTH}#authorization-code-grant`,
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

export type RuleId = (typeof rules)[number]['id'];

const byId = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]));

export function ruleOf(id: RuleId): Rule {
  const rule = byId.get(id);
  if (!rule) throw new Error(`no such rule: ${id}`);
  return rule;
}
