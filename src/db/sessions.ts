import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../log.ts';
import type { LastWords } from '../ports/farewells.ts';
import type { SessionStore } from '../ports/sessions.ts';
import { recapNumbers } from '../session/recap.ts';
import type { Ended, Member, Programme, Session, SetlistPick } from '../session/session.ts';
import { eachSetting, type Settings } from '../session/settings.ts';
import type { Db } from './open.ts';
import { and, asc, eq, getTableColumns, gt, lt, ne, notInArray, or, sql, union } from './orm.ts';
import { farewells, members, picks, playlists, programmes, sessions } from './schema.ts';
import * as shapes from './shapes.ts';
import { prepareUpsert } from './upsert.ts';

type SessionRow = typeof sessions.$inferSelect;

const DAY_MS = 24 * 60 * 60_000;

/**
 * Evenings in SQLite: one is written as a whole, in one transaction. One that cannot be read is deleted and leaves a
 * farewell: nothing can be done for it, and all others go on.
 */
export function createSessionStore(db: Db, { log, now }: { log: Log; now: () => number }): SessionStore {
  dropStrays(db);
  const isOpen = ne(sessions.phase, 'ended');
  const id = sql.placeholder('id');
  // Every look and press reads and writes a session: these are put together once.
  const stored = {
    session: db.select().from(sessions).where(eq(sessions.id, id)).prepare(),
    members: db.select().from(members).where(eq(members.sessionId, id)).orderBy(asc(members.place)).prepare(),
    picks: db.select().from(picks).where(eq(picks.sessionId, id)).orderBy(asc(picks.place)).prepare(),
    programme: db.select().from(programmes).where(eq(programmes.sessionId, id)).prepare(),
  };
  const writes = prepareWrites(db);
  /** Open sessions as this process has written them last: docs/decisions/016. */
  const written = new Map<string, Session>();
  const listeners = new Set<() => void>();

  function read(sessionId: string): Session | null {
    try {
      const row = stored.session.get({ id: sessionId });
      return row ? toSession(row) : null;
    } catch (error) {
      if (!shapes.isUnreadable(error)) throw error;
      log.error({ err: error, session: sessionId }, 'a session cannot be read: it is over, and deleted');
      discard(sessionId);
      return null;
    }
  }

  function toSession(stored: SessionRow): Session {
    const row = shapes.session.parse(stored);
    const common = { ...commonIn(row), members: membersOf(row.id) };
    const hasHost = common.members.some((member) => member.id === row.hostId);
    if (row.phase !== 'ended' && !hasHost) throw new shapes.Unreadable('the host of an open session is no member');
    switch (row.phase) {
      case 'lobby':
        return { ...common, phase: 'lobby', readiness: row.readiness };
      case 'live':
        return { ...common, phase: 'live', setlist: setlistOf(row.id), programme: programmeOf(row.id), ...liveIn(row) };
      case 'ended':
        return { ...common, phase: 'ended', setlist: setlistOf(row.id), ...endedIn(row) };
    }
  }

  function membersOf(sessionId: string): Member[] {
    return stored.members.all({ id: sessionId }).map((row) => shapes.member.parse(row));
  }

  function setlistOf(sessionId: string): SetlistPick[] {
    return stored.picks.all({ id: sessionId }).map((row) => shapes.pick.parse(row));
  }

  function programmeOf(sessionId: string): Programme {
    const row = stored.programme.get({ id: sessionId });
    if (!row) throw new shapes.Unreadable('a live session has no programme');
    return shapes.programme.parse(row);
  }

  /** The place of its card is all that is read of a session of which the rest is damaged. */
  function discard(sessionId: string): void {
    db.transaction(() => {
      bidFarewell(sessionId, { of: 'broken' });
      remove(sessionId);
    });
    for (const listener of listeners) listener();
  }

  function bidFarewell(sessionId: string, says: LastWords): void {
    const place = { channelId: sessions.channelId, messageId: sessions.cardMessageId, why: sessions.why };
    const row = db.select(place).from(sessions).where(eq(sessions.id, sessionId)).get();
    // What is damaged may hold anything; where the channel is gone, nobody sees the card.
    if (typeof row?.channelId !== 'string' || typeof row.messageId !== 'string' || row.why === 'gone') return;
    const { channelId, messageId } = row;
    const farewell = { messageId, channelId, sessionId, says, since: now() };
    db.insert(farewells).values(farewell).onConflictDoUpdate({ target: farewells.messageId, set: farewell }).run();
  }

  function remove(sessionId: string): void {
    written.delete(sessionId);
    db.delete(sessions).where(eq(sessions.id, sessionId)).run();
  }

  function forget(ended: Ended): void {
    db.transaction(() => {
      bidFarewell(ended.id, { of: 'forgotten', numbers: recapNumbers(ended) });
      remove(ended.id);
    });
  }

  function save(session: Session): void {
    db.transaction(() => write(session, written.get(session.id)));
    if (session.phase === 'ended') written.delete(session.id);
    else written.set(session.id, session);
  }

  /** Writes what differs from `before`, which is hardly ever more than a pick; everything if that is not known. */
  function write(session: Session, before: Session | undefined): void {
    writes.session(toRow(session));
    if (!before) clearParts(session.id);
    writeMembers(session, before?.members ?? []);
    writeSetlist(session, before ? setlistIn(before) : []);
    writeProgramme(session, before);
  }

  function clearParts(id: string): void {
    for (const clear of [writes.noMembers, writes.noPicks, writes.noProgramme]) clear.run({ id });
  }

  function writeMembers({ id: sessionId, members }: Session, before: readonly Member[]): void {
    if (isDeepStrictEqual(members, before)) return;
    writes.noMembers.run({ id: sessionId });
    for (const [place, { id: userId, ...member }] of members.entries())
      writes.member({ ...member, sessionId, userId, place });
  }

  function writeSetlist(session: Session, before: readonly SetlistPick[]): void {
    const gone = new Set(before.map(({ id }) => id));
    for (const [place, pick] of setlistIn(session).entries()) {
      if (!isDeepStrictEqual(pick, before[place])) writes.pick({ ...pick, sessionId: session.id, place });
      gone.delete(pick.id);
    }
    for (const pickId of gone) writes.noPick.run({ id: session.id, pickId });
  }

  function writeProgramme(session: Session, before: Session | undefined): void {
    const known = before?.phase === 'live' ? before.programme : null;
    const programme = session.phase === 'live' ? session.programme : null;
    if (isDeepStrictEqual(programme, known)) return;
    if (programme) writes.programme({ ...programme, sessionId: session.id });
    else writes.noProgramme.run({ id: session.id });
  }

  return {
    find: async (sessionId) => read(sessionId),
    async allOpen() {
      const rows = db.select({ id: sessions.id }).from(sessions).where(isOpen).all();
      return rows.map((row) => read(row.id)).filter((session) => session !== null && session.phase !== 'ended');
    },
    async naming(userId) {
      // Names stand in JSON as quoted texts; no Discord id is part of another one's quotes.
      const quoted = JSON.stringify(userId);
      const named = sql`instr(${picks.broughtBy}, ${quoted}) > 0 or instr(${picks.status}, ${quoted}) > 0 or ${picks.addedBy} = ${userId}`;
      const aside = sql`instr(${sessions.kicked}, ${quoted}) > 0 or instr(${sessions.offer}, ${quoted}) > 0 or instr(${sessions.votes}, ${quoted}) > 0`;
      const leading = or(eq(sessions.hostId, userId), eq(sessions.leftPlaying, userId), aside);
      const rows = union(
        db.select({ id: sessions.id }).from(sessions).where(leading),
        db.select({ id: members.sessionId }).from(members).where(eq(members.userId, userId)),
        db.select({ id: picks.sessionId }).from(picks).where(named),
      ).all();
      return rows.map(({ id }) => id);
    },
    async endedUnshown() {
      const isUnshown = and(eq(sessions.phase, 'ended'), eq(sessions.recapShown, false));
      const rows = db.select({ id: sessions.id }).from(sessions).where(isUnshown).all();
      return rows.map(({ id }) => id);
    },
    save: async (session) => save(session),
    async placeCard(id, { messageId, postedAt }) {
      const set = { cardMessageId: messageId, cardPostedAt: postedAt };
      db.update(sessions).set(set).where(eq(sessions.id, id)).run();
    },
    async noteRecapShown(id) {
      db.update(sessions).set({ recapShown: true }).where(eq(sessions.id, id)).run();
    },
    remove: async (sessionId) => remove(sessionId),
    async forgetEndedBefore(time) {
      // A time that is none never comes: such a row is read, so that it is found to be damaged.
      const isTimeless = sql`typeof(${sessions.endedAt}) not in ('integer', 'real')`;
      // Nor does one that a clock wrote which was wrong by years.
      const isDue = or(lt(sessions.endedAt, time), gt(sessions.endedAt, now() + DAY_MS), isTimeless);
      const rows = db
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.phase, 'ended'), isDue))
        .all();
      for (const { id } of rows) {
        const session = read(id);
        if (session?.phase === 'ended') forget(session);
      }
      return rows.length;
    },
    onBroken(listener) {
      listeners.add(listener);
    },
  };
}

