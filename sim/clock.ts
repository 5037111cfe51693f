/**
 * Time that can be wound by hand. A standing clock moves only through `advance`; a running one also follows the
 * wall clock. Everything in one process that shares a clock sees the same evening.
 */
export type Clock = {
  /** Milliseconds since the Unix epoch, as this clock sees it. */
  now(): number;
  /** Calls `fire` once, `ms` from now on this clock; returns a function that takes it back. */
  after(ms: number, fire: () => void): () => void;
};

export type WindableClock = Clock & {
  /** Moves time on by `ms`, firing what falls due in order and letting its consequences settle before going on. */
  advance(ms: number): Promise<void>;
  /** Stops following the wall clock and drops every timer. */
  stop(): void;
};

type Timer = { due: number; order: number; fire: () => void };

export type ClockOptions = {
  /** The first moment; by default now, by the wall clock. */
  start?: number;
  /** True if time also follows the wall clock. */
  running?: boolean;
  /** Resolves when nothing set off by the last timer is still under way. */
  settle?: () => Promise<void>;
};

export function createClock(options: ClockOptions = {}): WindableClock {
  const wallStart = Date.now();
  const start = options.start ?? wallStart;
  const settle = options.settle ?? (async () => {});
  const timers = new Set<Timer>();
  let advancedMs = 0;
  let lastNow = start;
  let order = 0;
  let timeout: NodeJS.Timeout | undefined;
  let stopped = false;

  const now = () => {
    const elapsed = options.running ? Date.now() - wallStart : 0;
    lastNow = Math.max(lastNow, start + advancedMs + elapsed);
    return lastNow;
  };

  function next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (!first || timer.due < first.due || (timer.due === first.due && timer.order < first.order)) first = timer;
    }
    return first;
  }

  function scheduleTimeout() {
    clearTimeout(timeout);
    const timer = options.running && !stopped ? next() : undefined;
    if (timer) timeout = setTimeout(fireDue, Math.min(Math.max(0, timer.due - now()), LONGEST_TIMEOUT_MS));
  }

  function fireDue() {
    for (let timer = next(); timer && timer.due <= now(); timer = next()) fire(timer);
    scheduleTimeout();
  }

  function fire(timer: Timer) {
    timers.delete(timer);
    timer.fire();
  }

  return {
    now,
    after(ms, callback) {
      const timer = { due: now() + Math.max(0, ms), order: order++, fire: callback };
      timers.add(timer);
      scheduleTimeout();
      return () => {
        timers.delete(timer);
        scheduleTimeout();
      };
    },
    async advance(ms) {
      const target = now() + ms;
      await settle();
      for (let timer = next(); timer && timer.due <= target; timer = next()) {
        advancedMs += Math.max(0, timer.due - now());
        fire(timer);
        await settle();
      }
      advancedMs += Math.max(0, target - now());
      scheduleTimeout();
      await settle();
    },
    stop() {
      stopped = true;
      clearTimeout(timeout);
      timers.clear();
    },
  };
}

/** Node fires longer timeouts at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
