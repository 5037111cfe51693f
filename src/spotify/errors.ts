/** The request, for logs: method and path, never a query, a body or a header. */
export type Asked = `${string} ${string}`;

/** Spotify answered, and the answer was no. */
export class SpotifyRefused extends Error {
  readonly asked: Asked;
  readonly status: number;
  /** Spotify's own word for it, where it gave one: `NO_ACTIVE_DEVICE`, `invalid_grant`, `QUOTA_EXCEEDED`… */
  readonly reason: string | undefined;
  /** The Retry-After header as it came. */
  readonly retryAfter: string | undefined;

  constructor(asked: Asked, status: number, message: string, reason?: string, retryAfter?: string) {
    super(`${asked}: ${status} ${message}`);
    this.name = 'SpotifyRefused';
    this.asked = asked;
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

/** No answer: a timeout, a reset, no route, no end. What was asked may have happened all the same. */
export class SpotifySilent extends Error {
  readonly asked: Asked;

  constructor(asked: Asked, cause: unknown) {
    super(`${asked}: no answer`, { cause });
    this.name = 'SpotifySilent';
    this.asked = asked;
  }
}

/** An answer whose shape is not the one Spotify documents. */
export class SpotifyUnreadable extends Error {
  readonly asked: Asked;

  constructor(asked: Asked, cause: unknown) {
    super(`${asked}: unreadable answer`, { cause });
    this.name = 'SpotifyUnreadable';
    this.asked = asked;
  }
}
