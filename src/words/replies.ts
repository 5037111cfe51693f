import { helpWords } from './help.ts';
import { LINK_OFFERS, LINK_STANDS, LINKED, linkedInVain, renewed, UNLINK_ASKED, unlinked } from './links.ts';
import { count } from './phrases.ts';
import { privacyWords } from './privacy.ts';

/** The moment at which one's own songs come in. */
export const WHEN_THEY_COME = {
  lobby: 'Nobody else sees your songs before Start.',
  live: 'Your songs come in when the next song begins, in a minute at the earliest; **Bring them** lets them in now.',
} as const;

export const TOPPED_UP = 'There were too few in that time, so older favourites fill up.';

/** The answers to what was done, by the name of the reply: one text, several, or one with gaps. */
export const REPLIES = {
  lobbyOpened: 'Your lobby is open. Friends press **Join** on the card, then you press **Start**.',
  joined: 'You are in.',
  joinedWithoutSongs: {
    none: 'You are in as a guest: Spotify knows no favourites of yours yet. Bring songs with `/sesh add`.',
    unknown: 'You are in. Spotify does not answer just now; your songs are fetched when the host starts.',
    unknownLive: 'You are in. Spotify does not answer just now; your songs follow by themselves once it does.',
  },
  joinedAsGuest: {
    unlinked: 'You are in as a guest. Bring songs with `/sesh add`, or connect Spotify to bring your own top songs.',
    relink:
      'You are in as a guest. Spotify no longer takes your connection: connect again to bring your own top songs.',
  },
  left: 'You have left. Songs that only you brought and that still waited are gone with you.',
  started: (device: string) => `Playing on **${device}**. Have a good evening!`,
  chooseDevice: 'On which device shall it play?',
  noDevice: 'Spotify is not awake on any of your devices. Open Spotify where the music is to play, then try again.',
  ownSongs: '',
  brought: 'Your songs come in now, in their turn.',
  chooseSong: 'Which one do you mean?',
  songAdded: {
    added: (song: string, queue: string) => `${song} comes in its turn. ${queue} shows where.`,
    early: (song: string, _queue: string) => `${song} is in. The order is drawn when the host presses **Start**.`,
    credited: (song: string, _queue: string) => `${song} is in the setlist already; your name stands beside it now.`,
  },
  chooseRemoval: 'Which one is to go?',
  songRemoved: {
    out: (song: string) => `${song} is out.`,
    stays: (song: string) => `Your name is off ${song}. It stays, because somebody else brought it too.`,
  },
  offered: (to: string) =>
    `Offered. The session is ${to}’s once they press **Take over** on the card; until then you stay the host.`,
  tookOver: {
    lobby: 'You are the host now. Press **Start** on the card when everybody is in.',
    live: 'You are the host now: what is to come plays on your device.',
  },
  kicked: (who: string) => `${who} is out for this evening, with the songs that only they brought.`,
  encored: (songs: number) =>
    `${count(songs, 'more song')} in the setlist. They play at once if nothing else does; otherwise press **Take back**.`,
  saved: (songs: number) => `Saved: ${count(songs, 'song')} in a private playlist of yours.`,
  privacy: privacyWords,
  skipped: 'Skipped.',
  voted: (votes: number, needed: number) =>
    `Your vote is counted: ${votes} of ${needed}. It is void when the next song begins.`,
  deviceMoved: (device: string) => `Playing on **${device}** now.`,
  paused: 'Paused.',
  resumed: 'On it goes.',
  queue: {
    lobby: 'The order is drawn when the host presses **Start**. Until then everybody’s songs stay secret.',
    nothing: 'Nothing is waiting: the setlist has been played.',
    title: 'Coming up',
  },
  recap: { title: 'What we heard', nothing: 'Nothing.' },
  moved: 'The card is at the bottom now.',
  endAsked: 'End the session for everybody? The card becomes the recap, and the music is paused if Spotify allows.',
  ended: {
    silent: 'The session is over. The card is the recap now.',
    playsOn:
      'The session is over. The card is the recap now. Spotify did not let me stop the music: press pause in Spotify itself.',
    mayPlayOn:
      'The session is over. The card is the recap now. Spotify has not answered yet: if the music plays on, press pause in Spotify itself.',
  },
  linkOffered: LINK_OFFERS,
  linkStanding: LINK_STANDS,
  linked: LINKED,
  linkedInVain,
  renewed,
  unlinkAsked: UNLINK_ASKED,
  unlinked,
  kept: 'Fine, nothing changes.',
  help: helpWords,
} as const;
