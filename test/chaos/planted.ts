/** A bug put in on purpose: in this file this text becomes that one. */
export type Planted = { breaks: string; file: string; text: string; becomes: string };

/** Mistakes that somebody could make, each of which has to spoil some evening. */
export const planted: readonly Planted[] = [
  {
    breaks: 'a command that may have happened is sent again without a look',
    file: 'src/spotify/budget.ts',
    text: 'if (!(error instanceof SpotifyRefused) || error.status !== 429) throw error;',
    becomes: 'if (!(error instanceof SpotifyRefused) || error.status < 429) throw error;',
  },
  {
    breaks: 'the same recording under two ids is not known to be the same',
    file: 'src/session/track.ts',
    text: 'if (a.isrc !== undefined && a.isrc === b.isrc) return 2;',
    becomes: '',
  },
  {
    breaks: 'who leaves takes songs along that others brought too',
    file: 'src/session/members.ts',
    text: 'return broughtBy.length > 0 ?',
    becomes: 'return broughtBy.length > 9 ?',
  },
  {
    breaks: 'taking turns is not kept, every order is random',
    file: 'src/session/blend.ts',
    text: "settings.order === 'random'\n      ? shuffle(fresh, random)",
    becomes: 'settings.order !== undefined\n      ? shuffle(fresh, random)',
  },
  {
    breaks: 'the setlist comes back from the database in another order',
    file: 'src/db/sessions.ts',
    text: 'orderBy(asc(picks.place))',
    becomes: 'orderBy(asc(picks.track))',
  },
  {
    breaks: 'a new refresh token is not kept',
    file: 'src/spotify/tokens.ts',
    text: 'return await vault.keepRefreshed(userId, was, refreshed);',
    becomes: 'return await vault.keepRefreshed(userId, was, { ...refreshed, refreshToken: undefined });',
  },
  {
    breaks: 'a player is looked at after its session',
    file: 'src/service/conductor.ts',
    text: "if (!session || session.phase === 'ended') return stopConducting(course.sessionId);",
    becomes:
      "if (!session) return stopConducting(course.sessionId);\n    if (session.phase === 'ended') {\n      clock.after(30_000, () => void world.player.look(session.hostId).catch(() => {}));\n      return stopConducting(course.sessionId);\n    }",
  },
  {
    breaks: "the end of a session silences the host's own music",
    file: 'src/service/ending.ts',
    text: 'const music = last && isOursSounding(last) ?',
    becomes: 'const music = last ?',
  },
  {
    breaks: 'the setlist is put right in the middle of a song',
    file: 'src/session/player/tolerances.ts',
    text: 'export const BOUNDARY_MS = 3 *',
    becomes: 'export const BOUNDARY_MS = 300 *',
  },
  {
    breaks: 'a queue write is not written down before it is sent',
    file: 'src/service/player-commands.ts',
    text: 'written: queued(live, pickId, at),',
    becomes: 'written: live,',
  },
  {
    breaks: 'a doubtful queue write is sent again though it is there',
    file: 'src/session/player/programme.ts',
    text: 'return place >= 0 && (listed < 0 || place < listed) ? surelyQueued(live, id) : unqueued(live, id);',
    becomes: 'return unqueued(live, id);',
  },
  {
    breaks: 'songs of a late joiner never come in',
    file: 'src/session/members.ts',
    text: 'now - member.joinedAt >= SETTLING_IN_MS',
    becomes: 'now - member.joinedAt >= 900 * SETTLING_IN_MS',
  },
  {
    breaks: 'what a press tells the player is not written down before it is sent',
    file: 'src/service/deliver.ts',
    text: 'await turn.save(request.written);\n      const course',
    becomes: 'const course',
  },
  {
    breaks: 'a skip presses on whatever sounds by then',
    file: 'src/service/skipping.ts',
    text: "if (wanted !== undefined && nameOf(what) !== wanted) throw new Refusal('pickIsOver');",
    becomes: '',
  },
  {
    breaks: 'one person may search without end',
    file: 'src/service/shares.ts',
    text: 'if (next - now > inMs) throw new Refusal(refusal);',
    becomes: '',
  },
  {
    breaks: 'a press waits for a request of ours that hangs',
    file: 'src/service/deliver.ts',
    text: 'const course = courses.begin(before.id);',
    becomes: 'const course = courses.present(before.id);',
  },
  {
    breaks: 'a second skip is judged by what sounded before the first',
    file: 'src/service/skipping.ts',
    text: 'return requireSounding(live, wanted ?? (isSkipped ? undefined : nameOf(what)));',
    becomes: 'return isSkipped ? what : requireSounding(live, wanted ?? nameOf(what));',
  },
  {
    breaks: 'a request is sent though a newer press has overtaken it',
    file: 'src/service/deliver.ts',
    text: 'return course.isCurrent() && !isOutdated(course, request);',
    becomes: 'return !isOutdated(course, request);',
  },
  {
    breaks: 'a list that waits is sent with songs that were taken out meanwhile',
    file: 'src/service/deliver.ts',
    text: 'return course.isCurrent() && !isOutdated(course, request);',
    becomes: 'return course.isCurrent();',
  },
  {
    breaks: 'who is sent away while their songs are fetched is told to be in',
    file: 'src/service/members.ts',
    text: "if (!memberOf(session, userId)) throw new Refusal('notMember');",
    becomes: '',
  },
];