/** Deletes what no session can be found by, or belongs to none: damaged ids, which nothing else would ever delete. */
function dropStrays(db: Db): void {
  db.delete(sessions).where(sql`typeof(${sessions.id}) <> 'text'`).run();
  const ids = db.select({ id: sessions.id }).from(sessions);
  for (const part of [members, picks, programmes, playlists])
    db.delete(part).where(notInArray(part.sessionId, ids)).run();
}

/** Prepares what a save writes; where its card is stands in a session's row too, and is not part of it. */
function prepareWrites(db: Db) {
  const { cardMessageId: _, cardPostedAt: __, ...columns } = getTableColumns(sessions);
  const id = sql.placeholder('id');
  const isPick = and(eq(picks.sessionId, id), eq(picks.id, sql.placeholder('pickId')));
  return {
    session: prepareUpsert(db, sessions, { columns, key: [sessions.id] }),
    member: prepareUpsert(db, members, {
      columns: getTableColumns(members),
      key: [members.sessionId, members.userId],
    }),
    noMembers: db.delete(members).where(eq(members.sessionId, id)).prepare(),
    pick: prepareUpsert(db, picks, { columns: getTableColumns(picks), key: [picks.sessionId, picks.id] }),
    noPicks: db.delete(picks).where(eq(picks.sessionId, id)).prepare(),
    noPick: db.delete(picks).where(isPick).prepare(),
    programme: prepareUpsert(db, programmes, { columns: getTableColumns(programmes), key: [programmes.sessionId] }),
    noProgramme: db.delete(programmes).where(eq(programmes.sessionId, id)).prepare(),
  };
}

