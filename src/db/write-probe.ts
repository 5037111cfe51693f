import { writeFact } from './facts.ts';
import type { Db } from './open.ts';

/** How long after a successful write the database counts as writable. */
const PROBE_INTERVAL_MS = 1_000;

/** Returns a test of whether the database takes writes at this moment. */
export function createWriteProbe(db: Db, now: () => number): () => boolean {
  let lastWriteAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (Math.abs(now() - lastWriteAt) < PROBE_INTERVAL_MS) return true; // clocks are put back, too
    try {
      writeFact(db, 'written', String(now()));
      lastWriteAt = now();
      return true;
    } catch {
      return false; // closed, full, or its disk is gone: whoever asks is told just that
    }
  };
}
