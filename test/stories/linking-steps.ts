import { type Browser, createBrowser, type Page } from '../../sim/browser.ts';
import type { CastName } from '../../sim/cast.ts';
import { type Interaction, linkIn } from '../../sim/world.ts';
import type { Listener, Story } from './story.ts';

/** The headline of a page. */
export function headline(page: { text: string }): string {
  return /<h1>(.*?)<\/h1>/.exec(page.text)?.[1] ?? '';
}

/** The address that this person is shown for a plain link. */
export async function linkUrlOf(story: Story, name: CastName = 'ada'): Promise<string> {
  return linkIn(await story.type(name, '/sesh link'));
}

export function ids(story: Story, discord: CastName, spotify: Listener): [string, string] {
  return [story.people[discord].user.id, story.accounts[spotify].accountId];
}

/** A fresh browser at Spotify's consent, with the link taken on and the Discord account proved. */
export async function openConsent(story: Story, name: CastName, asking: Interaction): Promise<Browser> {
  const browser = createBrowser();
  await browser.open(linkIn(asking));
  await browser.submit();
  await browser.submit({ user: story.people[name].user.id });
  return browser;
}

/** Agrees at Spotify with this account. */
export async function agree(story: Story, browser: Browser, account: Listener): Promise<Page> {
  const page = await browser.submit({ account: story.accounts[account].accountId, decision: 'agree' });
  await story.settle();
  return page;
}

/** Returns the scopes of the consent page that a browser shows. */
export function scopesAsked(browser: Browser): string[] {
  return (new URL(browser.page().url).searchParams.get('scope') ?? '').split(' ');
}
