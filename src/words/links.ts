import type { RefusalCode } from '../session/refusal.ts';
import { REFUSALS } from './refusals.ts';

/** Why somebody is offered a link, in words. */
export const LINK_OFFERS = {
  asked: 'Connect your Spotify account, so that your songs come along.',
  toTakeOver:
    'To take over, connect Spotify and allow me to play on your device. The session is yours by itself afterwards.',
  toSave: 'To save it, Spotify has to let me make a private playlist for you. It is made by itself afterwards.',
  toHost: 'To host, connect Spotify and allow me to play on your device. Your lobby opens by itself afterwards.',
  again: 'Spotify no longer accepts your old connection. Connect again; it takes a minute.',
} as const;

/** Returns the sentence below every offer of a link. */
export function linkTerms(until: string, isLocal: boolean): string {
  const local = isLocal ? '\nThis address works only on the computer on which the bot runs.' : '';
  return `The button is for you alone and works until ${until}.${local}`;
}

/** A link that stands already. */
export const LINK_STANDS = {
  canHost: 'Your Spotify account is connected, and you can host. You can connect it afresh here.',
  canJoin: 'Your Spotify account is connected; your songs come along when you join. You can connect it afresh here.',
} as const;

/** A link that was just made. */
export const LINKED = {
  opened: 'Connected, and your lobby is open.',
  songsAreIn: 'Connected.',
  plain: 'Connected. Your songs come along from now on.',
} as const;

/** A link that was just made for something that could then not be done. */
export function linkedInVain(why: RefusalCode | 'failed'): string {
  const what =
    why === 'failed' ? 'What you asked for could not be done just now: press or type it once more.' : REFUSALS[why];
  return `Connected. ${what}`;
}

export function renewed(until: string): string {
  return `Renewed: your connection works until ${until}.`;
}

/** Told once to somebody whose link nears its end. */
export function reminder(diesAt: string): string {
  return `Spotify ends every connection after six months, yours on ${diesAt}. Renew it here; it takes a minute.`;
}

export const UNLINK_ASKED = 'You are hosting a session. Disconnecting ends it and deletes everything stored about you.';

export function unlinked(wasLinked: boolean, hasLeft: boolean): string {
  const gone = `${wasLinked ? 'Disconnected; everything' : 'Everything'} stored about you is deleted.`;
  return `${gone}${hasLeft ? OUT : ''}${wasLinked ? THOROUGH : ''}`;
}

const OUT =
  ' You have left the session, and songs that only you brought are gone; press **Join** to come back as a guest. Until it ends, a fingerprint without your name keeps your turns and votes.';
const THOROUGH = ' To be thorough, remove Sesh at <https://www.spotify.com/account/apps/> too.';
