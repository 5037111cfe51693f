import type { Device } from '../session/session.ts';
import type { Settings } from '../session/settings.ts';
import type { Grant, Permission } from './accounts.ts';

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

/** People's links. Whatever is asked for is durable once its promise resolves. */
export type LinkStore = {
  find(userId: string): Promise<Link | null>;
  /** Returns the Discord id of the person who has linked this account; null if nobody has. */
  ownerOf(accountId: string): Promise<string | null>;
  save(link: Link, grant: Grant): Promise<void>;
  /** Notes whether the person was told that the link nears its end. Returns true if that is new. */
  noteReminder(userId: string, reminded: boolean): Promise<boolean>;
  /** Returns true if there was one, even one that cannot be read. */
  remove(userId: string): Promise<boolean>;
  /** The device on which this person last hosted. */
  lastDevice(userId: string): Promise<Device | null>;
  rememberDevice(userId: string, device: Device): Promise<void>;
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
  find(id: string): Promise<LinkRequest | null>;
  byBrowser(fingerprint: string): Promise<LinkRequest | null>;
  byState(fingerprint: string): Promise<LinkRequest | null>;
  /** The requests of one person. */
  of(userId: string): Promise<LinkRequest[]>;
  save(request: LinkRequest): Promise<void>;
  /** Both say how many they removed. */
  removeOf(userId: string): Promise<number>;
  removeExpired(now: number): Promise<number>;
};
