import type { Permission } from '../ports/accounts.ts';
import type { Person } from '../ports/links.ts';
import type { LinkFailure } from '../service/link-refusal.ts';
import type { Invitation, Linked } from '../service/linking.ts';
import { FAILURES } from './failures.ts';
import { type Html, html, page } from './html.ts';

const PERMISSION_WORDS: Record<Permission, string> = {
  tops: 'see your top songs, to bring them along',
  playback: 'see and steer what your own Spotify plays, so that you can host',
  saving: 'save an evening as a private playlist, when you ask for it',
};

/** Returns the first page of a link: whom it connects and what will be asked. Opening it changes nothing. */
export function invitation(shown: Invitation): string {
  return page(
    'Connect Spotify',
    html`${accountAndPermissions(shown)}
<form method="post"><button>That is me, go on</button></form>
<footer>Discord asks first whether you are <bdi>${shown.person.name}</bdi>, then Spotify asks for your consent. If somebody sent you
this address, close it: it is not yours. <a href="/privacy">What is stored about you</a></footer>`,
  );
}

function accountAndPermissions({ person, permissions }: Invitation): Html {
  const avatar = person.avatarUrl ? html`<img src="${person.avatarUrl}" alt="" width="48" height="48">` : html``;
  return html`<p>This connects a Spotify account with the Discord account</p>
<p class="who">${avatar}<bdi><b>${person.name}</b></bdi></p>
<p>Spotify will ask you to let Sesh</p>
<ul>${permissions.map((permission) => html`<li>${PERMISSION_WORDS[permission]}</li>`)}</ul>`;
}

/** Returns the page for a finished link. */
export function success(linked: Linked): string {
  return page(
    linked.purpose.for === 'renew' ? 'Your connection is renewed' : 'You are connected',
    html`<p>Spotify is connected with <bdi><b>${linked.person.name}</b></bdi>.</p><p>${nextStep(linked)}</p>
<footer>You can disconnect at any time with <b>/sesh unlink</b>.</footer>`,
  );
}

function nextStep({ purpose, own, done, refusal }: Linked): string {
  if (refusal === 'notThereAnyMore' && purpose.for !== 'create') return NOT_IN_SERVER;
  if (refusal) return purpose.for === 'create' ? (REFUSED_CREATE[refusal] ?? COULD_NOT_CREATE) : COULD_NOT_DO;
  switch (done.is) {
    case 'lobby':
      return 'Your lobby is open: go back to Discord, your friends can join.';
    case 'taken':
      return 'The session is yours now: go back to Discord, the card shows what plays.';
    case 'choice':
      return 'Go back to Discord and press Take over once more, to choose the device on which it is to play.';
    case 'saved':
      return 'The evening is saved: you find the playlist in your Spotify.';
    case 'linked':
      return linkedText({ purpose, own });
  }
}

function linkedText({ purpose, own }: Pick<Linked, 'purpose' | 'own'>): string {
  if (purpose.for === 'renew')
    return 'It holds for another six months. Go back to Discord, there is nothing else to do.';
  if (purpose.for === 'join' && own) return 'Go back to Discord: your songs are in.';
  return 'Go back to Discord: your songs come along from now on.';
}

const COULD_NOT_DO = 'What you asked for could not be done just now, though: go back to Discord and press once more.';
const NOT_IN_SERVER =
  'What you asked for was not done, though: you are no longer in that server, or may not use me in that channel now.';
const COULD_NOT_CREATE = 'Your lobby could not be opened, though: go back to Discord and use /sesh create once more.';
const REFUSED_CREATE: Partial<Record<NonNullable<Linked['refusal']>, string>> = {
  sessionOpenHere: 'Meanwhile somebody has opened a session in that channel: go back to Discord and join it.',
  hostingElsewhere: 'You are already hosting a session: go back to Discord, it is waiting.',
  notThereAnyMore:
    'Your lobby was not opened, though: you are no longer in that server, or may not use me in that channel now.',
  mentionMeHere:
    'I am not in that private thread, though: go back to Discord, mention me there, then use /sesh create once more.',
  threadClosed: 'That thread is closed by now: go back to Discord and use /sesh create in another channel.',
  cannotPostHere:
    'I may not post in that channel, though: ask somebody who manages it, then use /sesh create once more.',
};

