import type { Clock } from './clock.ts';

/*
 * One clock for two processes. The world keeps the clock and every timer; a bot in a process of its own borrows it over
 * a line that keeps the order of what is said.
 */

/** A message of the world: how far its time is ahead of the wall clock, and perhaps more. */
export type FromWorld =
  | { clock: 'ahead'; ms: number }
  | { clock: 'ring'; ms: number; timer: number }
  | { clock: 'settle'; ms: number; asked: number };

/** A message of the bot. */
export type FromBot =
  | { clock: 'after'; timer: number; due: number }
  | { clock: 'never'; timer: number }
  | { clock: 'settled'; asked: number };

export type ClockServer = {
  receive(said: FromBot): void;
  /** Tells the bot what time it is, and resolves when nothing that this set off is under way there. */
  settle(): Promise<void>;
  /** The line is cut: nothing rings any more, and nobody waits for an answer. */
  disconnect(): void;
};

/** The world's end of the line. */
export function serveClock(clock: Clock, say: (message: FromWorld) => void, wall = Date.now): ClockServer {
  const timers = new Map<number, () => void>();
  const waiting = new Map<number, () => void>();
  const ahead = () => clock.now() - wall();
  let asked = 0;
  let isDisconnected = false;

  say({ clock: 'ahead', ms: ahead() });
  return {
    receive(said) {
      if (said.clock === 'after') {
        const ring = () => {
          timers.delete(said.timer);
          say({ clock: 'ring', ms: ahead(), timer: said.timer });
        };
        timers.set(said.timer, clock.after(said.due - clock.now(), ring));
      } else if (said.clock === 'never') {
        timers.get(said.timer)?.();
        timers.delete(said.timer);
      } else {
        waiting.get(said.asked)?.();
        waiting.delete(said.asked);
      }
    },
    settle() {
      if (isDisconnected) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(++asked, resolve);
      say({ clock: 'settle', ms: ahead(), asked });
      return promise;
    },
    disconnect() {
      isDisconnected = true;
      for (const stop of timers.values()) stop();
      timers.clear();
      for (const resolve of waiting.values()) resolve();
      waiting.clear();
    },
  };
}

/** The bot's end of the line; `settle` resolves when nothing is under way in this process. */
export function createRemoteClock(say: (message: FromBot) => void, settle: () => Promise<void>, wall = Date.now) {
  const timers = new Map<number, () => void>();
  let aheadMs = 0;
  let lastNow = 0;
  let count = 0;

  const now = () => {
    lastNow = Math.max(lastNow, wall() + aheadMs);
    return lastNow;
  };
  const clock: Clock = {
    now,
    after(ms, fire) {
      const timer = ++count;
      timers.set(timer, fire);
      say({ clock: 'after', timer, due: now() + Math.max(0, ms) });
      return () => {
        if (timers.delete(timer)) say({ clock: 'never', timer });
      };
    },
  };

  return {
    clock,
    async receive(said: FromWorld): Promise<void> {
      aheadMs = said.ms;
      if (said.clock === 'ring') {
        const fire = timers.get(said.timer);
        timers.delete(said.timer);
        fire?.();
      } else if (said.clock === 'settle') {
        await settle();
        say({ clock: 'settled', asked: said.asked });
      }
    },
  };
}
