import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../src/oauth/pages.ts';
import type { LinkFailure } from '../../src/service/link-refusal.ts';
import { checkAccessibility, LOOKS, launch, openWindow, type Window } from './chromium.ts';
import { connect, openSandbox, type Sandbox, type SandboxPage, sandboxPage, submit } from './sandbox.ts';

let sandbox: Sandbox;
let browser: Browser;
/** Where one types and plays faults; the links are followed in windows of their own. */
let desk: SandboxPage;
let windows: Window[] = [];

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launch()]);
  const window = await openWindow(browser);
  desk = sandboxPage(await window.newPage());
  await desk.page.goto(sandbox.url);
});

beforeEach(() => {
  windows = [];
  return async () => {
    expect(windows.flatMap(({ complaints }) => complaints)).toEqual([]);
    for (const window of windows) await window.close();
  };
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

const known = new Set<string | null>([null]);

/** The address of a fresh link for this person. */
async function linkOf(name: string): Promise<string> {
  await desk.become(name);
  await desk.send('/sesh link');
  const last = () => desk.linkButton.getAttribute('href', { timeout: 1_000 });
  let url: string | null = null;
  await expect
    .poll(async () => {
      url = await last().catch(() => null);
      return known.has(url);
    })
    .toBe(false);
  known.add(url);
  return String(url);
}

/** Opens an address in somebody's own browser. */
async function open(url: string, place = 0): Promise<{ tab: Page; status: number }> {
  const window = await openWindow(browser, LOOKS[place % LOOKS.length]);
  windows.push(window);
  const tab = await window.newPage();
  const response = await tab.goto(url);
  return { tab, status: response?.status() ?? 0 };
}

async function expectRefusal(tab: Page, status: number, code: LinkFailure): Promise<void> {
  const page = failure(code, null);
  const title = /<h1>(.*?)<\/h1>/.exec(page.body)?.[1];
  expect({ status, title: await tab.locator('h1').innerText() }).toEqual({ status: page.status, title });
  await checkAccessibility(tab, `refusal ${code}`);
}

describe('a link', () => {
  it.each<[LinkFailure, string, Parameters<typeof connect>[1]]>([
    ['otherPerson', 'when one is somebody else on Discord', { discord: 'Ben' }],
    ['denied', 'when one says no to Discord', { discord: null }],
    ['denied', 'when one says no to Spotify', { discord: 'Ada', spotify: null }],
  ])('is refused (%s) %s', async (code, _when, as) => {
    const { tab } = await open(await linkOf('Ada'));
    await expectRefusal(tab, await connect(tab, as), code);
  });

  it('is refused while Spotify does not serve this person, or nobody', async () => {
    for (const [place, [fault, code]] of [
      [/is off the app’s list/, 'notListed'],
      [/Premium lapses/, 'ownerPremium'],
    ].entries() as ArrayIterator<[number, [RegExp, LinkFailure]]>) {
      const url = await linkOf('Chloe');
      const switchOfFault = desk.faults.getByRole('button', { name: fault });
      await switchOfFault.click();
      const { tab } = await open(url, 1 + place);
      await expectRefusal(tab, await connect(tab, { discord: 'Chloe', spotify: 'Chloe' }), code);
      await switchOfFault.click();
    }
  });

  it('connects nobody in a browser that has not opened it', async () => {
    const { tab } = await open(await linkOf('Ada'));
    await submit(tab, tab.getByRole('main').getByRole('button'));
    const other = await open('about:blank', 3);
    const back = tab.waitForRequest(/\/oauth\/discord\/callback/);
    await tab.getByRole('button', { name: 'Authorize as Ada' }).click();
    const response = await other.tab.goto((await back).url());
    await expectRefusal(other.tab, response?.status() ?? 0, 'otherBrowser');
  });

  it('works once, for one account each, and for ten minutes', async () => {
    const url = await linkOf('Ben');
    const first = await open(url, 2);
    expect(await connect(first.tab, { discord: 'Ben', spotify: 'Ben' })).toBe(200);
    await checkAccessibility(first.tab, 'linked');
    const again = await open(url, 1);
    await expectRefusal(again.tab, again.status, 'unknown');

    const taken = await open(await linkOf('Dev'), 3);
    await expectRefusal(taken.tab, await connect(taken.tab, { discord: 'Dev', spotify: 'Ben' }), 'accountTaken');

    const old = await linkOf('Elif');
    await desk.page.getByRole('button', { name: /^\+1 h/ }).click();
    await expect.poll(async () => (await open(old)).status, { interval: 250 }).toBe(failure('expired', null).status);
    const late = await open(old, 2);
    await expectRefusal(late.tab, late.status, 'expired');
  });
});
