import { expect, it } from 'vitest';
import { spendEvening } from '../chaos/evening.ts';
import { isWhole, ordersOf, piecesOf } from '../chaos/heard.ts';
import { judgeEvening } from '../chaos/judge.ts';
import type { Deed, Press } from '../chaos/plan.ts';
import { by, MINUTE, plan, SECOND, SONG_MS, START, type Told } from '../chaos/told.ts';
import type { Witnessed } from '../chaos/witnessed.ts';

/* What becomes of presses at awkward moments, heard on the host's player. */

async function spend(told: Told): Promise<Witnessed> {
  const seen = await spendEvening(plan(told));
  expect(judgeEvening(seen)).toEqual([]);
  return seen;
}

/** The songs that were heard whole, in their order, without what the player went on with by itself. */
function whole(seen: Witnessed): string[] {
  return piecesOf(seen).flatMap((piece) =>
    isWhole(piece) && piece.why !== 'autoplay' && piece.why !== 'hand' ? piece.key : [],
  );
}

const host = { who: 'ada', twice: false } as const;
const skip: Press = { is: 'skip', stale: false, ...host };
const pause: Press = { is: 'pause', ...host };
const remove = (place: number): Press => ({ is: 'remove', who: 'ada', place });
const add = (song: string): Press => ({ is: 'add', who: 'ada', song });
const fault = (on: 'commands' | 'play' | 'tops', how: 'shortWait' | 'silent', forMs: number, waitS = 0): Deed => {
  return { is: 'fault', on, how, forMs, waitS, percent: 100 };
};
const endOf = (seen: Witnessed, what: string) =>
  seen.world.asked.filter((asked) => asked.what.startsWith(what)).map(({ end }) => end);

it('a pause in the last song lasts, and Resume takes it up', async () => {
  const steps = [by(START + 250 * SECOND, pause), by(START + 850 * SECOND, { is: 'resume', ...host } as const)];
  const seen = await spend({ brought: { ada: ['a1', 'a2'] }, steps, quietAt: START + 900 * SECOND });
  expect(endOf(seen, 'resume')).toEqual(['done']);
});

it('a song that waits behind a paused one does not begin by itself', async () => {
  const steps = [by(START + 220 * SECOND, add('x')), by(START + 250 * SECOND, pause)];
  const told = { brought: { ada: ['a1', 'a2'] }, besides: ['x'], steps, quietAt: START + 900 * SECOND };
  const seen = await spend(told);
  const began = piecesOf(seen).find(({ key }) => key === 'x')?.from ?? 0;
  expect(began).toBeGreaterThan(seen.deeds.at(-1)?.at ?? 0);
});

it('a skip that leaves only songs that were taken out ends with silence', async () => {
  const steps = [by(START + 30 * SECOND, remove(0)), by(START + 60 * SECOND, skip)];
  const seen = await spend({ brought: { ada: ['a1', 'a2'] }, steps, quietAt: START + 280 * SECOND });
  expect(whole(seen).length).toBe(1);
});

it('a song that was taken out and comes back sounds once', async () => {
  const taken = await spend({
    brought: { ada: ['a1', 'a2'] },
    steps: [by(START + 30 * SECOND, remove(0))],
    quietAt: START + 40 * SECOND,
  });
  const back = taken.removed[0]?.key ?? '';
  const steps = [by(START + 30 * SECOND, remove(0)), by(START + 40 * SECOND, add(back))];
  const seen = await spend({ brought: { ada: ['a1', 'a2'] }, steps, quietAt: START + 700 * SECOND });
  expect(whole(seen).toSorted()).toEqual(['a1', 'a2']);
});

it.each<[string, Deed]>([
  ['comes round again', { is: 'repeat', to: 'context' }],
  ['was taken out', remove(0)],
])('a press right after the last song does not let a song go on that %s', async (_, deed) => {
  const steps = [by(START + 150 * SECOND, deed), by(START + SONG_MS + 500, pause)];
  const brought = { ada: deed.is === 'remove' ? ['a1', 'a2'] : ['a1'] };
  const seen = await spend({ brought, steps, quietAt: START + 600 * SECOND });
  expect(whole(seen).length).toBe(1);
});

