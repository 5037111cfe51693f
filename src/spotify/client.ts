import SpotifyWebApi from 'spotify-web-api-node';
import authenticationRequest from 'spotify-web-api-node/src/authentication-request.js';
import manager, { type Answer } from 'spotify-web-api-node/src/http-manager.js';
import webApiRequest, { type LibraryRequest } from 'spotify-web-api-node/src/webapi-request.js';
import type { Log } from '../log.ts';
import type { CallGroup, CallStore } from '../ports/calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { Haste } from '../ports/player.ts';
import type { TokenVault } from '../ports/tokens.ts';
import { read, tokenAnswer } from './answers.ts';
import { createBudget, type Spending } from './budget.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { sendingTo, type Target } from './transport.ts';
import { asUnavailable, isDeadToken, isOurFault } from './trouble.ts';

export type ClientOptions = Target & {
  clientId: string;
  clientSecret: string;
  clock: Clock;
  vault: TokenVault;
  calls: CallStore;
  log: Log;
};

/** The kind of a call: the group it is counted in, its urgency, and whether it changes something. */
export type Kind = Haste & { group: CallGroup; writes?: boolean };

export type SpotifyClient = {
  tokens: Tokens;
  /** One Web API call as a linked person, within the budget. Throws `Unavailable`. */
  callAs(userId: string, kind: Kind, call: Call): Promise<Answer>;
  /** One Web API call with an access token that belongs to nobody yet. Throws `Unavailable`. */
  callWith(accessToken: string, group: CallGroup, call: Call): Promise<Answer>;
  /** Asks the accounts service for tokens. Throws `SpotifyRefused` or `SpotifySilent`. */
  askForTokens(form: Record<string, string>): Promise<TokenAnswer>;
  /** Returns the Web API calls of the last 24 hours, by group, and the groups that Spotify has closed for now. */
  spending(): Spending;
  /** Writes the counts of calls down; no call goes out any more. */
  close(): void;
};

export type TokenAnswer = {
  accessToken: string;
  refreshToken: string | undefined;
  expiresAt: number;
  scope: string | undefined;
};

/** A call of the library, or a request of its builder for what it does not know. */
export type Call = (api: SpotifyWebApi, request: Request) => Promise<Answer>;
export type Request = (
  method: 'get' | 'post' | 'put',
  path: string,
  content?: { query?: Record<string, unknown>; body?: Record<string, unknown> },
) => Promise<Answer>;

/** spotify-web-api-node with our transport below it, and tokens and budget around it. */
export function createClient(options: ClientOptions): SpotifyClient {
  const { clock, log } = options;
  const budget = createBudget({ clock, store: options.calls, log });
  const tokens = createTokens({
    clock,
    log,
    vault: options.vault,
    refresh: (refreshToken) => askForTokens({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  });
  let isToldOfCredentials = false;

  async function askForTokens(form: Record<string, string>): Promise<TokenAnswer> {
    try {
      const { body } = await sendingTo(options, () => tokenRequest(options, form).execute(manager.post));
      const answer = read(tokenAnswer, body, 'POST /api/token');
      isToldOfCredentials = false;
      return {
        accessToken: answer.access_token,
        refreshToken: answer.refresh_token ?? undefined,
        expiresAt: clock.now() + answer.expires_in * 1_000,
        scope: answer.scope ?? undefined,
      };
    } catch (error) {
      if (isOurFault(error)) tellOperator(error);
      throw error;
    }
  }

  /** Once, until it works again: nobody but whoever runs the bot can do anything about it. */
  function tellOperator(err: unknown): void {
    if (isToldOfCredentials) return;
    isToldOfCredentials = true;
    log.error({ err }, 'spotify does not accept SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET');
  }

  async function callAs(userId: string, { writes = false, ...kind }: Kind, call: Call): Promise<Answer> {
    const asked = clock.now();
    const ask = { ...kind, who: userId, writes };
    await tokens.accessFor(userId); // so that no place among the calls is spent on waiting for a token
    const spend = () => budget.spend(ask, () => attempt(userId, call), asked);
    try {
      return await spend();
    } catch (error) {
      // The token died before its time; nothing was carried out, so one more try with a fresh one is safe.
      if (isDeadToken(error)) return spend();
      throw error;
    }
  }

  async function attempt(userId: string, call: Call): Promise<Answer> {
    const accessToken = await tokens.accessFor(userId);
    try {
      return await perform(accessToken, call);
    } catch (error) {
      if (isDeadToken(error)) tokens.refused(userId, accessToken);
      throw error;
    }
  }

  /** An instance of the library holds one person's token, so each call gets its own. */
  function perform(accessToken: string, call: Call): Promise<Answer> {
    return sendingTo(options, () => call(new SpotifyWebApi({ accessToken }), requestWith(accessToken)));
  }

  return {
    tokens,
    askForTokens,
    callAs: (userId, kind, call) => inOurWords(kind.group, () => callAs(userId, kind, call)),
    callWith(accessToken, group, call) {
      const ask = { group, urgency: 'person', who: null, writes: false } as const;
      return inOurWords(group, () => budget.spend(ask, () => perform(accessToken, call)));
    },
    spending: budget.spending,
    close: budget.close,
  };
}

async function inOurWords<T>(group: CallGroup, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asUnavailable(error, group);
  }
}

function tokenRequest({ clientId, clientSecret }: ClientOptions, form: Record<string, string>): LibraryRequest {
  const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  return authenticationRequest
    .builder()
    .withPath('/api/token')
    .withHeaders({ Authorization: `Basic ${credentials}`, 'Content-Type': 'application/x-www-form-urlencoded' })
    .withBodyParameters(form)
    .build();
}

function requestWith(accessToken: string): Request {
  return (method, path, { query, body } = {}) => {
    const request = webApiRequest.builder(accessToken).withPath(path);
    if (query) request.withQueryParameters(query);
    if (body) request.withHeaders({ 'Content-Type': 'application/json' }).withBodyParameters(body);
    return request.build().execute(manager[method]);
  };
}
