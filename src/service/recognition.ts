import type { Files } from '../ports/files.ts';
import type { Fingerprints } from '../ports/secrets.ts';
import type { SessionStore } from '../ports/sessions.ts';
import { isPseudonym, pseudonym } from '../session/pseudonym.ts';
import type { Member, Session } from '../session/session.ts';

export type Recognition = {
  /** Returns the names under which this session may remember what somebody did before they unlinked, newest first. */
  aliasesOf(sessionId: string, userId: string): readonly string[];
  /** The session store, with members known again who unlinked and came back. Their aliases are not written down. */
  sessions: SessionStore;
};

/** Knows somebody again in an open session who unlinked: their id is gone from it, a keyed fingerprint is left. */
export function createRecognition(world: {
  sessions: SessionStore;
  fingerprints: Fingerprints;
  files: Files;
}): Recognition {
  const { sessions, fingerprints, files } = world;

  function aliasesOf(sessionId: string, userId: string): readonly string[] {
    return fingerprints(sessionId, userId).map(pseudonym);
  }

  function knowing<S extends Session>(session: S): S {
    if (!hasPseudonyms(session)) return session;
    const members = session.members.map((member) => ({ ...member, aliases: aliasesOf(session.id, member.id) }));
    return { ...session, members };
  }

  const orNull = <S extends Session>(session: S | null) => session && knowing(session);

  /** Writes a session down. When the evening ends the fingerprints go, from the files as well. */
  function save(session: Session): void {
    const before = session.phase === 'ended' ? sessions.find(session.id) : null;
    sessions.save({ ...session, members: session.members.map(withoutAliases) });
    if (before && hasPseudonyms(before)) files.tidy();
  }

  return {
    aliasesOf,
    sessions: {
      ...sessions,
      find: (id) => orNull(sessions.find(id)),
      openIn: (channelId) => orNull(sessions.openIn(channelId)),
      openHostedBy: (userId) => orNull(sessions.openHostedBy(userId)),
      openWith: (userId) => sessions.openWith(userId).map(knowing),
      save,
    },
  };
}

function hasPseudonyms(session: Session): boolean {
  if (session.phase === 'ended') return false;
  const setlist = session.phase === 'live' ? session.setlist : [];
  const votes = session.phase === 'live' ? (session.votes?.by ?? []) : [];
  return [...session.kicked, ...votes, ...setlist.flatMap(({ bringers }) => bringers)].some(isPseudonym);
}

function withoutAliases({ aliases: _, ...member }: Member): Member {
  return member;
}
