import { writeFact } from './facts.ts';
import type { Db } from './open.ts';

/** How long a write that succeeded speaks for the next ones. */
const PROVED_MS = 1_000;

/** Returns a test of whether the database takes writes at this moment. */
export function createProbe(db: Db, now: () => number): () => boolean {
  let provedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (Math.abs(now() - provedAt) < PROVED_MS) return true; // clocks are put back, too
    try {
      writeFact(db, 'written', String(now()));
      provedAt = now();
      return true;
    } catch {
      return false; // closed, full, or its disk is gone: whoever asks is told just that
    }
  };
}
