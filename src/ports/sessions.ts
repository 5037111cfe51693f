import type { CardPlace, Open, Session } from '../session/session.ts';

/** Sessions as they are written down. Whatever is asked for is durable once its promise resolves. */
export type SessionStore = {
  find(id: string): Promise<Session | null>;
  allOpen(): Promise<Open[]>;
  /** The ids of every session, open or ended, in which anything bears this person's name. */
  naming(userId: string): Promise<string[]>;
  /** The ids of ended sessions whose card is not known to show what is stored. */
  endedUnshown(): Promise<string[]>;
  /** Writes a session down, all but where its card is: that belongs to the stage, which moves it at any time. */
  save(session: Session): Promise<void>;
  placeCard(id: string, card: CardPlace): Promise<void>;
  /** The card of an ended session shows what is stored. */
  noteRecapShown(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /**
   * Deletes what sessions that ended before this time know about songs and people; of each that had a card a farewell
   * stays. Returns how many were deleted.
   */
  forgetEndedBefore(time: number): Promise<number>;
  /** Calls `listener` when a session could not be read and was deleted, which leaves a farewell if it had a card. */
  onBroken(listener: () => void): void;
};
