import type { PlayerDevice } from '../service/ports.ts';
import type { Ended, Live, Lobby, Open, Settings } from '../session/session.ts';
import type { Track } from '../session/track.ts';

/** An address that leads this person, and nobody else, to connecting their account. */
export type LinkOffer = { url: string; expiresAt: number; isLocal: boolean };

/** A link nears its end; the offer leads to a new consent. */
export type RenewalOffer = { diesAt: number; offer: LinkOffer };

/** What a command says to whoever gave it, privately. The words are chosen in `bot/sentences.ts`. */
export type Reply =
  | { say: 'lobbyOpened'; lobby: Lobby }
  | { say: 'joined'; songs: readonly Track[]; settings: Settings; toppedUp: boolean; live: boolean }
  | { say: 'joinedWithoutSongs'; why: 'none' | 'unknown' }
  | { say: 'joinedAsGuest'; offer: LinkOffer }
  | { say: 'left' }
  | { say: 'started'; session: Live }
  | { say: 'chooseDevice'; sessionId: string; devices: readonly PlayerDevice[] }
  | { say: 'noDevice'; sessionId: string }
  | { say: 'skipped' }
  | { say: 'voted'; votes: number; needed: number }
  | { say: 'deviceMoved'; device: string }
  | { say: 'paused' }
  | { say: 'resumed' }
  | { say: 'queue'; session: Open; page: number }
  | { say: 'recap'; session: Ended; page: number }
  | { say: 'moved' }
  | { say: 'endAsked'; sessionId: string }
  | { say: 'ended' }
  | { say: 'linkOffered'; offer: LinkOffer; why: 'asked' | 'toHost' | 'again' }
  | { say: 'linkStanding'; offer: LinkOffer; canHost: boolean }
  | { say: 'linked'; opened: boolean; songs: readonly Track[] }
  | { say: 'renewed'; until: number }
  | { say: 'unlinkAsked' }
  | { say: 'unlinked'; linked: boolean; left: boolean }
  | { say: 'kept' }
  | { say: 'help' };
