import { bringsSongs, memberOf, type Open } from '../session/session.ts';
import type { Track } from '../session/track.ts';
import type { FetchedSongs } from './top-songs.ts';

/** The songs that a member brings so far, and what can still be changed about them. */
export type OwnSongs = {
  session: Open;
  songs: readonly Track[];
  canSwap: boolean;
  canBring: boolean;
  /** True if the period had too few, so that older favourites fill up. */
  toppedUp: boolean;
};

/** Returns a member's songs, and what can still be changed about them; `fetched`: the latest answer of Spotify. */
export function ownSongs(session: Open, userId: string, fetched?: FetchedSongs): OwnSongs {
  const member = memberOf(session, userId);
  const isLate = session.phase === 'live' && member !== undefined && !member.entered;
  return {
    session,
    songs: member?.tops ?? [],
    canSwap: (member?.alternatives.length ?? 0) > 0,
    canBring: isLate && bringsSongs(member),
    toppedUp: fetched?.is === 'songs' && fetched.toppedUp,
  };
}
