import { expect, it } from 'vitest';
import { spendEvening } from './evening.ts';
import { isWhole, ordersOf, piecesOf } from './heard.ts';
import { judgeEvening } from './judge.ts';
import type { Hand, Press } from './plan.ts';
import { readCard } from './stage.ts';
import { by, MINUTE, plan, SECOND, SONG_MS, START } from './told.ts';
import { EVENING } from './world.ts';

/* Evenings that were spoilt once, told as small as they can be. */
it('songs that left with one friend and come back with another sound once', async () => {
  const evening = plan({
    brought: { ada: ['a1', 'a2'], ben: ['b1', 'b2'], chloe: ['b1', 'b2'] },
    joinsAt: { ben: 30 * SECOND, chloe: 4 * MINUTE },
    steps: [by(3 * MINUTE, { is: 'leave', who: 'ben' })],
    quietAt: 8 * MINUTE,
  });
  expect(judgeEvening(await spendEvening(evening))).toEqual([]);
});

it('a song that one friend took out and the next one brings again is heard', async () => {
  const evening = plan({
    brought: { ada: ['a1', 'a2'], ben: ['b1'], chloe: ['b1'] },
    joinsAt: { ben: 30 * SECOND, chloe: 4 * MINUTE },
    steps: [by(START + 5 * SECOND, { is: 'remove', who: 'ben', place: 0 })],
    quietAt: 8 * MINUTE,
  });
  const seen = await spendEvening(evening);
  expect(judgeEvening(seen)).toEqual([]);
  expect(seen.removed.map(({ key }) => key)).toEqual(['b1']);
  expect(piecesOf(seen).filter((piece) => piece.key === 'b1' && isWhole(piece))).toHaveLength(1);
});

it('songs of a hand-over that died with the process are not taken for played while nobody can look', async () => {
  const boundary = 2 * MINUTE + SONG_MS;
  const evening = plan({
    brought: { ada: ['a1', 'a2'], ben: ['b1', 'b2'] },
    joinsAt: { ben: 3 * MINUTE },
    steps: [
      by(boundary - SECOND, { is: 'restart', when: 'beforeCommand', downMs: 70 * SECOND }),
      by(boundary + SONG_MS - SECOND, {
        is: 'fault',
        on: 'reads',
        how: 'server',
        forMs: 10 * MINUTE,
        percent: 100,
        waitS: 0,
      }),
    ],
    quietAt: 20 * MINUTE,
  });
  expect(judgeEvening(await spendEvening(evening))).toEqual([]);
});

it('a song that was heard while the music had slipped away has been played, also when the player stops after it', async () => {
  const evening = plan({
    brought: { ada: ['a1', 'a2', 'a3'] },
    steps: [
      by(3 * MINUTE, { is: 'album', songs: 1 }),
      by(3 * MINUTE + SECOND, { is: 'queue', songs: 1, alsoPick: true }),
      by(16 * MINUTE, { is: 'takeBack', who: 'ada', twice: false }),
    ],
    quietAt: 17 * MINUTE,
  });
  expect(judgeEvening(await spendEvening(evening))).toEqual([]);
});

it('a queue write that Spotify puts off beyond the end of the song is not sent into the silence', async () => {
  const evening = plan({
    brought: { ada: ['a1'], ben: ['b1', 'b2'] },
    songMs: 55 * SECOND,
    queuedTracksFirst: true,
    steps: [
      by(150 * SECOND, { is: 'add', who: 'ada', song: 'b1' }),
      by(150 * SECOND, {
        is: 'fault',
        on: 'queue',
        how: 'shortWait',
        forMs: 20 * SECOND,
        percent: 100,
        waitS: 26,
      }),
      by(170 * SECOND, {
        is: 'fault',
        on: 'reads',
        how: 'longWait',
        forMs: MINUTE,
        percent: 100,
        waitS: 300,
      }),
      by(9 * MINUTE, { is: 'add', who: 'ada', song: 'b2' }),
    ],
    quietAt: 15 * MINUTE,
  });
  expect(judgeEvening(await spendEvening(evening))).toEqual([]);
});

const next: Hand = { is: 'next', times: 1 };

it.each<[string, hands: Hand[], later: Hand[]]>([
  ['in a pause', [next, { is: 'sleep', how: 'dozing' }, { is: 'wakeAsNew' }], [next]],
  ['twice at once', [next, next], []],
  ['by seeking to its end', [next, { is: 'seek', share: 1 }], []],
  ['by an ad', [next, { is: 'ad' }], []],
  ['by a talk', [next, { is: 'episode', minutes: 2 }], []],
])(
  'a song that the host goes past before it lets anything be heard was skipped by them: %s',
  async (_, hands, later) => {
    const at = 3 * MINUTE;
    const steps = [...hands.map((hand) => by(at, hand)), ...later.map((hand) => by(at + 70 * SECOND, hand))];
    const seen = await spendEvening(plan({ brought: { ada: ['a1', 'a2', 'a3'] }, steps, quietAt: at + 3 * MINUTE }));
    expect(judgeEvening(seen)).toEqual([]);
    const [first, passed] = ordersOf(seen)[0]?.keys ?? [];
    expect(seen.passed.map(({ key }) => key)).toEqual([first, passed]);
    expect(piecesOf(seen).filter(({ key }) => key === passed)).toEqual([]);
  },
);