type ReadRow = ReturnType<typeof shapes.session.parse>;

function commonIn(row: ReadRow) {
  const { id, guildId, channelId, hostId, seed, createdAt, touchedAt, kicked, offer } = row;
  const { cardMessageId: messageId, cardPostedAt: postedAt } = row;
  const card = messageId !== null && postedAt !== null ? { messageId, postedAt } : null;
  const settings = eachSetting<Settings>((name) => row[name]);
  return { id, guildId, channelId, hostId, seed, settings, createdAt, touchedAt, kicked, offer, card };
}

function liveIn({ startedAt, createdAt, playback, ownQueued, lookedAt, trouble, votes, call, leftPlaying }: ReadRow) {
  if (playback === null) throw new shapes.Unreadable('a live session has no playback');
  return { startedAt: startedAt ?? createdAt, playback, ownQueued, lookedAt, trouble, votes, call, leftPlaying };
}

function endedIn({ startedAt, endedAt, why, leftPlaying }: ReadRow) {
  if (endedAt === null || why === null) throw new shapes.Unreadable('an ended session has no end');
  return { startedAt, endedAt, why, leftPlaying };
}

function setlistIn(session: Session): readonly SetlistPick[] {
  return session.phase === 'lobby' ? [] : session.setlist;
}

function toRow(session: Session): Omit<SessionRow, 'cardMessageId' | 'cardPostedAt'> {
  const { id, guildId, channelId, hostId, phase, seed, createdAt, touchedAt } = session;
  const live = session.phase === 'live' ? session : null;
  const ended = session.phase === 'ended' ? session : null;
  return {
    ...{ id, guildId, channelId, hostId, phase, seed, createdAt, touchedAt },
    ...session.settings,
    startedAt: live?.startedAt ?? ended?.startedAt ?? null,
    endedAt: ended?.endedAt ?? null,
    why: ended?.why ?? null,
    playback: live?.playback ?? null,
    ownQueued: live?.ownQueued ?? 0,
    lookedAt: live?.lookedAt ?? null,
    trouble: live?.trouble ?? null,
    votes: live?.votes ?? null,
    call: live?.call ?? null,
    leftPlaying: live?.leftPlaying ?? ended?.leftPlaying ?? null,
    readiness: session.phase === 'lobby' ? session.readiness : null,
    kicked: [...session.kicked],
    offer: session.offer,
    recapShown: false, // what is stored has changed
  };
}
