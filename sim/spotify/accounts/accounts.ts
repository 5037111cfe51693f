import type { SpotifyPerson } from '../person.ts';
import { Refusal, type RefusingRuleId } from '../rules/rules.ts';
import { type Answer, oauthError } from '../web-api/answer.ts';
import type { Violate } from '../web-api/call.ts';
import type { Exchange, Received } from '../web-api/http-layer.ts';
import { answerOrRefusal } from '../web-api/web-api.ts';
import { consentPage } from './consent-page.ts';
import type { Grants, Tokens } from './grants.ts';
import { isAccepted, isSecure } from './redirect-uri.ts';
import { isScope, type Scope } from './scopes.ts';

export type AccountsSurroundings = {
  clientId: string;
  clientSecret: string;
  /** The redirect URIs of the app; left out, any acceptable one that ends in `/oauth/spotify/callback`. */
  redirectUris: readonly string[] | undefined;
  grants: Grants;
  people: readonly SpotifyPerson[];
  violate: Violate;
};

type Asked = { redirectUri: string; state: string | undefined; scopes: Scope[]; challenge: string | undefined };

const AUTHORIZE_PARAMETERS = [
  'client_id',
  'response_type',
  'redirect_uri',
  'scope',
  'state',
  'show_dialog',
  'code_challenge',
  'code_challenge_method',
];
const TOKEN_PARAMETERS = [
  'grant_type',
  'code',
  'redirect_uri',
  'refresh_token',
  'code_verifier',
  'client_id',
  'client_secret',
];

/** The accounts service: consent in the browser, tokens for the app. */
export function createAccounts(surroundings: AccountsSurroundings): (request: Received) => Exchange {
  const { clientId, clientSecret, redirectUris, grants, people, violate } = surroundings;

  function read(query: Received['query']): Asked {
    const need = (rule: RefusingRuleId, isKept: boolean) => {
      if (!isKept) throw new Refusal(rule);
    };
    const { redirect_uri: redirectUri = '', state, code_challenge: challenge } = query;
    const scopes = (query.scope ?? '').split(/[ ,]+/).filter(Boolean);
    need('authorize-client', query.client_id === clientId);
    need('redirect-uri-secure', isSecure(redirectUri));
    need('redirect-uri-registered', isAccepted(redirectUri, redirectUris));
    need('authorize-response-type', query.response_type === 'code');
    need('scope-known', scopes.every(isScope));
    need('challenge-method', !challenge || query.code_challenge_method === 'S256');
    if (!state) violate('state-given', 'consent was asked for without a state');
    complainOfUnknown(query, AUTHORIZE_PARAMETERS, 'authorize-parameters');
    return { redirectUri, state, scopes: scopes.filter(isScope), challenge };
  }

  function complainOfUnknown(
    given: Record<string, string>,
    known: readonly string[],
    rule: 'authorize-parameters' | 'token-parameters',
  ) {
    for (const name of Object.keys(given)) if (!known.includes(name)) violate(rule, `unknown parameter ${name}`);
  }

  /** Asks every time, whatever `show_dialog` says: there is no session that would know who the visitor is. */
  function ask({ query }: Received): Answer {
    const { scopes, redirectUri } = read(query);
    return {
      status: 200,
      body: consentPage(scopes, people, new URL(redirectUri).host),
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        'cache-control': 'no-store',
      },
    };
  }

  function decide({ query, text }: Received): Answer {
    const asked = read(query);
    const form = new URLSearchParams(text);
    if (form.get('decision') !== 'agree') return redirect(asked, { error: 'access_denied' });
    const person = people.find(({ accountId }) => accountId === form.get('account'));
    if (!person) return { status: 400, body: 'Choose an account.', headers: { 'content-type': 'text/plain' } };
    return redirect(asked, { code: grants.agree({ ...asked, person }) });
  }

  function token(request: Received): Answer {
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      throw new Refusal('token-form-encoded');
    }
    const form = Object.fromEntries(new URLSearchParams(request.text));
    const [id, secret] = credentials(request, form);
    if (id !== clientId) throw new Refusal('client-known');
    if (secret !== clientSecret) throw new Refusal('client-secret');
    const tokens = granted(form);
    complainOfUnknown(form, TOKEN_PARAMETERS, 'token-parameters');
    return { status: 200, body: tokens, headers: { 'cache-control': 'no-store' } };
  }

  function granted(form: Record<string, string>): Tokens {
    const { grant_type, code = '', redirect_uri = '', code_verifier, refresh_token = '' } = form;
    if (grant_type === 'authorization_code') return grants.exchange(code, redirect_uri, code_verifier);
    if (grant_type === 'refresh_token') return grants.refresh(refresh_token);
    if (grant_type === 'client_credentials') return grants.forApp();
    if (!grant_type) throw new Refusal('token-grant-type');
    const known = 'grant_type must be client_credentials, authorization_code or refresh_token';
    throw new Refusal('token-grant-type', oauthError('unsupported_grant_type', known));
  }

  function serve(request: Received): Answer {
    switch (`${request.method} ${request.path}`) {
      case 'GET /authorize':
        return ask(request);
      case 'POST /authorize':
        return decide(request);
      case 'POST /api/token':
        return token(request);
      default:
        throw new Refusal('route-known', { status: 404 });
    }
  }

  return (request) => ({
    person: null,
    carryOut: () => answerOrRefusal(() => serve(request), `${request.method} ${request.path}`, violate),
  });
}

/** Back to the app, with what was decided. */
function redirect({ redirectUri, state }: Asked, decision: Record<string, string>): Answer {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(decision)) location.searchParams.set(name, value);
  if (state !== undefined) location.searchParams.set('state', state);
  return { status: 302, headers: { location: location.href } };
}

/** The client's id and secret: HTTP Basic, or in the form. */
function credentials({ headers }: Received, form: Record<string, string>): (string | undefined)[] {
  const basic = /^Basic (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic) return Buffer.from(basic, 'base64').toString().split(':');
  return [form.client_id, form.client_secret];
}
