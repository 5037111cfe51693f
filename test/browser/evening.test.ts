import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkAccessibility, launch, openWindow } from './chromium.ts';
import { connect, follow, openSandbox, type Sandbox, sandboxPage } from './sandbox.ts';

let sandbox: Sandbox;
let browser: Browser;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launch()]);
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

it('plays a first evening by hand: link, join, start, skip, a killed bot, recap', async () => {
  const window = await openWindow(browser);
  const page = await window.newPage();
  await page.goto(sandbox.url);
  const { become, send, card, reply, linkButton, phone, faults, channel } = sandboxPage(page);
  const line = page.getByRole('combobox', { name: 'Message or command' });
  const step = page.locator('#tour-marks [aria-current="step"]');
  const song = phone.locator('#player-song');
  const bot = page.locator('#bot');
  const cardShowsTheSong = async () => {
    await expect.poll(async () => (await card.locator('h3').innerText()).includes(await song.innerText())).toBe(true);
  };
  await page.getByText('Nobody has said anything yet.').waitFor();
  await checkAccessibility(page, 'evening 1 nothing yet');

  // A command by keyboard: a few letters, the suggestion, one of its options, Enter.
  await line.focus();
  await page.keyboard.type('/crea');
  await page.getByRole('option', { name: /^\/sesh create/ }).waitFor();
  await page.keyboard.press('Tab');
  expect(await line.inputValue()).toBe('/sesh create ');
  await page.keyboard.type('so');
  await page.keyboard.press('Tab');
  await page.keyboard.type('3');
  await checkAccessibility(page, 'evening 2 typing');
  await page.keyboard.press('Enter');

  const adas = await follow(window, linkButton);
  expect(await connect(adas, { discord: 'Ada', spotify: 'Ada' })).toBe(200);
  await adas.close();
  await card.waitFor();
  await expect.poll(() => step.innerText()).toBe('2');

  await become('Ben');
  await card.getByRole('button', { name: 'Join' }).click();
  const bens = await follow(window, linkButton);
  expect(await connect(bens, { discord: 'Ben', spotify: 'Ben' })).toBe(200);
  await bens.close();
  await become('Finn');
  await card.getByRole('button', { name: 'Join' }).press('Enter');
  await expect.poll(() => card.innerText()).toContain('@Finn');
  await checkAccessibility(page, 'evening 3 lobby');

  await become('Ada');
  await phone.getByRole('button', { name: 'Wake Ada’s phone', exact: true }).press('Enter');
  await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('key-toggle');
  // A command whose option the bot completes.
  await line.focus();
  await page.keyboard.type('/sesh start device:ph');
  await page.getByRole('option', { name: 'Ada’s phone' }).waitFor();
  await checkAccessibility(page, 'evening 4 what the bot offers');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await phone.getByRole('button', { name: 'Pause' }).waitFor();
  await cardShowsTheSong();
  await card.locator('time[data-at]').waitFor();
  await checkAccessibility(page, 'evening 5 live');

  const first = await song.innerText();
  await card.getByRole('button', { name: /^Skip/ }).click();
  await expect.poll(() => song.innerText()).not.toBe(first);
  await cardShowsTheSong();

  await faults.getByRole('button', { name: 'the bot is killed' }).click();
  await expect.poll(() => bot.innerText()).toContain('offline');
  await card.getByRole('button', { name: /^Skip/ }).click();
  await channel.getByText('This interaction failed').waitFor();
  await checkAccessibility(page, 'evening 6 the bot is killed');
  const meanwhile = await song.innerText();
  await page.getByRole('button', { name: /track end/ }).click();
  await page.getByRole('button', { name: /^\+30 s/ }).click();
  await expect.poll(() => song.innerText()).not.toBe(meanwhile);

  await faults.getByRole('button', { name: 'the bot is killed' }).click();
  await expect.poll(() => bot.innerText(), { timeout: 10_000 }).toContain('online');
  await cardShowsTheSong();

  await faults.getByRole('button', { name: 'Ada’s phone falls asleep' }).click();
  await phone.getByText('is awake: nothing can play').waitFor();
  await checkAccessibility(page, 'evening 7 the phone sleeps');
  await phone.getByRole('button', { name: 'Wake Ada’s phone', exact: true }).click();

  await send('/sesh end');
  await reply.locator('.button.danger').click();
  await expect.poll(() => card.getByRole('button', { name: /^Skip/ }).count()).toBe(0);
  await expect.poll(() => page.locator('#tour-marks .done').count()).toBe(6);
  await checkAccessibility(page, 'evening 8 recap');

  expect(await page.locator('#refused').isVisible()).toBe(false);
  expect(window.complaints).toEqual([]);
  await window.close();
}, 120_000);
