import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { freePort } from '../../sim/world.ts';
import type { Window } from './chromium.ts';

const PROGRAM = resolve('src/main.ts');
const STARTS_WITHIN_MS = 15_000;

export type Sandbox = { url: string; close(): Promise<void> };

/** What `npm start` does with nothing configured, in a folder of its own. */
export async function openSandbox(): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-'));
  const program = spawn(process.execPath, [PROGRAM], {
    cwd: folder,
    env: { PORT: String(await freePort()), LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const close = async () => {
    if (program.exitCode === null) {
      const ended = once(program, 'exit');
      program.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true });
  };
  try {
    return { url: await printedUrl(program), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function printedUrl(program: ChildProcess): Promise<string> {
  const { promise, resolve: found, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error('the sandbox did not start')), STARTS_WITHIN_MS);
  let printed = '';
  program.stdout?.on('data', (data: Buffer) => {
    printed += data;
    const url = /Play the evening: +(\S+)/.exec(printed)?.[1];
    if (url) found(url);
  });
  program.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${printed}`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

export type SandboxPage = ReturnType<typeof sandboxPage>;

/** What somebody does on the page of the sandbox. */
export function sandboxPage(page: Page) {
  const channel = page.getByRole('region', { name: 'music' });
  const messages = channel.getByRole('article');

  return {
    page,
    channel,
    messages,
    /** The live card: the one embed in the channel that is not somebody's own. */
    card: channel
      .locator('article:not(.private)')
      .filter({ has: page.locator('.embed') })
      .last(),
    /** The last thing that one alone sees. */
    reply: channel.locator('article.private').last(),
    /** The last button that leads to the pages of a link. */
    linkButton: channel.locator('article.private a[href*="/link/"]').last(),
    phone: page.getByRole('region', { name: /in the hand of/ }),
    faults: page.getByRole('region', { name: 'Let something go wrong' }),
    async become(name: string): Promise<void> {
      await page.getByRole('radio', { name: new RegExp(`^${name} @`) }).check({ force: true });
    },
    /** Types a line and sends it as it stands. */
    async send(text: string): Promise<void> {
      const line = page.getByRole('combobox', { name: 'Message or command' });
      await line.fill(text);
      await line.press('Escape');
      await line.press('Enter');
    },
  };
}

/** From a link button to the page behind it, in a tab of its own. */
export async function follow(window: Window, link: Locator): Promise<Page> {
  const [opened] = await Promise.all([window.waitForEvent('page'), link.click()]);
  await opened.waitForLoadState();
  return opened;
}

/** The three pages of a link, answered rightly unless told otherwise; resolves with the status of the last page. */
export async function connect(tab: Page, as: { discord: string | null; spotify?: string | null }): Promise<number> {
  await submit(tab, tab.getByRole('main').getByRole('button'));
  if (as.discord === null) return submit(tab, tab.getByRole('button', { name: 'Cancel' }));
  const status = await submit(tab, tab.getByRole('button', { name: `Authorize as ${as.discord}` }));
  if (as.spotify === undefined) return status;
  if (as.spotify === null) return submit(tab, tab.getByRole('button', { name: 'Cancel' }));
  await tab.getByRole('radio', { name: as.spotify }).check();
  return submit(tab, tab.getByRole('button', { name: 'Agree' }));
}

/** Presses what sends a form, and waits for the page it leads to, however often it is sent on. */
export async function submit(tab: Page, button: Locator): Promise<number> {
  const arrived = tab.waitForResponse((response) => {
    const isRedirect = response.status() >= 300 && response.status() < 400;
    return response.request().isNavigationRequest() && !isRedirect;
  });
  await button.click();
  const response = await arrived;
  await tab.waitForLoadState();
  return response.status();
}
