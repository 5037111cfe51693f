import { expect, it } from 'vitest';
import { createClock } from './clock.ts';
import { createRemoteClock, type FromBot, serveClock } from './remote-clock.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const WALL = Date.UTC(2030, 0, 1);

/** A world and a bot with a line between them that keeps what is said until `carry` is called. */
function twoProcesses(busyFor = async () => {}) {
  const toWorld: FromBot[] = [];
  const clock = createClock({ start: NOON, settle: () => lent.settle() });
  const borrowed = createRemoteClock(
    (message) => void toWorld.push(structuredClone(message)),
    busyFor,
    () => WALL,
  );
  const lent = serveClock(
    clock,
    (message) => {
      const said = structuredClone(message);
      queueMicrotask(async () => {
        await borrowed.receive(said);
        carry();
      });
    },
    () => WALL,
  );
  const carry = () => {
    for (const message of toWorld.splice(0)) lent.receive(message);
  };
  return { clock, distant: borrowed.clock, lent, carry };
}

it('rings in the bot when it is time in the world, in order, and what is set while ringing rings as well', async () => {
  const { clock, distant } = twoProcesses();
  await clock.advance(0);
  const rung: [string, number][] = [];
  const note = (name: string) => () => void rung.push([name, distant.now() - NOON]);
  distant.after(3_000, note('third'));
  distant.after(1_000, () => {
    note('first')();
    distant.after(500, note('second'));
  });
  const stop = distant.after(2_000, note('never'));
  stop();
  clock.after(1_200, note('the world’s own'));

  await clock.advance(10_000);
  expect(rung).toEqual([
    ['first', 1_000],
    ['the world’s own', 1_000],
    ['second', 1_500],
    ['third', 3_000],
  ]);
  expect(distant.now()).toBe(NOON + 10_000);
});

it('does not let the world’s time pass while the bot is busy', async () => {
  let finish = () => {};
  const { clock } = twoProcesses(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  let isOver = false;
  const winding = clock.advance(60_000).then(() => {
    isOver = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([isOver, clock.now()]).toEqual([false, NOON]);
  finish();
  await new Promise((resolve) => setImmediate(resolve));
  finish();
  await winding;
  expect(clock.now()).toBe(NOON + 60_000);
});

it('lets the world go on when the line is cut', async () => {
  const never = () => new Promise<void>(() => {});
  const { clock, distant, lent, carry } = twoProcesses(never);
  let isRung = false;
  distant.after(1_000, () => {
    isRung = true;
  });
  carry();
  const winding = clock.advance(60_000);
  lent.disconnect();
  await winding;
  expect([isRung, clock.now()]).toEqual([false, NOON + 60_000]);
});