/** Returns the page for a finished link that its browser opens again. */
export function alreadyLinked({ name }: Person): string {
  return page(
    'You are connected',
    html`<p>Spotify is connected with <bdi><b>${name}</b></bdi>.</p>
<p>There is nothing else to do here: go back to Discord.</p>
<footer>You can disconnect at any time with <b>/sesh unlink</b>.</footer>`,
  );
}

/** The person who may start again, what will be asked for, and the address of the form. */
export type Restart = Invitation & { action: string };

/** Returns a page that asks again, for a browser that did not say on which page the button was pressed. */
export function confirmation(shown: Restart): string {
  return page(
    'One more press',
    html`<p>Your browser did not say where this came from, so nothing has happened yet. Press once more to go on.</p>
${restartForm(shown, 'That is me, go on')}`,
  );
}

function restartForm(shown: Restart, label: string): Html {
  return html`<hr>${accountAndPermissions(shown)}
<form method="post" action="${shown.action}"><button>${label}</button></form>
<footer>If you are not <bdi>${shown.person.name}</bdi>, or did not ask for this in Discord, close this page.
<a href="/privacy">What is stored about you</a></footer>`;
}

/** Returns the page for a failed link, with the form to start again if that is possible. */
export function failure(code: LinkFailure, again: Restart | null): { status: number; body: string } {
  const { status, title, text } = FAILURES[code];
  const restart = again
    ? restartForm(again, 'Start again here')
    : html`<footer>Links begin in Discord: the private answer to /sesh link has one for you.</footer>`;
  return { status, body: page(title, html`<p>${text}</p>${restart}`) };
}

/** Returns a page that is not about one link: a wrong address, too many requests, an error of ours. */
export function notice(title: string, text: string): string {
  return page(title, html`<p>${text}</p>`);
}

/** Returns the page that tells a visitor what this server is. */
export function home(): string {
  return page(
    'Sesh',
    html`<p>Sesh is a Discord bot that turns a channel into a Spotify evening: friends join, everybody’s favourite songs take
turns, and they play on the host’s own Spotify. These pages only connect people’s Spotify accounts.</p>
<p>To begin, go back to Discord and type <b>/sesh link</b>, or press <b>Join</b> on the card of an evening.</p>
<footer><a href="/privacy">What is stored about you</a></footer>`,
  );
}

/** Returns the page about what is stored, why, and how to get rid of it. It is shown before anybody links. */
export function privacy(): string {
  return page(
    'What is stored about you',
    html`<p>Sesh is run by whoever invited it to your server, on their own computer. It stores only what an evening needs,
and only to play it.</p>
<h2>When you connect Spotify</h2>
<p>Your Discord id, your Spotify account’s id, when you agreed to what, and an encrypted key with which Spotify lets Sesh
read your top songs (and steer your player, if you host; then also the device you used last). No password, no e-mail
address, no listening history. The key works for six months at most. While you are connecting, also your Discord name and
picture, for a day.</p>
<h2>During an evening</h2>
<p>Who takes part, the songs you bring and what became of them. A day after the evening all of it is deleted.</p>
<h2>Deleting it</h2>
<p><b>/sesh unlink</b> deletes all of it at once: your connection, links under way, and your name in every evening. You
leave an open session, songs that only you brought are dropped, and where a song of yours was heard the recap says
“someone”. Until that session ends, a fingerprint that does not tell who you are keeps your turns, votes and limits in it, and
that you were sent away. If you host, your session ends first.</p>
<p>To be thorough, also remove Sesh at
<a href="https://www.spotify.com/account/apps/" rel="noreferrer">spotify.com/account/apps</a>.</p>
<h2>Spotify and Discord</h2>
<p>Sesh is not made or endorsed by Spotify or Discord, and they give no warranty for it: for their part it comes as it is,
without any promise that it works, fits a purpose or infringes no rights, and they are not liable for it. Whoever runs the
bot, not Spotify, answers for it. These terms are also there for Spotify’s benefit: Spotify is a third-party beneficiary
and may hold you to them. You may not change, copy or take apart what Spotify provides through Sesh.</p>
<footer>Sesh does not sell, share or analyse what you hear. It is for private, non-commercial evenings.</footer>`,
  );
}
