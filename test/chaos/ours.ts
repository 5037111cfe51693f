import { createCallStore } from '../../src/db/calls.ts';
import { createLinkRequestStore, createLinkStore } from '../../src/db/links.ts';
import { createFiles, type Db } from '../../src/db/open.ts';
import { createPlaylistStore } from '../../src/db/playlists.ts';
import { createSeal, createSecrets } from '../../src/db/seal.ts';
import { createSessionStore } from '../../src/db/sessions.ts';
import type { Log } from '../../src/log.ts';
import { createConductor } from '../../src/service/conductor.ts';
import { createDevices } from '../../src/service/devices.ts';
import { createGathering } from '../../src/service/gathering.ts';
import { createHandingOver } from '../../src/service/handing-over.ts';
import { createLights } from '../../src/service/lights.ts';
import { createLinking } from '../../src/service/linking.ts';
import { createPlaying } from '../../src/service/playing.ts';
import type { Clock, Identity, SessionStore, Stage } from '../../src/service/ports.ts';
import { createRecaps } from '../../src/service/recaps.ts';
import { createSessions } from '../../src/service/sessions.ts';
import { createSongs } from '../../src/service/songs.ts';
import { createStarting } from '../../src/service/starting.ts';
import { createTurns } from '../../src/service/turns.ts';
import { createAccounts } from '../../src/spotify/accounts.ts';
import { createClient } from '../../src/spotify/client.ts';
import { createLibrary } from '../../src/spotify/library.ts';
import { createPlayer } from '../../src/spotify/player.ts';
import { ACCOUNTS, API } from './line.ts';

export const REDIRECT_URI = 'http://127.0.0.1:8003/oauth/spotify/callback';

export type Ours = ReturnType<typeof openOurs>;

export type Surroundings = {
  db: Db;
  clock: Clock;
  log: Log;
  clientId: string;
  clientSecret: string;
  key: Buffer;
  seed: () => string;
  stageOf(sessions: SessionStore): Stage;
};

/** Who sits in front of a browser is not in question here: the code is the person. */
const identity: Identity = { proofUrl: (state) => state, prove: async (code) => code };

/**
 * Our side of an evening, built as the app builds it but for Discord and the web server. It can be dropped at any
 * moment like a process that dies: from `drop` on none of its timers fires.
 */
export function openOurs(surroundings: Surroundings) {
  const { db, log } = surroundings;
  let lives = true;
  const clock: Clock = {
    now: surroundings.clock.now,
    after: (ms, fire) => surroundings.clock.after(ms, () => lives && fire()),
  };
  const seal = createSeal([surroundings.key]);
  const secrets = { ...createSecrets(), seed: surroundings.seed };
  const sessions = createSessionStore(db);
  const links = createLinkStore(db, seal, log);
  const requests = createLinkRequestStore(db, seal);

  const spotify = {
    apiUrl: API,
    accountsUrl: ACCOUNTS,
    clientId: surroundings.clientId,
    clientSecret: surroundings.clientSecret,
  };
  const client = createClient({ ...spotify, clock, vault: links, calls: createCallStore(db), log });
  const player = createPlayer(client, clock);
  const library = createLibrary(client);
  const accounts = createAccounts(client, { ...spotify, redirectUri: REDIRECT_URI });

  const stage = surroundings.stageOf(sessions);
  const turns = createTurns();
  const conductor = createConductor({ sessions, player, stage, clock, turns, log });
  const world = { sessions, links, player, stage, clock, secrets, turns, conductor, log };
  const playlists = createPlaylistStore(db);
  const gathering = createGathering({ library, links, clock, log });
  const devices = createDevices({ player, links, clock });
  const lights = createLights({ ...world, devices });
  const people = createSessions({ ...world, gathering, lights });
  const starting = createStarting({ ...world, people, devices });
  const playing = createPlaying({ ...world, people, devices });
  const songs = createSongs({ ...world, people, library, gathering });
  const handingOver = createHandingOver({ ...world, people, devices });
  const recaps = createRecaps({ ...world, people, library, playlists });
  const files = createFiles(db, log);
  const together = { people, handingOver, recaps, playlists };
  const linking = createLinking({ ...world, ...together, requests, accounts, identity, files });

  return {
    people,
    starting,
    playing,
    songs,
    handingOver,
    linking,
    resumeAll: conductor.resumeAll,
    drop() {
      lives = false;
    },
  };
}
