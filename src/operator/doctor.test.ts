import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createWorld, freePort } from '../../sim/world.ts';
import { actionsIn, createRecordingLog } from '../../test/stories/story.ts';
import type { Config } from '../config.ts';
import { inspectDatabase } from '../db/condition.ts';
import { openDb } from '../db/open.ts';
import { snapshot } from '../db/snapshot.ts';
import { openControl } from './control.ts';
import { diagnose, type Installation } from './doctor.ts';
import type { Finding } from './finding.ts';

const MONTH_MS = 30 * 24 * 60 * 60_000;

it('finds no problem where all is well, while the bot runs', async () => {
  const { world, config, look, open, channelId } = await installation();
  await open();
  await actionsIn(world).create('ada');
  const findings = await look({ channelId });
  expect(findings.filter(({ mark }) => mark !== 'ok').map(({ says }) => says)).toEqual([
    'The owner’s Premium and the list of five people show only when somebody links.',
    'PUBLIC_URL is this computer: links work for nobody else.',
  ]);
  expect(findings.map(({ says }) => says)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^The running bot’s database is sound: \d+ kB, 1 open session\(s\), 1 link\(s\)\.$/),
      'SECRET_KEY opens every link.',
      `Discord knows the bot token: Sesh, application ${world.discord.applicationId}.`,
      'Discord knows the client secret.',
      'Discord knows the redirect.',
      expect.stringMatching(/^Discord’s gateway lets the bot begin 999 more sessions in the next 24 h\.$/),
      'The bot may do all it needs in #music.',
      'The clock of this computer is right.',
      'Spotify knows client id and secret.',
      'Spotify does not refuse the redirect URI.',
      'The bot is running and ready.',
    ]),
  );
  const text = JSON.stringify(findings);
  for (const secret of [config.discord.token, config.discord.clientSecret, config.spotify.clientSecret]) {
    expect(text).not.toContain(secret);
  }
});

it('reads the database itself where no bot runs, and makes none', async () => {
  const { look, path } = await installation();
  expect(says(await look())).toContain(`There is no database yet; the first start makes ${path}.`);
  openDb(path).$client.close();
  expect(says(await look())).toContain('The bot is not running here, so PUBLIC_URL was not tried: npm start');
  expect(says(await look()).find((line) => line.startsWith('The database is sound'))).toBeDefined();
  const open = `Other users of this computer can enter the folder of the database: chmod 700 ${dirname(path)}`;
  expect(says(await look())).not.toContain(open);
  chmodSync(dirname(path), 0o711);
  expect(says(await look())).toContain(open);
});

it('tells what the running bot knows of Spotify’s quota', async () => {
  const { look, path } = await installation();
  const db = openDb(path);
  const until = Date.UTC(2100, 0, 1);
  const calls = [
    { group: 'player', lastDay: 120, closedUntil: null },
    { group: 'search', lastDay: 9, closedUntil: until },
    { group: 'tops', lastDay: 5, closedUntil: 1 },
  ];
  const close = await openControl({
    databasePath: path,
    condition: () => ({ ...inspectDatabase(db.$client, null, Date.now()), calls }),
    snapshot: (target) => snapshot(db.$client, target),
    log: createRecordingLog().log,
  });
  const lines = says(await look()).filter(
    (line) => line.startsWith('Spotify calls') || line.startsWith('Spotify answers'),
  );
  await close();
  db.$client.close();
  const stored = openDb(path);
  stored.$client.exec(`insert into call_counts values ('player', ${Date.now() - 60_000}, 7), ('player', ${Date.now()}, 1),
    ('tops', ${Date.now() - 25 * 60 * 60_000}, 50); insert into breakers values ('search', ${until})`);
  stored.$client.close();
  expect(says(await look()).filter((line) => line.startsWith('Spotify '))).toEqual(
    expect.arrayContaining([
      'Spotify calls in the last 24 h: player 8, search 0.',
      'Spotify answers no search calls until 2100-01-01T00:00:00.000Z: only waiting helps.',
    ]),
  );
  expect(lines).toEqual([
    'Spotify calls in the last 24 h: player 120, search 9, tops 5.',
    'Spotify answers no search calls until 2100-01-01T00:00:00.000Z: only waiting helps.',
  ]);
});

it('names each problem of the database with its cure', async () => {
  const { world, look, path, open } = await installation();
  const bot = await open();
  await actionsIn(world).create('ada');
  await bot.close();
  const other = Buffer.alloc(32, 9).toString('base64');
  expect(problems(await look({ values: { SECRET_KEY: other } }))).toEqual([
    'SECRET_KEY does not open 1 link(s): put the old key back, as new,old; or those people link again.',
  ]);
  const ada = world.people.ada.user.id;
  expect(says(await look({ now: () => Date.now() + 5.5 * MONTH_MS }))).toContain(
    `The link of Discord user ${ada} ends within a month: /sesh link renews it.`,
  );
  const held = openDb(path);
  expect(problems(await look())).toEqual([
    `Something else holds ${path}: a bot that does not answer; look for it with: fuser ${path}`,
  ]);
  held.$client.exec("insert into __drizzle_migrations (hash, created_at) values ('of tomorrow', 9e12)");
  held.$client.close();
  expect(problems(await look())).toEqual(['It was written by a newer Sesh: install that one, or restore a backup.']);
  writeFileSync(path, 'not a database, but long enough to be taken for one');
  expect(problems(await look())).toEqual([
    `${path} is not a database of ours, or damaged: restore a backup, npm run restore -- FILE`,
  ]);
});

