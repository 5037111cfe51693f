import { createExpiringMap } from '../expiring-map.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stage } from '../ports/stage.ts';
import { Refusal } from '../session/refusal.ts';
import type { Access, Caller, Which } from './access.ts';
import type { Sessions } from './sessions.ts';

export type CardService = ReturnType<typeof createCards>;

/** A card goes to the bottom of its channel at most this often. */
const MOVE_EVERY_MS = 20_000;
/** The most cards remembered as moved within that time. */
const CARDS_MOVED = 10_000;

/** Creates the service that moves cards. */
export function createCards(world: { sessions: Sessions; access: Access; stage: Stage; clock: Clock }) {
  const { sessions, access, stage, clock } = world;
  const movedAt = createExpiringMap<string, true>({ now: clock.now, forMs: MOVE_EVERY_MS, most: CARDS_MOVED });

  /** Moves the card to the bottom of the channel. */
  async function move(caller: Caller, which: Which): Promise<void> {
    const session = access.find(caller, which);
    if (movedAt.has(session.id)) throw new Refusal('movedJustNow');
    movedAt.set(session.id, true);
    const card = await stage.post(session);
    const old = access.find(caller, { sessionId: session.id }).card;
    await sessions.placeCard(session.id, card);
    if (old) await stage.withdraw(session.channelId, old);
  }

  return { move };
}
