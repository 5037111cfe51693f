import type { SpotifyHarness, SpotifyReply } from '../harness.ts';

/**
 * A way to break a rule, and what came of it. `says`: a piece of the answer, where the service words it differently
 * from case to case.
 */
export type Breach = (harness: SpotifyHarness) => Promise<SpotifyReply | { reply: SpotifyReply; says: string }>;
