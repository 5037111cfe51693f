import { describe, expect, it } from 'vitest';
import { seedsFrom } from '../../test/seeds.ts';
import { IS_WHOLE } from '../../test/tables.ts';
import { track } from '../../test/track.ts';
import { layOut } from './blend.ts';
import { open } from './lobby.ts';
import { bring, bringThem, guest, join, leave } from './members.ts';
import { createRandom, type Random } from './random.ts';
import { type Live, memberOf, type SetlistPick } from './session.ts';
import { ahead, waiting } from './setlist.ts';
import { DEFAULT_SETTINGS, type Order } from './settings.ts';
import { add, encore, favouritesLeft, remove } from './songs.ts';
import { start } from './start.ts';
import { sameSong, type Track } from './track.ts';

const SEED = '5e5a5e5a00112233445566778899aabb';
const EVENINGS = IS_WHOLE ? 3_000 : 750;
const DEVICE = { id: 'phone', name: 'Phone' };
const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
/** How likely each thing is to happen after a song. */
type Likely = { late: number; adding: number; removing: number; leaving: number };
const COMING: Likely = { late: 0.15, adding: 0.15, removing: 0, leaving: 0 };
const COMING_AND_GOING: Likely = { ...COMING, removing: 0.05, leaving: 0.04 };
const SONG_MS = 200_000;

/** What somebody likes: mostly their own, some of what everybody likes. */
function taste(id: string, songs: number, random: Random): Track[] {
  const liked = Array.from({ length: songs }, (_, place) => {
    const isCommon = random() < 0.25;
    return track(isCommon ? `common${Math.floor(random() * 8)}` : `${id}${place}`);
  });
  return liked.filter((one, place) => liked.findIndex((other) => sameSong(one, other)) === place);
}

/** An evening of chance, and what could be noticed in it. */
type Told = { heard: string[]; live: Live; wished: Set<string>; gone: SetlistPick[]; behind: number[] };

