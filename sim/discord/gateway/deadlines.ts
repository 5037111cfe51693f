import type { Clock } from '../../clock.ts';

export type Deadlines = ReturnType<typeof createDeadlines>;

/** Timers on the shared clock and on the wall, which are all dropped at the end. */
export function createDeadlines(clock: Clock) {
  const pending = new Set<() => void>();

  function track(start: (fire: () => void) => () => void, fire: () => void): () => void {
    const stop = start(() => {
      pending.delete(cancel);
      fire();
    });
    const cancel = () => {
      pending.delete(cancel);
      stop();
    };
    pending.add(cancel);
    return cancel;
  }

  const onClock = (ms: number, fire: () => void) => track((ring) => clock.after(ms, ring), fire);

  const onWall = (ms: number, fire: () => void) =>
    track((ring) => {
      const timer = setTimeout(ring, ms).unref();
      return () => clearTimeout(timer);
    }, fire);

  return {
    onClock,
    onWall,
    /** After `ms` on the clock, or `wallMs` on the wall, whichever is first. */
    onEither(ms: number, wallMs: number, fire: () => void): () => void {
      const cancel = () => {
        stopClock();
        stopWall();
      };
      const first = () => {
        cancel();
        fire();
      };
      const stopClock = onClock(ms, first);
      const stopWall = onWall(wallMs, first);
      return cancel;
    },
    close() {
      for (const cancel of [...pending]) cancel();
    },
  };
}
