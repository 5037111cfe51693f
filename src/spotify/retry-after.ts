/** No wait is longer than this, whatever an answer says. */
export const LONGEST_WAIT_MS = 24 * 60 * 60_000;
const SHORTEST_WAIT_MS = 1_000;

/**
 * Returns the wait that a Retry-After header asks for, in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3),
 * within bounds. Undefined if there is none that makes sense.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const asked = SECONDS.test(text) ? Number(text) * 1_000 : HTTP_DATE.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

const SECONDS = /^\d+(\.\d+)?$/;
const HTTP_DATE = /^[A-Z][a-z]{2,8}, .+ GMT$/;
