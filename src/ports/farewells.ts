import type { RecapNumbers } from '../session/recap.ts';

/** The last state of a card. */
export type LastWords = { of: 'forgotten'; numbers: RecapNumbers } | { of: 'broken' };

/** The last edit of a card whose session is deleted already, until it went through. */
export type Farewell = {
  sessionId: string;
  channelId: string;
  messageId: string;
  says: LastWords;
  /** The moment at which the session was deleted. */
  since: number;
  /** The moment of the last attempt at the edit; null before the first one. */
  triedAt: number | null;
};

export type FarewellStore = {
  all(): Promise<Farewell[]>;
  noteTried(messageId: string, at: number): Promise<void>;
  remove(messageId: string): Promise<void>;
};
