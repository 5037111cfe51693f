import type { CardPlace, Open, Session } from '../session/session.ts';

export type Whereabouts = { id: string; guildId: string; channelId: string };

export type SessionStore = {
  find(id: string): Session | null;
  openIn(channelId: string): Open | null;
  openHostedBy(userId: string): Open | null;
  /** The open sessions in which this person is a member. */
  openWith(userId: string): Open[];
  /** The ids of every session, open or ended, in which anything bears this person's name. */
  naming(userId: string): string[];
  /** Returns the id and place of every open session: enough to go to each in its turn. */
  allOpen(): Whereabouts[];
  /** The ids of ended sessions whose card is not known to show what is stored. */
  endedUnshown(): string[];
  /** Writes a session down, all but where its card is: that belongs to the stage, which moves it at any time. */
  save(session: Session): void;
  placeCard(id: string, card: CardPlace): void;
  /** The card of an ended session shows what is stored. */
  noteRecapShown(id: string): void;
  remove(id: string): void;
  /**
   * Deletes what sessions that ended before this time know about songs and people; of each that had a card a farewell
   * stays. Returns how many were deleted.
   */
  forgetEndedBefore(time: number): number;
  /** Calls `listener` when a session could not be read and was deleted, which leaves a farewell if it had a card. */
  onBroken(listener: () => void): void;
};
