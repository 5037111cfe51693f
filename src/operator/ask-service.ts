import { z } from 'zod';
import { Complaint, codeOf } from './complaint.ts';

/** A service could not be asked: nothing is known about what was to be checked. */
export class OutOfReach extends Complaint {
  override name = 'OutOfReach';
}

export type Heard = {
  status: number;
  /** JSON if it was JSON, else the text. */
  body: unknown;
  /** By the service's own clock. */
  at: number | null;
};

const TIMEOUT_MS = 10_000;
/** Discord lets nobody in who does not name themselves like this. */
const USER_AGENT = 'DiscordBot (https://discord.com/developers, 0.1)';
const CERTIFICATE = /CERT|SELF_SIGNED|ISSUER|ALTNAME/;

/** One request to a service, for a check; follows no redirect. Throws `OutOfReach`. */
export async function askService(who: string, url: string, init: RequestInit = {}): Promise<Heard> {
  const headers = { 'user-agent': USER_AGENT, ...init.headers };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { redirect: 'manual', ...init, headers, signal });
    const date = Date.parse(response.headers.get('date') ?? '');
    const heard = {
      status: response.status,
      body: parsed(await response.text()),
      at: Number.isNaN(date) ? null : date,
    };
    if (heard.status === 429) throw new OutOfReach(`${who} asks us to wait: try again in some minutes.`);
    if (heard.status >= 500) throw new OutOfReach(`${who} has trouble of its own (${heard.status}): try again later.`);
    return heard;
  } catch (error) {
    if (error instanceof OutOfReach) throw error;
    throw new OutOfReach(`${who} cannot be reached (${reasonOf(error)}).`);
  }
}

/** Asks for a token in the app's own name: whoever gives one knows that id and secret belong together. */
export function askForToken(
  who: string,
  url: string,
  app: { id: string; secret: string },
  wanted: Record<string, string> = {},
): Promise<Heard> {
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
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (CERTIFICATE.test(code)) return `its certificate is not accepted, ${code}`;
  return code;
}

/** The parts of an answer that are needed; an answer of another shape counts as trouble of the service. */
export function readAnswer<T>(who: string, shape: z.ZodType<T>, body: unknown): T {
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  throw new OutOfReach(
    `${who} answered in a way that is not understood: ${z.prettifyError(result.error).split('\n')[0]}`,
  );
}
