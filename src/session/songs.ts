import { append, type Brings, insertAdded, known, withBringer } from './blend.ts';
import { withoutBringer } from './members.ts';
import { type Called, meant } from './names.ts';
import { withoutDropped, withStatus } from './player/programme.ts';
import { knownAs, namesOf } from './pseudonym.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import { requireMember } from './requirements.ts';
import {
  type Live,
  type Lobby,
  type Member,
  memberOf,
  type Open,
  type PickStatus,
  type SetlistPick,
} from './session.ts';
import { pickById, waiting } from './setlist.ts';
import { partsOf, sameSong, type Track } from './track.ts';

/** The outcome for a song picked by hand: a pick of its own, or one more name beside a pick that was there. */
export type Added = 'added' | 'early' | 'credited';

/** A member picks one more song by hand: up to as many as everybody brings tops. Refuses what has had its turn. */
export function add<S extends Open>(session: S, id: string, track: Track): { session: S; is: Added } {
  const member = requireMember(session, id);
  return session.phase === 'live'
    ? (addLive(session, member, track) as { session: S; is: Added }) // the phase stays what it is
    : (addToLobby(session, member, track) as { session: S; is: Added });
}

/**
 * Refuses a member who has added as many songs as everybody may: to know that, nobody has to know the song.
 * A song that is here already may still gain their name.
 */
export function requireRoomToAdd(session: Open, id: string): void {
  const member = requireMember(session, id);
  const added = session.phase === 'live' ? addedBy(session, member) : member.added.length;
  if (added >= session.settings.songs) throw new Refusal('addedEnough');
}

/** Returns a song that is in the setlist, or among a member's own, by its id. */
export function songHere(session: Open, memberId: string, trackId: string): Track | undefined {
  const member = memberOf(session, memberId);
  const picked = session.phase === 'live' ? session.setlist.map(({ track }) => track) : [];
  return [...picked, ...(member ? songsBroughtBy(member) : [])].find(({ id }) => id === trackId);
}

function addLive(live: Live, member: Member, track: Track): { session: Live; is: Added } {
  const pick = known(live.setlist, track);
  if (pick) return { session: credit(live, pick, member), is: 'credited' };
  if (addedBy(live, member) >= live.settings.songs) throw new Refusal('addedEnough');
  const setlist = insertAdded(live.setlist, { ...knownAs(member), track }, live.settings, live.seed);
  return { session: { ...live, setlist }, is: 'added' };
}

/** Counts the songs that somebody picked by hand since the start, and those that were taken out again: each was an addition. */
function addedBy(live: Live, member: Member): number {
  const names = namesOf(member);
  return live.setlist.filter((pick) => pick.addedBy !== null && names.includes(pick.addedBy)).length;
}

function credit(live: Live, pick: SetlistPick, member: Member): Live {
  if (pick.status.state === 'sounding') throw new Refusal('soundsNow');
  if (pick.status.state === 'played' || pick.status.state === 'skipped') throw new Refusal('alreadyHeard');
  if (namesOf(member).some((name) => pick.broughtBy.includes(name))) throw new Refusal('alreadyYours');
  return { ...live, setlist: live.setlist.map((one) => (one.id === pick.id ? withBringer(one, member.id) : one)) };
}

function addToLobby(lobby: Lobby, member: Member, track: Track): { session: Lobby; is: Added } {
  const { id, added } = member;
  if (songsBroughtBy(member).some((song) => sameSong(song, track))) throw new Refusal('alreadyYours');
  if (added.length >= lobby.settings.songs) throw new Refusal('addedEnough');
  const members = lobby.members.map((one) => (one.id === id ? { ...one, added: [...added, track] } : one));
  return { session: { ...lobby, members }, is: 'early' };
}

function songsBroughtBy({ tops, added }: Member): Track[] {
  return [...(tops ?? []), ...added];
}

/** A song that can be taken out, by the id under which that is asked for. */
export type Removable = { id: string; track: Track };

/** Returns the songs that somebody may take out: their own waiting picks, the host all; in the lobby their own. */
export function removable(session: Open, id: string): Removable[] {
  if (session.phase === 'lobby') return ownIn(session, id);
  const theirs = session.setlist.filter(({ broughtBy }) => id === session.hostId || broughtBy.includes(id));
  return theirs.filter(({ status }) => status.state === 'waiting');
}

