/** Time, so that a whole evening can be wound through in a test. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `fire` once, after `ms`; returns a function that takes it back. */
  after(ms: number, fire: () => void): () => void;
};
