import type { TroubleKind } from '../session/session.ts';

/** Trouble as the card shows it: what is the matter, and what to do. */
export const TROUBLE: Record<TroubleKind, (host: string, until?: string, device?: string) => string> = {
  asleep: (host) =>
    `I cannot see ${host}’s player: open Spotify there and press play. In a private session it stays hidden from me.`,
  wait: (_, until) => `Spotify asked us to wait${until ? ` until ${until}` : ' a little'}.`,
  relink: (host) => `Spotify needs ${host} to link again: \`/sesh link\`.`,
  scopeMissing: (host) => `${host} has not allowed everything that is needed: agree to all of it with \`/sesh link\`.`,
  premium: (host) => `Spotify lets only Premium accounts be played from outside, and ${host}’s is not one.`,
  ownerPremium: () => 'Spotify wants the owner of this bot’s Spotify app to have Premium. Tell whoever runs the bot.',
  notListed: (host) => `${host}’s account is not on the bot’s user list at Spotify. Tell whoever runs the bot.`,
  misconfigured: () => 'Spotify does not accept this bot’s own credentials. Tell whoever runs it.',
  unreachable: () => 'Spotify does not answer just now; I keep trying.',
  restricted: (host) => `${host}’s player does not take commands just now. Press play there once.`,
  unsteerable: (host, _, device = 'a device') =>
    `Spotify is open on ${device}, which takes no commands from outside. ${host}, choose another device in Spotify.`,
};

/** The words for the music while Spotify cannot be asked: what plays goes on, what is still waits for a press. */
export const MEANWHILE: Record<'plays' | 'still', (host: string) => string> = {
  plays: () => 'The music goes on by itself.',
  still: (host) => `Until then, ${host} can press play in Spotify itself.`,
};

/** Trouble as it is told to the person whose press met it. */
export const TROUBLE_AT_PRESS: Record<TroubleKind, (until?: string, device?: string) => string> = {
  asleep: () => 'The host’s player is asleep. Open Spotify there, then press again.',
  wait: (until) =>
    `Spotify lets us ask only so often, and for now that is used up. Nothing was changed; try again ${until ?? 'in a minute'}.`,
  relink: () => 'Spotify wants the host to connect again with `/sesh link`. Nothing was changed.',
  scopeMissing: () =>
    'Spotify says that not everything was allowed. Use `/sesh link` and agree to all of it. Nothing was changed.',
  premium: () => 'Spotify lets only Premium accounts be played from outside. Somebody with Premium has to host.',
  ownerPremium: () => 'Spotify wants the owner of this bot’s Spotify app to have Premium. Tell whoever runs the bot.',
  notListed: () => 'This account is not on the bot’s user list at Spotify. Tell whoever runs the bot.',
  misconfigured: () => 'Spotify does not accept this bot’s own credentials. Tell whoever runs it.',
  unreachable: () => 'Spotify did not answer. Look at the card in a moment, and press again if nothing changed.',
  restricted: () => 'The player does not take that just now. Press play there once, then try again.',
  unsteerable: (_, device = 'a device') =>
    `Spotify is open only on ${device}, which takes no commands from outside. Open it on a phone or a computer, then press again.`,
};

/** A player that shows nothing that could be followed. */
export const UNSEEN: Record<'nothing' | 'other', (host: string) => string> = {
  nothing: TROUBLE.asleep,
  other: (host) => `${host}’s player plays something that is not a song just now. The evening goes on after it.`,
};

/** Returns the message that mentions the host when trouble has kept the music silent for a while. */
export function hostCall(host: string, trouble: string): string {
  return `${host}, the music has stopped. ${trouble}`;
}

/** A former host's device that did not answer when the session was taken over. */
export function stillPlaying(host: string): string {
  return `${host}’s device did not answer: it may still be playing. Pause it there.`;
}
