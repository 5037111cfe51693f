import { setImmediate as nextTurn } from 'node:timers/promises';
import type { World } from '../world.ts';

/** Short enough that a press in between does not wait, long enough that an hour is over soon. */
const SLICE_MS = 15_000;

export type Winding = ReturnType<typeof createWinding>;

/**
 * Winds the clock forward slice by slice. What people do falls between two slices: the three seconds that Discord
 * gives a bot would otherwise be over before it has heard.
 */
export function createWinding(world: World, tell: () => void) {
  const actions = new Set<Promise<unknown>>();
  let slice: Promise<void> | null = null;
  let windings = 0;
  let last: Promise<void> = Promise.resolve();

  async function wind(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= SLICE_MS) {
      while (actions.size > 0) await Promise.allSettled(actions);
      slice = world.advance(Math.min(left, SLICE_MS)).finally(() => {
        slice = null;
      });
      await slice;
      tell();
      await nextTurn();
    }
  }

  return {
    isWinding: () => windings > 0,
    /** Resolves when time has been wound on; one winding after the other. */
    async by(ms: number): Promise<void> {
      windings++;
      tell();
      const mine = last.then(() => wind(ms));
      // Whoever asked for it hears of a failure; the next winding only waits for its turn.
      last = mine.catch(() => {});
      try {
        await mine;
      } finally {
        windings--;
        tell();
      }
    },
    /** Does something while time is not being wound. */
    async between<T>(deed: () => Promise<T>): Promise<T> {
      while (slice) await slice;
      const done = deed();
      actions.add(done);
      try {
        return await done;
      } finally {
        actions.delete(done);
      }
    },
  };
}
