/** An answer: a body that is a string is sent as it is, anything else as JSON. */
export type Answer = { status: number; body?: unknown; headers?: Readonly<Record<string, string>> };

/** The Web API's error shape: https://developer.spotify.com/documentation/web-api/concepts/api-calls#response-error */
export function apiError(status: number, message: string, reason?: string): Answer {
  return { status, body: { error: { status, message, ...(reason && { reason }) } } };
}

/** The accounts service's error shape (RFC 6749): flat strings. */
export function oauthError(error: string, description: string, status = 400): Answer {
  return { status, body: { error, error_description: description } };
}

/** Returns the page that the accounts service shows instead of its consent page. */
export function textPage(status: number, text: string): Answer {
  return { status, body: text, headers: { 'content-type': 'text/plain; charset=utf-8' } };
}
