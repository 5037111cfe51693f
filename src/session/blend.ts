import { type Known, namesOf } from './pseudonym.ts';
import { createRandom, type Random, shuffle } from './random.ts';
import type { SetlistPick } from './session.ts';
import type { Settings } from './settings.ts';
import { sameSong, type Track } from './track.ts';

/** A member as blending sees them: their top songs, and the songs they picked by hand. */
export type Brings = Known & { tops: readonly Track[] | null; added?: readonly Track[] };

/** A song with everybody who brought it; the first of them pays for it with a turn. */
type Song = { track: Track; broughtBy: readonly string[]; addedBy: string | null };

/**
 * The setlist of a start: everybody's songs, each song once with all its broughtBy, in the order that the settings ask
 * for. The same members, settings and seed give the same setlist.
 */
export function layOut(members: readonly Brings[], settings: Settings, seed: string): SetlistPick[] {
  return append([], members, settings, seed);
}

/**
 * Each song once. A song of several people costs the turn of whoever has most songs, so that who shares much with the
 * others neither loses by it nor is heard more often for it.
 */
export function merge(members: readonly Brings[]): Song[] {
  const songs: { track: Track; broughtBy: string[]; addedBy: string | null }[] = [];
  for (const { id, track, byHand } of members.flatMap(songsOf)) {
    const known = songs.find((song) => sameSong(song.track, track));
    if (!known) songs.push({ track, broughtBy: [id], addedBy: byHand ? id : null });
    else if (!known.broughtBy.includes(id)) known.broughtBy.push(id);
  }
  const turns = new Map(members.map(({ id }) => [id, songs.filter((song) => song.broughtBy.includes(id)).length]));
  const turnsOf = (id: string) => turns.get(id) ?? 0;
  return songs.map(({ track, broughtBy, addedBy }) => {
    const payer = broughtBy.reduce((most, id) => (turnsOf(id) > turnsOf(most) ? id : most));
    const others = broughtBy.filter((id) => id !== payer);
    for (const id of others) turns.set(id, turnsOf(id) - 1);
    return { track, broughtBy: [payer, ...others], addedBy };
  });
}

function songsOf({ id, tops, added = [] }: Brings): { id: string; track: Track; byHand: boolean }[] {
  const brought = (tracks: readonly Track[], byHand: boolean) => tracks.map((track) => ({ id, track, byHand }));
  return [...brought(tops ?? [], false), ...brought(added, true)];
}

type Placed = Song & { round: number };

/** The most orders drawn to keep artists apart; an evening of five by five rarely needs more than a few. */
const DRAWS = 50;

/** Of several orders in rounds the first in which no artist follows themselves, or the one where that is rarest. */
function inRounds(songs: readonly Song[], random: Random, before?: Song): Placed[] {
  let best = drawRounds(songs, random, before);
  for (let draw = 1; draw < DRAWS && clashes(best) > 0; draw++) {
    const other = drawRounds(songs, random, before);
    if (clashes(other) < clashes(best)) best = other;
  }
  return best;
}

/**
 * Rounds: in each, everybody with songs left is heard once, in an order drawn anew. Nobody is heard twice in a row
 * across the seam of two rounds while others have songs left.
 */
function drawRounds(songs: readonly Song[], random: Random, before?: Song): Placed[] {
  const left = new Map<string, Song[]>();
  for (const song of shuffle(songs, random)) left.set(payerOf(song), [...(left.get(payerOf(song)) ?? []), song]);

  const placed: Placed[] = [];
  for (let round = 1; left.size > 0; round++) {
    for (const id of roundOrder([...left.keys()], placed.at(-1) ?? before, random)) {
      const [song, ...rest] = left.get(id) ?? [];
      if (song) placed.push({ ...song, round });
      if (rest.length > 0) left.set(id, rest);
      else left.delete(id);
    }
  }
  return placed;
}

function roundOrder(ids: readonly string[], previous: Song | undefined, random: Random): string[] {
  const order = shuffle(ids, random);
  const [first = '', ...others] = order;
  if (!previous || first !== payerOf(previous) || others.length === 0) return order;
  const place = 1 + Math.floor(random() * others.length);
  return others.toSpliced(place, 0, first);
}

function clashes(placed: readonly Song[]): number {
  return placed.filter(({ track }, place) => {
    const before = placed[place - 1]?.track;
    return before !== undefined && sameArtist(track, before);
  }).length;
}

function payerOf({ broughtBy }: { broughtBy: readonly string[] }): string {
  return broughtBy[0] ?? '';
}

function sameArtist(a: Track, b: Track): boolean {
  return a.artists.some((artist) => b.artists.includes(artist));
}

/**
 * Lets a late joiner's songs into a setlist whose order otherwise stays: they lead what is left of the current round
 * once and then take one turn in each round after it. A song that is there already gains a bringer; one that has
 * sounded does not come again. In random order every place among the waiting is equally likely.
 */