it('names each problem with the services with its cure', async () => {
  const { world, look, channelId } = await installation();
  const secret = world.guild.addChannel('secret', [{ for: 'bot', deny: ['VIEW_CHANNEL'] }]);
  const quiet = world.guild.addChannel('quiet', [{ for: 'bot', deny: ['EMBED_LINKS', 'SEND_MESSAGES'] }]);
  expect(problems(await look({ channelId: quiet.id }))).toEqual([
    expect.stringMatching(
      /^In #quiet the bot lacks Send Messages, Embed Links: allow it in the channel’s settings, or invite again: http/,
    ),
  ]);
  expect(problems(await look({ channelId: secret.id }))).toEqual([
    `The bot cannot see channel ${secret.id}: allow it View Channel there.`,
  ]);
  expect(problems(await look({ channelId: '12345' }))).toEqual([
    'Discord knows no channel 12345 where the bot is: invite it, or copy the id again.',
  ]);
  expect(
    problems(await look({ channelId, values: { DISCORD_TOKEN: 'wrong', SPOTIFY_CLIENT_SECRET: 'wrong' } })),
  ).toEqual([
    'Discord does not know this bot token: take a fresh one at Bot → Reset Token.',
    'Spotify does not accept this client secret for that client id: app → Settings → View client secret.',
  ]);
  const moved = 'https://moved.example';
  expect(problems(await look({ values: { PUBLIC_URL: moved, DISCORD_CLIENT_SECRET: 'wrong' } }))).toEqual([
    'Discord does not accept this client secret for the bot’s application: OAuth2 → Reset Secret.',
    `Discord does not know the redirect: add ${moved}/oauth/discord/callback at OAuth2 → Redirects.`,
    `Spotify does not know the redirect URI yet: add ${moved}/oauth/spotify/callback at app → Settings → Redirect URIs and save.`,
  ]);
  expect(problems(await look({ now: () => Date.now() - 90_000 }))).toEqual([
    expect.stringMatching(/^The clock of this computer is (89|90|91) s off: timedatectl set-ntp true$/),
  ]);
  world.discord.failNext({ method: 'GET', path: /\/users\/@me$/, status: 503 });
  expect(problems(await look())).toEqual(['Discord has trouble of its own (503): try again later.']);
});

it('names what is missing, an old Node, a file that others can read, and a PUBLIC_URL that leads nowhere', async () => {
  const { look, open, envPath, values } = await installation();
  chmodSync(envPath, 0o644);
  expect(problems(await look({ nodeVersion: 'v20.19.0' }))).toEqual([
    'Node v20.19.0 is too old: use npm run, which brings its own, or Node 24.',
    `Other users of this computer can read ${envPath}: chmod 600 ${envPath}`,
  ]);
  chmodSync(envPath, 0o600);
  writeFileSync(envPath, 'PORT=1\nPORT=2\nsecret_key=x\n');
  writeFileSync(`${envPath}.new`, '');
  expect(says(await look())).toEqual(
    expect.arrayContaining([
      `${envPath} sets PORT more than once: the last value counts.`,
      `${envPath}.new was left by an interrupted setup: remove it.`,
      `${envPath}, line 3: this does not set SECRET_KEY: write SECRET_KEY=value.`,
    ]),
  );
  writeFileSync(envPath, '');
  const { SPOTIFY_CLIENT_ID: _, ...incomplete } = values;
  expect(problems(await examineOnly({ values: incomplete, envPath }))).toEqual([
    'SPOTIFY_CLIENT_ID is missing: npm run setup asks for it, or fix it in .env.',
  ]);
  expect(problems(await examineOnly({ values: {}, envPath }))).toEqual([
    'Nothing is configured, so npm start opens the sandbox: npm run setup asks for what is needed.',
  ]);
  await open();
  const nowhere = await freePort();
  const found = problems(await look({ values: { PUBLIC_URL: `http://127.0.0.1:${nowhere}` } }));
  expect(found.find((line) => line.startsWith('PUBLIC_URL'))).toBe(
    `PUBLIC_URL does not lead to the bot: look at proxy, DNS and firewall. http://127.0.0.1:${nowhere}/healthz cannot be reached (nothing listens there).`,
  );
});

function problems(findings: Finding[]): string[] {
  return says(findings.filter(({ mark }) => mark === 'problem'));
}

function says(findings: Finding[]): string[] {
  return findings.map((finding) => finding.says);
}

function examineOnly(patient: Pick<Installation, 'values' | 'envPath'>): Promise<Finding[]> {
  return diagnose({ channelId: undefined, nodeVersion: 'v26.0.0', now: Date.now, ...patient });
}

async function installation() {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-doctor-'));
  const path = join(folder, 'sesh.db');
  const envPath = join(folder, '.env');
  writeFileSync(envPath, '', { mode: 0o600 });
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const world = await createWorld({
    discordRedirects: [`${publicUrl}/oauth/discord/callback`],
    spotify: { redirectUris: [`${publicUrl}/oauth/spotify/callback`] },
  });
  const web = { host: '127.0.0.1', port, publicUrl, trustProxy: undefined };
  const config: Config = await world.config({ databasePath: path, web });
  const values = world.environment(config);
  const bots: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const close of bots) await close();
    await world.close();
    rmSync(folder, { recursive: true });
  });
  return {
    world,
    config,
    path,
    envPath,
    values,
    channelId: world.channel.id,
    async open() {
      const bot = await world.openBot(config, createRecordingLog().log);
      let isOpen = true;
      const close = async () => {
        if (isOpen) await bot.close();
        isOpen = false;
      };
      bots.push(close);
      return { close };
    },
    look: ({ values: changes = {}, ...patient }: Partial<Installation> = {}) =>
      examineOnly({ envPath, ...patient, values: { ...values, ...changes } }),
  };
}
