import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
/** Both sizes in both colour schemes, as names and what a browser needs for them. */
export const LOOKS = [
  { look: 'desktop light', viewport: DESKTOP, colorScheme: 'light' },
  { look: 'desktop dark', viewport: DESKTOP, colorScheme: 'dark' },
  { look: 'phone light', viewport: PHONE, colorScheme: 'light' },
  { look: 'phone dark', viewport: PHONE, colorScheme: 'dark' },
] as const;

/** What everybody who looks at this window may complain of. */
export type Window = BrowserContext & {
  /** Requests that would have left this computer, errors on the console, and scripts that failed. */
  complaints: string[];
};

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: inject('chromium'), args: FLAGS });

/** A browser window of somebody's own, with its own cookies. */
export async function openWindow(
  browser: Browser,
  look: { viewport: { width: number; height: number }; colorScheme: 'light' | 'dark' } = LOOKS[0],
): Promise<Window> {
  const context = await browser.newContext({ viewport: look.viewport, colorScheme: look.colorScheme });
  const complaints: string[] = [];
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') complaints.push(`asked for ${request.url()}`);
  });
  context.on('console', (message) => {
    // A page that says no is answered with a 4xx, which Chromium reports as well; tests ask for the status themselves.
    const isRefusal = /the server responded with a status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !isRefusal) complaints.push(`console: ${message.text()}`);
  });
  context.on('weberror', (failure) => complaints.push(`script: ${failure.error().message}`));
  return Object.assign(context, { complaints });
}

/** Keeps a picture for people, and has axe look for what would shut somebody out. */
export async function checkAccessibility(page: Page, name: string): Promise<void> {
  await page.bringToFront();
  const picture = { path: `${inject('screenshots')}/${name.replaceAll(' ', '-')}.png` };
  // A busy computer sometimes has no picture ready; the second time it has.
  await page.screenshot(picture).catch(() => page.screenshot(picture));
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    name,
  ).toEqual([]);
  const excess = await page.evaluate<number>('document.scrollingElement.scrollWidth - innerWidth');
  expect(excess, `${name}: scrolls sideways`).toBeLessThanOrEqual(0);
}
