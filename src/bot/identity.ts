import { type APIUser, REST, type RESTPostOAuth2AccessTokenResult, Routes } from 'discord.js';
import { type Identity, Unavailable } from '../service/ports.ts';

/** Proves by Discord's own sign-in (scope `identify`) which user sits in front of a browser. */
export function createIdentity(options: {
  discordUrl: string;
  clientSecret: string;
  redirectUri: string;
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
      redirect_uri: redirectUri,
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

  return {
    proofUrl(state) {
      const url = new URL(`${discordUrl}/oauth2/authorize`);
      url.search = new URLSearchParams({
        client_id: clientId(),
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'identify',
        state,
        prompt: 'consent',
      }).toString();
      return url.href;
    },
    async prove(code) {
      try {
        const token = await redeem(code);
        const user = (await rest.get(Routes.user(), {
          auth: false,
          headers: { Authorization: `Bearer ${token}` },
        })) as Partial<APIUser>;
        if (typeof user.id !== 'string') throw new Unavailable('unreachable');
        return user.id;
      } catch (error) {
        if (error instanceof Unavailable) throw error;
        throw new Unavailable(kindOf(error), { cause: error });
      }
    },
  };
}

/**
 * Discord refuses a code in OAuth2's own words, which its client library reports as a plain HTTP error: 400 for the
 * code, 401 for a wrong client secret.
 */
function kindOf(error: unknown): 'relink' | 'misconfigured' | 'unreachable' {
  const status = error instanceof Error && 'status' in error ? error.status : null;
  if (status === 401) return 'misconfigured';
  return status === 400 || status === 403 || status === 404 ? 'relink' : 'unreachable';
}
