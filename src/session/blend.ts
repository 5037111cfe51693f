import { createRandom, type Random, shuffle } from './random.ts';
import type { Pick, Settings } from './session.ts';
import { sameSong, type Track } from './track.ts';

/** What blending needs to know of a member. */
export type Brings = { id: string; tops: readonly Track[] | null };

/** A song with everybody who brought it; the first of them pays for it with a turn. */
type Song = { track: Track; bringers: readonly string[] };

/**
 * The setlist of a start: everybody's songs, each song once with all its bringers, in the order that the settings ask
 * for. The same members, settings and seed give the same setlist.
 */
export function layOut(members: readonly Brings[], settings: Settings, seed: string): Pick[] {
  const random = createRandom(seed);
  const songs = merge(members);
  const placed =
    settings.order === 'random'
      ? shuffle(songs, random).map((song) => ({ ...song, round: 0 }))
      : inRounds(songs, random);
  return placed.map((song, place) => ({ id: pickId(place), ...song, fate: { state: 'waiting' } }));
}

function pickId(place: number): string {
  return `p${place + 1}`;
}

/**
 * Each song once. A song of several people costs the turn of whoever has most songs, so that who shares much with the
 * others neither loses by it nor is heard more often for it.
 */
export function merge(members: readonly Brings[]): Song[] {
  const songs: { track: Track; bringers: string[] }[] = [];
  for (const { id, tops } of members) {
    for (const track of tops ?? []) {
      const known = songs.find((song) => sameSong(song.track, track));
      if (!known) songs.push({ track, bringers: [id] });
      else if (!known.bringers.includes(id)) known.bringers.push(id);
    }
  }
  const turns = new Map(members.map(({ id }) => [id, songs.filter((song) => song.bringers.includes(id)).length]));
  const turnsOf = (id: string) => turns.get(id) ?? 0;
  return songs.map(({ track, bringers }) => {
    const payer = bringers.reduce((most, id) => (turnsOf(id) > turnsOf(most) ? id : most));
    const others = bringers.filter((id) => id !== payer);
    for (const id of others) turns.set(id, turnsOf(id) - 1);
    return { track, bringers: [payer, ...others] };
  });
}

type Placed = Song & { round: number };

/** How often an order is drawn to keep artists apart; an evening of five by five rarely needs more than a few. */
const DRAWS = 50;

/** Of several orders in rounds the first in which no artist follows themselves, or the one where that is rarest. */
function inRounds(songs: readonly Song[], random: Random): Placed[] {
  let best = drawRounds(songs, random);
  for (let draw = 1; draw < DRAWS && clashes(best) > 0; draw++) {
    const other = drawRounds(songs, random);
    if (clashes(other) < clashes(best)) best = other;
  }
  return best;
}

/**
 * Rounds: in each, everybody with songs left is heard once, in an order drawn anew. Nobody is heard twice in a row
 * across the seam of two rounds while others have songs left.
 */
function drawRounds(songs: readonly Song[], random: Random): Placed[] {
  const left = new Map<string, Song[]>();
  for (const song of shuffle(songs, random)) left.set(payerOf(song), [...(left.get(payerOf(song)) ?? []), song]);

  const placed: Placed[] = [];
  for (let round = 1; left.size > 0; round++) {
    for (const id of roundOrder([...left.keys()], placed.at(-1), random)) {
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

function payerOf({ bringers }: { bringers: readonly string[] }): string {
  return bringers[0] ?? '';
}

function sameArtist(a: Track, b: Track): boolean {
  return a.artists.some((artist) => b.artists.includes(artist));
}

/**
 * Lets a late joiner's songs into a setlist whose order otherwise stays: they lead what is left of the current round
 * once and then take one turn in each round after it. A song that is there already gains a bringer; one that has
 * sounded does not come again. In random order every place among the waiting is equally likely.
 */
export function letIn(setlist: readonly Pick[], newcomer: Brings, settings: Settings, seed: string): Pick[] {
  const random = createRandom(seed, setlist.length);
  const known = (track: Track) => setlist.find((pick) => pick.fate.state !== 'dropped' && sameSong(pick.track, track));
  const credited = setlist.map((pick) =>
    newcomer.tops?.some((track) => known(track)?.id === pick.id) ? withBringer(pick, newcomer.id) : pick,
  );
  const fresh = shuffle(
    merge([newcomer]).filter((song) => !known(song.track)),
    random,
  );
  return fresh.reduce<Pick[]>((list, song, turn) => {
    const [place, round] = settings.order === 'random' ? anywhere(list, random) : turnPlace(list, newcomer.id, turn);
    const pick: Pick = { id: pickId(list.length), ...song, round, fate: { state: 'waiting' } };
    return list.toSpliced(place, 0, pick);
  }, credited);
}

function withBringer(pick: Pick, id: string): Pick {
  return pick.bringers.includes(id) ? pick : { ...pick, bringers: [...pick.bringers, id] };
}

function anywhere(list: readonly Pick[], random: Random): [place: number, round: number] {
  const places = list.flatMap((pick, place) => (pick.fate.state === 'waiting' ? [place] : []));
  const chosen = Math.floor(random() * (places.length + 1));
  return [places[chosen] ?? list.length, 0];
}

/** Leads the first waiting round; afterwards the end of the first later round in which this person has no turn yet. */
function turnPlace(list: readonly Pick[], id: string, turn: number): [place: number, round: number] {
  const first = list.findIndex((pick) => pick.fate.state === 'waiting');
  const current = list[first]?.round ?? (list.at(-1)?.round ?? 0) + 1;
  if (turn === 0) return [first === -1 ? list.length : first, current];
  const lastOwn = list.findLast((pick) => payerOf(pick) === id && pick.fate.state === 'waiting')?.round ?? current;
  const round = Math.max(lastOwn + 1, current);
  const after = list.findLastIndex((pick) => pick.fate.state !== 'waiting' || pick.round <= round);
  return [after + 1, round];
}
