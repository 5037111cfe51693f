import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../../sim/world.ts';
import { NPM_START } from '../npm-start.ts';
import { until } from '../until.ts';

/* The process that people run: what it says at the end, and with which code. */

let world: World;
const folder = mkdtempSync(join(tmpdir(), 'sesh-process-'));
const children: ChildProcess[] = [];

beforeAll(async () => {
  world = await createWorld({ awake: { ada: ['phone'] } });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await world.close();
  rmSync(folder, { recursive: true });
});

type Bot = {
  child: ChildProcess;
  /** What it has written so far. */
  said(): string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
  isReady(): Promise<boolean>;
};

let begun = 0;
const database = () => join(folder, `${++begun}.db`);

async function begin(databasePath: string, flags: string[] = [], changes: Record<string, string> = {}): Promise<Bot> {
  const config = await world.config({ databasePath, logLevel: 'info' });
  const child = spawn(process.execPath, [...flags, ...NPM_START], {
    env: { ...world.environment(config), ...changes },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
  return {
    child,
    said: () => said,
    ended: once(child, 'close').then(([code]) => code as number | null), // Node's types leave events open
    isReady: () =>
      fetch(`${config.web.publicUrl}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      ),
  };
}

it('a token that Discord does not know: code 77 and a clear line, without the token', async () => {
  const bot = await begin(database(), [], { DISCORD_TOKEN: 'not.the.token' });
  expect(await bot.ended).toBe(77);
  expect(bot.said()).toContain('discord refuses this bot: check DISCORD_TOKEN');
  expect(bot.said()).not.toContain('not.the.token');
});

it('turned away when it identifies (4014): code 77', async () => {
  world.discord.turnAwayNext(4014);
  const bot = await begin(database());
  expect(await bot.ended).toBe(77);
});

it('Discord out of reach at first: tries again, begins one session, and refuses a second process on its database; asked to stop it finishes what is under way', async () => {
  world.discord.failNext({ path: /gateway\/bot$/, status: 503, body: 'upstream', times: 4 });
  const [sessions, violations] = [world.discord.sessionsBegun(), world.discord.violations.length];
  const path = database();
  const bot = await begin(path);
  await until('ready', bot.isReady);
  expect(bot.said()).toContain('discord is unreachable');
  expect(world.discord.sessionsBegun() - sessions).toBe(1);

  const second = await begin(path);
  expect(await second.ended).toBe(75);
  expect(second.said()).toContain('another sesh is using this database');

  await world.link('ada', await world.people.ada.type(world.channel, '/sesh create'));
  await until('the card', () => world.discord.messages(world.channel).length > 0);
  const [card = { id: '' }] = world.discord.messages(world.channel);
  const held = Promise.withResolvers<void>();
  world.spotify.failNext({ path: /player$/, status: 200, until: held.promise });
  const starting = world.people.ada.press(card, 'Start');
  await until('the press is under way', () => world.spotify.requests.some(({ path: asked }) => /player$/.test(asked)));
  bot.child.kill('SIGTERM');
  await until('it is closing', () => bot.said().includes('closing'));
  const late = await world.people.ben.press(card, 'Join');
  held.resolve();
  expect(await bot.ended).toBe(0);
  expect((await starting).state).toBe('acknowledged');
  expect(late.replies.map(({ content }) => content)).toEqual([expect.stringContaining('I am just being restarted.')]);
  expect([world.accounts.ada.record.length, world.discord.violations.slice(violations)]).toEqual([1, []]);
});

it('asked to stop twice while something is under way: ends at once, with code 1', async () => {
  const bot = await begin(database());
  await until('ready', bot.isReady);
  world.discord.failNext({ path: /callback$/, hangMs: 60_000 });
  const before = world.discord.requests.length;
  void world.people.finn.type(world.channel, '/sesh help');
  await until('a press is under way', () =>
    world.discord.requests.slice(before).some(({ method }) => method === 'POST'),
  );
  bot.child.kill('SIGTERM');
  await until('it is closing', () => bot.said().includes('closing'));
  bot.child.kill('SIGINT');
  expect(await bot.ended).toBe(1);
});

it.each([
  ['a bug', '', 1, 'sesh has a bug'],
  ['a name that no longer resolves', 'ENOTFOUND', 1, 'sesh has a bug'],
  ['a full disk', 'SQLITE_FULL', 75, 'the disk is full'],
])(
  '%s, while it runs, that nobody handles: written down, and a code after which it is started again',
  async (_, code, exit, words) => {
    const rejection = `Promise.reject(Object.assign(new Error('planted'), { code: '${code}' }))`;
    const planted = `data:text/javascript,process.on('SIGUSR2', () => ${rejection})`;
    const bot = await begin(database(), ['--import', planted]);
    await until('ready', bot.isReady);
    bot.child.kill('SIGUSR2');
    expect(await bot.ended).toBe(exit);
    expect(bot.said()).toContain('"message":"planted"');
    expect(bot.said()).toContain(words);
  },
);

it('something that fails while it closes: written down, and the others are closed all the same', async () => {
  const planted = "data:text/javascript,process.on('SIGUSR2', () => Promise.reject(new Error('planted')))";
  const bot = await begin(database(), ['--import', planted]);
  await until('ready', bot.isReady);
  const held = Promise.withResolvers<void>();
  world.discord.failNext({ path: /callback$/, until: held.promise });
  const before = world.discord.requests.length;
  const helping = world.people.finn.type(world.channel, '/sesh help');
  await until('a press is under way', () =>
    world.discord.requests.slice(before).some(({ method }) => method === 'POST'),
  );
  bot.child.kill('SIGTERM');
  await until('it is closing', () => bot.said().includes('closing'));
  bot.child.kill('SIGUSR2');
  await until('it has failed', () => bot.said().includes('something failed while closing'));
  held.resolve();
  expect(await bot.ended).toBe(0);
  await helping;
});
