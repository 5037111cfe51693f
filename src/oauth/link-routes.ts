import { randomBytes } from 'node:crypto';
import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Log } from '../log.ts';
import { type LinkFailure, LinkRefusal, LinkStands } from '../service/link-refusal.ts';
import type { LinkingService, RequestKey } from '../service/linking.ts';
import { allowOnly } from './limits.ts';
import { alreadyLinked, confirmation, failure, invitation, type Restart, success } from './pages.ts';

/** Longer than any token, code or state; what is longer is ignored. */
const LONGEST_PARAMETER = 2_048;

/** The address behind which the browser itself, by its cookie, says what it starts again from. */
const RESTART_TOKEN = 'again';
/** A browser remembers a finished link for as long as that is stored. */
const COOKIE_LIFE_MS = 24 * 60 * 60_000;

/** The failures after which the link cannot be continued: it is over, or this is another person. */
const FINAL_FAILURES: ReadonlySet<LinkFailure> = new Set<LinkFailure>(['unknown', 'expired', 'otherPerson']);

/** The part of the linking service that the pages use. */
export type LinkingSteps = Pick<
  LinkingService,
  'readInvitation' | 'findRestartable' | 'bindToBrowser' | 'prove' | 'finish'
>;

/** Creates the routes of the pages on which a person connects their Spotify account. */
export function linkRoutes(world: { linking: LinkingSteps; publicUrl: string; log: Log }): Router {
  const { linking, log } = world;
  const router = Router({ strict: true, caseSensitive: true });
  const isSecure = world.publicUrl.startsWith('https:');
  const prefix = isSecure ? '__Host-' : '';
  const cookie = `${prefix}sesh-link`;
  const formCookie = `${prefix}sesh-form`;
  const cookieOptions = { httpOnly: true, secure: isSecure, sameSite: 'lax', path: '/' } as const;

  router.get('/link/:token', async (request, response) => {
    response.send(invitation(await linking.readInvitation(tokenOf(request), cookieOf(request, cookie))));
  });

  router.post('/link/:token', async (request, response) => {
    const origin = originOf(request, world.publicUrl);
    if (origin === 'foreign') throw new LinkRefusal('otherBrowser');
    const keys = keysOf(request);
    const again = origin === 'unknown' && !isOurForm(request) ? await linking.findRestartable(...keys) : null;
    if (again) return askForConfirmation(response, { ...again, action: request.path });
    const { browserSecret, next, expiresAt } = await linking.bindToBrowser(keys, cookieOf(request, cookie));
    response.cookie(cookie, browserSecret, { ...cookieOptions, expires: new Date(expiresAt) });
    if (cookieOf(request, formCookie) !== undefined) response.clearCookie(formCookie, cookieOptions);
    response.status(303).location(next).end();
  });

  /** Returns what a form's address may name: the link's token, the state of a step, or the browser that sends it. */
  function keysOf(request: Request): RequestKey[] {
    const token = tokenOf(request);
    const browserSecret = cookieOf(request, cookie);
    if (token === RESTART_TOKEN) return browserSecret === undefined ? [] : [{ browserSecret }];
    return [{ token }, { state: token }];
  }

  /**
   * A browser that does not say where a form came from is asked once more, on a page of ours: only that page knows the
   * value of the cookie that comes with it, and a form of another site brings no cookie along.
   */
  function askForConfirmation(response: Response, shown: Restart): void {
    const proof = randomBytes(32).toString('base64url');
    response.cookie(formCookie, proof, cookieOptions);
    response.status(403).send(confirmation({ ...shown, action: `${shown.action}?form=${proof}` }));
  }

  function isOurForm(request: Request): boolean {
    const proof = shortText(request.query.form);
    return proof !== undefined && proof === cookieOf(request, formCookie);
  }

  router.all('/link/:token', allowOnly('GET', 'HEAD', 'POST'));

  // A callback has an effect, so it has to be a GET; some scanners send HEAD.
  const callbacks = ['/oauth/discord/callback', '/oauth/spotify/callback'];
  router.head(callbacks, allowOnly('GET'));

  router.get('/oauth/discord/callback', async (request, response) => {
    const { next } = await linking.prove(cookieOf(request, cookie), callbackParameters(request));
    response.status(303).location(next).end();
  });

  router.get('/oauth/spotify/callback', async (request, response) => {
    const browserSecret = cookieOf(request, cookie);
    const linked = await linking.finish(browserSecret, callbackParameters(request));
    response.cookie(cookie, browserSecret, { ...cookieOptions, maxAge: COOKIE_LIFE_MS });
    response.send(success(linked));
  });

  router.all(callbacks, allowOnly('GET'));

  router.use(async (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (error instanceof LinkStands) return void response.send(alreadyLinked(error.person));
    if (!(error instanceof LinkRefusal)) return next(error);
    log.info({ err: error }, 'a link was refused');
    const { status, body } = failure(error.failure, await restartOf(request, error.failure));
    response.status(status).send(body);
  });

  /** Returns the form with which a person who has come back, but cannot continue, starts again in this browser. */
  async function restartOf(request: Request, code: LinkFailure): Promise<Restart | null> {
    if (FINAL_FAILURES.has(code)) return null;
    const { state } = callbackParameters(request);
    const browserSecret = cookieOf(request, cookie);
    const shown = await linking.findRestartable(
      ...(state === undefined ? [] : [{ state }]),
      ...(browserSecret === undefined ? [] : [{ browserSecret }]),
    );
    return (
      shown && {
        ...shown,
        action: `/link/${'state' in shown.key ? encodeURIComponent(shown.key.state) : RESTART_TOKEN}`,
      }
    );
  }

  return router;
}

function tokenOf(request: Request): string {
  const { token } = request.params;
  if (typeof token !== 'string' || token.length > LONGEST_PARAMETER) throw new LinkRefusal('unknown');
  return token;
}

/**
 * Tells where a form was sent from: what another site sends is not this person's will. `Origin` counts only where a
 * browser does not say more: our pages send no referrer, and then it is "null" even from the page itself. A browser that
 * sends a form again by itself ("none", after a restart, say) does not tell whose it was.
 */
function originOf(request: Request, publicUrl: string): 'ours' | 'foreign' | 'unknown' {
  const site = request.get('sec-fetch-site');
  if (site === 'none') return 'unknown';
  if (site !== undefined) return site === 'same-origin' ? 'ours' : 'foreign';
  const origin = request.get('origin');
  if (origin === 'null') return 'unknown';
  return origin === undefined || origin === publicUrl ? 'ours' : 'foreign';
}

function callbackParameters(request: Request): { state: string | undefined; code: string | undefined } {
  return { state: shortText(request.query.state), code: shortText(request.query.code) };
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_PARAMETER ? value : undefined;
}

function cookieOf(request: Request, cookie: string): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  return shortText(pairs.find(([name]) => name === cookie)?.[1]);
}
