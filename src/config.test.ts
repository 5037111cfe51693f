import { describe, expect, it } from 'vitest';
import { ConfigError, listeningAt, toSettings } from './config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const WHOLE = {
  DISCORD_TOKEN: 'token',
  DISCORD_CLIENT_SECRET: 'secret',
  SPOTIFY_CLIENT_ID: 'id',
  SPOTIFY_CLIENT_SECRET: 'secret',
  SECRET_KEY: KEY,
};

function problemsOf(values: Record<string, string | undefined>): readonly string[] {
  try {
    toSettings(values);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function configOf(values: Record<string, string>) {
  const settings = toSettings({ ...WHOLE, ...values });
  if (settings.mode !== 'real') throw new Error('not the real services');
  return settings.config;
}

describe('nothing configured', () => {
  it('opens the sandbox', () => {
    expect(toSettings({})).toEqual({ mode: 'sandbox', web: { host: '127.0.0.1', port: 8888 }, logLevel: 'info' });
  });

  it('counts an empty value as unset', () => {
    expect(toSettings({ DISCORD_TOKEN: '', SPOTIFY_CLIENT_ID: '' }).mode).toBe('sandbox');
  });

  it('never opens the sandbox in production', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      'DISCORD_TOKEN is missing',
      'DISCORD_CLIENT_SECRET is missing',
      'SPOTIFY_CLIENT_ID is missing',
      'SPOTIFY_CLIENT_SECRET is missing',
      'SECRET_KEY is missing',
    ]);
  });
});

describe('credentials', () => {
  it('are taken with the defaults of everything else', () => {
    expect(configOf({})).toEqual({
      discord: { url: 'https://discord.com', token: 'token', clientSecret: 'secret', guildId: undefined },
      spotify: {
        apiUrl: 'https://api.spotify.com',
        accountsUrl: 'https://accounts.spotify.com',
        clientId: 'id',
        clientSecret: 'secret',
      },
      web: { host: '127.0.0.1', port: 8888, publicUrl: 'http://127.0.0.1:8888', trustProxy: undefined },
      metrics: undefined,
      databasePath: 'data/sesh.db',
      secretKeys: [Buffer.alloc(32, 7)],
      logLevel: 'info',
    });
  });

  it('that are there only in part have every missing and bad value named at once', () => {
    expect(
      problemsOf({ DISCORD_TOKEN: 'token', SPOTIFY_CLIENT_ID: 'two words', PORT: 'http' }).map(
        (line) => line.split(' ')[0],
      ),
    ).toEqual(['PORT', 'DISCORD_CLIENT_SECRET', 'SPOTIFY_CLIENT_ID', 'SPOTIFY_CLIENT_SECRET', 'SECRET_KEY']);
  });
});

describe('PUBLIC_URL, where it is not given,', () => {
  const urlOf = (values: Record<string, string>) => configOf(values).web.publicUrl;

  it.each([
    [{}, 'http://127.0.0.1:8888'],
    [{ PORT: '9000' }, 'http://127.0.0.1:9000'],
    [{ HOST: '0.0.0.0' }, 'http://127.0.0.1:8888'],
    [{ HOST: '::' }, 'http://127.0.0.1:8888'],
    [{ HOST: '::1' }, 'http://[::1]:8888'],
    [{ HOST: '0:0:0:0:0:0:0:1' }, 'http://[::1]:8888'],
    [{ HOST: 'localhost' }, 'http://127.0.0.1:8888'],
  ])('leads to where it listens: %j', (values, url) => expect(urlOf(values)).toBe(url));

  it.each(['192.168.1.5', '127.0.0.2', 'fe80::1'])('is asked for if nothing listens on loopback: HOST=%s', (host) => {
    expect(problemsOf({ ...WHOLE, HOST: host })).toEqual([expect.stringMatching(/^PUBLIC_URL is missing/)]);
    expect(urlOf({ HOST: host, PUBLIC_URL: 'https://sesh.example.org' })).toBe('https://sesh.example.org');
  });

  it('names the port that is found where any will do', () => {
    expect(listeningAt(urlOf({ PORT: '0' }), 41_000)).toBe('http://127.0.0.1:41000');
    expect(listeningAt(urlOf({ PORT: '0', HOST: '::1' }), 41_000)).toBe('http://[::1]:41000');
    expect(listeningAt('https://sesh.example.org', 41_000)).toBe('https://sesh.example.org');
    expect(listeningAt('http://127.0.0.1:8888', 41_000)).toBe('http://127.0.0.1:8888');
  });
});

