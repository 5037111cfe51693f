import type { Clock } from '../../clock.ts';

export type Allowance = { limit: number; windowMs: number };

export type Take = { isAllowed: boolean; remaining: number; resetMs: number };

export type Window = {
  take(): Take;
  /** Returns true if the window is equal to a new one. */
  isOver(): boolean;
};

/**
 * So many per so long, counted from the first. The time is the shared clock's; but a client that waits on the wall
 * while that clock stands is not kept out for ever, so a window also ends when it has passed on the wall.
 */
export function createWindow(clock: Clock, { limit, windowMs }: Allowance): Window {
  let used = 0;
  let began = clock.now();
  let beganOnWall = performance.now();

  const leftMs = () => windowMs - Math.max(clock.now() - began, performance.now() - beganOnWall);

  return {
    take() {
      if (leftMs() <= 0 || used === 0) {
        used = 0;
        began = clock.now();
        beganOnWall = performance.now();
      }
      const isAllowed = used < limit;
      if (isAllowed) used++;
      return { isAllowed, remaining: limit - used, resetMs: leftMs() };
    },
    isOver: () => leftMs() <= 0,
  };
}
