import type { Clock } from '../ports/clock.ts';
import type { Stage } from '../ports/stage.ts';
import type { Brings } from '../session/blend.ts';
import { bringThem, hide, swap } from '../session/members.ts';
import { Refusal } from '../session/refusal.ts';
import { requireHost, requireLive, requireMember } from '../session/requirements.ts';
import type { Live, Member, Open } from '../session/session.ts';
import type { Period } from '../session/settings.ts';
import {
  type Added,
  add,
  encore,
  favouritesLeft,
  meantBy,
  type Removable,
  type Removal,
  removable,
  removalOf,
  remove,
  requireOver,
  requireRoomToAdd,
  songHere,
} from '../session/songs.ts';
import type { Track } from '../session/track.ts';
import type { Access, Caller, Which } from './access.ts';
import type { Conductor } from './conductor.ts';
import type { Favourites } from './favourites.ts';
import { type Asker, type KnownSongs, SHORTEST_WORDS } from './known-songs.ts';
import { type OwnSongs, ownSongs } from './own-songs.ts';
import type { Turn } from './sessions.ts';
import type { Shares } from './shares.ts';
import type { FetchedSongs, TopSongs } from './top-songs.ts';
import { readTrackRef } from './track-ref.ts';
import { createTyping, type Typed } from './typing.ts';

/** The result of asking for a song: it is in, it gained a name, or the person is asked which of several it is. */
export type Wished = { is: Added; track: Track } | { is: 'choice'; sessionId: string; tracks: readonly Track[] };

/** What became of the song, or the question which of several is meant. */
export type Removed = { is: Removal; track: Track } | { is: 'choice'; sessionId: string; songs: readonly Removable[] };

export type SongService = ReturnType<typeof createSongs>;

