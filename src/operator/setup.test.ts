import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createWorld, type World } from '../../sim/world.ts';
import { fileValues, toSettings } from '../config.ts';
import type { Values } from './questions.ts';
import { OperatorErrors, setUpFrom } from './setup.ts';

const PUBLIC_URL = 'https://sesh.example.org';
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]|\\r`, 'g');

let world: World;
beforeAll(async () => {
  world = await createWorld({
    discordRedirects: [`${PUBLIC_URL}/oauth/discord/callback`],
    spotify: {
      redirectUris: [`${PUBLIC_URL}/oauth/spotify/callback`],
      clientId: 'a'.repeat(32),
      clientSecret: 'b'.repeat(32),
    },
  });
});
afterAll(() => world.close());

describe('without a person to ask', () => {
  it('checks everything, writes a file that starts the bot, and names the invite with the least permissions', async () => {
    const path = envFile();
    const said: string[] = [];
    await setUpFrom(path, answers(), (line) => said.push(line));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { SECRET_KEY = '', ...written } = fileValues(path);
    expect(Buffer.from(SECRET_KEY, 'base64')).toHaveLength(32);
    expect(written).toEqual({
      ...answers(),
      HOST: '127.0.0.1',
      PORT: '8888',
      TRUST_PROXY: 'loopback',
      DATABASE_PATH: 'data/sesh.db',
      LOG_LEVEL: 'info',
    });
    expect(toSettings(fileValues(path)).mode).toBe('real');
    expect(readFileSync(path, 'utf8')).toContain('# Bot -> Reset Token');
    expect(said).toContain(
      `  ${world.url}/discord/oauth2/authorize?client_id=${world.discord.applicationId}&scope=bot+applications.commands&permissions=274877991936`,
    );
    const text = said.join('\n');
    for (const secret of [world.discord.token, world.discord.clientSecret, world.spotify.clientSecret, SECRET_KEY]) {
      expect(text).not.toContain(secret);
    }
  });

  it('run again it keeps what is there, above all the key', async () => {
    const path = envFile();
    await setUpFrom(path, answers(), () => {});
    const once = readFileSync(path, 'utf8');
    await setUpFrom(path, {}, () => {});
    expect(readFileSync(path, 'utf8')).toBe(once);
    await setUpFrom(path, { SECRET_KEY: Buffer.alloc(32, 1).toString('base64') }, () => {});
    expect(readFileSync(path, 'utf8')).toBe(once);
  });

  it.each<[string, Values, string[]]>([
    [
      'nothing',
      {},
      [
        'DISCORD_TOKEN is missing.',
        'DISCORD_CLIENT_SECRET is missing.',
        'SPOTIFY_CLIENT_ID is missing.',
        'SPOTIFY_CLIENT_SECRET is missing.',
      ],
    ],
    [
      'a wrong token',
      { DISCORD_TOKEN: 'wrong' },
      ['Discord does not know this bot token: take a fresh one at Bot → Reset Token.'],
    ],
    ['a token of two words', { DISCORD_TOKEN: 'two words' }, ['DISCORD_TOKEN must be one word.']],
    [
      'a wrong secret at Discord',
      { DISCORD_CLIENT_SECRET: 'wrong' },
      ['Discord does not accept this client secret for the bot’s application: OAuth2 → Reset Secret.'],
    ],
    [
      'an address with a path',
      { PUBLIC_URL: `${PUBLIC_URL}/sesh` },
      [
        'PUBLIC_URL must be an origin such as https://sesh.example.org, or http with 127.0.0.1 or [::1] (Spotify refuses localhost).',
      ],
    ],
    [
      'an address that nobody registered',
      { PUBLIC_URL: 'https://other.example' },
      [
        'Discord does not know the redirect yet: add https://other.example/oauth/discord/callback at OAuth2 → Redirects and save.',
        'Spotify does not know the redirect URI yet: add https://other.example/oauth/spotify/callback at app → Settings → Redirect URIs and save.',
      ],
    ],
    [
      'a proxy that is none',
      { TRUST_PROXY: 'nginx' },
      [
        'TRUST_PROXY must be true, false, a number of proxies, or a list of addresses, networks, loopback, uniquelocal.',
      ],
    ],
    [
      'a wrong client id',
      { SPOTIFY_CLIENT_ID: 'c'.repeat(32) },
      ['Spotify knows no app with this client id: copy it again from app → Settings.'],
    ],
    [
      'a wrong secret at Spotify',
      { SPOTIFY_CLIENT_SECRET: 'wrong' },
      ['Spotify does not accept this client secret for that client id: app → Settings → View client secret.'],
    ],
    ['Discord out of reach', { DISCORD_URL: 'http://127.0.0.1:9' }, ['Discord cannot be reached (no answer).']],
  ])('%s is named in one sentence each, and nothing is written', async (what, changes, sentences) => {
    const path = envFile();
    const given = what === 'nothing' ? {} : { ...answers(), ...changes };
    const failure = await setUpFrom(path, given, () => {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OperatorErrors);
    if (failure instanceof OperatorErrors) expect(failure.sentences).toEqual(sentences);
    expect(existsSync(path)).toBe(false);
  });
});

const hasScript = spawnSync('script', ['--version']).status === 0;
if (!hasScript) process.stderr.write('Setup on a terminal is not tested: script (util-linux) is not installed.\n');

describe('on a terminal', () => {
  it.skipIf(!hasScript)('asks, corrects, shows no secret, and goes on where one left', async () => {
    const path = envFile();
    const { DISCORD_URL = '', SPOTIFY_ACCOUNTS_URL = '' } = answers();
    writeFileSync(path, `DISCORD_URL=${DISCORD_URL}\nSPOTIFY_ACCOUNTS_URL=${SPOTIFY_ACCOUNTS_URL}\n# mine\n`);
    const first = await onTerminal(path, [
      ['DISCORD_TOKEN: ', 'wrong'],
      ['DISCORD_TOKEN […] ', world.discord.token],
      ['DISCORD_CLIENT_SECRET: ', world.discord.clientSecret],
      ['PUBLIC_URL [http://127.0.0.1:8888]: ', '\u0003'],
    ]);
    expect(first.code).toBe(1);
    expect(first.shown).toContain('Discord does not know this bot token');
    expect(first.shown).toContain(`That is Sesh, application ${world.discord.applicationId}.`);
    expect(first.shown).toContain('npm run setup goes on from there.');

    const second = await onTerminal(path, [
      [`DISCORD_TOKEN […${world.discord.token.slice(-4)}]: `, ''],
      ['DISCORD_CLIENT_SECRET […', ''],
      ['PUBLIC_URL [http://127.0.0.1:8888]: ', PUBLIC_URL],
      ['TRUST_PROXY [loopback]: ', ''],
      ['SPOTIFY_CLIENT_ID: ', 'c'.repeat(32)],
      [`SPOTIFY_CLIENT_ID [${'c'.repeat(32)}]: `, world.spotify.clientId],
      ['SPOTIFY_CLIENT_SECRET: ', world.spotify.clientSecret],
    ]);
    expect([second.code, second.shown]).toEqual([0, expect.stringContaining('Everything is checked.')]);
    for (const secret of [world.discord.token, world.discord.clientSecret, world.spotify.clientSecret, 'wrong']) {
      expect(first.shown + second.shown).not.toContain(secret);
    }
    const { SECRET_KEY, ...written } = fileValues(path);
    expect(written).toEqual({ ...answers(), TRUST_PROXY: 'loopback' });
    expect(SECRET_KEY).toBe(first.key);
    expect(readFileSync(path, 'utf8')).toContain('# mine\n');
  });

  it('without one, and with a secret on the command line, it says how instead', async () => {
    const path = envFile();
    const bare = await run(['setup', '--dotenv', path]);
    expect([bare.code, bare.stderr.split('\n')[0]]).toEqual([1, 'There is no terminal to ask in.']);
    const naked = await run(['setup', '--discord-token=abc']);
    expect([naked.code, naked.stderr]).toEqual([
      1,
      'Other programs see what stands on a command line: use --discord-token-file FILE, or --from-env.\n',
    ]);
    const token = join(tmpdir(), `sesh-token-${process.pid}`);
    writeFileSync(token, 'wrong\n');
    onTestFinished(() => rmSync(token));
    const { DISCORD_TOKEN: _, ...rest } = answers();
    const wrong = await run(['setup', '--from-env', '--discord-token-file', token, '--dotenv', path], rest);
    expect([wrong.code, wrong.stderr.split('\n')]).toEqual([
      78,
      ['Discord does not know this bot token: take a fresh one at Bot → Reset Token.', 'Nothing was written.', ''],
    ]);
  });
});

