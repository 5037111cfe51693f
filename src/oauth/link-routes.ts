import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Log } from '../log.ts';
import { type LinkFailure, LinkRefusal } from '../service/link-refusal.ts';
import type { LinkingService } from '../service/linking.ts';
import { allowOnly } from './limits.ts';
import { type Again, failure, invitation, success } from './pages.ts';

/** No token, code or state of anybody's is longer; what is longer is not read. */
const LONGEST_PARAMETER = 2_048;

/** After these nobody may go on: the link is over, or it is another person who sits there. */
const ENDS: ReadonlySet<LinkFailure> = new Set<LinkFailure>(['unknown', 'expired', 'otherPerson']);

/** What the pages ask of linking. */
export type LinkingSteps = Pick<LinkingService, 'look' | 'lookAgain' | 'takeOn' | 'prove' | 'finish'>;

/** The pages on which a person connects their Spotify account. */
export function linkRoutes(world: { linking: LinkingSteps; publicUrl: string; log: Log }): Router {
  const { linking, log } = world;
  const router = Router({ strict: true, caseSensitive: true });
  const isSecure = world.publicUrl.startsWith('https:');
  const cookie = isSecure ? '__Host-sesh-link' : 'sesh-link';

  router.get('/link/:token', (request, response) => {
    response.send(invitation(linking.look(tokenOf(request))));
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
    response.status(303).location(next).end();
  });

  router.all('/link/:token', allowOnly('GET', 'HEAD', 'POST'));

  // Coming back does something, so it has to be a visit, not a look at the headers.
  const callbacks = ['/oauth/discord/callback', '/oauth/spotify/callback'];
  router.head(callbacks, allowOnly('GET'));

  router.get('/oauth/discord/callback', async (request, response) => {
    const { next } = await linking.prove(secretOf(request, cookie), answerOf(request));
    response.status(303).location(next).end();
  });

  router.get('/oauth/spotify/callback', async (request, response) => {
    const linked = await linking.finish(secretOf(request, cookie), answerOf(request));
    response.clearCookie(cookie, { httpOnly: true, secure: isSecure, sameSite: 'lax', path: '/' });
    response.send(success(linked));
  });

  router.all(callbacks, allowOnly('GET'));

  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (!(error instanceof LinkRefusal)) return next(error);
    log.info({ err: error }, 'a link was refused');
    const { status, body } = failure(error.failure, startAgain(request, error.failure));
    response.status(status).send(body);
  });

  /** The form that leads a person who is back, but cannot go on, through it once more in this browser. */
  function startAgain(request: Request, code: LinkFailure): Again | null {
    const { state } = answerOf(request);
    if (state === undefined || ENDS.has(code)) return null;
    const shown = linking.lookAgain(state);
    return shown && { ...shown, action: `/link/${encodeURIComponent(state)}` };
  }

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
