/** An evening that somebody saved; `songs`: how many of them are in it so far. */
export type SavedPlaylist = { sessionId: string; userId: string; playlistId: string; url: string; songs: number };

export type PlaylistStore = {
  find(sessionId: string, userId: string): Promise<SavedPlaylist | null>;
  of(userId: string): Promise<SavedPlaylist[]>;
  save(saved: SavedPlaylist): Promise<void>;
  removeOf(userId: string): Promise<void>;
};