function answers() {
  return {
    DISCORD_URL: `${world.url}/discord`,
    DISCORD_TOKEN: world.discord.token,
    DISCORD_CLIENT_SECRET: world.discord.clientSecret,
    PUBLIC_URL,
    SPOTIFY_ACCOUNTS_URL: `${world.url}/accounts`,
    SPOTIFY_CLIENT_ID: world.spotify.clientId,
    SPOTIFY_CLIENT_SECRET: world.spotify.clientSecret,
  };
}

function envFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-setup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, '.env');
}

async function run(args: string[], env: Record<string, string> = {}) {
  const child = promisify(execFile)(process.execPath, ['src/operator.ts', ...args], { env });
  child.child.stdin?.end();
  return child.then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  );
}

/** A real pseudo-terminal: types each answer when its prompt is shown. `…]` in a prompt stands for anything masked. */
async function onTerminal(path: string, typed: [prompt: string, answer: string][]) {
  const command = `${process.execPath} src/operator.ts setup --dotenv ${path}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    env: { TERM: 'dumb', PATH: '/usr/bin:/bin' },
  });
  let shown = '';
  let read = 0;
  const waiting = [...typed];
  child.stdout.on('data', (chunk) => {
    shown += String(chunk).replace(ESCAPES, '');
    const [prompt, answer] = waiting[0] ?? [];
    const start = (prompt ?? '').split('…] ')[0] ?? '';
    const place = prompt === undefined ? -1 : shown.indexOf(start, read);
    if (place < 0 || answer === undefined) return;
    read = place + start.length;
    waiting.shift();
    child.stdin.write(answer === '\u0003' ? answer : `${answer}\r`);
  });
  const [code] = await once(child, 'exit');
  return { code, shown, key: fileValues(path).SECRET_KEY };
}
