import { describe, expect, it } from 'vitest';
import { seedsFrom } from '../../test/seeds.ts';
import { track } from '../../test/track.ts';
import { layOut, letIn, merge } from './blend.ts';
import type { SetlistPick } from './session.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

const FAIR: Settings = { ...DEFAULT_SETTINGS, order: 'fair' };
const RANDOM: Settings = { ...FAIR, order: 'random' };
const SEED = '00112233445566778899aabbccddeeff';

function person(id: string, songs = 5) {
  return { id, tops: Array.from({ length: songs }, (_, place) => track(`${id}${place + 1}`)) };
}

function payers(picks: readonly SetlistPick[]): string {
  return picks.map((pick) => pick.broughtBy[0]).join('');
}

describe('songs that several people bring', () => {
  it('appear once and credit everybody', () => {
    const shared = track('shared');
    const songs = merge([
      { id: 'ada', tops: [shared, track('a')] },
      { id: 'ben', tops: [shared] },
    ]);
    expect(songs.map(({ track: { id }, broughtBy }) => [id, broughtBy])).toEqual([
      ['shared', ['ada', 'ben']],
      ['a', ['ada']],
    ]);
  });

  it.each([
    ['the same id', track('one'), track('one')],
    ['another id with the same ISRC', track('one', { isrc: 'X1' }), track('two', { isrc: 'X1' })],
    [
      'the same title, first artist and nearly the same length',
      track('one', { title: 'Song', artists: ['Band'], durationMs: 200_000 }),
      track('two', { title: 'song ', artists: ['BAND', 'Guest'], durationMs: 201_900 }),
    ],
  ])('are recognised by %s', (_, one, other) => {
    expect(
      merge([
        { id: 'ada', tops: [one] },
        { id: 'ben', tops: [other] },
      ]),
    ).toHaveLength(1);
  });

  it.each([
    ['a length more than two seconds apart', { durationMs: 202_100 }],
    ['another first artist', { artists: ['Other'] }],
  ])('are told apart by %s', (_, difference) => {
    const one = track('one', { title: 'Song', artists: ['Band'] });
    const other = track('two', { title: 'Song', artists: ['Band'], ...difference });
    expect(
      merge([
        { id: 'ada', tops: [one] },
        { id: 'ben', tops: [other] },
      ]),
    ).toHaveLength(2);
  });

  it('cost the turn of whoever has most songs', () => {
    const shared = track('shared');
    const songs = merge([
      { id: 'ada', tops: [shared] },
      { id: 'ben', tops: [track('b1'), track('b2'), shared] },
    ]);
    expect(songs.find(({ track: { id } }) => id === 'shared')?.broughtBy).toEqual(['ben', 'ada']);
  });
});

describe('a fair order', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((id) => person(id));

  it('is the same for the same seed, and another for another', () => {
    const ids = (seed: string) => layOut(five, FAIR, seed).map((pick) => pick.track.id);
    expect(ids(SEED)).toEqual(ids(SEED));
    expect(ids(SEED)).not.toEqual(ids(SEED.split('').reverse().join('')));
  });

  it('hears everybody once a round, and nobody twice in a row across a seam', () => {
    for (const seed of seedsFrom(SEED, 500)) {
      const heard = payers(layOut(five, FAIR, seed));
      for (let round = 0; round < 5; round++) {
        expect([...heard.slice(round * 5, round * 5 + 5)].sort().join(''), seed).toBe('abcde');
      }
      expect(heard, seed).not.toMatch(/(.)\1/);
    }
  });

  it('goes on with who has songs left when others have none', () => {
    for (const seed of seedsFrom(SEED, 200)) {
      const picks = layOut([person('a', 1), person('b', 4)], FAIR, seed);
      expect(payers(picks).slice(2), seed).toBe('bbb');
      expect(
        picks.map((pick) => pick.round),
        seed,
      ).toEqual([1, 1, 2, 3, 4]);
    }
  });

  it('keeps the same artist apart where a round allows it', () => {
    const sameBand = (id: string) => ({
      id,
      tops: [track(`${id}1`, { artists: ['The Band'] }), track(`${id}2`, { artists: [`own of ${id}`] })],
    });
    for (const seed of seedsFrom(SEED, 200)) {
      const artists = layOut([sameBand('a'), sameBand('b')], FAIR, seed).map((pick) => pick.track.artists[0]);
      expect(artists.join(), seed).not.toContain('The Band,The Band');
    }
  });

  it('draws each round anew: every order of a round is about equally likely', () => {
    const orders = new Map<string, number>();
    for (const seed of seedsFrom(SEED, 6_000)) {
      const first = payers(layOut(five.slice(0, 3), FAIR, seed)).slice(0, 3);
      orders.set(first, (orders.get(first) ?? 0) + 1);
    }
    const chiSquare = [...orders.values()].reduce((sum, seen) => sum + (seen - 1_000) ** 2 / 1_000, 0);
    expect(orders.size).toBe(6);
    expect(chiSquare).toBeLessThan(20.5); // 5 degrees of freedom, p = 0.001
  });
});

describe('a random order', () => {
  it('makes every order about equally likely', () => {
    const orders = new Map<string, number>();
    for (const seed of seedsFrom(SEED, 12_000)) {
      const order = layOut([person('a', 2), person('b', 2)], RANDOM, seed)
        .map((pick) => pick.track.id)
        .join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    const chiSquare = [...orders.values()].reduce((sum, seen) => sum + (seen - 500) ** 2 / 500, 0);
    expect(orders.size).toBe(24);
    expect(chiSquare).toBeLessThan(49.7); // 23 degrees of freedom, p = 0.001
  });
});

describe('a late joiner', () => {
  const laid = layOut([person('a', 3), person('b', 3)], FAIR, SEED);

  it('leads the current round once and then takes turns', () => {
    const list = letIn(laid, person('c', 3), FAIR, SEED);
    expect(list[0]?.broughtBy).toEqual(['c']);
    const rounds = [1, 2, 3].map((round) => payers(list.filter((pick) => pick.round === round)));
    expect(rounds.map((round) => [...round].sort().join(''))).toEqual(['abc', 'abc', 'abc']);
  });

  it('leaves the order of the others as it was', () => {
    const others = letIn(laid, person('c', 3), FAIR, SEED).filter((pick) => pick.broughtBy[0] !== 'c');
    expect(others).toEqual(laid);
  });

  it('brings nothing twice: what is there gains a bringer', () => {
    const [first] = laid;
    const list = letIn(laid, { id: 'c', tops: [first?.track ?? track('x')] }, FAIR, SEED);
    expect(list).toEqual(laid.with(0, { ...(first as SetlistPick), broughtBy: [...(first?.broughtBy ?? []), 'c'] }));
  });

  it('comes last when nothing is waiting', () => {
    const played = laid.map((pick): SetlistPick => ({ ...pick, status: { state: 'played', at: 1 } }));
    expect(payers(letIn(played, person('c', 2), FAIR, SEED)).slice(-2)).toBe('cc');
  });
});
