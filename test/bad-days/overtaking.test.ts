import { describe, expect, it } from 'vitest';
import { spendEvening } from '../chaos/evening.ts';
import { piecesOf } from '../chaos/heard.ts';
import { judgeEvening } from '../chaos/judge.ts';
import type { Deed, Fault, Press } from '../chaos/plan.ts';
import { readCard } from '../chaos/stage.ts';
import { by, MINUTE, plan, SECOND, SONG_MS, START, type Told } from '../chaos/told.ts';
import type { Witnessed } from '../chaos/witnessed.ts';
import { EVENING } from '../chaos/world.ts';

/* Presses go ahead of whatever of ours waits or hangs: nobody who presses waits for more than a second. */

const host = { who: 'ada', twice: false } as const;
const skip: Press = { is: 'skip', stale: false, ...host };
const typedSkip: Press = { ...skip, typed: true };
const add = (song: string): Press => ({ is: 'add', who: 'chloe', song });
const fault = (on: Fault['on'], how: Fault['how'], forMs: number): Deed => {
  return { is: 'fault', on, how, forMs, percent: 100, waitS: 0 };
};

async function spend(told: Told): Promise<Witnessed> {
  const seen = await spendEvening(plan(told));
  expect(judgeEvening(seen)).toEqual([]);
  return seen;
}

/** How long somebody who pressed this was kept waiting, and to what end. */
function answersTo({ world }: Witnessed, what: string) {
  return world.asked
    .filter((asked) => asked.what.startsWith(what))
    .map(({ at, doneAt, end }) => ({ waitedMs: doneAt === null ? null : doneAt - at, end }));
}

/** When something was asked of Spotify, counted from the opening of the lobby. */
function requestsAfter({ world }: Witnessed, from: number, path: RegExp): number[] {
  const times = world.spotify.requests.filter((one) => path.test(one.path)).map(({ at }) => at - EVENING);
  return times.filter((at) => at >= from);
}

/** The songs that were heard for a while after a moment, in their order. */
function heardAfter(seen: Witnessed, from: number): string[] {
  return piecesOf(seen).flatMap(({ key, toMs, until }) => (toMs > 10 * SECOND && until - EVENING > from ? key : []));
}

/** Somebody who brought nothing adds a song in mid-song, so that a queue write follows; from a moment before on what is asked for gets no answer. */
const QUEUE_WRITE = START + 120 * SECOND;
const hangingWrite = (how: Fault['how'] = 'hangs') => [
  by(QUEUE_WRITE - SECOND, fault('queue', how, 5 * SECOND)),
  by(QUEUE_WRITE, add('x')),
];
const brought = { ada: ['a1', 'a2', 'a3', 'a4'], ben: ['b1'], chloe: [], dev: [] };
const joinsAt = { ben: 30 * SECOND, chloe: 40 * SECOND };

describe('a queue write that gets no answer', () => {
  it.each<Press>([
    { is: 'pause', ...host },
    skip,
    { is: 'device', who: 'ada', name: 'Phone' },
    { is: 'leave', who: 'ben' },
    { is: 'remove', who: 'ada', place: 1 },
    { is: 'end', ...host },
  ])('does not keep a press waiting: $is', async (press) => {
    const steps = [...hangingWrite(), by(QUEUE_WRITE + SECOND, press)];
    const seen = await spend({ brought, joinsAt, besides: ['x'], steps, quietAt: QUEUE_WRITE + MINUTE });
    const [{ waitedMs, end } = { waitedMs: null, end: '' }] = answersTo(seen, press.is);
    expect([requestsAfter(seen, QUEUE_WRITE, /queue$/).length > 0, end]).toEqual([true, 'done']);
    expect(waitedMs).toBeLessThanOrEqual(SECOND);
  });

  it.each(['hangs', 'hangsAfter'] as const)('leaves its song to sound once, whatever overtook it (%s)', async (how) => {
    const steps = [...hangingWrite(how), by(QUEUE_WRITE + SECOND, skip)];
    const seen = await spend({ brought, joinsAt, besides: ['x'], steps, quietAt: QUEUE_WRITE + MINUTE });
    expect(heardAfter(seen, QUEUE_WRITE).filter((key) => key === 'x')).toHaveLength(1);
  });
});

describe('a look that fails', () => {
  it.each([
    [{ is: 'pause', ...host }, /pause$/],
    [skip, /play$/],
    [typedSkip, /play$/],
  ] as const)('does not refuse a press that the player takes: %j', async (press, path) => {
    const at = START + 60 * SECOND;
    const steps = [by(at - SECOND, fault('reads', 'server', 10 * SECOND)), by(at, press as Press)];
    const seen = await spend({ brought, joinsAt, steps, quietAt: at + 2 * MINUTE });
    const [{ waitedMs, end } = { waitedMs: null, end: '' }] = answersTo(seen, press.is);
    expect([end, requestsAfter(seen, at, path).length > 0]).toEqual(['done', true]);
    expect(waitedMs).toBeLessThanOrEqual(SECOND);
  });
});