/** Creates the service for songs: pick one more, take one out, choose among one's own, play another round. */
export function createSongs(world: {
  access: Access;
  favourites: Favourites;
  known: KnownSongs;
  shares: Shares;
  topSongs: TopSongs;
  conductor: Conductor;
  stage: Stage;
  clock: Clock;
}) {
  const { access, known, conductor, stage, clock } = world;
  const typing = createTyping<Track>({ clock });

  /** Spotify is asked as the host, on whose device the song is to play: guests have no account of their own. */
  function askerIn(session: Open, userId: string): Asker {
    return { userId, sessionId: session.id, accountId: session.hostId };
  }

  /**
   * Returns a song by its id. One that is here needs no call, and may gain the name of somebody who may add no more.
   * @throws Refusal, Unavailable
   */
  async function trackFor(session: Open, userId: string, id: string): Promise<Track> {
    const here = songHere(session, userId, id);
    if (here) return here;
    requireRoomToAdd(session, userId);
    const track = await known.track(askerIn(session, userId), id);
    if (!track) throw new Refusal('notPlayable');
    return track;
  }

  async function change(turn: Turn, session: Open): Promise<void> {
    await turn.save({ ...session, touchedAt: clock.now() });
    stage.refresh(session.id);
  }

  /** Songs that came after the last one are played at once if nothing sounds: only a look can tell. */
  function takeUp(session: Open): void {
    const isOver = session.phase === 'live' && session.playback.is === 'over';
    if (isOver) conductor.lookAgain(session.id);
    else conductor.takeUp(session.id);
  }

  /** Brings the song that `wish` names: a link, a URI, or words, which lead to a choice unless nothing is found. */
  async function addSong(caller: Caller, which: Which, wish: string): Promise<Wished> {
    const session = access.find(caller, which);
    requireMember(session, caller.userId);
    const { id } = session;
    const ref = readTrackRef(wish);
    if (ref.is === 'shortLink') throw new Refusal('shortLink');
    if (ref.is === 'otherLink') throw new Refusal('notOneSong');
    if (ref.is === 'words')
      return { is: 'choice', sessionId: id, tracks: await found(session, caller.userId, ref.words) };
    const track = await trackFor(session, caller.userId, ref.id);
    return access.take(caller, { sessionId: id }, async (session, turn) => {
      const added = add<Open>(session, caller.userId, track);
      await change(turn, added.session);
      takeUp(added.session);
      return { is: added.is, track };
    });
  }

  async function found(session: Open, userId: string, words: string): Promise<readonly Track[]> {
    requireRoomToAdd(session, userId);
    const tracks = words === '' ? [] : await known.search(askerIn(session, userId), words);
    if (tracks.length === 0) throw new Refusal('notASong');
    return tracks;
  }

  /** Returns the suggestions while a song is typed. */
  async function suggest(caller: Caller, typed: string): Promise<readonly Track[]> {
    const session = access.find(caller, 'here');
    requireMember(session, caller.userId);
    const ref = readTrackRef(typed);
    if (ref.is === 'track') return typing.suggest(caller.userId, linkTyped(session, caller.userId, ref.id));
    if (ref.is !== 'words' || ref.words.trim().length < SHORTEST_WORDS) return [];
    return typing.suggest(caller.userId, wordsTyped(session, caller.userId, ref.words));
  }

  function linkTyped(session: Open, userId: string, id: string): Typed<Track> {
    return {
      known() {
        const track = songHere(session, userId, id) ?? known.trackFound(id);
        if (track === undefined) return undefined;
        return track ? [track] : [];
      },
      ask: async () => [await trackFor(session, userId, id)],
      instead: () => [],
    };
  }

  /** Somebody whose share is used up still gets what others have found. */
  function wordsTyped(session: Open, userId: string, words: string): Typed<Track> {
    const instead = () => known.nearest(words);
    return {
      known: () => known.found(words),
      async ask() {
        try {
          return await found(session, userId, words);
        } catch (error) {
          if (error instanceof Refusal) return instead();
          throw error;
        }
      },
      instead,
    };
  }

  /** Returns the songs that this person may take out. */
  function removableFor(caller: Caller): Removable[] {
    return removable(access.find(caller, 'here'), caller.userId);
  }

  /** Takes out the waiting song that `wish` names: its id, or its title. */
  async function removeSong(caller: Caller, which: Which, wish: string): Promise<Removed> {
    return access.take(caller, which, async (session, turn) => {
      requireMember(session, caller.userId);
      const [song, ...others] = meantBy(session, wish, caller.userId);
      if (!song) throw new Refusal('songGone');
      if (others.length > 0) return { is: 'choice', sessionId: session.id, songs: [song, ...others] };
      const without = remove<Open>(session, song.id, caller.userId, clock.now());
      await change(turn, without);
      conductor.takeUp(session.id);
      return { is: removalOf(without, song.id), track: song.track };
    });
  }

  async function changeOwn(caller: Caller, which: Which, act: (session: Open) => Open): Promise<OwnSongs> {
    return access.take(caller, which, async (session, turn) => {
      const changed = act(session);
      await change(turn, changed);
      conductor.takeUp(session.id);
      return ownSongs(changed, caller.userId);
    });
  }

  const hideSong = (caller: Caller, which: Which, trackId: string) =>
    changeOwn(caller, which, (session) => hide(session, caller.userId, trackId));

  const swapSong = (caller: Caller, which: Which, trackId: string) =>
    changeOwn(caller, which, (session) => swap(session, caller.userId, trackId));

  /** Begins anew with a member's favourites of another period. */
  async function choosePeriod(caller: Caller, which: Which, period: Period): Promise<OwnSongs> {
    const { id } = await access.take(caller, which, async (session) => {
      if (requireMember(session, caller.userId).entered) throw new Refusal('songsAreIn');
      return session;
    });
    const fetched = await world.favourites.fetch(id, caller.userId, period);
    if (fetched.is === 'unknown') throw new Refusal('favouritesUnknown');
    return ownSongs(access.find(caller, { sessionId: id }), caller.userId, fetched);
  }

  /** A late joiner's songs enter at once. */
  async function bringNow(caller: Caller, which: Which): Promise<void> {
    await access.take(caller, which, async (session, turn) => {
      const brought = bringThem(requireLive(session), caller.userId);
      await change(turn, brought);
      takeUp(brought);
    });
  }

  /** Another round of everybody's next favourites, once the setlist is over. Returns how many songs it has. */
  async function playEncore(caller: Caller, which: Which): Promise<number> {
    const over = readyForMore(access.find(caller, which), caller);
    world.shares.charge('press', caller.userId, over.id);
    const next = await nextFavourites(over);
    return access.take(caller, which, async (session, turn) => {
      const live = readyForMore(session, caller);
      const longer = encore(live, next);
      await change(turn, longer);
      takeUp(longer);
      return longer.setlist.length - live.setlist.length;
    });
  }

  function readyForMore(session: Open, { userId }: Caller): Live {
    const live = requireLive(session);
    requireHost(live, userId);
    requireOver(live);
    return live;
  }

  async function nextFavourites(live: Live): Promise<Brings[]> {
    const next = await Promise.all(live.members.map((member) => nextOf(live, member)));
    const isNobodys = next.every(({ tops }) => tops.length === 0);
    if (isNobodys && next.some(({ isUnknown }) => isUnknown)) throw new Refusal('favouritesUnknown');
    return next;
  }

  /** Returns a member's next favourites: those known, and only if they are too few, what Spotify knows besides. */
  async function nextOf(live: Live, member: Member): Promise<Next> {
    const { id, hidden } = member;
    const { songs } = live.settings;
    const known = favouritesLeft(live, member);
    if (known.length >= songs) return { id, tops: known.slice(0, songs), isUnknown: false };
    const past = [...live.setlist.map(({ track }) => track), ...hidden, ...known];
    const more = await world.topSongs.fetch(id, live.settings, past);
    return { id, tops: [...known, ...songsIn(more)].slice(0, songs), isUnknown: more.is === 'unknown' };
  }

  return {
    addSong,
    suggest,
    removableFor,
    removeSong,
    hideSong,
    swapSong,
    choosePeriod,
    bringNow,
    playEncore,
    /** Drops what this person is typing. */
    forget: typing.forget,
  };
}

type Next = { id: string; tops: readonly Track[]; isUnknown: boolean };

function songsIn(fetched: FetchedSongs): readonly Track[] {
  return fetched.is === 'songs' ? fetched.songs : [];
}
