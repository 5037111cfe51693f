import type { Linked, LinkFailure } from '../service/linking.ts';
import type { Permission, Person } from '../service/ports.ts';
import type { RefusalCode } from '../session/refusal.ts';
import { html, page } from './html.ts';

const PERMISSION_WORDS: Record<Permission, string> = {
  tops: 'see your top songs, to bring them along',
  playback: 'see and steer what your own Spotify plays, so that you can host',
  saving: 'save an evening as a private playlist, when you ask for it',
};

/** The first page of a link: whom it connects and what will be asked. Opening it changes nothing. */
export function invitation(person: Person, permissions: readonly Permission[]): string {
  const avatar = person.avatarUrl ? html`<img src="${person.avatarUrl}" alt="" width="48" height="48">` : html``;
  return page(
    'Connect Spotify',
    html`<p>This connects a Spotify account with the Discord account</p>
<p class="who">${avatar}<b>${person.name}</b></p>
<p>Spotify will ask you to let Sesh</p>
<ul>${permissions.map((permission) => html`<li>${PERMISSION_WORDS[permission]}</li>`)}</ul>
<form method="post"><button>That is me, go on</button></form>
<footer>Discord asks first whether you are ${person.name}, then Spotify asks for your consent. If somebody sent you this
address, close it: it is not yours. <a href="/privacy">What is stored about you</a></footer>`,
  );
}

/** The account is connected; the evening goes on in Discord. */
export function success({ person, purpose, lobby, refusal }: Linked): string {
  const next = lobby
    ? 'Your lobby is open: go back to Discord, your friends can join.'
    : purpose.for === 'join'
      ? 'Go back to Discord: your songs are in.'
      : 'Go back to Discord: your songs come along from now on.';
  return page(
    'You are connected',
    html`<p>Spotify is connected with <b>${person.name}</b>.</p><p>${refusal ? (REFUSED_CREATE[refusal.code] ?? SORRY_CREATE) : next}</p>
<footer>You can disconnect at any time with <b>/sesh unlink</b>.</footer>`,
  );
}

const SORRY_CREATE = 'Your lobby could not be opened, though: go back to Discord and use /sesh create once more.';
const REFUSED_CREATE: Partial<Record<RefusalCode, string>> = {
  sessionOpenHere: 'Meanwhile somebody has opened a session in that channel: go back to Discord and join it.',
  hostingElsewhere: 'You are already hosting a session: go back to Discord, it is waiting.',
  cannotPostHere:
    'I may not post in that channel, though: ask somebody who manages it, then use /sesh create once more.',
};

type Explained = { status: number; title: string; text: string };

/** Each way in which a link can fail, as a page that says what to do. */
const FAILURES: Record<LinkFailure, Explained> = {
  unknown: {
    status: 404,
    title: 'This link leads nowhere',
    text: 'It was used already, or it never was one. Use /sesh link in Discord to get a fresh one.',
  },
  expired: {
    status: 410,
    title: 'This link has expired',
    text: 'Links work for ten minutes. Use /sesh link in Discord to get a fresh one.',
  },
  otherBrowser: {
    status: 403,
    title: 'Let us start again',
    text: 'This step belongs to another browser, or to an earlier try. Nothing was connected. Open your link from Discord in this browser and go on from there.',
  },
  otherPerson: {
    status: 403,
    title: 'That is somebody else’s link',
    text: 'You are signed in to Discord as another person than the one this link was made for. Nothing was connected. Sign in as that person, or use /sesh link to get a link of your own.',
  },
  denied: {
    status: 403,
    title: 'Nothing was connected',
    text: 'You said no, or the answer came too late. If that was not meant, open your link from Discord once more.',
  },
  accountTaken: {
    status: 409,
    title: 'This Spotify account is taken',
    text: 'It is connected with another Discord account already. Disconnect it there with /sesh unlink, or choose another Spotify account.',
  },
  notListed: {
    status: 403,
    title: 'Not on the list yet',
    text: 'Spotify allows this bot five people, each put on a list by hand. Ask whoever runs the bot to add your Spotify e-mail address, then open your link from Discord once more. Until then you can take part as a guest.',
  },
  ownerPremium: {
    status: 403,
    title: 'Spotify wants the bot’s owner to have Premium',
    text: 'Tell whoever runs the bot that their own Spotify Premium has lapsed. It can take a few hours after it is renewed.',
  },
  scopeMissing: {
    status: 403,
    title: 'Something was left out',
    text: 'Spotify did not grant everything that is needed. Nothing was connected. Open your link from Discord once more and agree to all of it.',
  },
  unavailable: {
    status: 503,
    title: 'No answer just now',
    text: 'Discord or Spotify did not answer. Nothing was connected. Open your link from Discord once more in a minute.',
  },
};

export function failure(code: LinkFailure): { status: number; body: string } {
  const { status, title, text } = FAILURES[code];
  return { status, body: page(title, html`<p>${text}</p>`) };
}

/** For everything that is not about one link: a wrong address, too many requests, a failure of ours. */
export function notice(title: string, text: string): string {
  return page(title, html`<p>${text}</p>`);
}

/** What is stored, why, and how to get rid of it. Shown before anybody links. */
export function privacy(): string {
  return page(
    'What is stored about you',
    html`<p>Sesh is run by whoever invited it to your server, on their own computer. It stores only what an evening needs.</p>
<h2>When you connect Spotify</h2>
<p>Your Discord id, your Spotify account’s id, and an encrypted key with which Spotify lets Sesh read your top songs (and
steer your player, if you host). No password, no e-mail address, no listening history.</p>
<h2>During an evening</h2>
<p>The songs you bring and what became of them. A day after the evening they are deleted.</p>
<h2>Deleting it</h2>
<p><b>/sesh unlink</b> deletes your connection at once. To be thorough, also remove Sesh at
<a href="https://www.spotify.com/account/apps/" rel="noreferrer">spotify.com/account/apps</a>.</p>
<footer>Sesh is not made, endorsed or warranted by Spotify or Discord. It does not sell, share or analyse what you hear.</footer>`,
  );
}
