import type { Name } from './party.ts';
import type { Deed, Plan } from './plan.ts';
import type { ChaosWorld } from './world.ts';

/** Somebody's songs, as they were told in private when they joined. */
export type Promised = { who: Name; at: number; keys: string[] };

/** Everything that could be seen of an evening from outside. */
export type Witnessed = {
  plan: Plan;
  world: ChaosWorld;
  /** When the host touched the player, or something was broken, by what. */
  deeds: { at: number; deed: Deed }[];
  joined: Promised[];
  /** What somebody picked by hand, one by one. */
  added: Promised[];
  /** Songs that somebody took out or hid. */
  removed: { at: number; key: string }[];
  left: { who: Name; at: number }[];
  /** Songs that the host's hands went past, in the order of the list. */
  passed: { at: number; key: string }[];
  /** When the first play request set out. */
  startedAt: number | null;
  /** Since when the session is over for good, by a press or by itself. */
  endedAt: number | null;
  /** Whether the evening was let run out, and whether it did. */
  ranOut: 'yes' | 'no' | 'was ended';
  failures: string[];
};
