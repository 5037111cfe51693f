import type { Asked, Observation } from '../session/player/observation.ts';
import type { RecapNumbers } from '../session/recap.ts';
import type { CardPlace, Device, Live, Open, Period, Session, Settings, TroubleKind } from '../session/session.ts';
import type { Track } from '../session/track.ts';

/** Time, so that a whole evening can be wound through in a test. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `fire` once, after `ms`; returns a function that takes it back. */
  after(ms: number, fire: () => void): () => void;
};

/** The source of everything that is drawn by chance or must not be guessed. */
export type Secrets = {
  /** An unguessable URL-safe text of at least 128 bits. */
  token(): string;
  /** 32 hexadecimal digits. */
  seed(): string;
  /** A short identifier, letters and digits only. */
  id(): string;
  /** A one-way fingerprint (SHA-256, base64url): what is stored in place of a token, and PKCE's S256 challenge. */
  fingerprint(text: string): string;
};

/**
 * Returns the fingerprints of a person within one session, the present one first: without the keys nobody tells from
 * them who it is, and no two sessions have the same.
 */
export type Fingerprints = (sessionId: string, userId: string) => readonly string[];

/** The permissions a linked person can give: reading their top songs, steering their player, writing a playlist. */
export const permissions = ['tops', 'playback', 'saving'] as const;
export type Permission = (typeof permissions)[number];

/** A neighbour cannot do what was asked of it. `unsure`: it may have happened all the same. */
export class Unavailable extends Error {
  readonly kind: TroubleKind;
  readonly unsure: boolean;
  /** The moment from which asking again makes sense, if the neighbour said (ms since the epoch). */
  readonly until: number | undefined;
  /** The name of the device that it is about, if it is about one. */
  readonly device: string | undefined;
  constructor(kind: TroubleKind, detail: { unsure?: boolean; until?: number; device?: string; cause?: unknown } = {}) {
    super(kind, { cause: detail.cause });
    this.name = 'Unavailable';
    this.kind = kind;
    this.unsure = detail.unsure ?? false;
    this.until = detail.until;
    this.device = detail.device;
  }
  /** True if linking anew solves it: the link is dead, or allows too little. */
  get isTheLink(): boolean {
    return this.kind === 'relink' || this.kind === 'scopeMissing';
  }
}

/** The answer to one look at a player: the observation, and the device that is active. */
export type Look = Asked & { seen: Observation; device: PlayerDevice | null };

export type PlayerDevice = Device & { type: string; active: boolean };

/** The urgency of what we do by ourselves: steer the music, and look whether it is right. */
export type OwnUrgency = 'steering' | 'looking';
/** The urgency of a call when calls are scarce, first to last: a person who is waiting, then steering, then looking. */
export type Urgency = 'person' | OwnUrgency;

/** A command that was not sent, because something newer had been asked of the player by the time it could be. */
export class Overtaken extends Error {
  constructor() {
    super('overtaken');
    this.name = 'Overtaken';
  }
}

/** The result of a command: a clear yes, or accepted for later, so that only a look shows what becomes of it. */
export type Taken = 'done' | 'accepted';

/** The urgency of a call, and the moment after which it makes no sense any more and is not sent. */
export type Haste = { urgency: Urgency; until?: number | undefined };

