import { createCallStore } from '../../src/db/calls.ts';
import { createLinkRequestStore, createLinkStore } from '../../src/db/links.ts';
import { createFiles, type Db } from '../../src/db/open.ts';
import { createPlaylistStore } from '../../src/db/playlists.ts';
import { createFingerprints, createSeal, createSecrets } from '../../src/db/seal.ts';
import { createSessionStore } from '../../src/db/sessions.ts';
import type { Log } from '../../src/log.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Identity } from '../../src/ports/identity.ts';
import type { SessionStore } from '../../src/ports/sessions.ts';
import type { Stage } from '../../src/ports/stage.ts';
import { createServices } from '../../src/service/services.ts';
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
  const sessions = createSessionStore(db, { log, now: clock.now });
  const links = createLinkStore(db, seal, log);
  const requests = createLinkRequestStore(db, seal, log);

  const spotify = {
    apiUrl: API,
    accountsUrl: ACCOUNTS,
    clientId: surroundings.clientId,
    clientSecret: surroundings.clientSecret,
  };
  const client = createClient({ ...spotify, clock, vault: links, calls: createCallStore(db), log });
  const player = createPlayer(client, clock);
  const library = createLibrary(client);
  const accounts = createAccounts(client, { ...spotify, redirectUri: () => REDIRECT_URI });

  const stage = surroundings.stageOf(sessions);
  const stores = {
    sessions,
    links,
    requests,
    secrets,
    fingerprints: createFingerprints([surroundings.key]),
    playlists: createPlaylistStore(db, log),
    files: createFiles(db, log),
  };
  const membership = { mayAct: async () => true }; // nobody leaves this server
  const services = createServices({ ...stores, player, library, accounts, identity, membership, stage, clock, log });

  return {
    ...services,
    /** Whose device the evening plays on; null once it has ended. */
    hostNow: () => sessions.find(sessions.allOpen()[0]?.id ?? '')?.hostId ?? null,
    resumeAll: services.conductor.resumeAll,
    drop() {
      lives = false;
    },
  };
}