describe('each value', () => {
  it.each([
    ['DISCORD_URL', 'http://discord.example'],
    ['DISCORD_URL', 'ftp://127.0.0.1'],
    ['SPOTIFY_API_URL', 'https://api.spotify.com/?x=1'],
    ['SPOTIFY_ACCOUNTS_URL', 'not a url'],
    ['SPOTIFY_ACCOUNTS_URL', 'https://user@accounts.spotify.com'],
    ['PUBLIC_URL', 'http://localhost:8888'],
    ['PUBLIC_URL', 'http://sesh.example.org'],
    ['PUBLIC_URL', 'https://sesh.example.org/sub'],
    ['PUBLIC_URL', 'sesh.example.org'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['LOG_LEVEL', 'loud'],
    ['DISCORD_GUILD_ID', 'my server'],
    ['TRUST_PROXY', 'everybody'],
    ['TRUST_PROXY', '10.0.0.0/64'],
    ['METRICS_ADDR', '9464'],
    ['METRICS_ADDR', '127.0.0.1:0'],
    ['METRICS_ADDR', '127.0.0.1:70000'],
    ['METRICS_ADDR', '300.0.0.1:9464'],
    ['METRICS_ADDR', '::1:9464'],
    ['METRICS_ADDR', 'http://127.0.0.1:9464'],
    ['SECRET_KEY', 'short'],
    ['SECRET_KEY', `${KEY},${KEY},${KEY}`],
    ['SECRET_KEY', `${KEY},`],
    ['DISCORD_TOKEN', 'x'.repeat(10_000)],
  ])('is refused with its name: %s=%s', (name, value) => {
    expect(problemsOf({ ...WHOLE, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must be`))]);
  });

  it('never shows in the problem: it may be a secret', () => {
    expect(problemsOf({ ...WHOLE, SECRET_KEY: 'my-secret' }).join()).not.toContain('my-secret');
  });

  it.each([
    ['http://127.0.0.1:9000/discord/', 'http://127.0.0.1:9000/discord'],
    ['http://[::1]:9000', 'http://[::1]:9000'],
    ['https://proxy.example/discord', 'https://proxy.example/discord'],
  ])('may be a service behind another address: %s', (value, url) => {
    expect(configOf({ DISCORD_URL: value }).discord.url).toBe(url);
  });

  it.each([
    ['true', true],
    ['1', 1],
    ['loopback, 10.0.0.0/8', 'loopback, 10.0.0.0/8'],
  ])('may say what Express is to trust: %s', (value, trusted) => {
    expect(configOf({ TRUST_PROXY: value }).web.trustProxy).toBe(trusted);
  });

  it.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    ['[::1]:9464', { host: '::1', port: 9464 }],
    ['localhost:9464', { host: 'localhost', port: 9464 }],
  ])('may say where numbers are read: %s', (value, address) => {
    expect(configOf({ METRICS_ADDR: value }).metrics).toEqual(address);
  });

  it('takes two keys while rotating, the first for sealing', () => {
    const old = Buffer.alloc(32, 8);
    expect(configOf({ SECRET_KEY: `${KEY},${old.toString('base64')}` }).secretKeys).toEqual([Buffer.alloc(32, 7), old]);
  });
});