/** The host's player. Everything may throw `Unavailable`; a person's call also where it would have to wait for long. */
export type Player = {
  /** The same player for as long as `isWanted`: asked right before each call would set out, else it throws `Overtaken`. */
  whileWanted(isWanted: () => boolean): Player;
  /** Sees to it that calls of the next ten minutes need no fresh token first. */
  ready(hostId: string): Promise<void>;
  /** Urgency: looking unless told. */
  look(hostId: string, urgency?: Urgency): Promise<Look>;
  /** The devices that take commands. `Unavailable('unsteerable')` if there are only others, such as some speakers. */
  devices(hostId: string): Promise<PlayerDevice[]>;
  /** Urgency: steering unless told. */
  play(hostId: string, device: Device, uris: readonly string[], positionMs: number, haste?: Haste): Promise<Taken>;
  /** Plays a track inside its album or playlist, for devices that ignore a bare list. Urgency: steering unless told. */
  playInContext(
    hostId: string,
    device: Device,
    what: { contextUri: string; trackUri: string },
    positionMs: number,
    haste?: Haste,
  ): Promise<Taken>;
  /** Moves playback to another device; without `play` it goes on, or stays paused, as it was. */
  transfer(hostId: string, device: Device, play: boolean): Promise<Taken>;
  resume(hostId: string, device: Device): Promise<void>;
  pause(hostId: string, device: Device): Promise<void>;
  /** Goes on to the next track. After `until` it is not sent: it would skip another track. No limit by default. */
  next(hostId: string, device: Device, until?: number): Promise<void>;
  /** Queues a track. After `until` it is not sent: it would sound too late. No limit by default. */
  enqueue(hostId: string, device: Device, uri: string, until?: number): Promise<void>;
  /** Urgency: steering unless told. */
  shuffleOff(hostId: string, device: Device, urgency?: Urgency): Promise<void>;
  /** Urgency: steering unless told. */
  repeatOff(hostId: string, device: Device, urgency?: Urgency): Promise<void>;
  /** Returns what the player would play next, null for what is not a song: at most 20, without their source. */
  upNext(hostId: string): Promise<(Track | null)[]>;
};

/** The access to a member's music, and the writing of playlists. Every call may throw `Unavailable`. */
export type Library = {
  /** The person's top songs of a period, best first, playable ones only; at most `limit` (1–50). */
  tops(userId: string, period: Period, limit: number): Promise<Track[]>;
  /** Playable songs that match what somebody typed, best first; at most `limit` (1–10). */
  search(userId: string, text: string, limit: number): Promise<Track[]>;
  /** One song by its id; null if there is none, or none that can be played. */
  track(userId: string, id: string): Promise<Track | null>;
  /** Makes an empty private playlist in the person's own account. */
  createPlaylist(userId: string, name: string, description: string): Promise<Playlist>;
  /** Writes songs into it, at most 100 at a time: in the place of all that it holds, or behind it. */
  fillPlaylist(userId: string, playlistId: string, uris: readonly string[], how: 'anew' | 'behind'): Promise<void>;
};

export type Playlist = {
  id: string;
  /** Its page on Spotify. */
  url: string;
};

/** The result of a consent. */
export type Grant = {
  accessToken: string;
  refreshToken: string;
  permissions: readonly Permission[];
  /** The moment at which the access token ends. */
  expiresAt: number;
};

/** The service that asks people for their consent. */
export type Accounts = {
  consentUrl(request: { state: string; challenge: string; permissions: readonly Permission[] }): string;
  /** Turns the code of a consent into tokens; `asked`: what the consent was asked for. Throws `Unavailable`. */
  redeem(code: string, verifier: string, asked: readonly Permission[]): Promise<Grant>;
  /** Asks the account who it is: the first call with a new grant, which shows whether any call will be answered. */
  probe(grant: Grant): Promise<{ accountId: string }>;
  /** From now on calls for this person go out with this grant. */
  adopt(userId: string, grant: Grant): void;
  /** Drops what is held of this person's tokens in memory. */
  forget(userId: string): void;
};

/** Proves which Discord user sits in front of a browser. */
export type Identity = {
  proofUrl(state: string): string;
  /** The id of the user who gave this code; throws `Unavailable`. */
  prove(code: string): Promise<string>;
};

/** Knows who is still where. */
export type Membership = {
  /** Tells whether somebody is in a server and may use commands in a channel now. Throws `Unavailable` if nobody can say. */
  mayAct(userId: string, place: { guildId: string; channelId: string }): Promise<boolean>;
};

/** A Discord user's connected Spotify account. */
export type Link = {
  userId: string;
  accountId: string;
  permissions: readonly Permission[];
  /** The moment of the consent; the tokens end six months later. */
  authorizedAt: number;
  /** True if Spotify refused our tokens for good, or they cannot be opened: the person has to link again. */
  dead: boolean;
  /** True if the person was told that this link nears its end. */
  reminded: boolean;
};

