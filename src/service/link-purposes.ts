import type { Log } from '../log.ts';
import type { Membership } from '../ports/identity.ts';
import type { Person, Purpose } from '../ports/links.ts';
import type { SavedPlaylist } from '../ports/playlists.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';
import type { Caller } from './access.ts';
import type { ChangeOfHost, TakenOver } from './change-of-host.ts';
import type { Favourites } from './favourites.ts';
import type { Generations } from './generations.ts';
import type { LobbyService } from './lobby.ts';
import type { OwnSongs } from './own-songs.ts';
import type { RecapService } from './recaps.ts';

/** The result of finishing a link besides the link itself. */
export type Done =
  | { is: 'linked' }
  | { is: 'lobby'; own: OwnSongs | null }
  | { is: 'saved'; playlist: SavedPlaylist }
  | TakenOver;

export type LinkPurposes = {
  /** Brings the person's songs to the sessions they had joined; returns those of the last. Never rejects. */
  fetchForLinked(userId: string): Promise<OwnSongs | null>;
  /** Does what the link was asked for, if the person may still do it there. Never rejects. */
  carryOut(person: Person, purpose: Purpose): Promise<{ done: Done; refusal: RefusalCode | 'failed' | null }>;
};

/** Creates what follows a finished link. The account is linked whatever comes of it. */
export function createLinkPurposes(world: {
  favourites: Favourites;
  lobbies: LobbyService;
  changeOfHost: ChangeOfHost;
  recaps: RecapService;
  membership: Membership;
  generations: Generations;
  log: Log;
}): LinkPurposes {
  async function act(userId: string, purpose: Purpose): Promise<Done> {
    switch (purpose.for) {
      case 'link':
      case 'renew':
      case 'join':
        return { is: 'linked' };
      case 'create':
        await requireStillThere(userId, purpose);
        return { is: 'lobby', own: await world.lobbies.create(callerIn(userId, purpose), purpose.settings) };
      case 'takeOver':
        await requireStillThere(userId, purpose);
        return world.changeOfHost.takeOver(callerIn(userId, purpose), { sessionId: purpose.sessionId });
      case 'save':
        await requireStillThere(userId, purpose);
        return { is: 'saved', playlist: await world.recaps.save(callerIn(userId, purpose), purpose.sessionId) };
    }
  }

  /** Between asking for a link and finishing it, somebody may have left the server, or lost their rights there. */
  async function requireStillThere(userId: string, place: { guildId: string; channelId: string }): Promise<void> {
    const requireSame = world.generations.guard(userId);
    if (!(await world.membership.mayAct(userId, place))) throw new Refusal('notThereAnyMore');
    requireSame();
  }

  return {
    async fetchForLinked(userId) {
      try {
        return await world.favourites.fetchForLinked(userId);
      } catch (error) {
        // An evening that ends just now needs no songs; everything else is ours to look at.
        if (!(error instanceof Refusal)) world.log.error({ err: error, user: userId }, 'songs did not follow a link');
        return null;
      }
    },
    async carryOut(person, purpose) {
      try {
        return { done: await act(person.id, purpose), refusal: null };
      } catch (error) {
        if (error instanceof Refusal) return { done: { is: 'linked' }, refusal: error.code };
        const isOurs = !(error instanceof Unavailable);
        world.log[isOurs ? 'error' : 'warn']({ err: error, user: person.id }, 'what a link was for could not be done');
        return { done: { is: 'linked' }, refusal: 'failed' };
      }
    },
  };
}

function callerIn(userId: string, { guildId, channelId }: { guildId: string; channelId: string }): Caller {
  return { userId, guildId, channelId, mayManage: false };
}