describe('End', () => {
  it.each<Fault['on']>(['reads', 'queue', 'commands', 'anything'])(
    'is over within a second while Spotify answers no %s',
    async (on) => {
      const at = START + 60 * SECOND;
      const steps = [by(at - SECOND, fault(on, 'hangs', MINUTE)), by(at, { is: 'end', ...host })];
      const seen = await spend({ brought, joinsAt, steps, quietAt: at + 2 * MINUTE });
      expect(answersTo(seen, 'end')).toEqual([{ waitedMs: expect.any(Number), end: 'done' }]);
      const recap = seen.world.shown.find((shown) => readCard(shown).isEnded);
      expect((recap?.at ?? Number.POSITIVE_INFINITY) - EVENING - at).toBeLessThanOrEqual(SECOND);
      expect(answersTo(seen, 'end')[0]?.waitedMs).toBeLessThanOrEqual(SECOND);
      const [paused = Number.POSITIVE_INFINITY] = requestsAfter(seen, at, /pause$/);
      expect(paused - at).toBeLessThanOrEqual(SECOND + 100);
    },
  );

  it('says on the recap that the music may go on, until it is known to have stopped', async () => {
    const at = START + 60 * SECOND;
    const steps = [by(at - SECOND, fault('commands', 'hangs', 2 * SECOND)), by(at, { is: 'end', ...host })];
    const seen = await spend({ brought, joinsAt, steps, quietAt: at + 2 * MINUTE });
    expect(seen.world.card()?.text).toContain('may still be playing');
  });

  it('says nothing of the kind when the player stopped', async () => {
    const at = START + 60 * SECOND;
    const seen = await spend({ brought, joinsAt, steps: [by(at, { is: 'end', ...host })], quietAt: at + 2 * MINUTE });
    expect(seen.world.card()?.isEnded).toBe(true);
    expect(seen.world.shown.map((shown) => readCard(shown).text).join()).not.toContain('may still be playing');
  });

  it('takes an order along that still waited for its share of the calls', async () => {
    const at = START + SONG_MS;
    const shortWait = { ...(fault('reads', 'shortWait', SECOND) as Fault), waitS: 20 };
    const steps = [
      by(at - 10 * SECOND, { is: 'remove', who: 'ada', place: 0 } as const),
      by(at + 500, shortWait),
      by(at + 3 * SECOND, { is: 'end', ...host } as const),
    ];
    const seen = await spend({ brought, joinsAt, steps, quietAt: at + 2 * MINUTE });
    expect(requestsAfter(seen, at + 4 * SECOND, /play$/)).toEqual([]);
  });
});

it('the last song, skipped before its start was seen, does not come again', async () => {
  const at = START + 60 * SECOND;
  const steps = [by(at, typedSkip), by(at + 300, typedSkip)];
  const seen = await spend({ brought: { ada: ['a1', 'a2'] }, steps, staleReadsMs: 1_500, quietAt: at + MINUTE });
  expect(answersTo(seen, 'skip').map(({ end }) => end)).toEqual(['done', 'done']);
  expect(requestsAfter(seen, at + SECOND, /play$/)).toEqual([]);
});

describe('Skip three times within two seconds', () => {
  it.each([
    [0, 0],
    [100, 1_900],
    [700, 1_400],
  ])('skips three songs with two play requests (after 0, %i and %i ms)', async (second, third) => {
    const at = START + 60 * SECOND;
    const steps = [0, second, third].map((ms) => by(at + ms, typedSkip));
    const six = { ada: ['a1', 'a2', 'a3', 'a4', 'a5'] };
    const seen = await spend({ brought: six, steps, quietAt: at + 30 * SECOND });
    expect(answersTo(seen, 'skip').map(({ end }) => end)).toEqual(['done', 'done', 'done']);
    expect(answersTo(seen, 'skip').every(({ waitedMs }) => (waitedMs ?? Number.POSITIVE_INFINITY) <= SECOND)).toBe(
      true,
    );
    expect(requestsAfter(seen, at, /play$/).length).toBeLessThanOrEqual(2);
    expect(heardAfter(seen, at + 3 * SECOND)).toHaveLength(2);
  });

  it('by the button skips one song, however often it is pressed', async () => {
    const at = START + 60 * SECOND;
    const late: Press = { ...skip, stale: true };
    const steps = [by(at, skip), by(at + 300, late), by(at + 700, late)];
    const seen = await spend({ brought: { ada: ['a1', 'a2', 'a3'] }, steps, quietAt: at + 30 * SECOND });
    expect(heardAfter(seen, at + SECOND)).toHaveLength(2);
  });
});