/** Spotify's refresh tokens die this long after the consent, however often they are used. */
const LINK_LIFE_MONTHS = 6;

/** Returns the moment at which a link ends: six months after the consent, or the last day of a shorter month. */
export function endOfLink(authorizedAt: number): number {
  const end = new Date(authorizedAt);
  end.setUTCMonth(end.getUTCMonth() + LINK_LIFE_MONTHS);
  const isNextMonth = end.getUTCDate() !== new Date(authorizedAt).getUTCDate();
  if (isNextMonth) end.setUTCDate(0);
  return end.getTime();
}

export type LinkStore = {
  find(userId: string): Link | null;
  /** Returns the Discord id of the person who has linked this account; null if nobody has. */
  ownerOf(accountId: string): string | null;
  save(link: Link, grant: Grant): void;
  noteReminder(userId: string, reminded: boolean): void;
  /** Returns true if there was one, even one that cannot be read. */
  remove(userId: string): boolean;
  /** The device on which this person last hosted. */
  lastDevice(userId: string): Device | null;
  rememberDevice(userId: string, device: Device): void;
};

/** The purpose a link was asked for, so that finishing it does just that. */
export type Purpose =
  | { for: 'link' }
  | { for: 'renew' }
  | { for: 'join'; sessionId: string }
  | { for: 'takeOver'; sessionId: string; guildId: string; channelId: string }
  | { for: 'save'; sessionId: string; guildId: string; channelId: string }
  | { for: 'create'; guildId: string; channelId: string; settings: Settings };

/** The person who is being linked, as Discord shows them. */
export type Person = { id: string; name: string; avatarUrl: string | null };

/** A link under way. Tokens are kept as fingerprints only. */
export type LinkRequest = {
  /** Fingerprint of the token in the link's address. */
  id: string;
  person: Person;
  purpose: Purpose;
  /** The permissions that the consent was asked for. */
  permissions: readonly Permission[];
  expiresAt: number;
  /** Fingerprint of the secret in the cookie of the browser that took it on. */
  browser: string | null;
  /** Fingerprint of the state that the current step has to come back with; by it the person may also start again. */
  state: string | null;
  /** True if the browser has proved to belong to the person. */
  proved: boolean;
  /** PKCE: what the code of the consent is redeemed with, once. */
  verifier: string | null;
  done: boolean;
};

export type LinkRequestStore = {
  find(id: string): LinkRequest | null;
  byBrowser(fingerprint: string): LinkRequest | null;
  byState(fingerprint: string): LinkRequest | null;
  /** The requests of one person. */
  of(userId: string): LinkRequest[];
  save(request: LinkRequest): void;
  /** Both say how many they removed. */
  removeOf(userId: string): number;
  removeExpired(now: number): number;
};

export type Whereabouts = { id: string; guildId: string; channelId: string };

export type SessionStore = {
  find(id: string): Session | null;
  openIn(channelId: string): Open | null;
  openHostedBy(userId: string): Open | null;
  /** The open sessions in which this person is a member. */
  openWith(userId: string): Open[];
  /** The ids of every session, open or ended, in which anything bears this person's name. */
  naming(userId: string): string[];
  /** Returns the id and place of every open session: enough to go to each in its turn. */
  allOpen(): Whereabouts[];
  /** The ids of ended sessions whose card is not known to show what is stored. */
  endedUnshown(): string[];
  /** Writes a session down, all but where its card is: that belongs to the stage, which moves it at any time. */
  save(session: Session): void;
  placeCard(id: string, card: CardPlace): void;
  /** The card of an ended session shows what is stored. */
  noteRecapShown(id: string): void;
  remove(id: string): void;
  /**
   * Deletes what sessions that ended before this time know about songs and people; of each that had a card a farewell
   * stays. Returns how many were deleted.
   */
  forgetEndedBefore(time: number): number;
  /** Calls `listener` when a session could not be read and was deleted, which leaves a farewell if it had a card. */
  onBroken(listener: () => void): void;
};

/** The last state of a card. */
export type LastWords = { of: 'forgotten'; numbers: RecapNumbers } | { of: 'broken' };

