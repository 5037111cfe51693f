import type { Clock } from '../../clock.ts';
import type { Account } from '../account.ts';
import type { Access, Grants } from '../accounts/grants.ts';
import type { SpotifyPerson } from '../person.ts';
import { isBug, Refusal } from '../rules/rules.ts';
import { type Answer, apiError } from './answer.ts';
import type { Route, Violate } from './call.ts';
import type { Exchange, Received } from './http-layer.ts';
import type { Limits } from './limits.ts';
import { isRemoved, pathPattern } from './removed.ts';
import { createRepeatDetector } from './repeat-detector.ts';

/**
 * How the service words it that somebody is not on the app's user list; the first two are no JSON:
 * https://github.com/Yooooomi/your_spotify/issues/207, https://github.com/Nezreka/SoulSync/issues/158
 */
export const unlistedWordings = {
  'developer dashboard': 'User not registered in the Developer Dashboard',
  'not approved': 'User not approved for app',
  'check settings': apiError(403, 'Check settings on developer.spotify.com/dashboard, the user may not be registered.')
    .body,
  'not registered': apiError(
    403,
    'The user is not registered for this application. Please check your settings on https://developer.spotify.com/dashboard.',
  ).body,
} as const;

export type UnlistedWording = keyof typeof unlistedWordings;

export type WebApiSurroundings = {
  routes: readonly Route[];
  grants: Grants;
  limits: Limits;
  accounts: ReadonlyMap<SpotifyPerson, Account>;
  settings: { ownerPremium: boolean; unlistedWording: UnlistedWording };
  clock: Clock;
  violate: Violate;
};

const PREFIX = '/v1';

/** The Web API: checks each request in the order in which the real one does, then lets its route answer. */
export function createWebApi(surroundings: WebApiSurroundings): (request: Received) => Exchange {
  const { grants, limits, accounts, settings, clock, violate } = surroundings;
  const repeats = createRepeatDetector(violate);
  const routes = surroundings.routes.map((route) => ({ route, pattern: pathPattern(`${PREFIX}${route.path}`) }));

  function routeFor({ method, path }: Received): { route: Route; params: Record<string, string> } {
    for (const { route, pattern } of routes) {
      const match = route.method === method ? pattern.exec(path) : null;
      if (match) return { route, params: { ...match.groups } };
    }
    throw new Refusal(isRemoved(method, path.slice(PREFIX.length)) ? 'route-removed' : 'route-known');
  }

  function authorize(access: Access, route: Route): Account {
    const { person, scopes } = access;
    const account = person && accounts.get(person);
    if (!account) throw new Refusal('token-valid');
    if (!person.listed) throw unlisted(settings.unlistedWording);
    if (!settings.ownerPremium) throw new Refusal('owner-premium');
    if (route.scopes.some((scope) => !scopes.includes(scope))) throw scopeMissing(route);
    if (route.group === 'player' && route.method !== 'GET' && !person.premium) throw new Refusal('premium-required');
    return account;
  }

  function answer(request: Received): Answer {
    const { route, params } = routeFor(request);
    const access = grants.opened(tokenOf(request));
    limits.count(route.group);
    const account = authorize(access, route);
    for (const name of Object.keys(request.query)) {
      if (!route.parameters?.includes(name)) violate('parameter-known', `${request.path}: ${name}`);
    }
    const { query, text } = request;
    return route.answer({ account, scopes: access.scopes, params, query, text, now: clock.now() });
  }

  return (request) => {
    const person = grants.holder(bearer(request) ?? '')?.accountId ?? null;
    repeats.onRequest(person, request);
    return {
      person,
      carryOut: () => answerOrRefusal(() => answer(request), `${request.method} ${request.path}`, violate),
      sent(sent) {
        repeats.onAnswer(person, request, sent);
        const known = routes.find(({ pattern }) => pattern.test(request.path));
        if (sent && known) limits.noteAnswer(known.route.group, sent);
      },
    };
  };
}

/** The answer, or the refusal's; refusals that only a mistake can bring are entered as violations. */
export function answerOrRefusal(answer: () => Answer, asked: string, violate: Violate): Answer {
  try {
    return answer();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if (isBug(refusal.rule)) violate(refusal.rule, asked);
    return refusal.answer;
  }
}

function unlisted(wording: UnlistedWording): Refusal {
  return new Refusal('user-listed', { status: 403, body: unlistedWordings[wording] });
}

/** One endpoint words it differently: https://github.com/Aveek-Saha/spotify-box/issues/3 */
function scopeMissing({ path }: Route): Refusal {
  const isCurrent = path === '/me/player/currently-playing';
  return isCurrent ? new Refusal('scope-granted', apiError(401, 'Permissions missing')) : new Refusal('scope-granted');
}

function tokenOf(request: Received): string {
  const token = bearer(request);
  if (!token) throw new Refusal('token-present');
  return token;
}

function bearer({ headers }: Received): string | undefined {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
}
