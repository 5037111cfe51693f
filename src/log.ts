import pino from 'pino';

/** The receiver of events: data first, then a constant lower-case message. */
export type Log = pino.Logger;

export type LogOptions = {
  level: string;
  /** Lines for a person instead of JSON. */
  pretty?: boolean;
  destination?: pino.DestinationStream;
};

/** Whatever may hold a secret or a person's token. The serializers keep errors from carrying requests along. */
const TOKENS = ['token', 'accessToken', 'refreshToken', 'code', 'verifier', 'authorization', 'cookie'];
const SECRETS = [...TOKENS, 'secret', 'clientSecret', 'browserSecret', 'secretKeys'];
const redact = { paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' };

/** One JSON line per event; readable lines where a person watches. */
export function createLog({ level, pretty = false, destination }: LogOptions): Log {
  const options: pino.LoggerOptions = { level, redact, serializers: { err: describe } };
  if (destination) return pino(options, destination);
  if (!pretty) return pino(options);
  return pino({
    ...options,
    transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } },
  });
}

/** Lets work go on by itself: nobody waits for it, and a failure is one line in the log. */
export function inBackground(work: Promise<unknown>, log: Log, failure: string, about: object = {}): void {
  work.catch((err: unknown) => log.error({ err, ...about }, failure));
}

/** The name, message, code and stack of an error and its causes, and nothing of what it carries besides. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: typeof error === 'string' ? error : 'not an error' };
  const errorCode =
    'code' in error && ['string', 'number'].includes(typeof error.code) ? { errorCode: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return { type: error.name, message: error.message, ...errorCode, stack: error.stack, ...cause };
}
