import { z } from 'zod';
import { codeOf, OperatorError } from './operator-error.ts';

/** A service that cannot be reached or does not answer: the check has no result. */
export class ServiceUnreachable extends OperatorError {
  override name = 'OutOfReach';
}

/** The answer of a service to a check. */
export type ServiceAnswer = {
  status: number;
  /** JSON if it was JSON, else the text. */
  body: unknown;
  /** The time of the service's own clock; null if it does not say. */
  at: number | null;
};

const TIMEOUT_MS = 10_000;
/** Discord refuses requests without a user agent of this form. */
const USER_AGENT = 'DiscordBot (https://discord.com/developers, 0.1)';
const CERTIFICATE = /CERT|SELF_SIGNED|ISSUER|ALTNAME/;

/** Sends one request to a service, without following redirects. Throws `OutOfReach`. */
export async function askService(service: string, url: string, init: RequestInit = {}): Promise<ServiceAnswer> {
  const headers = { 'user-agent': USER_AGENT, ...init.headers };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { redirect: 'manual', ...init, headers, signal });
    const date = Date.parse(response.headers.get('date') ?? '');
    const answer = {
      status: response.status,
      body: parsed(await response.text()),
      at: Number.isNaN(date) ? null : date,
    };
    if (answer.status === 429) throw new ServiceUnreachable(`${service} asks us to wait: try again in some minutes.`);
    if (answer.status >= 500)
      throw new ServiceUnreachable(`${service} has trouble of its own (${answer.status}): try again later.`);
    return answer;
  } catch (error) {
    if (error instanceof ServiceUnreachable) throw error;
    throw new ServiceUnreachable(`${service} cannot be reached (${reasonOf(error)}).`);
  }
}

/** Requests a token for the app itself, which a service grants only if id and secret belong together. */
export function requestToken(
  who: string,
  url: string,
  app: { id: string; secret: string },
  wanted: Record<string, string> = {},
): Promise<ServiceAnswer> {
  return askService(who, url, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...wanted }),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // pages and plain refusals
  }
}

function reasonOf(error: unknown): string {
  const code = codeOf(error instanceof Error ? error.cause : undefined);
  if (code === undefined)
    return error instanceof Error && error.name === 'TimeoutError' ? 'no answer in 10 s' : 'no answer';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known to DNS';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (CERTIFICATE.test(code)) return `its certificate is not accepted, ${code}`;
  return code;
}

/** Returns the needed parts of an answer. @throws ServiceUnreachable if it has another shape */
export function readAnswer<T>(who: string, shape: z.ZodType<T>, body: unknown): T {
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  throw new ServiceUnreachable(
    `${who} answered in a way that is not understood: ${z.prettifyError(result.error).split('\n')[0]}`,
  );
}
