import { toUser, type User } from '../guilds/users.ts';
import { RefusedRequest, refuse } from '../rest/refuse.ts';
import { type Answer, API, type Call, json, type Route } from '../rest/route.ts';
import { consentPage, refusalPage } from './consent-page.ts';
import type { AuthorizationRequest, Credentials, OAuth } from './oauth.ts';

const FORM = 'application/x-www-form-urlencoded';
const HTML = { 'content-type': 'text/html; charset=utf-8' };
/** https://docs.discord.com/developers/topics/oauth2#authorization-code-grant */
const CREDENTIALS = ['client_id', 'client_secret'];
const TOKEN_FORM = [...CREDENTIALS, 'grant_type', 'code', 'redirect_uri', 'scope', 'refresh_token'];
const REVOKE_FORM = [...CREDENTIALS, 'token', 'token_type_hint'];
const AUTHORIZE_QUERY = ['response_type', 'client_id', 'scope', 'redirect_uri', 'state', 'prompt'];

/** The page on which people agree, the token endpoints, and what a token is good for. */
export function oauthRoutes(world: { oauth: OAuth; bot: User; botToken: string; users: Map<string, User> }): Route[] {
  const { oauth, bot, botToken, users } = world;
  const isBots = false;

  function ask(call: Call): Answer {
    oauth.readRequest(call.query);
    const people = [...users.values()].filter((user) => !user.bot);
    return { status: 200, body: consentPage(bot, people), headers: HTML };
  }

  function decide(call: Call): Answer {
    const request: AuthorizationRequest = oauth.readRequest(call.query);
    const { user } = formOf(call);
    if (user === undefined) return redirect(oauth.deny(request));
    if (!users.has(user)) throw refuse('unknown-user');
    return redirect(oauth.grant(request, user));
  }

  function token(call: Call): Answer {
    const form = formOf(call);
    oauth.checkClient(credentialsOf(call, form));
    if (form.grant_type === 'client_credentials') return json(oauth.forOwner(form.scope ?? ''));
    if (form.grant_type !== 'authorization_code')
      throw refuse('oauth-grant-type', { detail: form.grant_type ?? 'none' });
    return json(oauth.exchange(form.code ?? '', form.redirect_uri ?? ''));
  }

  function revoke(call: Call): Answer {
    const form = formOf(call);
    oauth.checkClient(credentialsOf(call, form));
    oauth.revoke(form.token ?? '');
    return json({});
  }

  /** The account that the authorization stands for: a person's, or the bot's own. */
  function me(call: Call): Answer {
    const [scheme, value = ''] = (call.headers.authorization ?? '').split(' ');
    if (scheme === 'Bot' && value === botToken) return json(account(bot));
    const user = users.get(oauth.userOf(scheme === 'Bearer' ? value : ''));
    if (!user) throw refuse('oauth-bearer');
    return json(account(user));
  }

  const bases = [API, '/api'];
  return [
    { method: 'get', path: '/oauth2/authorize', isBots, query: AUTHORIZE_QUERY, handle: onPage(ask) },
    { method: 'post', path: '/oauth2/authorize', isBots, query: AUTHORIZE_QUERY, handle: onPage(decide) },
    ...bases.flatMap((base): Route[] => [
      { method: 'post', path: `${base}/oauth2/token`, isBots, form: TOKEN_FORM, handle: token },
      { method: 'post', path: `${base}/oauth2/token/revoke`, isBots, form: REVOKE_FORM, handle: revoke },
      { method: 'get', path: `${base}/users/@me`, isBots, handle: me },
    ]),
  ];
}

function formOf(call: Call): Record<string, string | undefined> {
  if (!call.headers['content-type']?.startsWith(FORM)) throw refuse('oauth-form');
  // That is what a form is read as.
  return (call.body ?? {}) as Record<string, string>;
}

function credentialsOf(call: Call, form: Record<string, string | undefined>): Credentials {
  const [scheme, value = ''] = (call.headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic') return { clientId: form.client_id ?? '', clientSecret: form.client_secret ?? '' };
  const [clientId = '', clientSecret = ''] = Buffer.from(value, 'base64').toString().split(':');
  return { clientId, clientSecret };
}

/** Refusals that a person gets to see come as a page. */
function onPage(handle: (call: Call) => Answer): (call: Call) => Answer {
  return (call) => {
    try {
      return handle(call);
    } catch (error) {
      if (error instanceof RefusedRequest) error.page = refusalPage(error.body);
      throw error;
    }
  };
}

function account(user: User) {
  return { ...toUser(user), mfa_enabled: false, locale: 'en-US' };
}

function redirect(location: string): Answer {
  return { status: 302, headers: { location } };
}
