type CommandWords = { about: string; options?: Record<string, string> };

/** The description of the one command. */
export const SESH = 'A Spotify evening in this channel';

/** The descriptions of each subcommand and its options, which people read while they choose one. */
export const COMMANDS = {
  create: { about: 'Open a session in this channel; you are the host' },
  join: { about: 'Take part in the session of this channel' },
  leave: { about: 'Leave the session; your songs that wait go with you' },
  start: {
    about: 'Shuffle everybody’s songs and play them on your device (host)',
    options: { device: 'Which of your devices plays' },
  },
  add: {
    about: 'Bring one more song: type a few letters, or paste a Spotify link',
    options: { song: 'Its name, or its link' },
  },
  remove: {
    about: 'Take out a song that waits: one of yours, or as host any',
    options: { song: 'Which song' },
  },
  skip: { about: 'Skip the song that plays, or vote for it' },
  pause: { about: 'Pause the music (host)' },
  resume: { about: 'Go on playing (host)' },
  device: {
    about: 'Play on another of your devices (host)',
    options: { device: 'Which of your devices plays' },
  },
  queue: { about: 'See what is coming up, and who brought it' },
  now: { about: 'Bring the card to the bottom of the channel' },
  host: {
    about: 'Offer the session to another member, whose Spotify plays from then on (host)',
    options: { member: 'Who is to host' },
  },
  kick: { about: 'Send a member away for this evening (host)', options: { member: 'Who is to go' } },
  encore: { about: 'When everything has been played: everybody’s next favourites (host)' },
  end: { about: 'End the session (host)' },
  link: { about: 'Connect your Spotify account' },
  unlink: { about: 'Disconnect Spotify and delete what is stored about you' },
  privacy: { about: 'See what is stored about you, and keep it as a file' },
  help: { about: 'The four things to know' },
} satisfies Record<string, CommandWords>;

/** A subcommand exists as soon as it has words here; the compiler then asks for what it does. */
export type CommandName = keyof typeof COMMANDS;
