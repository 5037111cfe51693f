import type { LinkRequestStore, LinkStore } from '../ports/links.ts';
import type { PlaylistStore } from '../ports/playlists.ts';
import { memberOf, type Session } from '../session/session.ts';
import type { Track } from '../session/track.ts';
import type { Sessions } from './sessions.ts';

/** Everything that is stored about one person, in plain words and values; never a token, nothing about others. */
export type Kept = {
  discordId: string;
  link: KeptLink | null;
  linksUnderWay: readonly { name: string; picture: string | null; for: string; until: string }[];
  evenings: readonly KeptEvening[];
  playlists: readonly string[];
};

type KeptLink = {
  spotifyAccount: string;
  permissions: readonly string[];
  connectedAt: string;
  /** True if Spotify still takes it. */
  works: boolean;
  reminded: boolean;
  lastDevice: string | null;
};

type KeptEvening = {
  server: string;
  channel: string;
  phase: Session['phase'];
  isHost: boolean;
  /** Null for who left. */
  joinedAt: string | null;
  isGuest: boolean | null;
  songs: readonly string[];
  nextFavourites: readonly string[];
  hidden: readonly string[];
  added: readonly string[];
  skipped: readonly string[];
  votedToSkip: boolean;
  sentAway: boolean;
  offeredToHost: boolean;
  deviceMayPlayOn: boolean;
};

export type PrivacyService = ReturnType<typeof createPrivacy>;

/** Says what is stored about a person. */
export function createPrivacy(world: {
  sessions: Sessions;
  links: LinkStore;
  requests: LinkRequestStore;
  playlists: PlaylistStore;
}) {
  const { sessions, links, requests, playlists } = world;

  async function linkOf(userId: string): Promise<KeptLink | null> {
    const link = await links.find(userId);
    return (
      link && {
        spotifyAccount: link.accountId,
        permissions: link.permissions,
        connectedAt: inWords(link.authorizedAt),
        works: !link.dead,
        reminded: link.reminded,
        lastDevice: (await links.lastDevice(userId))?.name ?? null,
      }
    );
  }

  async function about(userId: string): Promise<Kept> {
    const under = await requests.of(userId);
    const evenings = await Promise.all((await sessions.naming(userId)).map((id) => sessions.read(id)));
    const saved = await playlists.of(userId);
    return {
      discordId: userId,
      link: await linkOf(userId),
      linksUnderWay: under.map(({ person, purpose, expiresAt }) => ({
        name: person.name,
        picture: person.avatarUrl,
        for: purpose.for,
        until: inWords(expiresAt),
      })),
      evenings: evenings.filter((session) => session !== null).map((session) => eveningOf(session, userId)),
      playlists: saved.map(({ url }) => url),
    };
  }

  return { about };
}

function eveningOf(session: Session, userId: string): KeptEvening {
  const member = memberOf(session, userId);
  const live = session.phase === 'live' ? session : null;
  const setlist = session.phase === 'lobby' ? [] : session.setlist;
  const brought = setlist.filter(({ broughtBy }) => broughtBy.includes(userId));
  const skipped = setlist.filter(({ status }) => status.state === 'skipped' && status.by === userId);
  const picked = setlist.filter(({ addedBy }) => addedBy === userId);
  return {
    server: session.guildId,
    channel: session.channelId,
    phase: session.phase,
    isHost: session.hostId === userId,
    joinedAt: member ? inWords(member.joinedAt) : null,
    isGuest: member?.guest ?? null,
    songs: named([...brought.map(({ track }) => track), ...(member?.tops ?? [])]),
    nextFavourites: named(member?.alternatives ?? []),
    hidden: named(member?.hidden ?? []),
    added: named([...picked.map(({ track }) => track), ...(member?.added ?? [])]),
    skipped: named(skipped.map(({ track }) => track)),
    votedToSkip: live?.votes?.by.includes(userId) ?? false,
    sentAway: session.kicked.includes(userId),
    offeredToHost: session.offer?.to === userId,
    deviceMayPlayOn: live?.leftPlaying === userId,
  };
}

function named(tracks: readonly Track[]): string[] {
  return [...new Set(tracks.map(({ title, artists }) => `${title} · ${artists.join(', ')}`))];
}

function inWords(ms: number): string {
  return new Date(ms).toISOString();
}
