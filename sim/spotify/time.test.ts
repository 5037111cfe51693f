import { expect, test } from 'vitest';
import { createChance } from './chance.ts';
import { createEvening, type Evening } from './evening.ts';

const HANDS: ((evening: Evening, value: number) => void)[] = [
  ({ ada }) => ada.pressNext(),
  ({ ada }) => ada.pressPrevious(),
  ({ ada }) => ada.pressPause(),
  ({ ada }) => ada.pressPlay(),
  ({ ada }, value) => ada.seek(value * 1000),
  ({ ada }, value) => ada.setShuffle(value % 2 === 0),
  ({ ada }, value) => ada.setRepeat(value % 3 === 0 ? 'context' : 'off'),
  ({ ada, ids }, value) => ada.queueByHand(ids[value % ids.length] ?? ''),
  ({ ada, ids }, value) => ada.playAlbum(ids.slice(value % 4), 'spotify:album:0000000000000000000001'),
];

/** An evening of random presses, between which time passes in steps of at most `stepMs`. */
async function live(seed: number, stepMs: number) {
  const evening = await createEvening({ seed: 7 }, { autoplay: seed % 2 === 0 });
  const chance = createChance(seed);
  for (let presses = 0; presses < 40; presses++) {
    HANDS[chance.below(HANDS.length)]?.(evening, chance.below(200));
    for (let left = chance.below(1_500_000); left > 0; left -= stepMs) {
      await evening.clock.advance(Math.min(left, stepMs));
      evening.ada.now();
    }
  }
  return evening.ada.record;
}

test.each([1, 2, 3, 4])('one long step of time and many short ones sound alike (seed %i)', async (seed) => {
  const record = await live(seed, Number.POSITIVE_INFINITY);
  expect(record.length).toBeGreaterThan(30);
  expect(await live(seed, 37_000)).toEqual(record);
});

test.each([5, 6])('nothing ever sounds twice at once, nor beyond its end (seed %i)', async (seed) => {
  const record = await live(seed, Number.POSITIVE_INFINITY);
  for (const [place, { startedAt, endedAt, fromMs, toMs }] of record.entries()) {
    const end = endedAt ?? startedAt + toMs - fromMs;
    expect(toMs - fromMs).toBe(end - startedAt);
    expect(toMs).toBeLessThanOrEqual(180_000);
    expect(record[place + 1]?.startedAt ?? end).toBeGreaterThanOrEqual(end);
  }
});