it.each([20, 60, 100, 140, 180])('two songs that come %i ms apart after the end play at once', async (gapMs) => {
  const steps = [by(START + 215 * SECOND, add('x')), by(START + 215 * SECOND + gapMs, add('y'))];
  const seen = await spend({ brought: { ada: ['a1'] }, besides: ['x', 'y'], steps, quietAt: START + 330 * SECOND });
  const first = piecesOf(seen)[1];
  expect(first && first.from - (seen.added[0]?.at ?? 0)).toBeLessThan(5 * SECOND);
});

it('a skip that Spotify puts off is not carried out in the next song', async () => {
  const steps = [
    by(START + 198 * SECOND, fault('commands', 'shortWait', SECOND, 8)),
    by(START + 198 * SECOND + 100, skip),
  ];
  const seen = await spend({ brought: { ada: ['a1', 'a2', 'a3'] }, steps, quietAt: START + 500 * SECOND });
  expect(endOf(seen, 'skip')).toEqual(['unavailable: wait']);
  expect(whole(seen).length).toBe(3);
});

it.each([
  ['waits for a third skip', [by(START + 59 * SECOND, skip)]],
  ['Spotify puts off', [by(START + 59 * SECOND, fault('commands', 'shortWait', 2 * SECOND, 3))]],
])('a list that %s leaves out the songs of a friend who leaves meanwhile', async (_, before) => {
  const steps = [...before, by(START + 60 * SECOND, skip), by(START + 60_500, { is: 'leave', who: 'ben' } as const)];
  const brought = { ada: ['a1', 'a2', 'a3', 'a4'], ben: ['b1', 'b2', 'b3'] };
  const seen = await spend({ brought, joinsAt: { ben: 30 * SECOND }, steps, quietAt: START + 500 * SECOND });
  const [sent] = ordersOf(seen).filter(({ at }) => at > (seen.left[0]?.at ?? 0) + 100);
  expect(sent?.keys.filter((key) => key.startsWith('b'))).toEqual([]);
  expect(sent?.keys).toContain('a4');
});

it('a slow answer about somebody’s songs keeps no boundary waiting', async () => {
  const seen = await spend({
    brought: { ada: ['a1', 'a2', 'a3'], ben: ['b1'] },
    joinsAt: { ben: START + 198 * SECOND },
    steps: [by(START + 30 * SECOND, remove(0)), by(START + 190 * SECOND, fault('tops', 'silent', 20 * SECOND))],
    quietAt: START + 500 * SECOND,
  });
  expect(whole(seen)).not.toContain(seen.removed[0]?.key);
});

it('a late skip for one of the host’s own songs does not skip the next one', async () => {
  const steps = [
    by(START + 50 * SECOND, { is: 'queue', songs: 2, alsoPick: false } as const),
    by(START + 2 * SONG_MS + 600, skip),
  ];
  const seen = await spend({ brought: { ada: ['a1', 'a2'] }, steps, quietAt: START + 500 * SECOND });
  expect(endOf(seen, 'skip')).toEqual(['refused: pickIsOver']);
});

it('a skip of the last song whose answer is lost is settled by looking', async () => {
  const steps = [by(START + 50 * SECOND, fault('commands', 'silent', 2 * SECOND)), by(START + 50 * SECOND, skip)];
  const seen = await spend({ brought: { ada: ['a1'] }, steps, quietAt: START + 190 * SECOND });
  const began = seen.world.host.record[0]?.startedAt ?? 0;
  const shown = seen.world.shown.findLast(({ at }) => at < began + SONG_MS - MINUTE);
  expect(JSON.stringify(shown?.card)).toContain('a1');
});

it('whoever searches and searches gets a share, and the host’s presses go through meanwhile', async () => {
  const at = START + 60 * SECOND;
  const steps = [by(at, { is: 'flood', who: 'ben', searches: 26 }), by(at + 9 * SECOND, pause)];
  const brought = { ada: ['a1', 'a2'], ben: ['b1'] };
  const seen = await spend({ brought, joinsAt: { ben: 30 * SECOND }, steps, quietAt: at + 10 * SECOND });
  expect(endOf(seen, 'search').filter((end) => end === 'refused: slowDown').length).toBeGreaterThan(15);
  expect(endOf(seen, 'pause')).toEqual(['done']);
});
