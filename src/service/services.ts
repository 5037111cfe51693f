import type { Log } from '../log.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { Identity, Membership } from '../ports/identity.ts';
import type { Library } from '../ports/library.ts';
import type { LinkRequestStore, LinkStore } from '../ports/links.ts';
import type { Player } from '../ports/player.ts';
import type { PlaylistStore } from '../ports/playlists.ts';
import type { Fingerprints, Secrets } from '../ports/secrets.ts';
import type { SessionStore } from '../ports/sessions.ts';
import type { Stage } from '../ports/stage.ts';
import { createConductor } from './conductor.ts';
import { createDevices } from './devices.ts';
import { createEnding } from './ending.ts';
import { createGathering } from './gathering.ts';
import { createGenerations } from './generations.ts';
import { createHandingOver } from './handing-over.ts';
import { createKeeping } from './keeping.ts';
import { createKnownSongs } from './known-songs.ts';
import { createLights } from './lights.ts';
import { createLinking } from './linking.ts';
import { createPlaying } from './playing.ts';
import { createRecaps } from './recaps.ts';
import { createRecognition } from './recognition.ts';
import { createRenewal } from './renewal.ts';
import { createSessions } from './sessions.ts';
import { createShares } from './shares.ts';
import { createSongs } from './songs.ts';
import { createStarting } from './starting.ts';
import { createTurns } from './turns.ts';

/** Everything that the use cases need of the world. */
export type World = {
  sessions: SessionStore;
  links: LinkStore;
  requests: LinkRequestStore;
  playlists: PlaylistStore;
  files: Files;
  secrets: Secrets;
  fingerprints: Fingerprints;
  player: Player;
  library: Library;
  accounts: Accounts;
  identity: Identity;
  membership: Membership;
  stage: Stage;
  clock: Clock;
  log: Log;
};

/** Builds every use case upon one world, and ties those together that have to hear of each other. */
export function createServices(outside: World) {
  const { player, stage, clock, log } = outside;
  const recognition = createRecognition(outside);
  const { sessions } = recognition;
  const turns = createTurns();
  const conductor = createConductor({ sessions, player, stage, clock, turns, log: log.child({ part: 'conductor' }) });
  const shares = createShares(outside);
  const generations = createGenerations({ clock });
  const world = { ...outside, sessions, recognition, turns, conductor, shares, generations };
  const gathering = createGathering(world);
  const devices = createDevices(world);
  const lights = createLights({ ...world, devices });
  const ending = createEnding(world);
  const people = createSessions({ ...world, gathering, lights, ending });
  const handingOver = createHandingOver({ ...world, people, devices });
  const recaps = createRecaps({ ...world, people });
  const linking = createLinking({ ...world, people, handingOver, recaps });
  const known = createKnownSongs(world);
  const songs = createSongs({ ...world, people, gathering, known });
  linking.onForgotten((userId) => {
    devices.forget(userId);
    gathering.forget(userId);
    known.forget(userId);
    songs.forget(userId);
  });
  const playing = createPlaying({ ...world, people, devices });
  people.onParted(playing.carryVotes);
  return {
    /** Resolves when no press and no command is under way any more. */
    idle: async () => void (await Promise.all([turns.idle(), conductor.idle()])),
    conductor,
    devices,
    people,
    starting: createStarting({ ...world, people, devices }),
    playing,
    songs,
    handingOver,
    recaps,
    keeping: createKeeping(world),
    linking,
    renewal: createRenewal(world),
  };
}
