import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createBotProcess } from '../../sim/bot-process.ts';
import { createWorld } from '../../sim/world.ts';
import { until } from '../until.ts';

const MINUTE_MS = 60_000;

it('is a process that can be killed and started again, and lives in wound time', async () => {
  const bot = createBotProcess({ pretty: false });
  const world = await createWorld({ awake: { ada: ['phone'] }, settleBot: bot.settle });
  const folder = mkdtempSync(join(tmpdir(), 'sesh-'));
  onTestFinished(async () => {
    await bot.close();
    await world.close();
    rmSync(folder, { recursive: true });
  });
  const states: string[] = [];
  bot.subscribe(() => void states.push(bot.state()));
  const { ada } = world.people;
  const card = () => world.discord.messages(world.channel)[0] ?? { id: '', embeds: [] };

  const config = await world.config({ databasePath: join(folder, 'sesh.db'), logLevel: 'error' });
  const isReady = async () => (await fetch(`${config.web.publicUrl}/readyz`)).ok;

  await bot.open(config, world.clock);
  await until('the bot hears what people type', isReady);
  await world.link('ada', await ada.type(world.channel, '/sesh create'));
  await until('the card is there', () => card().id !== '');
  await world.advance(2_000);
  await expect(bot.start()).rejects.toThrow('The bot is running already.');

  await bot.kill();
  expect((await ada.press(card(), 'Start')).notice).toBe('This interaction failed');
  await world.advance(MINUTE_MS);
  await bot.start();
  await until('the bot hears what people press', isReady);
  await ada.press(card(), 'Start');
  await until('the music plays', () => world.accounts.ada.record.length > 0);
  await world.advance(12 * MINUTE_MS);

  const heard = world.accounts.ada.record.map(({ trackId }) => trackId);
  expect(heard.length).toBeGreaterThanOrEqual(3);
  const sounding = world.accounts.ada.now().track;
  expect(JSON.stringify(card().embeds)).toContain(`/track/${sounding}`);
  expect(states).toEqual(['online', 'down', 'starting', 'online']);
  expect([...world.discord.violations, ...world.spotify.violations]).toEqual([]);
}, 120_000);
