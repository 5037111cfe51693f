import type { Log } from '../log.ts';
import { createCallStore } from './calls.ts';
import { createFactStore } from './facts.ts';
import { createFarewellStore } from './farewells.ts';
import { createLinkRequestStore, createLinkStore } from './links.ts';
import { createFiles, type Db } from './open.ts';
import { createPlaylistStore } from './playlists.ts';
import { reencryptAll } from './reencrypt.ts';
import { createFingerprints, createSeal } from './seal.ts';
import { createSessionStore } from './sessions.ts';

/** Everything that is kept in one database. */
export type Stores = Awaited<ReturnType<typeof openStores>>;

/** Builds every store on one database. What an older key sealed is sealed anew with the first of the keys. */
export async function openStores(db: Db, { keys, now, log }: { keys: readonly Buffer[]; now: () => number; log: Log }) {
  const seal = createSeal(keys);
  const calls = createCallStore(db);
  const stores = {
    sessions: createSessionStore(db, { log: log.child({ part: 'sessions' }), now }),
    farewells: createFarewellStore(db, { log, now }),
    links: createLinkStore(db, seal, log.child({ part: 'links' })),
    requests: createLinkRequestStore(db, seal, log.child({ part: 'links' })),
    playlists: createPlaylistStore(db, log),
    calls,
    callsBefore: await calls.read(),
    facts: createFactStore(db),
    files: createFiles(db, log),
    fingerprints: createFingerprints(keys),
    seal,
  };
  const resealed = reencryptAll(db, seal);
  if (resealed > 0) {
    await stores.files.rewrite(); // what the older key opens is in no file any more
    log.info({ count: resealed }, 'encrypted again with the first SECRET_KEY');
  }
  return stores;
}
