import type { PlaylistStore } from '../service/ports.ts';
import type { Db } from './open.ts';
import { and, eq } from './orm.ts';
import { playlists } from './schema.ts';

/** Which evenings were saved, by whom and how far. */
export function createPlaylistStore(db: Db): PlaylistStore {
  return {
    find(sessionId, userId) {
      const isTheirs = and(eq(playlists.sessionId, sessionId), eq(playlists.userId, userId));
      return db.select().from(playlists).where(isTheirs).get() ?? null;
    },
    of: (userId) => db.select().from(playlists).where(eq(playlists.userId, userId)).all(),
    save(saved) {
      const target = [playlists.sessionId, playlists.userId];
      db.insert(playlists).values(saved).onConflictDoUpdate({ target, set: saved }).run();
    },
    removeOf(userId) {
      db.delete(playlists).where(eq(playlists.userId, userId)).run();
    },
  };
}
