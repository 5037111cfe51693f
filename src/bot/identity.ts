import { type APIUser, DiscordAPIError, REST, type RESTPostOAuth2AccessTokenResult, Routes } from 'discord.js';
import type { Identity } from '../ports/identity.ts';
import { Unavailable } from '../ports/unavailable.ts';

/** Proves by Discord's own sign-in (scope `identify`) which user sits in front of a browser. */
export function createIdentity(options: {
  discordUrl: string;
  clientSecret: string;
  redirectUri: () => string;
  /** The bot's own application id; null until Discord has told it. */
  clientId: () => string | null;
}): Identity {
  const { discordUrl, clientSecret, redirectUri } = options;
  const rest = new REST({ version: '10', api: `${discordUrl}/api`, timeout: 10_000, authPrefix: 'Bearer' });

  function clientId(): string {
    const id = options.clientId();
    if (id === null) throw new Unavailable('unreachable');
    return id;
  }

  async function redeem(code: string): Promise<string> {
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri(),
      client_id: clientId(),
      client_secret: clientSecret,
    };
    const answer = (await rest.post(Routes.oauth2TokenExchange(), {
      body: new URLSearchParams(form),
      passThroughBody: true,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      auth: false,
    })) as Partial<RESTPostOAuth2AccessTokenResult>;
    if (typeof answer.access_token !== 'string') throw new Unavailable('unreachable');
    return answer.access_token;
  }

  async function readUser(token: string): Promise<string> {
    const headers = { Authorization: `Bearer ${token}` };
    const user = (await rest.get(Routes.user(), { auth: false, headers })) as Partial<APIUser>;
    if (typeof user.id !== 'string') throw new Unavailable('unreachable');
    return user.id;
  }

  return {
    proofUrl(state) {
      const url = new URL(`${discordUrl}/oauth2/authorize`);
      url.search = new URLSearchParams({
        client_id: clientId(),
        response_type: 'code',
        redirect_uri: redirectUri(),
        scope: 'identify',
        state,
        prompt: 'consent',
      }).toString();
      return url.href;
    },
    async prove(code) {
      const token = await asUnavailable(kindOfExchange, () => redeem(code));
      return asUnavailable(kindOfRead, () => readUser(token));
    },
  };
}

type IdentityTrouble = 'relink' | 'misconfigured' | 'unreachable';

async function asUnavailable<T>(kindOf: (error: unknown) => IdentityTrouble, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof Unavailable ? error : new Unavailable(kindOf(error), { cause: error });
  }
}

/** OAuth2's own words for a client that is not known, or may not ask (RFC 6749, section 5.2). */
const CREDENTIAL_ERRORS = new Set<string | number>(['invalid_client', 'unauthorized_client']);
/** The same for a code that was used, is too old, or never was one. */
const CODE_ERRORS = new Set<string | number>(['invalid_grant', 'invalid_request']);

function kindOfExchange(error: unknown): IdentityTrouble {
  if (!(error instanceof DiscordAPIError)) return 'unreachable';
  if (CREDENTIAL_ERRORS.has(error.code)) return 'misconfigured';
  return CODE_ERRORS.has(error.code) ? 'relink' : 'unreachable';
}

/** The token is seconds old: one that is refused has been taken back by the person since. */
function kindOfRead(error: unknown): IdentityTrouble {
  return error instanceof DiscordAPIError && [401, 403].includes(error.status) ? 'relink' : 'unreachable';
}