function ownIn(lobby: Lobby, id: string): Removable[] {
  const member = memberOf(lobby, id);
  return (member ? songsBroughtBy(member) : []).map((track) => ({ id: track.id, track }));
}

/**
 * Returns the songs that a wish for a removal may mean: an id, a title, the visible text of a choice, or a part of one.
 * What can be taken out goes first; of a song that cannot, `remove` says why.
 */
export function meantBy(session: Open, wish: string, by: string): Removable[] {
  const own = removable(session, by);
  const others = session.phase === 'live' ? session.setlist.filter(({ status }) => status.state !== 'dropped') : [];
  const mine = meant(own, wish, called);
  const found = mine.length > 0 ? mine : meant(others, wish, called);
  return found.map(({ id, track }) => ({ id, track }));
}

function called({ id, track }: Removable): Called {
  return { id, parts: partsOf(track) };
}

/** Takes a waiting song out: whoever brought it takes back their own, the host the whole pick. */
export function remove<S extends Open>(session: S, songId: string, by: string, now: number): S {
  if (session.phase === 'live') return removeLive(session, songId, by, now) as S & Live; // the phase stays what it is
  if (!removable(session, by).some((song) => song.id === songId)) throw new Refusal('songGone');
  const without = (tracks: readonly Track[]) => tracks.filter((track) => track.id !== songId);
  const members = session.members.map((one) =>
    one.id === by ? { ...one, tops: one.tops && without(one.tops), added: without(one.added) } : one,
  );
  return { ...session, members };
}

/** What became of a song that somebody took out: it is gone, or stays for others who brought it too. */
export type Removal = 'out' | 'stays';

/** Returns what became of a song that somebody has just taken out. In a lobby nobody learns who else brings it. */
export function removalOf(session: Open, songId: string): Removal {
  return session.phase === 'live' && pickById(session, songId)?.status.state === 'waiting' ? 'stays' : 'out';
}

/** Why a pick cannot be taken out that does not wait any more. */
const WHY_IT_STAYS: Record<Exclude<PickStatus['state'], 'waiting'>, RefusalCode> = {
  queued: 'alreadyNext',
  sounding: 'soundsNow',
  played: 'alreadyHeard',
  skipped: 'alreadyHeard',
  dropped: 'songGone',
};

function removeLive(live: Live, pickId: string, by: string, now: number): Live {
  const pick = pickById(live, pickId);
  if (!pick) throw new Refusal('songGone');
  if (pick.status.state !== 'waiting') throw new Refusal(WHY_IT_STAYS[pick.status.state]);
  if (by !== live.hostId && !pick.broughtBy.includes(by)) throw new Refusal('notYourSong');
  const without = by === live.hostId ? withStatus(pick, { state: 'dropped', at: now }) : withoutBringer(pick, by, now);
  const setlist = live.setlist.map((one) => (one.id === pickId ? without : one));
  return { ...live, setlist: withoutDropped(setlist, live.programme) };
}

/** Returns those of a member's next favourites that they have not brought yet, best first. */
export function favouritesLeft({ setlist }: Live, { alternatives, hidden }: Member): Track[] {
  const past = [...setlist.map(({ track }) => track), ...hidden];
  return alternatives.filter((track) => !past.some((other) => sameSong(other, track)));
}

/** Refuses an encore while the setlist goes on, or while the favourites of another one wait to be played. */
export function requireOver(live: Live): void {
  const hasFavourites = waiting(live).some(({ addedBy }) => addedBy === null);
  if (live.playback.is !== 'over' || hasFavourites) throw new Refusal('notOverYet');
}

/** Another round of songs, once the setlist is over: those of everybody who is still there. */
export function encore(live: Live, songs: readonly Brings[]): Live {
  requireOver(live);
  const theirs = songs.filter(({ id }) => memberOf(live, id));
  const setlist = append(live.setlist, theirs, live.settings, live.seed);
  if (setlist.length === live.setlist.length) throw new Refusal('nothingMore');
  return { ...live, setlist };
}
