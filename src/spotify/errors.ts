/** The request, for logs: method and path, never a query, a body or a header. */
export type RequestLine = `${string} ${string}`;

/** Spotify answered, and the answer was no. */
export class SpotifyRefused extends Error {
  readonly request: RequestLine;
  readonly status: number;
  /** Spotify's own word for it, where it gave one: `NO_ACTIVE_DEVICE`, `invalid_grant`, `QUOTA_EXCEEDED`… */
  readonly reason: string | undefined;
  /** The Retry-After header as it came. */
  readonly retryAfter: string | undefined;

  constructor(request: RequestLine, status: number, message: string, reason?: string, retryAfter?: string) {
    super(`${request}: ${status} ${message}`);
    this.name = 'SpotifyRefused';
    this.request = request;
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

/** No answer: a timeout, a reset, no route, no end. What was request may have happened all the same. */
export class SpotifySilent extends Error {
  readonly request: RequestLine;

  constructor(request: RequestLine, cause: unknown) {
    super(`${request}: no answer`, { cause });
    this.name = 'SpotifySilent';
    this.request = request;
  }
}

/** An answer whose shape is not the one Spotify documents. */
export class SpotifyUnreadable extends Error {
  readonly request: RequestLine;

  constructor(request: RequestLine, cause: unknown) {
    super(`${request}: unreadable answer`, { cause });
    this.name = 'SpotifyUnreadable';
    this.request = request;
  }
}