it('Skip on a card that has come back, because the device was gone, is pressed once more at once', async () => {
  const skip: Press = { is: 'skip', who: 'ada', twice: true, stale: false };
  const steps = [by(3 * MINUTE, { is: 'pause', who: 'ada', twice: false } as const), by(15 * MINUTE, skip)];
  const seen = await spendEvening(plan({ brought: { ada: ['a1', 'a2'] }, steps, quietAt: 17 * MINUTE }));
  expect(judgeEvening(seen)).toEqual([]);
  const ends = seen.world.asked.flatMap(({ what, end }) => (what.startsWith('skip') ? end : []));
  expect(ends).toEqual(['unavailable: asleep', 'done']);
});

it.each<Hand[]>([
  [{ is: 'previous' }, next],
  [next, { is: 'previous' }],
])('an episode on a phone that dozes off and comes back costs no song: %j, then %j', async (...hands) => {
  const at = 3 * MINUTE;
  const steps = [
    by(at, { is: 'episode', minutes: 2 } as const),
    by(at + 20 * SECOND, { is: 'sleep', how: 'dozing' } as const),
    by(at + 80 * SECOND, { is: 'wake' } as const),
    ...hands.map((hand, place) => by(at + (85 + 2 * place) * SECOND, hand)),
  ];
  const brought = { ada: ['a1', 'a2', 'a3'], ben: ['b1', 'b2'] };
  const seen = await spendEvening(plan({ brought, joinsAt: { ben: 30 * SECOND }, steps, quietAt: 16 * MINUTE }));
  expect(judgeEvening(seen)).toEqual([]);
});

it('songs of somebody who has left give way also where they are seen late because they fade in', async () => {
  const evening = plan({
    brought: { ada: ['a1', 'a2', 'a3'], ben: ['b1', 'b2'] },
    joinsAt: { ben: 30 * SECOND },
    fadeMs: 5 * SECOND,
    steps: [by(3 * MINUTE, { is: 'leave', who: 'ben' })],
    quietAt: 14 * MINUTE,
  });
  const seen = await spendEvening(evening);
  expect(judgeEvening(seen)).toEqual([]);
  expect(seen.world.lines.map(({ msg }) => msg)).toEqual([]);
  const heard = piecesOf(seen).filter(({ why, toMs }) => why !== 'hand' && toMs > 10 * SECOND);
  expect(heard.map(({ key }) => key).sort()).toEqual(['a1', 'a2', 'a3']);
});

it('a song that is taken out as it fades in gives way once it is seen', async () => {
  const fadeMs = 12 * SECOND;
  const evening = plan({
    brought: { ada: ['a1', 'a2', 'a3'] },
    fadeMs,
    steps: [by(START + SONG_MS - fadeMs + SECOND, { is: 'remove', who: 'ada', place: 0 })],
    quietAt: 14 * MINUTE,
  });
  const seen = await spendEvening(evening);
  expect(judgeEvening(seen)).toEqual([]);
  const [, second] = piecesOf(seen).filter(({ key }) => key.startsWith('a'));
  expect(second).toMatchObject({ key: seen.removed[0]?.key, toMs: expect.closeTo(fadeMs, -4), leftByHand: false });
});

it('a song whose queueing died with the process waits, though the player stands at its end for long enough', async () => {
  const evening = plan({
    brought: { ada: ['a1', 'a2', 'a3', 'a4'], ben: ['b1'] },
    joinsAt: { ben: START + MINUTE },
    traits: { atEnd: 'sticks' },
    steps: [by(START + SONG_MS + 10 * SECOND, { is: 'restart', when: 'beforeCommand', downMs: 550 * SECOND })],
    quietAt: 17 * MINUTE,
  });
  expect(judgeEvening(await spendEvening(evening))).toEqual([]);
});

it('a song that the host had queued, and that a skip has just brought, plays on when the evening ends', async () => {
  const at = START + MINUTE;
  const evening = plan({
    brought: { ada: ['a1', 'a2', 'a3'] },
    queuedTracksFirst: true,
    steps: [
      by(START + 10 * SECOND, { is: 'queue', songs: 1, alsoPick: false }),
      by(at, { is: 'skip', who: 'ada', twice: false, stale: false }),
      by(at + SECOND, { is: 'end', who: 'ada', twice: false }),
    ],
    quietAt: 4 * MINUTE,
  });
  const seen = await spendEvening(evening);
  expect(judgeEvening(seen)).toEqual([]);
  expect(seen.world.sounding()).toMatchObject({ why: 'play request' });
});

it('what a press could not wait to see is on the card a moment later', async () => {
  const at = START + 180 * SECOND;
  const evening = plan({
    brought: { ada: ['a1', 'a2'] },
    songMs: 300 * SECOND,
    steps: [
      by(START + 50 * SECOND, { is: 'privateOn' }),
      by(at - 10 * SECOND, { is: 'privateOff' }),
      by(at - SECOND, { is: 'fault', on: 'reads', how: 'late', forMs: 3 * SECOND, percent: 100, waitS: 0 }),
      by(at, { is: 'resume', who: 'ada', twice: false }),
    ],
    quietAt: 12 * MINUTE,
  });
  const seen = await spendEvening(evening);
  expect(judgeEvening(seen)).toEqual([]);
  expect(seen.world.asked.find(({ what }) => what === 'resume')?.end).toBe('refused: nothingSounds');
  const playing = seen.world.shown.find((shown) => shown.at > at + EVENING && readCard(shown).says === 'playing');
  expect((playing?.at ?? Infinity) - at - EVENING).toBeLessThan(4 * SECOND);
});
