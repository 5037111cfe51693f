import { api, CODES, DOCS, type Rule } from './rule.ts';

const MESSAGES = `${DOCS}/resources/message`;
const PERMISSIONS = `${DOCS}/topics/permissions`;
const missingPermissions = api(403, 50013, 'Missing Permissions');

/** The rules of channels and permissions. */
export const channelRules = [
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
    id: 'thread-open',
    says: 'A thread that is locked takes no message, and one that is archived no edit.',
    source: `${DOCS}/topics/threads#active-archived-threads`,
    isBug: false,
    refusal: api(400, 50083, 'Thread is archived'),
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
] as const satisfies Rule[];
