import type { Log } from '../log.ts';
import type { PlaylistStore, SavedPlaylist } from '../ports/playlists.ts';
import type { Db } from './open.ts';
import { and, eq } from './orm.ts';
import { playlists } from './schema.ts';
import * as shapes from './shapes.ts';

/** Creates the store of evenings saved as playlists: by whom, and how many songs are in so far. */
export function createPlaylistStore(db: Db, log: Log): PlaylistStore {
  /** Without a row that can be read, saving begins anew. */
  function read(row: typeof playlists.$inferSelect): SavedPlaylist[] {
    const { success, data, error } = shapes.savedPlaylist.safeParse(row);
    if (success) return [data];
    log.warn({ err: error, session: row.sessionId }, 'a saved playlist is damaged');
    return [];
  }

  return {
    async find(sessionId, userId) {
      const isTheirs = and(eq(playlists.sessionId, sessionId), eq(playlists.userId, userId));
      return db.select().from(playlists).where(isTheirs).all().flatMap(read)[0] ?? null;
    },
    of: async (userId) => db.select().from(playlists).where(eq(playlists.userId, userId)).all().flatMap(read),
    async save(saved) {
      const target = [playlists.sessionId, playlists.userId];
      db.insert(playlists).values(saved).onConflictDoUpdate({ target, set: saved }).run();
    },
    async removeOf(userId) {
      db.delete(playlists).where(eq(playlists.userId, userId)).run();
    },
  };
}
