import type { Known } from './pseudonym.ts';
import type { Settings } from './settings.ts';
import type { Track } from './track.ts';

/** By `id`, the Discord user id; `aliases`: what their picks bear who unlinked and came back this evening. */
export type Member = Known & {
  joinedAt: number;
  /** True if the member takes part without a linked Spotify account. */
  guest: boolean;
  /** The songs this member brings, best first; empty for a guest, null while they are not known. */
  tops: readonly Track[] | null;
  /** Their next favourites, best first: what a song can be swapped for. */
  alternatives: readonly Track[];
  /** The songs this member does not want to hear this evening. */
  hidden: readonly Track[];
  /** The songs this member picked by hand before the start. */
  added: readonly Track[];
  /** True if the songs have entered the setlist. */
  entered: boolean;
};

/** The state of a pick. */
export type PickStatus =
  | { state: 'waiting' }
  /** `sure`: the device said yes. Until then a look at its queue has to tell whether the pick is there. */
  | { state: 'queued'; at: number; sure: boolean }
  | { state: 'sounding'; since: number }
  | { state: 'played'; at: number }
  | { state: 'skipped'; at: number; by: string }
  | { state: 'dropped'; at: number };

export type SetlistPick = {
  /** Unique within its session. */
  id: string;
  track: Track;
  /** Discord ids of everybody who brought it; the first pays with a turn. */
  broughtBy: readonly string[];
  /** The id of the member who picked it by hand; null for one of somebody's top songs. */
  addedBy: string | null;
  /** The round of fairness it belongs to, from 1; 0 where the order is random. */
  round: number;
  status: PickStatus;
};

/** The songs handed to the device: the list of the last play request. Picks queued since say so in their status. */
export type Programme = {
  device: Device;
  /** SetlistPick ids in the order of the play request. */
  list: readonly string[];
  /** The URI of the album in which the list's one pick plays, on a device that ignores bare lists; else null. */
  album: string | null;
  /** Place in `list` of the last of its picks that began to sound; -1 before the first. */
  cursor: number;
  sentAt: number;
  /** The position in its first pick at which the list began. */
  positionMs: number;
  effect: Effect;
  /** The time before its end at which a track gave way to the next one, in milliseconds, when one last did so by itself. */
  fadeMs: number;
  /** `last`: an invisible effect is worth no further request. */
  attempt: 'first' | 'last';
};

/**
 * The effect of a play request, as far as it is known: `sent`, nothing; `taken`, the player said yes; `seen`, it said yes
 * and showed it; `assumed`, it never said yes, and is followed all the same.
 */
export type Effect = (typeof effects)[number];
export const effects = ['sent', 'taken', 'seen', 'assumed'] as const;

export type Device = { id: string; name: string };

/**
 * The sound of the host's player: one of our picks, or a track of the host's own. `slippedAt`: since when the music has
 * slipped from our hands, because an album of the host's plays or one track of theirs followed another.
 */
export type Sounding = { pick: string } | { own: Track; slippedAt: number | null };

/** The last thing known to sound; `startedAt`: the moment at which its position was zero. */
export type Last = { what: Sounding; startedAt: number };

export type Playback =
  /** `slippedAt`: the player was told to go on to its next track while the music had slipped from our hands. */
  | { is: 'starting'; slippedAt?: number }
  /**
   * `byHand`: it did not follow by itself on what ended; `isGuess`: nobody knows when it began, because the player does
   * not tell; `blankSince`: the last look showed no track, and one look is none.
   */
  | ({ is: 'playing'; byHand: boolean; isGuess?: boolean; blankSince?: number } & Last)
  | { is: 'paused'; what: Sounding; positionMs: number; since: number }
  /** Nobody can say: the player shows nothing, or something else than songs. `last` is what sounded when we last knew. */
  | { is: 'unknown'; since: number; saw: 'nothing' | 'other'; last: Last | null }
  /** `blankSince`: the last look showed no track, and one look is none. */
  | { is: 'over'; since: number; blankSince?: number };

/**
 * An outage as state: why the conductor cannot see or steer the player just now. `until`: when Spotify said it would be
 * over; `againAt`: when we ask again; `device`: the name of the device that it is about.
 */
export type Trouble = { kind: TroubleKind; since: number; until?: number; againAt?: number; device?: string };
export const troubleKinds = [
  'asleep',
  'wait',
  'relink',
  'scopeMissing',
  'premium',
  'ownerPremium',
  'notListed',
  'misconfigured',
  'unreachable',
  'restricted',
  /** The device that plays takes no commands from outside. */
  'unsteerable',
] as const;
export type TroubleKind = (typeof troubleKinds)[number];

export type CardPlace = { messageId: string; postedAt: number };

type Common = {
  id: string;
  guildId: string;
  channelId: string;
  hostId: string;
  settings: Settings;
  /** 32 hexadecimal digits from which every order of this session is drawn. */
  seed: string;
  createdAt: number;
  /** The moment of the last thing that a person did here. */
  touchedAt: number;
  members: readonly Member[];
  /** The ids of those who cannot come back this evening. */
  kicked: readonly string[];
  /** The open offer of the session to another member. */
  offer: Offer | null;
  card: CardPlace | null;
};

export type Offer = { to: string; at: number };

export type Lobby = Common & { phase: 'lobby'; readiness: Readiness | null };

/** The answer to "would Start work?" as of `at`: what was found when the host's player was last asked for. */
export type Readiness = {
  at: number;
  device: string | null;
  trouble: Trouble | null;
  /** True if we may show the card here, as of the last press. */
  mayPost: boolean;
};

export type Live = Common & {
  phase: 'live';
  startedAt: number;
  setlist: readonly SetlistPick[];
  programme: Programme;
  playback: Playback;
  /** The number of the host's own queued songs that stand before our next one. */
  ownQueued: number;
  /** The moment of the last look at the player that got an answer; null before the first one. */
  lookedAt: number | null;
  trouble: Trouble | null;
  /** The votes for skipping what sounds; void once something else sounds. */
  votes: Votes | null;
  /** The message that calls the host while trouble keeps the music silent. */
  call: HostCall | null;
  /** A former host whose device did not answer when the session was taken over: it may still be playing. */
  leftPlaying: string | null;
};

/** Votes for skipping what sounds, by its name (`nameOf`). */
export type Votes = { for: string; by: readonly string[] };

/** `messageId` is null until the message is known to be there. */
export type HostCall = { messageId: string | null; since: number };

export type Ended = Common & {
  phase: 'ended';
  startedAt: number | null;
  endedAt: number;
  why: EndReason;
  setlist: readonly SetlistPick[];
  /** The host whose device may still be playing, because nobody knows whether it was stopped. */
  leftPlaying: string | null;
};

export const endReasons = ['ended', 'abandoned', 'over', 'silent', 'unlinked', 'gone'] as const;
export type EndReason = (typeof endReasons)[number];

/** One evening in one channel. */
export type Session = Lobby | Live | Ended;
export type Open = Lobby | Live;

/** Returns the fields that a session has in every phase. */
export function commonOf(session: Open): Common {
  const { id, guildId, channelId, hostId, settings, seed, createdAt, touchedAt, members, kicked, offer, card } =
    session;
  return { id, guildId, channelId, hostId, settings, seed, createdAt, touchedAt, members, kicked, offer, card };
}

/** Returns true if a member has songs for the setlist: tops, or some picked by hand. */
export function bringsSongs({ tops, added }: Member): boolean {
  return (tops?.length ?? 0) + added.length > 0;
}

export function memberOf(session: Session, id: string): Member | undefined {
  return session.members.find((member) => member.id === id);
}
