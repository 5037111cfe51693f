import type { PlayerDevice } from '../ports/player.ts';
import type { SavedPlaylist } from '../ports/playlists.ts';
import type { Closed } from '../service/ending.ts';
import type { OwnSongs } from '../service/own-songs.ts';
import type { Kept } from '../service/privacy.ts';
import type { RefusalCode } from '../session/refusal.ts';
import type { Ended, Live, Open } from '../session/session.ts';
import type { Added, Removable, Removal } from '../session/songs.ts';
import type { Track } from '../session/track.ts';

/** An address that leads this person, and nobody else, to connecting their account. */
export type LinkOffer = { url: string; expiresAt: number; isLocal: boolean };

/** A link nears its end; the offer leads to a new consent. */
export type RenewalOffer = { diesAt: number; offer: LinkOffer };

/** The purpose of choosing a device. */
export type DeviceUse = 'start' | 'take-over' | 'device';

/** The private answer to whoever gave a command. Its words stand in `src/words/replies.ts`. */
export type Reply =
  | { say: 'lobbyOpened'; own: OwnSongs | null }
  | { say: 'joined'; own: OwnSongs }
  | { say: 'joinedWithoutSongs'; why: 'none' | 'unknown' | 'unknownLive' }
  | { say: 'joinedAsGuest'; offer: LinkOffer; why: 'unlinked' | 'relink' }
  | { say: 'left' }
  | { say: 'started'; session: Live }
  | { say: 'chooseDevice'; sessionId: string; devices: readonly PlayerDevice[]; to: DeviceUse }
  | { say: 'ownSongs'; own: OwnSongs }
  | { say: 'brought' }
  | { say: 'chooseSong'; sessionId: string; tracks: readonly Track[] }
  | { say: 'songAdded'; track: Track; how: Added }
  | { say: 'chooseRemoval'; sessionId: string; songs: readonly Removable[] }
  | { say: 'songRemoved'; track: Track; how: Removal }
  | { say: 'offered'; to: string }
  | { say: 'tookOver'; session: Open }
  | { say: 'kicked'; who: string }
  | { say: 'encored'; songs: number }
  | { say: 'saved'; playlist: SavedPlaylist }
  | { say: 'privacy'; kept: Kept }
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
  | { say: 'ended'; music: Closed['music'] }
  | { say: 'linkOffered'; offer: LinkOffer; why: 'asked' | 'toHost' | 'toTakeOver' | 'toSave' | 'again' }
  | { say: 'linkStanding'; offer: LinkOffer; canHost: boolean }
  | { say: 'linked'; what: 'plain'; own: null }
  | { say: 'linkedInVain'; why: RefusalCode | 'failed' }
  | { say: 'linked'; what: 'opened'; own: OwnSongs | null }
  | { say: 'linked'; what: 'songsAreIn'; own: OwnSongs }
  | { say: 'renewed'; until: number }
  | { say: 'unlinkAsked' }
  | { say: 'unlinked'; linked: boolean; left: boolean }
  | { say: 'kept' }
  | { say: 'help' };
