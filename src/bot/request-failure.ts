import { DiscordAPIError, RateLimitError } from 'discord.js';

/** The failure of a request about a card, by what can be done about it. */
export type RequestFailure =
  /** The message is no more: somebody deleted it. */
  | { is: 'deleted' }
  /** The channel or its server is no more. */
  | { is: 'gone' }
  /** We may not do this here, until somebody lets us. */
  | { is: 'forbidden' }
  /** We do not even see the channel: the right to is missing, or it is a private thread that we are not in. */
  | { is: 'unseen' }
  /** The thread sleeps: its messages cannot be edited, but a new one wakes it. */
  | { is: 'archived' }
  /** Discord does not take what we send, and would not the next time. */
  | { is: 'refused' }
  /** Discord cannot, or asks to wait; whether the request was carried out is not known. */
  | { is: 'later'; afterMs: number };

/** Discord's codes (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json). */
const UNKNOWN_CHANNEL = 10_003;
const UNKNOWN_GUILD = 10_004;
const UNKNOWN_MESSAGE = 10_008;
const MISSING_ACCESS = 50_001;
const THREAD_LOCKED = 160_005;
const THREAD_ARCHIVED = 50_083;
const UNAUTHORIZED_STATUS = 401;
const FORBIDDEN_STATUS = 403;

export function classifyFailure(error: unknown): RequestFailure {
  if (error instanceof RateLimitError) return { is: 'later', afterMs: Math.max(error.retryAfter, error.timeToReset) };
  const isAboutThis = error instanceof DiscordAPIError && error.status < 500 && error.status !== UNAUTHORIZED_STATUS;
  if (!isAboutThis) return { is: 'later', afterMs: 0 };
  if (error.code === UNKNOWN_MESSAGE) return { is: 'deleted' };
  if (error.code === UNKNOWN_CHANNEL || error.code === UNKNOWN_GUILD) return { is: 'gone' };
  if (error.code === MISSING_ACCESS) return { is: 'unseen' };
  if (error.code === THREAD_ARCHIVED || error.code === THREAD_LOCKED) return { is: 'archived' };
  return { is: error.status === FORBIDDEN_STATUS ? 'forbidden' : 'refused' };
}
