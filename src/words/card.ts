import type { EndReason } from '../session/session.ts';
import type { Settings } from '../session/settings.ts';
import { count } from './phrases.ts';
import { settingsOnCard } from './settings.ts';

/** The origin of music and covers, named as Spotify's design rules ask. */
export const ATTRIBUTION = 'Music and covers: Spotify';

export const LOBBY = {
  title: 'Who brings the music tonight?',
  footer: 'The host presses Start when everybody is in.',
  invitation: (settings: Settings, host: string) => {
    const { songs, period, ...others } = settingsOnCard(settings);
    const manner = Object.values(others).filter((words) => words !== '');
    return `Press **Join**. Everybody’s ${songs} of ${period} will play on ${host}’s Spotify, ${manner.join(', ')}.`;
  },
} as const;

/** The words for what a member brings. */
export const BRINGS = {
  guest: 'guest',
  guestWith: (songs: number) => `guest · ${count(songs, 'song')}`,
  toFollow: 'songs to follow',
  nothing: 'no songs yet',
  songs: (songs: number) => count(songs, 'song'),
  host: (brings: string) => `host · ${brings}`,
} as const;

/** The readiness of a lobby: whether Start would work. */
export const LIGHTS = {
  asOf: (time: string) => `(as of ${time})`,
  ready: (host: string, device: string) => `Ready: ${host}’s ${device} is awake.`,
  noDevice: (host: string) => `${host}, open Spotify on the device that is to play: none is awake.`,
} as const;

/** To whom the session is offered. */
export function offerWords(to: string, host: string): string {
  return `${to}, ${host} offers you this session: press **Take over**, and it goes on on your device.`;
}

export const LIVE = {
  nothingSounds: 'Nothing to hear',
  beginning: 'Here we go',
  onItsWay: 'The first song is on its way.',
  next: 'Next',
  waiting: 'Waiting',
  broughtBy: (bringers: string) => `Brought by ${bringers}`,
  ownChoice: (host: string) => `${host}’s own choice`,
  pausedAt: (position: string, length: string) => `Paused at ${position} of ${length}`,
  ends: (time: string) => `Ends ${time}`,
  starting: 'Starting…',
  ownQueue: (songs: number, host: string) => `${count(songs, 'song')} from ${host}’s own queue will sound first.`,
  place: (track: number, of: number) => `Track ${track} of ${of}`,
  byTheClock: 'by the clock',
} as const;

export const OVER = {
  title: 'That was everybody’s music',
  body: (next: string) => `Every song has had its turn. ${next}`,
  songsAgain: (host: string) => `There are songs again: ${host} presses **Take back** to play them.`,
  nothingMore: (host: string) =>
    `\`/sesh add\` brings more; ${host} can use \`/sesh encore\`, or press **End** for the recap.`,
} as const;

/** Why an evening is over; nothing where somebody ended it. */
export const ENDINGS: Record<EndReason, string> = {
  ended: '',
  abandoned: 'Nobody came back to the lobby for two hours.',
  over: 'The music had been over for half an hour.',
  silent: 'Nothing was heard for three hours.',
  unlinked: 'The host disconnected Spotify.',
  gone: 'The channel or the server went away.',
};

export const RECAP = {
  title: 'What we heard',
  titleUnstarted: 'The session is over',
  titleForgotten: 'An evening with Sesh',
  unstarted: 'It ended before the first song.',
  summary: (played: number, skipped: number, span: string) =>
    `${count(played, 'song')} played${skipped > 0 ? `, ${skipped} skipped` : ''}, in ${span}.`,
  tookPart: (people: number) => `${people} ${people === 1 ? 'person' : 'people'} took part.`,
} as const;

/** The card of an evening whose record could not be read any more. */
export const BROKEN = {
  title: 'This session broke off',
  body: 'I could not read it any more, so it is over. If music still plays, pause it in Spotify. `/sesh create` opens a new one.',
} as const;
