import { describe, expect, it } from 'vitest';
import { track } from '../../test/track.ts';
import { open } from './lobby.ts';
import { bring, bringThem, guest, join, kick, leave } from './members.ts';
import { Refusal } from './refusal.ts';
import type { Live, SetlistPick } from './session.ts';
import { waiting } from './setlist.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { add, remove } from './songs.ts';
import { start } from './start.ts';

/* Whatever people do over and over, a setlist holds what was heard, what waits, and little besides. */
const NOW = Date.UTC(2026, 10, 21, 20);
const SONGS = 3;

function evening(order: 'fair' | 'random'): Live {
  const place = { id: 'one', guildId: 'guild', channelId: 'channel', seed: '0'.repeat(32) };
  const fresh = open(place, 'ada', { ...DEFAULT_SETTINGS, songs: SONGS, order }, NOW);
  const lobby = bring(
    join(fresh, guest('finn'), NOW),
    'ada',
    ['a', 'b', 'c'].map((id) => track(id)),
  );
  return start(lobby, { id: 'phone', name: 'Phone' }, NOW);
}

function pickOf(live: Live, title: string): SetlistPick {
  const pick = waiting(live).find(({ track }) => track.id === title);
  if (!pick) throw new Error(`${title} does not wait`);
  return pick;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'done';
}

/** Every pick that ever was has an id of its own. */
function watchIds() {
  const tracks = new Map<string, string>();
  return (live: Live) => {
    for (const { id, track } of live.setlist) {
      expect([id, tracks.get(id) ?? track.id]).toEqual([id, track.id]);
      tracks.set(id, track.id);
    }
    return live;
  };
}

describe.each(['fair', 'random'] as const)('in %s order', (order) => {
  it.each(['finn', 'ada'])('adding and taking out (by %s) counts, so that it comes to an end', (by) => {
    const note = watchIds();
    let live = evening(order);
    const codes = Array.from({ length: 120 }, (_, nth) =>
      codeOf(() => {
        live = note(add(live, 'finn', track(`extra ${nth}`)).session);
        live = note(remove(live, pickOf(live, `extra ${nth}`).id, by, NOW + nth));
      }),
    );
    expect(codes.filter((code) => code === 'done')).toHaveLength(SONGS);
    expect(new Set(codes.slice(SONGS))).toEqual(new Set(['addedEnough']));
    expect(live.setlist.length).toBeLessThanOrEqual(3 + SONGS);
  });

  it('leaving and coming back in between gives no further additions', () => {
    let live = evening(order);
    for (let nth = 0; nth < SONGS; nth++) {
      live = add(live, 'finn', track(`extra ${nth}`)).session;
      live = join(leave(live, 'finn', NOW), guest('finn'), NOW);
    }
    expect(codeOf(() => add(live, 'finn', track('one more')))).toBe('addedEnough');
  });

  it.each([
    ['leaves', (live: Live, nth: number) => leave(live, 'ben', NOW + nth)],
    ['is sent away', (live: Live, nth: number) => ({ ...kick(live, 'ben', NOW + nth), kicked: [] })],
    [
      'takes every song out, and leaves',
      (live: Live, nth: number) => {
        const own = waiting(live).filter(({ broughtBy }) => broughtBy.includes('ben'));
        const without = own.reduce((rest, { id }) => remove(rest, id, 'ben', NOW), live);
        return leave(without, 'ben', NOW + nth);
      },
    ],
  ])('somebody who comes with songs and %s, over and over, leaves next to nothing behind', (_, go) => {
    const note = watchIds();
    let live = evening(order);
    for (let nth = 0; nth < 120; nth++) {
      const songs = [`x${nth}`, `y${nth}`, `z${nth}`].map((id) => track(id));
      const joined = join(live, { id: 'ben', guest: false, tops: null }, NOW);
      live = note(bringThem(bring(joined, 'ben', songs), 'ben'));
      expect(waiting(live)).toHaveLength(6);
      live = note(go(live, nth));
    }
    expect(waiting(live)).toHaveLength(3);
    expect(live.setlist.length).toBeLessThanOrEqual(4);
  });

  it('what stands in the device’s list stays, as dropped: it may still sound', () => {
    const live = evening(order);
    const { id } = pickOf(live, 'b');
    const without = remove(live, id, 'ada', NOW);
    expect(without.setlist.find((pick) => pick.id === id)?.status).toEqual({ state: 'dropped', at: NOW });
  });
});
