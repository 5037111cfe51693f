import type { Stores } from './db/stores.ts';
import type { Log } from './log.ts';
import type { Clock } from './ports/clock.ts';
import type { Identity, Membership } from './ports/identity.ts';
import type { Secrets } from './ports/secrets.ts';
import type { Stage } from './ports/stage.ts';
import { createAccess } from './service/access.ts';
import { createCards } from './service/cards.ts';
import { createChangeOfHost } from './service/change-of-host.ts';
import { createConductor } from './service/conductor.ts';
import { createCourses } from './service/courses.ts';
import { createDelivery } from './service/deliver.ts';
import { createDevices } from './service/devices.ts';
import { createEnding } from './service/ending.ts';
import { createFavourites } from './service/favourites.ts';
import { createGenerations } from './service/generations.ts';
import { createHousekeeping } from './service/housekeeping.ts';
import { createKnownSongs } from './service/known-songs.ts';
import { createLinkPurposes } from './service/link-purposes.ts';
import { createLinking } from './service/linking.ts';
import { createLobbies } from './service/lobby.ts';
import { createMembers } from './service/members.ts';
import { createPlayerCommands } from './service/player-commands.ts';
import { createPlayerLooks } from './service/player-looks.ts';
import { createPlaying } from './service/playing.ts';
import { createPressLooks } from './service/press-looks.ts';
import { createPrivacy } from './service/privacy.ts';
import { createReadinessChecks } from './service/readiness.ts';
import { createRecaps } from './service/recaps.ts';
import { createRenewal } from './service/renewal.ts';
import type { Sessions } from './service/sessions.ts';
import { createShares } from './service/shares.ts';
import { createSkipping } from './service/skipping.ts';
import { createSongs } from './service/songs.ts';
import { createStarting } from './service/starting.ts';
import { createSteeringPresses } from './service/steering-presses.ts';
import { createTopSongs } from './service/top-songs.ts';
import { createTurns } from './service/turns.ts';
import { createUnlinking } from './service/unlinking.ts';
import type { Live } from './session/session.ts';
import { createAccounts } from './spotify/accounts.ts';
import { createClient } from './spotify/client.ts';
import { createLibrary } from './spotify/library.ts';
import { createPlayer } from './spotify/player.ts';

/** What differs between the app and an evening in a test. */
export type Outside = {
  stores: Stores;
  /** The open sessions, upon the same stores. */
  sessions: Sessions;
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
    ...{
      clock,
      vault: stores.links,
      calls: stores.calls,
      callsBefore: stores.callsBefore,
      log: log.child({ part: 'spotify' }),
    },
  });
  const player = createPlayer(client, clock);
  const library = createLibrary(client);
  const accounts = createAccounts(client, spotify);

  const { sessions } = outside;
  const around = { ...stores, sessions, secrets, player, library, accounts, stage, membership, identity, clock, log };

  const turns = createTurns();
  const courses = createCourses(clock.now);
  const playerLooks = createPlayerLooks({ ...around, courses });
  const ofConductor = { ...around, courses, playerLooks, log: log.child({ part: 'conductor' }) };
  const overtaken = (written: Live) => {
    conductor.lookAgain(written.id);
    changeOfHost.pauseFormerHost(written);
  };
  const delivery = createDelivery({ ...around, courses, overtaken });
  const commands = createPlayerCommands({ ...ofConductor, delivery });
  const conductor = createConductor({ ...ofConductor, commands });
  const looks = createPressLooks({ ...ofConductor, conductor });
  const steering = { ...around, turns, delivery, conductor, looks };

  const shares = createShares(around);
  const generations = createGenerations(around);
  const devices = createDevices(around);
  const topSongs = createTopSongs({ ...around, shares });
  const favourites = createFavourites({ ...steering, topSongs, generations });
  const readiness = createReadinessChecks({ ...around, devices });
  const access = createAccess({ ...around, readiness, favourites });
  const world = { ...steering, shares, generations, devices, topSongs, favourites, readiness, access };

  const ending = createEnding(world);
  const lobbies = createLobbies(world);
  const members = createMembers({ ...world, ending });
  const changeOfHost = createChangeOfHost(world);
  const recaps = createRecaps(world);
  const unlinking = createUnlinking({ ...world, members, ending });
  const purposes = createLinkPurposes({ ...world, lobbies, changeOfHost, recaps });
  const linking = createLinking({ ...world, purposes, unlinking });
  const known = createKnownSongs(world);
  const songs = createSongs({ ...world, known });
  const presses = createSteeringPresses(world);
  const skipping = createSkipping({ ...world, presses });
  members.onParted(skipping.carryVotes);
  unlinking.onForgotten((userId) => {
    for (const { forget } of [devices, topSongs, known, songs]) forget(userId);
  });
  const housekeeping = createHousekeeping(around);

  return {
    /** What people can ask for. */
    services: {
      access,
      lobbies,
      members,
      cards: createCards(world),
      devices,
      starting: createStarting(world),
      playing: createPlaying({ ...world, presses }),
      skipping,
      songs,
      changeOfHost,
      ending,
      recaps,
      privacy: createPrivacy(world),
      linking,
      unlinking,
      renewal: createRenewal(world),
    },
    spending: client.spending,
    /** Goes on with the sessions that are open, and forgets what is old, now and from time to time. */
    async start() {
      await conductor.resumeAll();
      housekeeping.start();
    },
    /** Does nothing by itself any more. */
    stop() {
      housekeeping.stop();
      conductor.stop();
      favourites.stop();
    },
    /** Resolves when no press and no command is under way any more. */
    idle: async () => void (await Promise.all([sessions.idle(), turns.idle(), courses.idle(), housekeeping.idle()])),
    /** Writes the counts of calls down; no call goes out any more. */
    close: client.close,
  };
}
