import type { Lobby, Member } from './session.ts';
import type { Settings } from './settings.ts';

/** A new lobby with its creator as host and first member. */
export function open(
  place: { id: string; guildId: string; channelId: string; seed: string },
  hostId: string,
  settings: Settings,
  now: number,
): Lobby {
  return {
    ...place,
    phase: 'lobby',
    hostId,
    settings,
    createdAt: now,
    touchedAt: now,
    members: [newMember({ id: hostId, guest: false, tops: null }, now)],
    kicked: [],
    offer: null,
    readiness: null,
    card: null,
  };
}

/** The facts about somebody who comes in. */
export type Joining = Pick<Member, 'id' | 'aliases' | 'guest' | 'tops'>;

/** A member as they come in: nothing is known of their taste yet but what they bring. */
export function newMember(joining: Joining, now: number): Member {
  return { ...joining, joinedAt: now, alternatives: [], hidden: [], added: [], entered: false };
}
