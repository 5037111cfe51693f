import type { CardPlace, Live, Open, Session } from '../session/session.ts';
import type { Farewell } from './farewells.ts';

/** The card in the channel. */
export type Stage = {
  /** Posts a fresh card; throws `Refusal('cannotPostHere')` where that is not allowed. */
  post(session: Session): Promise<CardPlace>;
  /** Brings the card in line with the session as it is stored; returns at once, the latest state wins. */
  refresh(sessionId: string): void;
  /** Edits the card of a deleted session a last time. Returns false if that may still succeed later. */
  retire(farewell: Farewell): Promise<boolean>;
  /** Posts a message that mentions the host of a silent evening; returns its id. The same silence never gets two. */
  callHost(session: Live): Promise<string>;
  /** Tells the channel to whom the session is offered, in a message that mentions them. Returns at once. */
  tellOffer(session: Open): void;
  /** Takes a message away: a card that has been replaced, a call that is over. */
  withdraw(channelId: string, place: CardPlace): Promise<void>;
};
