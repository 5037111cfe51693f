import { memberOf } from '../session/session.ts';
import type { LinkStore, PlaylistStore, SessionStore } from './ports.ts';

/** Everything that is stored about one person, in plain words and values; never a token. */
export type Kept = {
  discordId: string;
  link: {
    spotifyAccount: string;
    permissions: readonly string[];
    connectedAt: string;
    lastDevice: string | null;
  } | null;
  evenings: readonly {
    channel: string;
    phase: 'lobby' | 'live' | 'ended';
    isHost: boolean;
    joinedAt: string | null;
    songs: readonly string[];
    skipped: readonly string[];
  }[];
  playlists: readonly string[];
};

export type KeepingService = ReturnType<typeof createKeeping>;

/** Says what is stored about a person. */
export function createKeeping(world: { sessions: SessionStore; links: LinkStore; playlists: PlaylistStore }) {
  function about(userId: string): Kept {
    const link = world.links.find(userId);
    return {
      discordId: userId,
      link: link && {
        spotifyAccount: link.accountId,
        permissions: link.permissions,
        connectedAt: new Date(link.authorizedAt).toISOString(),
        lastDevice: world.links.lastDevice(userId)?.name ?? null,
      },
      evenings: world.sessions.naming(userId).flatMap((id) => {
        const session = world.sessions.find(id);
        if (!session) return [];
        const member = memberOf(session, userId);
        const setlist = session.phase === 'lobby' ? [] : session.setlist;
        const own = [...(member?.tops ?? []), ...(member?.spare ?? []), ...(member?.added ?? [])];
        const brought = setlist.filter(({ bringers }) => bringers.includes(userId)).map(({ track }) => track);
        return [
          {
            channel: session.channelId,
            phase: session.phase,
            isHost: session.hostId === userId,
            joinedAt: member ? new Date(member.joinedAt).toISOString() : null,
            songs: [...new Set([...brought, ...own].map(({ title, artists }) => `${title} · ${artists.join(', ')}`))],
            skipped: setlist
              .filter(({ fate }) => fate.state === 'skipped' && fate.by === userId)
              .map(({ track }) => track.title),
          },
        ];
      }),
      playlists: world.playlists.of(userId).map(({ url }) => url),
    };
  }

  return { about };
}
