import type { Fingerprints } from '../ports/secrets.ts';
import { isPseudonym, pseudonym } from '../session/pseudonym.ts';
import type { Session } from '../session/session.ts';

export type Recognition = {
  /** Returns the names under which this session may remember what somebody did before they unlinked, newest first. */
  aliasesOf(sessionId: string, userId: string): readonly string[];
  /** Returns a session in which members bear their aliases who unlinked and came back. */
  knowing<S extends Session>(session: S): S;
  /** Returns a session as it is written down. */
  withoutAliases<S extends Session>(session: S): S;
  /** Returns true if an open session holds fingerprints of people who unlinked. */
  remembersSomebody(session: Session): boolean;
};

/** Knows somebody again in an open session who unlinked: their id is gone from it, a keyed fingerprint is left. */
export function createRecognition({ fingerprints }: { fingerprints: Fingerprints }): Recognition {
  function aliasesOf(sessionId: string, userId: string): readonly string[] {
    return fingerprints(sessionId, userId).map(pseudonym);
  }

  return {
    aliasesOf,
    knowing(session) {
      if (!remembersSomebody(session)) return session;
      const members = session.members.map((member) => ({ ...member, aliases: aliasesOf(session.id, member.id) }));
      return { ...session, members };
    },
    withoutAliases: (session) => ({ ...session, members: session.members.map(({ aliases: _, ...member }) => member) }),
    remembersSomebody,
  };
}

function remembersSomebody(session: Session): boolean {
  if (session.phase === 'ended') return false;
  const setlist = session.phase === 'live' ? session.setlist : [];
  const votes = session.phase === 'live' ? (session.votes?.by ?? []) : [];
  return [...session.kicked, ...votes, ...setlist.flatMap(({ broughtBy }) => broughtBy)].some(isPseudonym);
}
