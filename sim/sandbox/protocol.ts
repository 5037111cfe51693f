import type { CommandOption } from '../discord/commands/commands.ts';
import type { AnyComponent } from '../discord/messages/components.ts';
import type { WireEmbed } from '../discord/wire.ts';

/*
 * The JSON that travels between the page and its server: types only, so that a browser's compiler and Node's can both
 * read them. Times are milliseconds since the epoch on the world's clock.
 */

/** The answer to `GET /sandbox/state?as=…&player=…`: everything the page shows to one person, who looks at one player. */
export type PageState = {
  now: number;
  isWinding: boolean;
  guild: string;
  channel: { id: string; name: string };
  /** The key of the person whose view this is. */
  me: string;
  bot: { id: string; name: string; state: BotState };
  people: ShownPerson[];
  messages: ShownMessage[];
  notices: Notice[];
  players: { key: string; name: string; isPlaying: boolean }[];
  player: ShownPlayer;
  faults: ShownFault[];
  /** The steps of the tour that are done. */
  tour: TourStep[];
  /** The bot's mistakes: requests that the simulated services refused and no bot should send. */
  refused: string[];
};

export type BotState = 'starting' | 'online' | 'down';

export type ShownPerson = {
  key: string;
  id: string;
  name: string;
  username: string;
  /** The id of their Spotify account. */
  spotify: string | null;
  /** The number of messages that only they can see. */
  told: number;
};

export type ShownMessage = {
  id: string;
  author: { id: string; name: string; isBot: boolean };
  content: string;
  embeds: WireEmbed[];
  components: AnyComponent[];
  /** Files, with sizes in bytes and paths on the simulated Discord. */
  attachments: { name: string; size: number; url: string }[];
  createdAt: number;
  editedAt: number | null;
  isPrivate: boolean;
  /** The answer was deferred: the bot "is thinking". */
  isLoading: boolean;
  /** Discord's notice about a deferred answer that never came. */
  failure: string | null;
  /** Discord's notice about the reader's last press, if it was not answered. */
  failedPress: string | null;
  /** The message pings the reader. */
  isForMe: boolean;
  /** The name of whoever used the command that a public message answers. */
  usedBy: string | null;
  replyTo: string | null;
};

/** A notice of Discord itself to one person about something the bot left unanswered. */
export type Notice = { id: string; at: number; text: string };

/** A player with the songs that come next; `track` is null for silence and for what is no song. */
export type ShownPlayer = {
  key: string;
  name: string;
  isPlaying: boolean;
  track: ShownTrack | null;
  progressMs: number;
  /** The name of the active device. */
  device: string | null;
  /** The name of the album that plays as a whole. */
  album: string | null;
  shuffle: boolean;
  repeat: RepeatMode;
  /** The number of upcoming songs that were queued by hand or by the bot. */
  queued: number;
  upcoming: ShownTrack[];
  /** The number of songs after those. */
  more: number;
  devices: ShownDevice[];
};

export type RepeatMode = 'off' | 'context' | 'track';

/** A device, by its place among those of its owner. */
export type ShownDevice = {
  place: number;
  name: string;
  type: string;
  state: 'awake' | 'idle' | 'dozing' | 'asleep';
  isActive: boolean;
};

export type ShownTrack = {
  id: string;
  title: string;
  artists: string;
  album: string;
  durationMs: number;
  explicit: boolean;
  cover: string;
};

export type ShownAlbum = { uri: string; name: string; artist: string; cover: string; tracks: string[] };

/** A fault that can be played on purpose. */
export type ShownFault = {
  id: string;
  group: string;
  name: string;
  /** An explanation, shown once the fault is played. */
  about: string;
  /** True while the fault lasts; null for one that happens once. */
  isOn: boolean | null;
  /** The label of what ends the fault, if it lasts. */
  cure: string;
  isPossible: boolean;
};

/** A step of the tour, by what has been seen when it is done. */
export type TourStep = 'lobby' | 'friends' | 'music' | 'time' | 'fault' | 'end';

/** The answer to `GET /sandbox/commands`: what people can type, as the bot registered it. */
export type ShownCommand = { name: string; description: string; options: CommandOption[] };

/** The answer to `GET /sandbox/shelf`: what people can put on by hand. */
export type Offers = { songs: ShownTrack[]; albums: ShownAlbum[] };

/** A choice that the bot offers for an option. */
export type OfferedChoice = { name: string; value: string | number };

type Action<Parts extends object, Answer extends object> = { parts: Parts; answer: Answer };
/** `notice` is what Discord itself says when the bot does not answer. */
type Answered = { notice: string | null };
type Nothing = Record<never, never>;

/** `POST /sandbox/do/<name>` in the channel; the body has these parts and, as `as`, the key of whoever does it. */
export type ChannelActions = {
  type: Action<{ text: string }, Answered>;
  say: Action<{ text: string }, { id: string }>;
  complete: Action<{ text: string }, { choices: OfferedChoice[] }>;
  press: Action<{ message: string; button: string }, Answered>;
  choose: Action<{ message: string; select: string; values: string[] }, Answered>;
  dismiss: Action<{ message: string }, Nothing>;
};

/** `POST /sandbox/do/<name>` to a player or the clock; the body has these parts and the player's key as `player`. */
export type PlayerActions = {
  play: Action<Nothing, Nothing>;
  pause: Action<Nothing, Nothing>;
  next: Action<Nothing, Nothing>;
  previous: Action<Nothing, Nothing>;
  seek: Action<{ positionMs: number }, Nothing>;
  shuffle: Action<{ on: boolean }, Nothing>;
  repeat: Action<{ mode: RepeatMode }, Nothing>;
  queue: Action<{ song: string }, Nothing>;
  album: Action<{ album: string }, Nothing>;
  wake: Action<{ device: number }, Nothing>;
  sleep: Action<{ device: number }, Nothing>;
  transfer: Action<{ device: number }, Nothing>;
  fault: Action<{ fault: string; on: boolean }, ShownFault>;
  /** Winds the clock forward. */
  wind: Action<{ ms: number }, { now: number }>;
  /** Winds the clock to just before the end of the track. */
  'wind-to-end': Action<Nothing, { now: number }>;
};

/** The body of a failed request: one sentence for people. */
export type Failure = { error: string };