export function letIn(
  setlist: readonly SetlistPick[],
  newcomer: Brings,
  settings: Settings,
  seed: string,
): SetlistPick[] {
  const random = createRandom(seed, highestNumber(setlist));
  const brought = merge([newcomer]);
  const credited = setlist.map((pick) =>
    brought.some(({ track }) => known(setlist, track)?.id === pick.id) ? withBringer(pick, newcomer.id) : pick,
  );
  const fresh = shuffle(
    brought.filter(({ track }) => !known(setlist, track)),
    random,
  );
  return fresh.reduce<SetlistPick[]>((list, song) => insert(list, song, newcomer, settings, random), credited);
}

/** One more song, picked by hand: in the first round, from the current one on, in which this person has no turn yet. */
export function insertAdded(
  setlist: readonly SetlistPick[],
  { track, ...who }: Known & { track: Track },
  settings: Settings,
  seed: string,
): SetlistPick[] {
  const song = { track, broughtBy: [who.id], addedBy: who.id };
  return insert(setlist, song, who, settings, createRandom(seed, highestNumber(setlist)));
}

/** Another round of everybody's songs behind a setlist, without what is in it already. */
export function append(
  setlist: readonly SetlistPick[],
  members: readonly Brings[],
  settings: Settings,
  seed: string,
): SetlistPick[] {
  const random = createRandom(seed, highestNumber(setlist));
  const fresh = merge(members).filter(({ track }) => !known(setlist, track));
  const rounds = Math.max(0, ...setlist.map(({ round }) => round));
  const placed =
    settings.order === 'random'
      ? shuffle(fresh, random).map((song) => ({ ...song, round: 0 }))
      : inRounds(fresh, random, setlist.at(-1)).map((song) => ({ ...song, round: rounds + song.round }));
  const picks = placed.map((song, place) => waitingPick(song, highestNumber(setlist) + 1 + place));
  return [...setlist, ...picks];
}

/** The pick of a setlist that is this song, unless it was taken out. */
export function known(setlist: readonly SetlistPick[], track: Track): SetlistPick | undefined {
  return setlist.find((pick) => pick.status.state !== 'dropped' && sameSong(pick.track, track));
}

export function withBringer(pick: SetlistPick, id: string): SetlistPick {
  return pick.broughtBy.includes(id) ? pick : { ...pick, broughtBy: [...pick.broughtBy, id] };
}

function insert(
  list: readonly SetlistPick[],
  song: Song,
  who: Known,
  { order }: Settings,
  random: Random,
): SetlistPick[] {
  const [place, round] = order === 'random' ? anywhere(list, random) : turnPlace(list, namesOf(who));
  return list.toSpliced(place, 0, waitingPick({ ...song, round }, highestNumber(list) + 1));
}

function waitingPick(song: Placed, number: number): SetlistPick {
  return { id: pickId(number), ...song, status: { state: 'waiting' } };
}

export function pickId(number: number): string {
  return `p${number}`;
}

/** Returns the highest number that a pick of this setlist has; one that was taken out may have left a gap below it. */
export function highestNumber(setlist: readonly SetlistPick[]): number {
  return setlist.reduce((highest, { id }) => Math.max(highest, Number.parseInt(id.slice(1), 10) || 0), setlist.length);
}

function anywhere(list: readonly SetlistPick[], random: Random): [place: number, round: number] {
  const places = list.flatMap((pick, place) => (pick.status.state === 'waiting' ? [place] : []));
  const chosen = Math.floor(random() * (places.length + 1));
  return [places[chosen] ?? list.length, 0];
}

/**
 * Returns the index in the list, and the round, for one more song of a person. Somebody without a turn so far leads the
 * first waiting round. Everybody else comes last in the first round, from there on, in which they have no turn, but
 * before those whose first turn was later: these are one turn ahead of everybody who was heard in the round that they
 * led. A skipped turn counts.
 */
function turnPlace(list: readonly SetlistPick[], names: readonly string[]): [place: number, round: number] {
  const first = list.findIndex(isWaiting);
  const current = list[first]?.round ?? Math.max(0, ...list.map(({ round }) => round)) + 1;
  const had = list.filter((pick) => names.includes(payerOf(pick)) && pick.status.state !== 'dropped');
  if (had.length === 0) return [first === -1 ? list.length : first, current];
  const turns = new Set(had.map(({ round }) => round));
  let round = current;
  while (turns.has(round)) round++;
  return [placeIn(list, round, names), round];
}

function placeIn(list: readonly SetlistPick[], round: number, names: readonly string[]): number {
  const beyond = list.findIndex((pick) => isWaiting(pick) && pick.round > round);
  let place = beyond === -1 ? list.length : beyond;
  const first = firstTurn(list, names);
  for (let before = list[place - 1]; before && place > 0; before = list[place - 1]) {
    const isPassable = before.status.state === 'dropped' || (isWaiting(before) && before.round === round);
    if (!isPassable || firstTurn(list, [payerOf(before)]) <= first) break;
    place--;
  }
  return place;
}

function firstTurn(list: readonly SetlistPick[], names: readonly string[]): number {
  return list.findIndex((pick) => names.includes(payerOf(pick)));
}

function isWaiting({ status }: SetlistPick): boolean {
  return status.state === 'waiting';
}
