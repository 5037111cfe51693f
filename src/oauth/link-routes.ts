import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Log } from '../log.ts';
import { type LinkingService, LinkRefusal } from '../service/linking.ts';
import { failure, invitation, success } from './pages.ts';

/** No token, code or state of anybody's is longer; what is longer is not read. */
const LONGEST_PARAMETER = 2_048;

/** The pages on which a person connects their Spotify account. */
export function linkRoutes(world: { linking: LinkingService; publicUrl: string; log: Log }): Router {
  const { linking, log } = world;
  const router = Router();
  const isSecure = world.publicUrl.startsWith('https:');
  const cookie = isSecure ? '__Host-sesh-link' : 'sesh-link';

  router.get('/link/:token', (request, response) => {
    const { person, permissions } = linking.look(tokenOf(request));
    response.send(invitation(person, permissions));
  });

  router.post('/link/:token', (request, response) => {
    if (!isSameOrigin(request, world.publicUrl)) throw new LinkRefusal('otherBrowser');
    const { browserSecret, next, expiresAt } = linking.takeOn(tokenOf(request));
    response.cookie(cookie, browserSecret, {
      httpOnly: true,
      secure: isSecure,
      sameSite: 'lax',
      path: '/',
      expires: new Date(expiresAt),
    });
    response.redirect(303, next);
  });

  router.get('/oauth/discord/callback', async (request, response) => {
    const { next } = await linking.prove(secretOf(request, cookie), answerOf(request));
    response.redirect(303, next);
  });

  router.get('/oauth/spotify/callback', async (request, response) => {
    const linked = await linking.finish(secretOf(request, cookie), answerOf(request));
    response.clearCookie(cookie, { httpOnly: true, secure: isSecure, sameSite: 'lax', path: '/' });
    response.send(success(linked));
  });

  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (!(error instanceof LinkRefusal)) return next(error);
    log.info({ err: error }, 'a link was refused');
    const { status, body } = failure(error.failure);
    response.status(status).send(body);
  });

  return router;
}

function tokenOf(request: Request): string {
  const { token } = request.params;
  if (typeof token !== 'string' || token.length > LONGEST_PARAMETER) throw new LinkRefusal('unknown');
  return token;
}

/**
 * Browsers say where a form was sent from; what another site sends is not this person's will. `Origin` counts only
 * where a browser does not say more: our pages send no referrer, and then it is "null" even from the page itself.
 */
function isSameOrigin(request: Request, publicUrl: string): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.get('origin');
  return origin === undefined || origin === publicUrl;
}

function answerOf(request: Request): { state: string | undefined; code: string | undefined } {
  return { state: single(request.query.state), code: single(request.query.code) };
}

function single(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_PARAMETER ? value : undefined;
}

function secretOf(request: Request, cookie: string): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  return single(pairs.find(([name]) => name === cookie)?.[1]);
}
