import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { notice } from './pages.ts';

/**
 * A link takes four or five requests, and everybody in one house, or behind one proxy, comes from one address: 200 people
 * may link within a minute. What is asked of Spotify has bounds of its own.
 */
export const REQUESTS_PER_MINUTE = 1_500;
/** Our forms have no fields; browsers send at most an empty one. */
const MOST_BODY_BYTES = 1_024;

/** Refuses bodies before a byte of them is read. */
export function refuseBodies(request: Request, response: Response, next: NextFunction): void {
  const length = Number(request.get('content-length') ?? 0);
  if (request.get('transfer-encoding') !== undefined) rejectRequest(response, 411);
  else if (!(length <= MOST_BODY_BYTES)) rejectRequest(response, 413);
  else next();
}

function rejectRequest(response: Response, status: 411 | 413): void {
  response
    .status(status)
    .set('Connection', 'close')
    .send(notice('That was too much', 'There is nothing to upload here. Open your link from Discord once more.'));
}

/** Limits the requests a minute from one address; `TRUST_PROXY` decides whose address that is. */
export function limitRequestRate(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: REQUESTS_PER_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, response) =>
      void response.status(429).send(notice('One moment', 'That was a lot at once. Try again in a minute.')),
    // Its advice on proxies goes to the console, once per kind of odd header that a stranger sends.
    validate: false,
  });
}

/** Refuses any other method, and names those that are allowed. */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  return (request, response) => {
    response.set('Allow', methods.join(', '));
    if (request.method === 'OPTIONS') response.status(204).end();
    else response.status(405).send(notice('Not like that', 'Open your link from Discord in a browser.'));
  };
}
