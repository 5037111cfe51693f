import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { LinkStore } from '../ports/links.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Stage } from '../ports/stage.ts';
import { open } from '../session/lobby.ts';
import type { Lobby } from '../session/session.ts';
import type { Settings } from '../session/settings.ts';
import type { Caller } from './access.ts';
import type { Conductor } from './conductor.ts';
import type { Favourites } from './favourites.ts';
import type { OwnSongs } from './own-songs.ts';
import { requirePlayback } from './permissions.ts';
import type { ReadinessChecks } from './readiness.ts';
import type { Sessions } from './sessions.ts';
import type { Shares } from './shares.ts';

export type LobbyService = ReturnType<typeof createLobbies>;

/** Creates the service that opens lobbies. */
export function createLobbies(world: {
  sessions: Sessions;
  links: LinkStore;
  favourites: Favourites;
  conductor: Conductor;
  readiness: ReadinessChecks;
  shares: Shares;
  secrets: Secrets;
  stage: Stage;
  clock: Clock;
  log: Log;
}) {
  const { sessions, favourites } = world;

  /** Opens a lobby and posts its card; the creator is host and first member. Returns what they bring, if that is known. */
  async function create(caller: Caller, settings: Settings): Promise<OwnSongs | null> {
    requirePlayback(await world.links.find(caller.userId));
    const { userId, guildId, channelId } = caller;
    sessions.requireFree(channelId, userId);
    world.shares.charge('press', userId);
    const place = { id: world.secrets.id(), guildId, channelId, seed: world.secrets.seed() };
    const lobby = open(place, userId, settings, world.clock.now());
    await sessions.open(lobby, () => postCard(lobby));
    world.conductor.takeUp(lobby.id);
    const fetched = await favourites.fetch(lobby.id, userId);
    world.readiness.check(lobby.id, caller.mayPost);
    return favourites.ownOf(lobby.id, userId, fetched);
  }

  async function postCard(lobby: Lobby): Promise<void> {
    world.log.info({ session: lobby.id, channel: lobby.channelId }, 'lobby opened');
    try {
      await sessions.placeCard(lobby.id, await world.stage.post(lobby));
    } catch (error) {
      await sessions.remove(lobby.id);
      throw error;
    }
  }

  return { create };
}
