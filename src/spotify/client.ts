import SpotifyWebApi from 'spotify-web-api-node';
import authenticationRequest from 'spotify-web-api-node/src/authentication-request.js';
import manager, { type Answer } from 'spotify-web-api-node/src/http-manager.js';
import webApiRequest from 'spotify-web-api-node/src/webapi-request.js';
import type { Clock, TokenVault } from '../service/ports.ts';
import { read, tokenAnswer } from './answers.ts';
import { createBudget, type Group, type Urgency } from './budget.ts';
import { SpotifyRefused } from './errors.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { sendingTo, type Target } from './transport.ts';
import { asUnavailable } from './trouble.ts';

export type ClientOptions = Target & {
  clientId: string;
  clientSecret: string;
  clock: Clock;
  vault: TokenVault;
};

export type SpotifyClient = {
  tokens: Tokens;
  /** One Web API call as a linked person, within the budget. Throws `Unavailable`. */
  callAs(userId: string, group: Group, urgency: Urgency, call: Call): Promise<Answer>;
  /** One Web API call with an access token that belongs to nobody yet. Throws `Unavailable`. */
  callWith(accessToken: string, group: Group, call: Call): Promise<Answer>;
  /** Asks the accounts service for tokens. Throws `SpotifyRefused` or `SpotifySilent`. */
  askForTokens(form: Record<string, string>): Promise<TokenAnswer>;
};

export type TokenAnswer = {
  accessToken: string;
  refreshToken: string | undefined;
  expiresAt: number;
  scope: string | undefined;
};

/** A call of the library, or a request of its builder for what it does not know. */
export type Call = (api: SpotifyWebApi, request: (path: string) => Promise<Answer>) => Promise<Answer>;

/** spotify-web-api-node with our transport below it, and tokens and budget around it. */
export function createClient(options: ClientOptions): SpotifyClient {
  const { clientId, clientSecret, clock } = options;
  const budget = createBudget({ clock });
  const tokens = createTokens({
    clock,
    vault: options.vault,
    refresh: (refreshToken) => askForTokens({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  });

  async function askForTokens(form: Record<string, string>): Promise<TokenAnswer> {
    const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const request = authenticationRequest
      .builder()
      .withPath('/api/token')
      .withHeaders({ Authorization: `Basic ${credentials}`, 'Content-Type': 'application/x-www-form-urlencoded' })
      .withBodyParameters(form)
      .build();
    const { body } = await sendingTo(options, () => request.execute(manager.post));
    const answer = read(tokenAnswer, body, 'POST /api/token');
    return {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token ?? undefined,
      expiresAt: clock.now() + answer.expires_in * 1_000,
      scope: answer.scope ?? undefined,
    };
  }

  /** An instance of the library holds one person's token, so each call gets its own. */
  function perform(accessToken: string, call: Call): Promise<Answer> {
    const request = (path: string) => webApiRequest.builder(accessToken).withPath(path).build().execute(manager.get);
    return sendingTo(options, () => call(new SpotifyWebApi({ accessToken }), request));
  }

  return {
    tokens,
    askForTokens,
    async callAs(userId, group, urgency, call) {
      const attempt = async () => perform(await tokens.accessFor(userId), call);
      try {
        return await budget.spend(group, urgency, attempt).catch((error: unknown) => {
          if (!(error instanceof SpotifyRefused) || error.status !== 401) throw error;
          // The token died before its time; nothing was carried out, so one more try with a fresh one is safe.
          tokens.forget(userId);
          return budget.spend(group, urgency, attempt);
        });
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    async callWith(accessToken, group, call) {
      try {
        return await budget.spend(group, 'person', () => perform(accessToken, call));
      } catch (error) {
        throw asUnavailable(error);
      }
    },
  };
}
