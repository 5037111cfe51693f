import SpotifyWebApi from 'spotify-web-api-node';
import authenticationRequest from 'spotify-web-api-node/src/authentication-request.js';
import manager, { type Answer } from 'spotify-web-api-node/src/http-manager.js';
import webApiRequest, { type LibraryRequest } from 'spotify-web-api-node/src/webapi-request.js';
import type { Log } from '../log.ts';
import type { CallGroup, CallRecord, CallStore } from '../ports/calls.ts';
import type { Clock } from '../ports/clock.ts';
import type { SendOptions } from '../ports/player.ts';
import type { TokenVault } from '../ports/tokens.ts';
import { read, tokenAnswer } from './answers.ts';
import { createBudget, type Spending } from './budget.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { sendingTo, type Target } from './transport.ts';
import { asUnavailable, isCredentialsError, isInvalidToken } from './trouble.ts';

export type ClientOptions = Target & {
  clientId: string;
  clientSecret: string;
  clock: Clock;
  vault: TokenVault;
  calls: CallStore;
  /** What the last process left behind of its calls. */
  callsBefore: CallRecord;
  log: Log;
};

/** The kind of a call: the group it is counted in, its urgency, and whether it changes something. */
export type CallKind = SendOptions & { group: CallGroup; writes?: boolean };

export type SpotifyClient = {
  tokens: Tokens;
  /** One Web API call as a linked person, within the budget. Throws `Unavailable`. */
  callAs(userId: string, kind: CallKind, call: LibraryCall): Promise<Answer>;
  /** One Web API call with an access token that belongs to nobody yet. Throws `Unavailable`. */
  callWith(accessToken: string, group: CallGroup, call: LibraryCall): Promise<Answer>;
  /** Requests tokens from the accounts service. Throws `SpotifyRefused` or `SpotifySilent`. */
  requestTokens(form: Record<string, string>): Promise<TokenAnswer>;
  /** Returns the Web API calls of the last 24 hours, by group, and the groups that Spotify has closed for now. */
  spending(): Spending;
  /** Stores the counts of calls; no call is sent any more. */
  close(): Promise<void>;
};

export type TokenAnswer = {
  accessToken: string;
  refreshToken: string | undefined;
  expiresAt: number;
  scope: string | undefined;
};

/** A call of the library, or a raw request for an endpoint that it does not know. */
export type LibraryCall = (api: SpotifyWebApi, request: RawRequest) => Promise<Answer>;
export type RawRequest = (
  method: 'get' | 'post' | 'put',
  path: string,
  content?: { query?: Record<string, unknown>; body?: Record<string, unknown> },
) => Promise<Answer>;

/** Creates a client: spotify-web-api-node with our transport below it, and tokens and budget around it. */
export function createClient(options: ClientOptions): SpotifyClient {
  const { clock, log } = options;
  const budget = createBudget({ clock, store: options.calls, before: options.callsBefore, log });
  const tokens = createTokens({
    clock,
    log,
    vault: options.vault,
    refresh: (refreshToken) => requestTokens({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  });
  let areCredentialsReported = false;

  async function requestTokens(form: Record<string, string>): Promise<TokenAnswer> {
    try {
      const { body } = await sendingTo(options, () => tokenRequest(options, form).execute(manager.post));
      const answer = read(tokenAnswer, body, 'POST /api/token');
      areCredentialsReported = false;
      return {
        accessToken: answer.access_token,
        refreshToken: answer.refresh_token ?? undefined,
        expiresAt: clock.now() + answer.expires_in * 1_000,
        scope: answer.scope ?? undefined,
      };
    } catch (error) {
      if (isCredentialsError(error)) reportCredentials(error);
      throw error;
    }
  }

  /** Logs refused credentials once, until they work again: only the operator can fix them. */
  function reportCredentials(err: unknown): void {
    if (areCredentialsReported) return;
    areCredentialsReported = true;
    log.error({ err }, 'spotify does not accept SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET');
  }

  async function callAs(userId: string, { writes = false, ...kind }: CallKind, call: LibraryCall): Promise<Answer> {
    const asked = clock.now();
    const request = { ...kind, userId, writes };
    await tokens.accessFor(userId); // before the queue, so that no slot is spent on waiting for a token
    const spend = () => budget.spend(request, () => attempt(userId, call), asked);
    try {
      return await spend();
    } catch (error) {
      // The token was refused before its expiry; nothing was carried out, so one retry with a new one is safe.
      if (isInvalidToken(error)) return spend();
      throw error;
    }
  }

  async function attempt(userId: string, call: LibraryCall): Promise<Answer> {
    const accessToken = await tokens.accessFor(userId);
    try {
      return await perform(accessToken, call);
    } catch (error) {
      if (isInvalidToken(error)) await tokens.refused(userId, accessToken);
      throw error;
    }
  }

  /** An instance of the library holds one person's token, so each call gets its own. */
  function perform(accessToken: string, call: LibraryCall): Promise<Answer> {
    return sendingTo(options, () => call(new SpotifyWebApi({ accessToken }), requestWith(accessToken)));
  }

  return {
    tokens,
    requestTokens,
    callAs: (userId, kind, call) => withUnavailable(kind.group, () => callAs(userId, kind, call)),
    callWith(accessToken, group, call) {
      const request = { group, urgency: 'person', userId: null, writes: false } as const;
      return withUnavailable(group, () => budget.spend(request, () => perform(accessToken, call)));
    },
    spending: budget.spending,
    close: budget.close,
  };
}

async function withUnavailable<T>(group: CallGroup, act: () => Promise<T>): Promise<T> {
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

function requestWith(accessToken: string): RawRequest {
  return (method, path, { query, body } = {}) => {
    const request = webApiRequest.builder(accessToken).withPath(path);
    if (query) request.withQueryParameters(query);
    if (body) request.withHeaders({ 'Content-Type': 'application/json' }).withBodyParameters(body);
    return request.build().execute(manager[method]);
  };
}
