import type { Observation } from '../session/observation.ts';
import type { CardPlace, Device, Ended, Live, Open, Period, Session, TroubleKind } from '../session/session.ts';
import type { Track } from '../session/track.ts';

/** Time, so that a whole evening can be wound through in a test. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `fire` once, after `ms`; returns a function that takes it back. */
  after(ms: number, fire: () => void): () => void;
};

/** What is drawn by chance or must not be guessed. */
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

/** What a linked person has allowed: reading their top songs, steering their player, writing a playlist. */
export const permissions = ['tops', 'playback', 'saving'] as const;
export type Permission = (typeof permissions)[number];

/** A neighbour cannot do what was asked of it. `unsure`: it may have happened all the same. */
export class Unavailable extends Error {
  readonly kind: TroubleKind;
  readonly unsure: boolean;
  /** When asking again makes sense, if the neighbour said. */
  readonly until: number | undefined;
  constructor(kind: TroubleKind, detail: { unsure?: boolean; until?: number; cause?: unknown } = {}) {
    super(kind, { cause: detail.cause });
    this.name = 'Unavailable';
    this.kind = kind;
    this.unsure = detail.unsure ?? false;
    this.until = detail.until;
  }
}

/** What one look at a player shows, and the device that is active. */
export type Look = { seen: Observation; device: PlayerDevice | null };

export type PlayerDevice = Device & { type: string; active: boolean };

/** The host's player. Everything may throw `Unavailable`. */
export type Player = {
  look(hostId: string): Promise<Look>;
  /** The devices that take commands. */
  devices(hostId: string): Promise<PlayerDevice[]>;
  play(hostId: string, device: Device, uris: readonly string[], positionMs: number): Promise<void>;
  /** Plays one track within its album, for devices that ignore bare lists. */
  playInContext(
    hostId: string,
    device: Device,
    what: { contextUri: string; trackUri: string },
    positionMs: number,
  ): Promise<void>;
  /** Moves what plays to another device; `play`: whether it is to sound there. */
  transfer(hostId: string, device: Device, play: boolean): Promise<void>;
  resume(hostId: string, device: Device): Promise<void>;
  pause(hostId: string, device: Device): Promise<void>;
  next(hostId: string, device: Device): Promise<void>;
  enqueue(hostId: string, device: Device, uri: string): Promise<void>;
  shuffleOff(hostId: string, device: Device): Promise<void>;
  repeatOff(hostId: string, device: Device): Promise<void>;
  /** What the player says it would play next: at most 20 tracks, without a word on where they come from. */
  upNext(hostId: string): Promise<Track[]>;
};

/** People's listening. Everything may throw `Unavailable`. */
export type Library = {
  /** The person's top songs of a period, best first, playable ones only; at most `limit` (1–50). */
  tops(userId: string, period: Period, limit: number): Promise<Track[]>;
};

/** What a consent gave. */
export type Grant = {
  accessToken: string;
  refreshToken: string;
  permissions: readonly Permission[];
  /** When the access token dies. */
  expiresAt: number;
};

/** The service that asks people for their consent. */
export type Accounts = {
  consentUrl(request: { state: string; challenge: string; permissions: readonly Permission[] }): string;
  /** Turns the code of a consent into tokens; throws `Unavailable`. */
  redeem(code: string, verifier: string): Promise<Grant>;
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

/** A Discord user's connected Spotify account. */
export type Link = {
  userId: string;
  accountId: string;
  permissions: readonly Permission[];
  /** When the person consented; the tokens die six months later. */
  authorizedAt: number;
  /** Whether the account refused our tokens for good, so that the person has to link again. */
  dead: boolean;
};

export type LinkStore = {
  find(userId: string): Link | null;
  /** Whose link this account is. */
  ownerOf(accountId: string): string | null;
  save(link: Link, grant: Grant): void;
  remove(userId: string): void;
  /** The device on which this person last hosted. */
  lastDevice(userId: string): Device | null;
  rememberDevice(userId: string, device: Device): void;
};

/** What a link was asked for, so that finishing it does just that. */
export type Purpose =
  | { for: 'link' }
  | { for: 'join'; sessionId: string }
  | {
      for: 'create';
      guildId: string;
      channelId: string;
      settings: { songs: number; period: Period; order: 'fair' | 'random' };
    };

/** Who is being linked, as Discord shows them. */
export type Person = { id: string; name: string; avatarUrl: string | null };

/** A link under way. Tokens are kept as fingerprints only. */
export type LinkRequest = {
  /** Fingerprint of the token in the link's address. */
  id: string;
  person: Person;
  purpose: Purpose;
  permissions: readonly Permission[];
  expiresAt: number;
  /** Fingerprint of the secret in the cookie of the browser that took it on. */
  browser: string | null;
  /** Fingerprint of the state that the current step has to come back with. */
  state: string | null;
  /** Whether the browser has proved to belong to the person. */
  proved: boolean;
  /** PKCE: what the code of the consent is redeemed with. */
  verifier: string | null;
  done: boolean;
};

export type LinkRequestStore = {
  find(id: string): LinkRequest | null;
  byBrowser(fingerprint: string): LinkRequest | null;
  save(request: LinkRequest): void;
  removeOf(userId: string): void;
  removeExpired(now: number): void;
};

export type SessionStore = {
  find(id: string): Session | null;
  openIn(channelId: string): Open | null;
  openHostedBy(userId: string): Open | null;
  /** The open sessions in which this person is a member. */
  openWith(userId: string): Open[];
  allOpen(): Open[];
  /** The sessions that ended at or after this time. */
  endedSince(time: number): Ended[];
  /** Writes a session down, all but where its card is: that belongs to the stage, which moves it at any time. */
  save(session: Session): void;
  placeCard(id: string, card: CardPlace): void;
  remove(id: string): void;
  /** Deletes what ended sessions still know about songs and people; returns them as they were. */
  forgetEndedBefore(time: number): Ended[];
};

/** The card in the channel. */
export type Stage = {
  /** Posts a fresh card; throws `Refusal('cannotPostHere')` where that is not allowed. */
  post(session: Session): Promise<CardPlace>;
  /** Brings the card in line with the session as it is stored; returns at once, the latest state wins. */
  refresh(sessionId: string): void;
  /** Edits the card of a forgotten session a last time: numbers, no songs, no buttons. */
  retire(session: Ended): Promise<void>;
  /** Posts a message that mentions the host of a silent evening; returns its id. The same silence never gets two. */
  callHost(session: Live): Promise<string>;
  /** Takes a message away: a card that has been replaced, a call that is over. */
  withdraw(channelId: string, place: CardPlace): Promise<void>;
};

/** Small facts about this installation, by name. */
export type FactStore = {
  read(name: string): string | null;
  write(name: string, value: string): void;
};

/** The refresh tokens of the people who linked. */
export type TokenVault = {
  /** Null if the person has no link, or a dead one. */
  refreshToken(userId: string): string | null;
  replaceRefreshToken(userId: string, token: string): void;
  /** The account refused the token for good. */
  markDead(userId: string): void;
};
