import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createWorld, type World } from '../../src/sim/world.ts';
import { NPM_START } from '../npm-start.ts';
import { until } from '../until.ts';
import { handsIn } from './story.ts';

/*
 * The bot as a process of its own, killed without warning while the services live on. Here time passes by itself: what
 * is tested is the process that people run. The songs are long enough for slow machines, and somebody seeks through them.
 */
const SONG_MS = 60_000;
const NEAR_THE_END_MS = 1_500;

it('killed in the lobby, right after the play request and in mid-track, the evening goes on: same card, nothing twice, nothing lost', async () => {
  const world = await createWorld({ awake: { ada: ['phone'] } });
  const folder = mkdtempSync(join(tmpdir(), 'sesh-'));
  const config = await world.config({ databasePath: join(folder, 'sesh.db'), logLevel: 'error' });
  const bot = await botIn(world.environment(config));
  onTestFinished(async () => {
    await bot.kill();
    await world.close();
    rmSync(folder, { recursive: true });
  });
  ownSongs(world, { ada: 2, ben: 2 });
  const { card, shown } = handsIn(world);
  const { ada, ben, finn } = world.people;

  await world.link('ada', await ada.type(world.channel, '/sesh create'));
  const joined = await ben.press(card(), 'Join');
  await until('the private reply offers to link', () => joined.replies.length > 0);
  await world.link('ben', joined);
  const { id } = card();
  await bot.restart();
  await finn.press(card(), 'Join');
  await until('the guest is on the card', () => shown().description.includes(`<@${finn.user.id}> guest`));
  expect(shown().description.match(/ 2 songs$/gm)).toHaveLength(2);

  world.spotify.failNext({ method: 'PUT', path: /\/play$/, status: 200, hangMs: 5_000, afterEffect: true });
  void ada.press(card(), 'Start');
  await until('the play request has arrived', () => inTurn(world).length === 1);
  await bot.restart();
  await until('the card shows the first song', () => shown().footer.startsWith('Track 1 of 4'));

  for (const place of [2, 3, 4]) {
    world.accounts.ada.seek(SONG_MS - NEAR_THE_END_MS);
    await until(`song ${place} sounds`, () => inTurn(world).length === place);
    await bot.restart();
    await until(`the card shows song ${place}`, () => shown().footer.startsWith(`Track ${place} of 4`));
  }
  world.accounts.ada.seek(SONG_MS - NEAR_THE_END_MS);
  await bot.restart();
  await until('everything has sounded', () => shown().title === 'That was everybody’s music');

  expect(inTurn(world).length).toBe(4);
  expect(new Set(inTurn(world)).size).toBe(4);
  expect(world.discord.messages(world.channel).map((message) => message.id)).toEqual([id]);
  expect([...world.discord.violations, ...world.spotify.violations]).toEqual([]);
}, 90_000);

/** The songs in the order in which they came out of the player; one that was only seeked in stands there once. */
function inTurn(world: World): string[] {
  const ids = world.accounts.ada.record.map(({ trackId }) => trackId);
  return ids.filter((id, place) => id !== ids[place - 1]);
}

/** Gives these people favourites of their own. */
function ownSongs(world: World, wanted: Partial<Record<'ada' | 'ben', number>>): void {
  for (const [name, amount] of Object.entries(wanted) as ['ada' | 'ben', number][]) {
    const ids = Array.from({ length: amount }, (_, place) => {
      const title = `${name} ${place + 1}`;
      return world.spotify.addTrack({ title, artists: [name], album: 'Short', durationMs: SONG_MS }).id;
    });
    world.accounts[name].tops = { short_term: ids, medium_term: ids, long_term: ids };
  }
}

/** `npm start` as a child: killed by SIGKILL, and started again on the same database. */
async function botIn(environment: Record<string, string>) {
  let child = await begin();

  async function begin(): Promise<ChildProcess> {
    const started = spawn(process.execPath, NPM_START, {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await until('the bot is ready', async () => (await answers(`http://127.0.0.1:${environment.PORT}/readyz`)) === 200);
    return started;
  }

  async function kill(): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  return {
    kill,
    async restart() {
      await kill();
      child = await begin();
    },
  };
}

async function answers(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 0; // nobody listens yet
  }
}
