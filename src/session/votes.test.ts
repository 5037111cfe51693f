import { describe, expect, it } from 'vitest';
import { BEGAN, LENGTH_MS, OWN, playing, showing } from '../../test/judgement.ts';
import { guest, join, leave } from './members.ts';
import { judge } from './player/judge.ts';
import type { Live } from './session.ts';
import { pickById } from './setlist.ts';
import { isCarried, skipsAtOnce, tally, vote } from './votes.ts';

const FIRST = { pick: 'p1' };

/** The evening of three people with so many guests besides. */
function crowd(guests: number, live = playing()): Live {
  return Array.from({ length: guests }, (_, place) => `guest${place}`).reduce(
    (now, id) => join(now, guest(id), BEGAN),
    live,
  );
}

function voting(live: Live, ...ids: string[]): Live {
  return ids.reduce((now, id) => vote(now, FIRST, id), live);
}

describe('skipping', () => {
  it('is at once for the host and for whoever brought the song', () => {
    const live = playing();
    const bringer = pickById(live, 'p1')?.broughtBy[0] ?? '';
    const others = ['ben', 'chloe'].filter((id) => id !== bringer);
    expect(['ada', bringer, ...others].map((id) => skipsAtOnce(live, FIRST, id))).toEqual([
      true,
      true,
      ...others.map(() => false),
    ]);
    const own = { own: OWN, slippedAt: null };
    expect(['ada', bringer].map((id) => skipsAtOnce(live, own, id))).toEqual([true, bringer === 'ada']);
  });

  it('is at once for nobody who left, not even for their own song', () => {
    const live = playing();
    const bringer = pickById(live, 'p1')?.broughtBy[0] ?? '';
    expect(skipsAtOnce(leave(live, bringer, BEGAN), FIRST, bringer)).toBe(false);
  });

  it.each([
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [40, 21],
  ])('among %i members takes %i votes', (members, needed) => {
    const live = members < 3 ? leave(playing(), 'ben', BEGAN) : crowd(members - 3);
    expect(tally(live)).toEqual({ votes: 0, needed });
  });

  it('is carried by the last vote it takes', () => {
    const live = crowd(2);
    expect(isCarried(voting(live, 'guest0', 'guest1'))).toBe(false);
    expect(isCarried(voting(live, 'guest0', 'guest1', 'ben'))).toBe(true);
  });

  it('counts nobody twice, no outsider, and nobody who left', () => {
    const live = voting(crowd(2), 'guest0');
    expect(() => vote(live, FIRST, 'guest0')).toThrow('votedAlready');
    expect(() => vote(live, FIRST, 'somebody')).toThrow('notMember');
    expect(tally(leave(live, 'guest0', BEGAN)).votes).toBe(0);
  });

  it('is void once another song sounds', () => {
    const seen = showing('p2', 1_000, { at: BEGAN + LENGTH_MS + 1_000 });
    expect(judge(voting(crowd(2), 'guest0'), seen, seen.at).live.votes).toBeNull();
    expect(vote(voting(crowd(2), 'guest0'), { pick: 'p2' }, 'guest1').votes).toEqual({ for: 'p2', by: ['guest1'] });
  });
});
