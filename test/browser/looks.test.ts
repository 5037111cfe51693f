import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAccessibility, LOOKS, launch, openWindow, PHONE } from './chromium.ts';
import { connect, follow, openSandbox, type Sandbox, sandboxPage, submit } from './sandbox.ts';

let sandbox: Sandbox;
let browser: Browser;

/** An evening under way, with Ada as host. */
beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launch()]);
  const window = await openWindow(browser);
  const page = await window.newPage();
  await page.goto(sandbox.url);
  const { send, linkButton, card, phone } = sandboxPage(page);
  await send('/sesh create');
  const tab = await follow(window, linkButton);
  await connect(tab, { discord: 'Ada', spotify: 'Ada' });
  await phone.getByRole('button', { name: 'Wake Ada’s phone', exact: true }).click();
  await card.getByRole('button', { name: 'Start' }).click();
  await phone.getByRole('button', { name: 'Pause' }).waitFor();
  await window.close();
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

/** Each look is another person’s, so that each meets the pages of a link. */
const VIEWERS = ['Ben', 'Chloe', 'Dev', 'Elif'];

describe.each(LOOKS.map((look, place) => ({ ...look, viewer: VIEWERS[place] ?? '' })))('$look', (look) => {
  it('shows every part of the sandbox and every page of a link without shutting anybody out', async () => {
    const window = await openWindow(browser, look);
    const page = await window.newPage();
    await page.goto(`${sandbox.url}#${look.viewer.toLowerCase()}`);
    const { card, linkButton } = sandboxPage(page);
    await card.getByRole('button', { name: 'Join' }).click();
    await linkButton.waitFor();
    await checkAccessibility(page, `channel ${look.look}`);
    if (look.viewport === PHONE) {
      for (const part of ['Player', 'Faults', 'Tour', 'Channel']) {
        await page.getByRole('navigation').getByRole('button', { name: part }).click();
        await checkAccessibility(page, `part ${part} ${look.look}`);
      }
    }

    const tab = await follow(window, linkButton);
    await checkAccessibility(tab, `link 1 ${look.look}`);
    await submit(tab, tab.getByRole('main').getByRole('button'));
    await checkAccessibility(tab, `link 2 ${look.look}`);
    await submit(tab, tab.getByRole('button', { name: `Authorize as ${look.viewer}` }));
    await checkAccessibility(tab, `link 3 ${look.look}`);
    await tab.getByRole('radio', { name: look.viewer }).check();
    expect(await submit(tab, tab.getByRole('button', { name: 'Agree' }))).toBe(200);
    await checkAccessibility(tab, `link 4 ${look.look}`);
    await tab.goto(new URL('/privacy', tab.url()).href);
    await checkAccessibility(tab, `privacy ${look.look}`);
    expect(window.complaints).toEqual([]);
    await window.close();
  });
});

it('lies still for people who want no motion', async () => {
  const window = await openWindow(browser);
  const page = await window.newPage();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(sandbox.url);
  await page.locator('article').first().waitFor();
  await page.evaluate('document.querySelector(".row .button").setAttribute("aria-busy", "true")');
  expect(
    await page.evaluate(
      '[...document.querySelectorAll("*")].flatMap((element) => element.getAnimations({ subtree: true })).length',
    ),
  ).toBe(0);
  await window.close();
});

it('fits the narrowest phone', async () => {
  const window = await openWindow(browser, { viewport: { width: 320, height: 640 }, colorScheme: 'light' });
  const page = await window.newPage();
  await page.goto(sandbox.url);
  await page.locator('article').first().waitFor();
  await checkAccessibility(page, 'narrow');
  await window.close();
});
