import type { Stores } from './db/stores.ts';
import type { Log } from './log.ts';
import type { Clock } from './ports/clock.ts';
import type { Identity, Membership } from './ports/identity.ts';
import type { Secrets } from './ports/secrets.ts';
import type { Stage } from './ports/stage.ts';
import { createConductor } from './service/conductor.ts';
import { createDevices } from './service/devices.ts';
import { createEnding } from './service/ending.ts';
import { createGathering } from './service/gathering.ts';
import { createGenerations } from './service/generations.ts';
import { createHandingOver } from './service/handing-over.ts';
import { createHousekeeping } from './service/housekeeping.ts';
import { createKeeping } from './service/keeping.ts';
import { createKnownSongs } from './service/known-songs.ts';
import { createLights } from './service/lights.ts';
import { createLinking } from './service/linking.ts';
import { createPlaying } from './service/playing.ts';
import { createRecaps } from './service/recaps.ts';
import { createRecognition } from './service/recognition.ts';
import { createRenewal } from './service/renewal.ts';
import { createSessions } from './service/sessions.ts';
import { createShares } from './service/shares.ts';
import { createSongs } from './service/songs.ts';
import { createStarting } from './service/starting.ts';
import { createTurns } from './service/turns.ts';
import { createAccounts } from './spotify/accounts.ts';
import { createClient } from './spotify/client.ts';
import { createLibrary } from './spotify/library.ts';
import { createPlayer } from './spotify/player.ts';

/** What differs between the app and an evening in a test. */
export type Outside = {
  stores: Stores;
  secrets: Secrets;
  spotify: {
    apiUrl: string;
    accountsUrl: string;
    clientId: string;
    clientSecret: string;
    /** Where Spotify sends a browser back to. */
    redirectUri: () => string;
  };
  stage: Stage;
  membership: Membership;
  identity: Identity;
  clock: Clock;
  log: Log;
};

export type Core = ReturnType<typeof createCore>;

/** Builds Spotify's adapters and every use case upon them, and ties those together that have to hear of each other. */
export function createCore(outside: Outside) {
  const { stores, secrets, spotify, stage, membership, identity, clock, log } = outside;
  const client = createClient({
    ...spotify,
    ...{ clock, vault: stores.links, calls: stores.calls, log: log.child({ part: 'spotify' }) },
  });
  const player = createPlayer(client, clock);
  const library = createLibrary(client);
  const accounts = createAccounts(client, spotify);

  const around = { ...stores, secrets, player, library, accounts, stage, membership, identity, clock, log };
  const recognition = createRecognition(around);
  const { sessions } = recognition;
  const turns = createTurns();
  const conductor = createConductor({ sessions, player, stage, clock, turns, log: log.child({ part: 'conductor' }) });
  const shares = createShares(around);
  const generations = createGenerations({ clock });
  const world = { ...around, sessions, recognition, turns, conductor, shares, generations };
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
  const housekeeping = createHousekeeping(around);

  return {
    /** What people can ask for. */
    services: {
      people,
      starting: createStarting({ ...world, people, devices }),
      playing,
      songs,
      handingOver,
      recaps,
      keeping: createKeeping(world),
      devices,
      linking,
      renewal: createRenewal(world),
    },
    spending: client.spending,
    /** Goes on with the sessions that are open, and forgets what is old, now and from time to time. */
    start() {
      conductor.resumeAll();
      housekeeping.start();
    },
    /** Does nothing by itself any more. */
    stop() {
      housekeeping.stop();
      conductor.stop();
      people.stop();
    },
    /** Resolves when no press and no command is under way any more. */
    idle: async () => void (await Promise.all([turns.idle(), conductor.idle()])),
    /** Writes the counts of calls down; no call goes out any more. */
    close: client.close,
  };
}
