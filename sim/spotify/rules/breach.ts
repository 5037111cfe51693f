import type { Reply, Rig } from '../rig.ts';

/**
 * A way to break a rule, and what came of it. `says`: a piece of the answer, where the service words it differently
 * from case to case.
 */
export type Breach = (rig: Rig) => Promise<Reply | { reply: Reply; says: string }>;
