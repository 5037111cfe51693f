/** The shortest and the longest pause between two attempts, in milliseconds. */
export type BackOff = { least: number; most: number };

/**
 * Returns how long to wait before the next attempt, in milliseconds: as long again as the failure has lasted so far,
 * within the bounds. The pauses double, and nobody has to count the attempts.
 */
export function backOff(lastedMs: number, { least, most }: BackOff): number {
  return Math.min(Math.max(lastedMs, least), most);
}