/** Lives through one evening: people come late, add, take out, leave and skip while song after song sounds. */
function evening(seed: string, likely: Likely, order: Order = 'fair'): Told {
  const random = createRandom(seed, 1);
  const chance = (share: number) => random() < share;
  const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const settings = { ...DEFAULT_SETTINGS, songs: 1 + Math.floor(random() * 6), order };
  const place = { id: 'one', guildId: 'guild', channelId: 'channel', seed };
  const early = 1 + Math.floor(random() * 4);
  const brought = (id: string) => taste(id, settings.songs + 3, random);
  let lobby = open(place, 'a', settings, 0);
  for (const id of PEOPLE.slice(1, early)) lobby = join(lobby, { id, guest: false, tops: null }, 0);
  for (const id of PEOPLE.slice(0, early)) {
    const songs = brought(id);
    lobby = bring(lobby, id, songs.slice(0, settings.songs), songs.slice(settings.songs));
  }
  let live = start(lobby, DEVICE, 0);
  let now = 0;
  let encores = 0;
  const heard: string[] = [];
  const wished = new Set<string>();
  const behind: number[] = [];
  const payers = new Map<string, string>();
  /** How many turns each of those who ever had something waiting is behind each other one. */
  const ledger = new Map<string, Map<string, number>>();
  let waits = new Set<string>();
  const settled = new Set<string>();
  /** What was taken out before any device had it, and is in the setlist no more. */
  const gone: SetlistPick[] = [];

  function note(): void {
    for (const { track: song } of live.setlist) wished.add(song.id);
    for (const pick of live.setlist) if (!payers.has(pick.id)) payers.set(pick.id, pick.broughtBy[0] ?? '');
    const theirs = waiting(live).filter(({ id, broughtBy }) => broughtBy.includes(payers.get(id) ?? ''));
    waits = new Set(theirs.map(({ id }) => payers.get(id) ?? ''));
    for (const id of waits) if (!ledger.has(id)) enter(id);
  }

  function enter(id: string): void {
    for (const account of ledger.values()) account.delete(id);
    ledger.set(id, new Map());
  }

  /** A turn of somebody's puts everybody who waits one more turn behind them, and them one less behind everybody. */
  function count(by: string): void {
    const own = ledger.get(by);
    for (const [id, account] of ledger) {
      if (id === by) continue;
      own?.set(id, Math.max(-1, (own.get(id) ?? 0) - 1));
      if (!waits.has(id) || !own) continue;
      const turnsBehind = (account.get(by) ?? 0) + 1;
      account.set(by, turnsBehind);
      behind.push(turnsBehind);
    }
  }

  function isReplaced(id: string, round: number): boolean {
    const same = live.setlist.filter((pick) => pick.round === round && pick.status.state !== 'dropped');
    return same.some((pick) => payers.get(pick.id) === payers.get(id));
  }

  /** Who leaves gives up what they were owed; the turns they had count when they come back. */
  function forgive(id: string): void {
    const own = ledger.get(id);
    for (const [other, turnsBehind] of own ?? []) own?.set(other, Math.min(0, turnsBehind));
  }

  function turn(id: string): void {
    const payer = payers.get(id) ?? '';
    const isTheirs = [...live.setlist, ...gone].some((pick) => pick.id === id && pick.broughtBy.includes(payer));
    const by = isTheirs ? payer : ''; // who left pays for nothing any more
    count(by);
  }

  /** Who takes a song out gives its turn away when it would have come. */
  function passTurns(): void {
    const [next] = waiting(live);
    const until = next ? live.setlist.indexOf(next) : live.setlist.length;
    for (const { id, status, round } of live.setlist.slice(0, until)) {
      if (status.state !== 'dropped' || settled.has(id) || (next && round > next.round)) continue;
      settled.add(id);
      if (!isReplaced(id, round)) turn(id);
    }
    for (const { id, round } of gone) {
      if (settled.has(id) || (next && round >= next.round)) continue;
      settled.add(id);
      if (!isReplaced(id, round)) turn(id);
    }
  }

  /** What the act leaves out of the setlist is remembered here. */
  function noteGone(before: Live): void {
    gone.push(...before.setlist.filter(({ id }) => !live.setlist.some((pick) => pick.id === id)));
  }

  function sound(pick: SetlistPick): void {
    now += SONG_MS;
    const status = chance(0.1)
      ? ({ state: 'skipped', at: now, by: 'a' } as const)
      : ({ state: 'played', at: now } as const);
    live = { ...live, setlist: live.setlist.map((one) => (one.id === pick.id ? { ...one, status } : one)) };
    turn(pick.id);
    heard.push(pick.track.id);
    note();
    passTurns();
  }

  function attempt(act: () => Live): void {
    try {
      live = act();
    } catch {
      // refusals are part of the evening
    }
  }

  function happen(): void {
    const outside = PEOPLE.filter((id) => !memberOf(live, id));
    const newcomer = any(outside);
    const member = any(live.members)?.id ?? 'a';
    const taken = any(waiting(live))?.id ?? '';
    if (newcomer !== undefined && chance(likely.late)) {
      const songs = brought(newcomer);
      const joined = join(live, guest(newcomer), now);
      live = bringThem(bring(joined, newcomer, songs.slice(0, settings.songs), songs.slice(settings.songs)), newcomer);
    }
    if (chance(likely.adding)) attempt(() => add(live, member, track(`${member}x${heard.length}`)).session);
    const whole = live;
    if (chance(likely.removing)) attempt(() => remove(live, taken, chance(0.5) ? 'a' : member, now));
    noteGone(whole);
    const before = live;
    if (chance(likely.leaving)) attempt(() => leave(live, member, now));
    noteGone(before);
    if (!memberOf(live, member)) forgive(member);
    for (const { id, status: was } of before.setlist) {
      const status = live.setlist.find((pick) => pick.id === id)?.status.state ?? 'dropped';
      if (status === 'dropped' && was.state !== 'dropped') settled.add(id);
    }
    note();
    passTurns();
  }

  note();
  for (let songs = 0; songs < 120; songs++) {
    const [next] = ahead(live);
    if (next) sound(next);
    else if (encores++ === 0) {
      live = { ...live, playback: { is: 'over', since: now } };
      passTurns();
      attempt(() =>
        encore(
          live,
          live.members.map((one) => ({ id: one.id, tops: favouritesLeft(live, one).slice(0, settings.songs) })),
        ),
      );
      live = { ...live, playback: { is: 'starting' } };
      note();
    } else break;
    happen();
  }
  return { heard, live, wished, gone, behind };
}