/** The last edit of a card whose session is deleted already, until it went through. */
export type Farewell = {
  sessionId: string;
  channelId: string;
  messageId: string;
  says: LastWords;
  /** The moment at which the session was deleted. */
  since: number;
  /** The moment of the last attempt at the edit; null before the first one. */
  triedAt: number | null;
};

export type FarewellStore = {
  all(): Farewell[];
  noteTried(messageId: string, at: number): void;
  remove(messageId: string): void;
};

/** An evening that somebody saved; `songs`: how many of them are in it so far. */
export type SavedPlaylist = { sessionId: string; userId: string; playlistId: string; url: string; songs: number };

export type PlaylistStore = {
  find(sessionId: string, userId: string): SavedPlaylist | null;
  of(userId: string): SavedPlaylist[];
  save(saved: SavedPlaylist): void;
  removeOf(userId: string): void;
};

/** The card in the channel. */
export type Stage = {
  /** Posts a fresh card; throws `Refusal('cannotPostHere')` where that is not allowed. */
  post(session: Session): Promise<CardPlace>;
  /** Brings the card in line with the session as it is stored; returns at once, the latest state wins. */
  refresh(sessionId: string): void;
  /** Edits the card of a deleted session a last time. Returns false if that may still succeed later. */
  retire(farewell: Farewell): Promise<boolean>;
  /** Posts a message that mentions the host of a silent evening; returns its id. The same silence never gets two. */
  callHost(session: Live): Promise<string>;
  /** Tells the channel to whom the session is offered, in a message that mentions them. Returns at once. */
  tellOffer(session: Open): void;
  /** Takes a message away: a card that has been replaced, a call that is over. */
  withdraw(channelId: string, place: CardPlace): Promise<void>;
};

/** The files in which everything is kept. */
export type Files = {
  /** Empties the log of changes, in which deleted rows still stand. */
  emptyLog(): void;
  /** The same, and rewrites the database if nobody has to wait for that. */
  tidy(): void;
  /** Leaves not a byte of what has been deleted. Everything waits meanwhile. */
  rewrite(): void;
};

/** Small facts about this installation, by name. */
export type FactStore = {
  read(name: string): string | null;
  write(name: string, value: string): void;
};

/** An access token for Spotify, and the moment at which it ends. */
export type AccessToken = { accessToken: string; expiresAt: number };

/** The tokens of the people who linked. Changes take hold only while `was` is still the token of the link. */
export type TokenVault = {
  /** Null if the person has no link, or a dead one. */
  refreshToken(userId: string): string | null;
  /** Returns true if it took hold: after an unlink or a new consent it does not. */
  replaceRefreshToken(userId: string, was: string, token: string): boolean;
  /** The access token that goes with it, if one was kept; it may have run out. */
  accessToken(userId: string): AccessToken | null;
  /** Keeps an access token over a restart, or drops the one that is kept. */
  keepAccessToken(userId: string, token: AccessToken | null): void;
  /** The account refused the token for good. */
  markDead(userId: string, was: string): void;
};

/** Spotify counts calls by groups of endpoints; a quota that is spent in one says nothing about the others. */
export const callGroups = ['player', 'tops', 'search', 'playlists', 'profile'] as const;
export type CallGroup = (typeof callGroups)[number];

/** A group of which nothing is asked until then, because Spotify said so. */
export type Breaker = { group: CallGroup; until: number };

/** The number of calls to a group in the span that began at `since`. */
export type CallCount = { group: CallGroup; since: number; calls: number };

/** The store of what a restart needs about the calls that were made. */
export type CallStore = {
  breakers(): Breaker[];
  openBreaker(breaker: Breaker): void;
  closeBreaker(group: CallGroup): void;
  callCounts(): CallCount[];
  /** Writes these spans down and drops those that began before `forgotten`. */
  saveCallCounts(counts: readonly CallCount[], forgotten: number): void;
  /** Returns the number of our own calls in half a minute that has worked; null if that is not known yet. */
  windowSize(): number | null;
  saveWindowSize(calls: number): void;
};
