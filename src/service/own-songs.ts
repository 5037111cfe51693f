import { bringsSongs, memberOf, type Open } from '../session/session.ts';
import type { Track } from '../session/track.ts';
import type { Gathered } from './gathering.ts';

/** What a member brings so far, and what of it can still be changed. */
export type OwnSongs = {
  session: Open;
  songs: readonly Track[];
  canSwap: boolean;
  canBring: boolean;
  /** Whether the period had too little, so that older favourites fill up. */
  toppedUp: boolean;
};

/** What a member brings so far, and what of it they can still change; `gathered`: what Spotify has just said. */
export function ownSongs(session: Open, userId: string, gathered?: Gathered): OwnSongs {
  const member = memberOf(session, userId);
  const isLate = session.phase === 'live' && member !== undefined && !member.entered;
  return {
    session,
    songs: member?.tops ?? [],
    canSwap: (member?.spare.length ?? 0) > 0,
    canBring: isLate && bringsSongs(member),
    toppedUp: gathered?.is === 'songs' && gathered.toppedUp,
  };
}
