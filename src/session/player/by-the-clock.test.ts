import { describe, expect, it } from 'vitest';
import {
  afterLate,
  BEGAN,
  blank,
  END_MS,
  evening,
  LENGTH_MS,
  playing,
  showing,
  sounds,
  statuses,
  sureOf,
  wakeAfter,
} from '../../../test/judgement.ts';
import { expiry } from '../ending.ts';
import type { Live, SetlistPick, TroubleKind } from '../session.ts';
import { byTheClock, isByTheClock } from './by-the-clock.ts';
import { judge } from './judge.ts';
import { runDry } from './outcomes.ts';
import { plan } from './plan.ts';
import { answered } from './programme.ts';
import { needsCall } from './trouble.ts';

const HOURS_MS = 15 * 60 * 60_000;

function troubled(live: Live, kind: TroubleKind = 'wait'): Live {
  return { ...live, trouble: { kind, since: BEGAN, until: BEGAN + HOURS_MS, againAt: BEGAN + HOURS_MS } };
}

const dropped = (pick: SetlistPick): SetlistPick => ({ ...pick, status: { state: 'dropped', at: BEGAN + 1_000 } });

const shown = (live: Live, ms: number) => {
  const now = byTheClock(live, BEGAN + ms);
  return `${statuses(now)} ${sounds(now)}`;
};

describe('while Spotify says no for long', () => {
  it('the evening is shown as the programme and the clock have it', () => {
    const live = troubled(playing());
    expect(isByTheClock(live)).toBe(true);
    expect(shown(live, LENGTH_MS - 1)).toBe('Swwwww p1');
    expect(shown(live, LENGTH_MS)).toBe('PSwwww p2');
    expect(shown(live, 3.5 * LENGTH_MS)).toBe('PPPSww p4');
    expect(shown(live, END_MS)).toBe('PPPPPP over');
  });

  it('what was taken out still stands in the device’s list, and nobody can stop it', () => {
    const without = {
      ...playing(),
      setlist: playing().setlist.map((pick) => (pick.id === 'p3' ? dropped(pick) : pick)),
    };
    expect(sounds(byTheClock(troubled(without), BEGAN + 2.5 * LENGTH_MS))).toBe('p3');
    expect(sounds(byTheClock(troubled(without), BEGAN + 3.5 * LENGTH_MS))).toBe('p4');
  });

  it('what is queued on the device comes first', () => {
    expect(shown(troubled(sureOf(afterLate, 'p7', BEGAN)), 2.5 * LENGTH_MS)).toBe('PPSwwww p7');
  });

  it('a start that was answered but never seen counts from its play request', () => {
    expect(shown(troubled(answered(evening())), 1.5 * LENGTH_MS)).toBe('PSwwww p2');
    expect(shown(troubled(evening()), 1.5 * LENGTH_MS)).toBe('wwwwww starting');
  });

  it('nothing wakes but the boundaries, and the end of the wait', () => {
    const live = troubled(playing());
    expect(wakeAfter(plan(live, BEGAN + 1_000))).toBe('wake at 200 s');
    expect(wakeAfter(plan(live, BEGAN + LENGTH_MS))).toBe('wake at 400 s');
    expect(judge(live, null, BEGAN + LENGTH_MS)).toMatchObject({ live, commands: [] });
  });

  it('the first look afterwards knows better than the clock', () => {
    const seen = showing('p3', 20_000, { at: BEGAN + 3.5 * LENGTH_MS });
    const judged = judge(troubled(playing()), seen, seen.at);
    expect([statuses(judged.live), isByTheClock(judged.live)]).toEqual(['PPSwww', false]);
  });

  it('it is over by the clock too, and half an hour later it ends', () => {
    const over = judge(troubled(playing()), null, BEGAN + END_MS).live;
    expect([statuses(over), sounds(over)]).toEqual(['PPPPPP', 'over']);
    expect(expiry(over)).toEqual({ at: BEGAN + END_MS + 30 * 60_000, why: 'over' });
  });

  it('nobody is called, because the music goes on', () => {
    expect(needsCall(troubled(playing()), BEGAN + END_MS / 2)).toBe(false);
  });

  it('a player asleep is not followed by the clock', () => {
    expect(isByTheClock(troubled(playing(), 'asleep'))).toBe(false);
  });
});

describe('a silence', () => {
  const silent = blank(blank(playing(), BEGAN + 100_000), BEGAN + 103_000);

  it('of two minutes is worth calling the host', () => {
    expect([needsCall(silent, BEGAN + 219_999), needsCall(silent, BEGAN + 220_000)]).toEqual([false, true]);
  });

  it('is none while an ad or a podcast plays, or the host has paused', () => {
    const other = blank(blank(playing(), BEGAN + 100_000, 'other'), BEGAN + 103_000, 'other');
    const seen = showing('p1', 50_000, { at: BEGAN + 100_000, isPlaying: false });
    const paused = judge(playing(), seen, seen.at).live;
    expect([other, paused].map((live) => needsCall(live, BEGAN + 600_000))).toEqual([false, false]);
  });

  it('begins as well when the device is gone and songs wait: the host is called, and has three hours', () => {
    const waits = runDry(playing(), BEGAN + 100_000);
    const stranded = troubled(waits, 'asleep');
    const over = troubled(judge(troubled(playing()), null, BEGAN + END_MS).live, 'asleep');
    expect([waits, over, stranded].map((live) => needsCall(live, BEGAN + END_MS + 120_000))).toEqual([
      false,
      false,
      true,
    ]);
    expect(expiry(stranded)).toEqual({ at: BEGAN + 100_000 + 3 * 60 * 60_000, why: 'silent' });
  });

  it('of a player is looked at after one, two, four and eight minutes, then every ten', () => {
    let live = silent;
    const looks: number[] = [];
    for (let look = 0; look < 6; look++) {
      const at = plan(live, BEGAN)?.at ?? 0;
      looks.push((at - BEGAN - 100_000) / 60_000);
      live = judge(live, { at, saw: 'nothing' }, at).live;
    }
    expect(looks).toEqual([1, 2, 4, 8, 18, 28]);
  });

  it('of three hours ends the evening, and so does an album of the host’s that goes on for as long', () => {
    const album = showing('own', 1_000, { at: BEGAN + 100_000, context: 'spotify:album:own' });
    const slipped = judge(playing(), album, album.at).live;
    const threeHours = BEGAN + 100_000 + 3 * 60 * 60_000;
    expect([silent, slipped].map(expiry)).toEqual([
      { at: threeHours, why: 'silent' },
      { at: threeHours, why: 'silent' },
    ]);
  });
});
