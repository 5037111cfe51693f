import { isIP } from 'node:net';
import { z } from 'zod';
import { type EnvFile, readEnvFile } from './env-file.ts';

export type Config = {
  discord: { url: string; token: string; clientSecret: string; guildId: string | undefined };
  spotify: { apiUrl: string; accountsUrl: string; clientId: string; clientSecret: string };
  web: Web;
  /** The address where numbers about the process can be read; nowhere by default. */
  metrics: { host: string; port: number } | undefined;
  databasePath: string;
  /** The first key seals; the others only open. */
  secretKeys: readonly Buffer[];
  logLevel: string;
};

export type Web = {
  host: string;
  port: number;
  /** The address at which people's browsers reach us: an origin without a slash at the end. */
  publicUrl: string;
  trustProxy: boolean | number | string | undefined;
};

/** The mode that the environment asks for: the real services, or, with nothing configured, the simulated ones. */
export type EnvironmentSettings =
  | { mode: 'real'; logLevel: string; config: Config }
  | { mode: 'sandbox'; logLevel: string; web: { host: string; port: number } };

/** Everything that is missing or wrong, all at once. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s)`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** The exit code that means "do not restart, correct the configuration" to a supervisor (sysexits.h, EX_CONFIG). */
export const EXIT_CONFIG = 78;

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
const CREDENTIALS = ['DISCORD_TOKEN', 'SPOTIFY_CLIENT_ID', 'SPOTIFY_CLIENT_SECRET'] as const;
/** The values used where the environment sets nothing. */
export const DEFAULTS = {
  HOST: '127.0.0.1',
  PORT: 8888,
  LOG_LEVEL: 'info',
  DISCORD_URL: 'https://discord.com',
  SPOTIFY_API_URL: 'https://api.spotify.com',
  SPOTIFY_ACCOUNTS_URL: 'https://accounts.spotify.com',
  DATABASE_PATH: 'data/sesh.db',
} as const;

/** The length of a SECRET_KEY. */
export const KEY_BYTES = 32;

const serviceUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (!url || !isSecure || url.search || url.hash || url.username) {
    context.addIssue('must be an https URL (plain http only on loopback), with nothing after its path');
    return z.NEVER;
  }
  return url.href.replace(/\/+$/, '');
});

const publicUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackAddress(url.hostname));
  if (!url || !isAllowed || url.pathname !== '/' || url.search || url.hash || url.username) {
    context.addIssue(
      'must be an origin such as https://sesh.example.org, or http with 127.0.0.1 or [::1] (Spotify refuses localhost)',
    );
    return z.NEVER;
  }
  return url.origin;
});

const secretKeys = z.string().transform((text, context) => {
  const keys = text.split(',').map((key) => key.trim());
  const areWhole = keys.every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key));
  if (!areWhole || keys.length > 2) {
    context.addIssue(
      `must be ${KEY_BYTES} bytes in base64 (make one with: openssl rand -base64 32), or new,old while rotating`,
    );
    return z.NEVER;
  }
  return keys.map((key) => Buffer.from(key, 'base64'));
});

const trustProxy = z.string().transform((text, context) => {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const isList = text.split(',').every((entry) => isTrustEntry(entry.trim()));
  if (isList) return text;
  context.addIssue('must be true, false, a number of proxies, or a list of addresses, networks, loopback, uniquelocal');
  return z.NEVER;
});

