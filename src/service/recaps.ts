import type { Log } from '../log.ts';
import type { Library } from '../ports/library.ts';
import type { LinkStore } from '../ports/links.ts';
import type { PlaylistStore, SavedPlaylist } from '../ports/playlists.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { Refusal } from '../session/refusal.ts';
import type { Ended } from '../session/session.ts';
import type { Access, Caller } from './access.ts';
import type { Generations } from './generations.ts';
import { allows } from './permissions.ts';
import type { Shares } from './shares.ts';
import type { Turns } from './turns.ts';

export type RecapService = ReturnType<typeof createRecaps>;

/** Spotify takes at most this many songs at a time. */
const SONGS_A_CALL = 100;

/** Creates the service that saves an evening: a playlist of it in the account of whoever wants one. */
export function createRecaps(world: {
  access: Pick<Access, 'findEnded'>;
  links: LinkStore;
  library: Library;
  playlists: PlaylistStore;
  turns: Turns;
  shares: Shares;
  generations: Generations;
  log: Log;
}) {
  const { access, links, library, playlists, turns, generations } = world;

  /** Saves what was played as a private playlist in the caller's own account. However often it is asked for, it is one. */
  async function save(caller: Caller, sessionId: string): Promise<SavedPlaylist> {
    const ended = await access.findEnded(caller, sessionId);
    const uris = playedIn(ended);
    if (uris.length === 0) throw new Refusal('nothingToSave');
    if (!allows(await links.find(caller.userId), 'saving')) throw new Refusal('needsSaving');
    world.shares.charge('press', caller.userId, sessionId);
    const requireSame = generations.guard(caller.userId);
    const note: Note = async (saved) => {
      requireSame();
      await playlists.save(saved);
    };
    try {
      return await turns.take(`save:${sessionId}:${caller.userId}`, () => theirs(ended, caller.userId, uris, note));
    } finally {
      requireSame(); // what went wrong with a link that is no more is nobody's to mend
    }
  }

  /** A link that turns out to be dead, or to allow too little, is mended like one that never allowed it. */
  async function theirs(ended: Ended, userId: string, uris: readonly string[], note: Note): Promise<SavedPlaylist> {
    try {
      return await fill((await playlists.find(ended.id, userId)) ?? (await begin(userId, ended, note)), uris, note);
    } catch (error) {
      throw error instanceof Unavailable && error.isTheLink ? new Refusal('needsSaving') : error;
    }
  }

  async function begin(userId: string, ended: Ended, note: Note): Promise<SavedPlaylist> {
    const made = await library.createPlaylist(
      userId,
      `Sesh ${dayOf(ended.startedAt ?? ended.endedAt)}`,
      'What we heard, in the order in which we heard it.',
    );
    const saved = { sessionId: ended.id, userId, playlistId: made.id, url: made.url, songs: 0 };
    await note(saved);
    world.log.info({ session: ended.id }, 'playlist begun');
    return saved;
  }

  /** Adds the songs. Each step is written down at once, so that after a failure the next press goes on from there. */
  async function fill(begun: SavedPlaylist, uris: readonly string[], note: Note): Promise<SavedPlaylist> {
    let saved = begun;
    while (saved.songs < uris.length) {
      const next = uris.slice(saved.songs, saved.songs + SONGS_A_CALL);
      await note({ ...saved, songs: 0 }); // whoever does not hear whether it got there begins anew
      await write(saved, next, note);
      saved = { ...saved, songs: saved.songs + next.length };
      await note(saved);
    }
    return saved;
  }

  async function write(saved: SavedPlaylist, uris: readonly string[], note: Note): Promise<void> {
    try {
      await library.fillPlaylist(saved.userId, saved.playlistId, uris, saved.songs === 0 ? 'anew' : 'behind');
    } catch (error) {
      if (error instanceof Unavailable && !error.unsure) await note(saved);
      throw error;
    }
  }

  return { save };
}

/** Writes down how far a playlist is. Throws `Refusal('linkChanged')` once its person has unlinked. */
type Note = (saved: SavedPlaylist) => Promise<void>;

/** The songs that were heard, in the order in which they were; Spotify's URIs. */
function playedIn({ setlist }: Ended): string[] {
  const at = (pick: Ended['setlist'][number]) => (pick.status.state === 'played' ? pick.status.at : 0);
  const played = setlist.filter(({ status }) => status.state === 'played');
  return played.toSorted((one, other) => at(one) - at(other)).map(({ track }) => track.uri);
}

/** The date of a moment in the time zone of the process: an evening belongs to the day on which it began. */
function dayOf(moment: number): string {
  const date = new Date(moment);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
