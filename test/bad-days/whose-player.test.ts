import { expect, it } from 'vitest';
import { spendEvening } from '../chaos/evening.ts';
import { judgeEvening } from '../chaos/judge.ts';
import type { Fault, Press, Step } from '../chaos/plan.ts';
import { readCard } from '../chaos/stage.ts';
import { by, plan, SECOND, SONG_MS, START } from '../chaos/told.ts';
import type { Witnessed } from '../chaos/witnessed.ts';
import { EVENING } from '../chaos/world.ts';

/*
 * What is asked about a player may be answered late: after a press, or when the evening plays on somebody else's player.
 * The look in the middle of the first song is the one that is late here.
 */
const LOOK = START + SONG_MS / 2;
const whenLooking = (how: Fault['how']): Step =>
  by(LOOK - 10 * SECOND, { is: 'fault', on: 'reads', how, forMs: 10_500, percent: 100, waitS: 0 });

async function spend(how: Fault['how'], ...steps: Step[]): Promise<Witnessed> {
  const brought = { ada: ['a1', 'a2', 'a3'], ben: ['b1'] };
  const all = [whenLooking(how), ...steps].toSorted((one, other) => one.at - other.at);
  const seen = await spendEvening(
    plan({ brought, joinsAt: { ben: 30 * SECOND }, steps: all, quietAt: LOOK + 60 * SECOND }),
  );
  expect(judgeEvening(seen)).toEqual([]);
  expect(seen.world.spotify.requests.some(({ at, method }) => method === 'GET' && isNear(at, LOOK))).toBe(true);
  return seen;
}

function isNear(at: number, moment: number): boolean {
  return Math.abs(at - EVENING - moment) < SECOND;
}

/** The cards that were shown in the seconds after a moment. */
function cardsAfter({ world }: Witnessed, from: number, until: number) {
  const known = world.shown.filter(({ at }) => at <= EVENING + from).slice(-1);
  return [...known, ...world.shown.filter(({ at }) => at > EVENING + from && at <= EVENING + until)].map(readCard);
}

/** Ben is offered the session, is asked for his permission five seconds later, and has given it after as long again. */
const takesOverAt = (at: number): Step => by(at - 10 * SECOND, { is: 'takeOver', who: 'ada', whom: 'ben' });

it('a look at the old host’s player that fails late is no trouble of the new one', async () => {
  const seen = await spend('hangs', takesOverAt(LOOK + 3 * SECOND));
  expect(seen.world.hosts.map(({ name }) => name)).toEqual(['ada', 'ben']);
  const texts = cardsAfter(seen, LOOK + 5 * SECOND, LOOK + 40 * SECOND).map(({ text }) => text);
  expect(texts.join()).not.toContain('⚠️');
});

it('a late look at the old host’s player puts nothing of it into the new programme', async () => {
  const seen = await spend('late', takesOverAt(LOOK + 300));
  const ada = seen.world.accounts.get('ada')?.devices[0]?.id;
  const ben = seen.world.accounts.get('ben')?.accountId;
  const steered = seen.world.spotify.requests.filter(
    ({ person, query }) => person === ben && query.device_id !== undefined,
  );
  expect(steered.length).toBeGreaterThan(0);
  expect(steered.filter(({ query }) => query.device_id === ada)).toEqual([]);
});

it('a look that set out before Pause and is answered after it does not set the card going again', async () => {
  const seen = await spend('late', by(LOOK + 400, { is: 'pause', who: 'ada', twice: false }));
  const cards = cardsAfter(seen, LOOK + 1_400, LOOK + 30 * SECOND);
  expect(new Set(cards.map(({ says }) => says))).toEqual(new Set(['paused']));
});

it('a look that set out before Skip and fails after it is no trouble of the next song', async () => {
  const seen = await spend('hangs', by(LOOK + SECOND, { is: 'skip', who: 'ada', twice: false, stale: false }));
  const texts = cardsAfter(seen, LOOK + 3 * SECOND, LOOK + 30 * SECOND).map(({ text }) => text);
  expect(texts.join()).not.toContain('⚠️');
});

it('a take-over waits a second at most for an old device that answers no pause, and the card says that it may play on', async () => {
  const at = LOOK + 20 * SECOND;
  const hanging: Step = by(at - 30 * SECOND, {
    is: 'fault',
    on: 'pause',
    how: 'hangs',
    forMs: 60 * SECOND,
    percent: 100,
    waitS: 0,
  });
  const steps = [hanging, takesOverAt(at)];
  const brought = { ada: ['a1', 'a2', 'a3'], ben: ['b1'] };
  const seen = await spendEvening(plan({ brought, joinsAt: { ben: 30 * SECOND }, steps, quietAt: at + 60 * SECOND }));
  const taken = seen.world.asked.findLast(({ what }) => what === 'takeOver');
  expect(taken?.end).toBe('done');
  expect((taken?.doneAt ?? Number.POSITIVE_INFINITY) - (taken?.at ?? 0)).toBeLessThan(2 * SECOND);
  const texts = cardsAfter(seen, at, at + 8 * SECOND).map(({ text }) => text);
  expect(texts.join()).toContain('may still be playing');
});

/* The new host's device gives no answer to the take-over, and before that is known, somebody presses again. */
const TAKEN = LOOK + 60 * SECOND;

async function spendTakingOver(how: Fault['how'], press: Press): Promise<Witnessed> {
  const brought = { ada: ['a1', 'a2', 'a3'], ben: ['b1', 'b2', 'b3'] };
  const steps: Step[] = [
    takesOverAt(TAKEN),
    by(TAKEN - 100, { is: 'fault', on: 'play', how, forMs: 2 * SECOND, percent: 100, waitS: 0 }),
    by(TAKEN + 3 * SECOND, press),
  ];
  const seen = await spendEvening(
    plan({ brought, joinsAt: { ben: 30 * SECOND }, steps, quietAt: TAKEN + 60 * SECOND }),
  );
  expect(judgeEvening(seen)).toEqual([]);
  return seen;
}

/** What was asked of a player from a moment on. */
function toldTo({ world }: Witnessed, name: 'ada' | 'ben', from: number): string[] {
  const account = world.accounts.get(name)?.accountId;
  const asked = world.spotify.requests.filter(({ at, person }) => person === account && at - EVENING >= from);
  return asked.map(({ method, path }) => `${method} ${path}`);
}

it.each(['hangs', 'hangsAfter'] as const)(
  'nothing is told to any player after an end that overtook a take-over (%s)',
  async (how) => {
    const seen = await spendTakingOver(how, { is: 'end', who: 'ben', twice: false });
    expect(seen.world.card()?.isEnded).toBe(true);
    expect([...toldTo(seen, 'ada', TAKEN + 5 * SECOND), ...toldTo(seen, 'ben', TAKEN + 5 * SECOND)]).toEqual([]);
  },
);

it.each(['hangs', 'hangsAfter'] as const)(
  'a skip that overtook a take-over plays on, and the old device stays quiet (%s)',
  async (how) => {
    const seen = await spendTakingOver(how, { is: 'skip', who: 'ben', twice: false, stale: false, typed: true });
    expect(seen.world.hosts.at(-1)?.name).toBe('ben');
    expect(toldTo(seen, 'ada', TAKEN + 3 * SECOND)).toEqual([]);
    expect(toldTo(seen, 'ben', TAKEN + 4 * SECOND).filter((asked) => asked.includes('pause'))).toEqual([]);
    expect(seen.world.asked.filter(({ what }) => what === 'takeOver').map(({ end }) => end)).toContain('done');
  },
);
