import { AsyncLocalStorage } from 'node:async_hooks';
import manager, { type Answer } from 'spotify-web-api-node/src/http-manager.js';
import type { LibraryRequest } from 'spotify-web-api-node/src/webapi-request.js';
import { type RequestLine, SpotifyRefused, SpotifySilent } from './errors.ts';

/** The base URLs for a client's requests, without a slash at the end. */
export type Target = {
  apiUrl: string;
  accountsUrl: string;
  /** No answer for this long is no answer; ten seconds unless told. */
  timeoutMs?: number;
};

const TIMEOUT_MS = 10_000;
/** The library writes this host into every request for the accounts service. */
const ACCOUNTS_HOST = 'accounts.spotify.com';
/** An answer that is longer has no end; the longest that Spotify documents has a tenth of it. */
const LONGEST_ANSWER_BYTES = 2_000_000;
/** The most characters of a text that is not JSON in an error. */
const QUOTED_CHARACTERS = 200;
/** The most characters of it that are searched for a token. */
const SEARCHED_CHARACTERS = 4_000;
/** The pattern of a possible token in an echoed text. */
const SECRET = /[\w.~+/=-]{40,}/g;

const target = new AsyncLocalStorage<Target>();

/**
 * Runs a call of spotify-web-api-node so that its requests go to `to`. The library has its hosts written in, knows no
 * timeout, takes an opaque success for a syntax error and loses plain-text refusals; all its calls pass through four
 * functions of its http-manager, which are replaced here once.
 */
export function sendingTo<T>(to: Target, call: () => Promise<T>): Promise<T> {
  return target.run(to, call);
}

for (const [name, method] of [
  ['get', 'GET'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['del', 'DELETE'],
] as const) {
  manager[name] = (request, callback) => {
    send(method, request).then(
      (answer) => callback(null, answer),
      (error: unknown) => callback(error),
    );
  };
}

async function send(method: string, request: LibraryRequest): Promise<Answer> {
  const asked: RequestLine = `${method} ${request.getPath()}`;
  const response = await fetchAnswer(asked, urlOf(request), { method, ...headersAndBody(request) });
  if (response.status >= 300) throw refusal(asked, response);
  return { body: response.body, headers: Object.fromEntries(response.headers), statusCode: response.status };
}

type HttpAnswer = { status: number; headers: Headers; body: unknown };

/** Text first, then JSON if it is JSON: success is told by the status alone. */
async function fetchAnswer(asked: RequestLine, url: URL, init: RequestInit): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(target.getStore()?.timeoutMs ?? TIMEOUT_MS);
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const text = await textOf(response);
    return { status: response.status, headers: response.headers, body: parse(text) };
  } catch (error) {
    throw new SpotifySilent(asked, error);
  }
}

/** The text of an answer, whatever it says it is; a byte-order mark is no part of it. */
async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LONGEST_ANSWER_BYTES) throw new Error('the answer has no end'); // leaving the loop cancels the rest
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // an opaque token after a write, or a refusal in plain words
  }
}

function urlOf(request: LibraryRequest): URL {
  const to = target.getStore();
  if (!to) throw new Error('a Spotify call outside sendingTo');
  const base = request.getHost() === ACCOUNTS_HOST ? to.accountsUrl : to.apiUrl;
  const url = new URL(base + request.getPath());
  for (const [name, value] of Object.entries(request.getQueryParameters() ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

function headersAndBody(request: LibraryRequest): Pick<RequestInit, 'headers' | 'body'> {
  const headers = request.getHeaders() ?? {};
  const content = request.getBodyParameters();
  if (content === undefined) return { headers };
  const isForm = headers['Content-Type'] === 'application/x-www-form-urlencoded';
  // The only forms are ours, for tokens, and hold nothing but texts.
  const body = isForm ? new URLSearchParams(content as Record<string, string>).toString() : JSON.stringify(content);
  return { headers, body };
}

function refusal(asked: RequestLine, { status, headers, body }: HttpAnswer): SpotifyRefused {
  const { message, reason } = reasonsIn(body);
  const quoted = truncateAtWord(message).replace(SECRET, '…').slice(0, QUOTED_CHARACTERS);
  return new SpotifyRefused(asked, status, quoted, reason, headers.get('retry-after') ?? undefined);
}

/** As many whole words as are worth reading: half a token would not be known for one. */
function truncateAtWord(message: string): string {
  if (message.length <= SEARCHED_CHARACTERS) return message;
  const read = message.slice(0, SEARCHED_CHARACTERS);
  return read.slice(0, read.lastIndexOf(' ') + 1);
}

/** The Web API nests its error, the accounts service has two flat texts, and now and then it is only text. */
function reasonsIn(body: unknown): { message: string; reason?: string } {
  if (typeof body === 'string') return { message: body };
  if (!isRecord(body)) return { message: '' };
  const { error, error_description: description } = body;
  if (typeof error === 'string') return { message: typeof description === 'string' ? description : '', reason: error };
  if (!isRecord(error)) return { message: '' };
  const message = typeof error.message === 'string' ? error.message : '';
  return typeof error.reason === 'string' ? { message, reason: error.reason } : { message };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
