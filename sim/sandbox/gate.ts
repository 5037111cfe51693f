import type { NextFunction, Request, RequestHandler, Response } from 'express';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
/** The values of Sec-Fetch-Site for a request by this page, or by the address bar. */
const OWN_SITES = ['same-origin', 'none'];

/** A name that somebody else's server resolves to this computer must not get an answer. */
export function calledByLoopbackName(request: Request, response: Response, next: NextFunction): void {
  const host = request.headers.host ?? '';
  const address = `http://${host}`;
  const isLoopback = URL.canParse(address) && LOOPBACK_NAMES.includes(new URL(address).hostname);
  if (isLoopback) next();
  else refuse(response, 'The sandbox answers on this computer only: open it by 127.0.0.1.');
}

/** Only this page may read and act; anybody's page could send a form to a port of this computer. */
export function askedFromHere(request: Request, response: Response, next: NextFunction): void {
  const reason = objection(request);
  if (reason === null) next();
  else refuse(response, reason);
}

function objection(request: Request): string | null {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeign = origin !== undefined && origin !== `http://${host}`;
  if (isForeign || (typeof site === 'string' && !OWN_SITES.includes(site))) return 'Another site may not do this.';
  return request.method === 'POST' && !request.is('application/json') ? 'Actions come as JSON.' : null;
}

/** Everything the page uses comes from here; `url` is how the covers on the card are addressed. */
export function protect(url: string): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' ${url}`,
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return (_request, response, next) => {
    response.set({
      'Content-Security-Policy': policy,
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
    });
    next();
  };
}

function refuse(response: Response, why: string): void {
  response.status(403).json({ error: why });
}