describe('in many evenings of chance', () => {
  const all = seedsFrom(SEED, EVENINGS);

  it('with late joiners, additions, skips and an encore nobody with songs waiting is more than one turn behind', () => {
    for (const seed of all.slice(0, EVENINGS / 3))
      expect(Math.max(0, ...evening(seed, COMING).behind), seed).toBeLessThan(2);
  });

  it('with people who leave, come back and take songs out as well, nobody is more than two turns behind', () => {
    const most = all.slice(0, EVENINGS / 5).map((seed) => Math.max(0, ...evening(seed, COMING_AND_GOING).behind));
    expect(Math.max(...most)).toBeLessThan(3);
    expect(most.filter((turns) => turns > 1).length / most.length).toBeLessThan(0.05);
  });

  it.each(['fair', 'random'] as const)('in %s order nothing sounds twice, and nothing is lost', (order) => {
    for (const seed of all.slice(0, EVENINGS / 10)) {
      const { heard, wished, live, gone: removed } = evening(seed, COMING_AND_GOING, order);
      expect(new Set(heard).size, seed).toBe(heard.length);
      const dropped = live.setlist.filter(({ status }) => status.state === 'dropped');
      const gone = [...dropped, ...removed].map(({ track: song }) => song.id);
      const ahead = waiting(live).map(({ track: song }) => song.id);
      for (const song of wished) expect([...heard, ...gone, ...ahead], seed).toContain(song);
    }
  });

  it('the same seed tells the same evening', () => {
    for (const seed of all.slice(0, EVENINGS / 30))
      expect(evening(seed, COMING_AND_GOING)).toEqual(evening(seed, COMING_AND_GOING));
  });
});

describe('five people with five songs each', () => {
  const five = PEOPLE.slice(0, 5).map((id) => ({
    id,
    tops: Array.from({ length: 5 }, (_, place) => track(`${id}${place}`)),
  }));
  const orders = (order: Order) =>
    seedsFrom(SEED, EVENINGS).map((seed) =>
      layOut(five, { ...DEFAULT_SETTINGS, songs: 5, order }, seed)
        .map(({ broughtBy }) => broughtBy[0])
        .join(''),
    );
  const hasRun = (order: string) => /(.)\1\1/.test(order);
  const leavesOut = (order: string) => new Set(order.slice(0, 10)).size < 5;
  const share = (list: readonly string[], is: (one: string) => boolean) => list.filter(is).length / list.length;

  it('in fair order there is no run of anybody, and everybody is heard in the first ten songs', () => {
    const fair = orders('fair');
    expect([share(fair, (order) => /(.)\1/.test(order)), share(fair, leavesOut)]).toEqual([0, 0]);
  });

  it('in random order there are as many runs of three, and people left out, as chance has it', () => {
    const random = orders('random');
    expect(share(random, hasRun)).toBeCloseTo(0.37, 1);
    expect(share(random, leavesOut)).toBeCloseTo(0.27, 1);
  });

  it('each round is drawn anew: who leads one says next to nothing of who leads the one after the next', () => {
    const pairs = new Map<string, number>();
    for (const order of orders('fair')) {
      const pair = `${order[0]}${order[10]}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    const expected = EVENINGS / 25;
    const chiSquare = [...pairs.values()].reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    expect(pairs.size).toBe(25);
    expect(chiSquare).toBeLessThan(51.2); // 24 degrees of freedom, p = 0.001
  });
});