function isTrustEntry(entry: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(entry)) return true;
  const [address = '', bits, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const metricsAddress = z.string().transform((text, context) => {
  const [, host = '', digits = ''] = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const isAddress = host.startsWith('[') ? isIP(host.slice(1, -1)) === 6 : isIP(host) === 4 || /[A-Za-z]/.test(host);
  if (isAddress && port >= 1 && port <= 65_535) return { host: host.replace(/^\[|\]$/g, ''), port };
  context.addIssue('must be host:port, such as 127.0.0.1:9464');
  return z.NEVER;
});

/** A value without line breaks or spaces, of a length that no credential exceeds. */
const credential = z.string().regex(/^[\x21-\x7e]{1,512}$/, 'must be one word');

const listening = {
  HOST: z.string().default(DEFAULTS.HOST),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number')
    .default(DEFAULTS.PORT),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be a pino level, such as info')
    .default(DEFAULTS.LOG_LEVEL),
};

const sandboxEnvironment = z.object(listening);

const environment = z.object({
  ...listening,
  DISCORD_TOKEN: credential,
  DISCORD_CLIENT_SECRET: credential,
  DISCORD_GUILD_ID: z
    .string()
    .regex(/^\d{5,20}$/, 'must be a server id: digits only')
    .optional(),
  DISCORD_URL: serviceUrl.prefault(DEFAULTS.DISCORD_URL),
  SPOTIFY_CLIENT_ID: credential,
  SPOTIFY_CLIENT_SECRET: credential,
  SPOTIFY_API_URL: serviceUrl.prefault(DEFAULTS.SPOTIFY_API_URL),
  SPOTIFY_ACCOUNTS_URL: serviceUrl.prefault(DEFAULTS.SPOTIFY_ACCOUNTS_URL),
  PUBLIC_URL: publicUrl.optional(),
  TRUST_PROXY: trustProxy.optional(),
  METRICS_ADDR: metricsAddress.optional(),
  DATABASE_PATH: z.string().default(DEFAULTS.DATABASE_PATH),
  SECRET_KEY: secretKeys,
});

/** Reads the environment and `.env`; an empty value counts as unset. Throws `ConfigError`. */
export function readSettings(): EnvironmentSettings {
  const { values, problems } = envFile();
  try {
    const settings = toSettings({ ...values, ...processValues() });
    if (problems.length === 0) return settings;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError([...problems, ...error.problems]);
  }
  throw new ConfigError(problems);
}

/** Returns the values of `.env`, or another such file, and of the environment, which wins. @throws ConfigError */
export function valuesAtHand(path?: string): Record<string, string> {
  return { ...fileValues(path), ...processValues() };
}

/** Returns the values of `.env`, or of another such file; none if it does not exist. @throws ConfigError */
export function fileValues(path?: string): Record<string, string> {
  const { values, problems } = envFile(path);
  if (problems.length > 0) throw new ConfigError(problems);
  return values;
}

/** Reads `.env`, or another file of its kind, without judging it. */
export function envFile(path = '.env'): EnvFile {
  return readEnvFile(path, Object.keys(environment.shape));
}

/** Returns the values of the process's environment. */
export function processValues(): Record<string, string> {
  return withoutEmpty(process.env);
}

export type Variable = keyof typeof environment.shape;

/** Returns the problem with a value, as the end of a sentence that begins with its name; null if there is none. */
export function problemWith(name: Variable, value: string): string | null {
  const result = environment.shape[name].safeParse(value);
  return result.success ? null : (result.error.issues[0]?.message ?? 'is wrong');
}

/** Returns the settings for these values; an empty one counts as unset. @throws ConfigError */
export function toSettings(values: Record<string, string | undefined>): EnvironmentSettings {
  const given = withoutEmpty(values);
  const isBare = CREDENTIALS.every((name) => given[name] === undefined);
  if (isBare && given.NODE_ENV !== 'production') {
    const { HOST, PORT, LOG_LEVEL } = parse(sandboxEnvironment, given);
    return { mode: 'sandbox', web: { host: HOST, port: PORT }, logLevel: LOG_LEVEL };
  }
  const env = parse(environment, given);
  return { mode: 'real', logLevel: env.LOG_LEVEL, config: toConfig(env) };
}

function withoutEmpty(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function parse<T extends z.ZodType>(shape: T, values: Record<string, string>): z.output<T> {
  const result = shape.safeParse(values);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return values[name] === undefined ? `${name} is missing` : `${name} ${message}`;
    }),
  );
}

function toConfig(env: z.output<typeof environment>): Config {
  return {
    discord: {
      url: env.DISCORD_URL,
      token: env.DISCORD_TOKEN,
      clientSecret: env.DISCORD_CLIENT_SECRET,
      guildId: env.DISCORD_GUILD_ID,
    },
    spotify: {
      apiUrl: env.SPOTIFY_API_URL,
      accountsUrl: env.SPOTIFY_ACCOUNTS_URL,
      clientId: env.SPOTIFY_CLIENT_ID,
      clientSecret: env.SPOTIFY_CLIENT_SECRET,
    },
    web: {
      host: env.HOST,
      port: env.PORT,
      publicUrl: env.PUBLIC_URL ?? ownOrigin(env.HOST, env.PORT),
      trustProxy: env.TRUST_PROXY,
    },
    metrics: env.METRICS_ADDR,
    databasePath: env.DATABASE_PATH,
    secretKeys: env.SECRET_KEY,
    logLevel: env.LOG_LEVEL,
  };
}

/** Returns where a browser on this computer reaches what listens there. @throws ConfigError if it is not on loopback. */
function ownOrigin(host: string, port: number): string {
  const origin = loopbackOrigin(host, port);
  if (origin !== null) return origin;
  throw new ConfigError([`PUBLIC_URL is missing: with HOST=${host} nothing listens on 127.0.0.1, where it would lead`]);
}

/** Returns the origin on loopback of what listens on this host; null if it is an address that nobody reaches there. */
export function loopbackOrigin(host: string, port: number): string | null {
  if (isIP(host) === 6) {
    const { hostname } = new URL(`http://[${host}]`);
    if (hostname === '[::1]') return `http://[::1]:${port}`;
    return hostname === '[::]' ? `http://127.0.0.1:${port}` : null;
  }
  const isReached = isIP(host) === 0 || host === '0.0.0.0' || host === '127.0.0.1';
  return isReached ? `http://127.0.0.1:${port}` : null;
}

/** Returns the public URL once it is known where we listen: port 0 asks for any free one. */
export function listeningAt(publicUrl: string, port: number): string {
  const url = new URL(publicUrl);
  if (url.port === '0') url.port = String(port);
  return url.origin;
}

/** Returns the addresses to which Discord and Spotify send people back: each service has to know its own exactly. */
export function redirectUris(publicUrl: string): { discord: string; spotify: string } {
  return { discord: `${publicUrl}/oauth/discord/callback`, spotify: `${publicUrl}/oauth/spotify/callback` };
}

/** Returns true if this name or address reaches only the computer it is used on. */
export function isLoopbackAddress(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === '[::1]';
}
