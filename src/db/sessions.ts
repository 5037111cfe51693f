import { isDeepStrictEqual } from 'node:util';
import type { SessionStore } from '../service/ports.ts';
import type { Ended, Member, Open, Pick, Programme, Session } from '../session/session.ts';
import type { Db } from './open.ts';
import { and, asc, eq, gte, inArray, lt, ne, or, type SQL, sql, union } from './orm.ts';
import { members, picks, programmes, sessions } from './schema.ts';
import * as shapes from './shapes.ts';

type SessionRow = typeof sessions.$inferSelect;

/** Evenings in SQLite: one is written as a whole, in one transaction. */
export function createSessionStore(db: Db): SessionStore {
  const isOpen = ne(sessions.phase, 'ended');
  const id = sql.placeholder('id');
  // Every look and press reads and writes a session: these are put together once.
  const stored = {
    session: db.select().from(sessions).where(eq(sessions.id, id)).prepare(),
    openIn: db
      .select()
      .from(sessions)
      .where(and(eq(sessions.channelId, id), isOpen))
      .prepare(),
    allOpen: db
      .select({ id: sessions.id, guildId: sessions.guildId, channelId: sessions.channelId })
      .from(sessions)
      .where(isOpen)
      .prepare(),
    members: db.select().from(members).where(eq(members.sessionId, id)).orderBy(asc(members.place)).prepare(),
    picks: db.select().from(picks).where(eq(picks.sessionId, id)).orderBy(asc(picks.place)).prepare(),
    programme: db.select().from(programmes).where(eq(programmes.sessionId, id)).prepare(),
  };

  function load(row: SessionRow | undefined): Session | null {
    return row
      ? toSession(
          row,
          membersOf(row.id),
          () => setlistOf(row.id),
          () => programmeOf(row.id),
        )
      : null;
  }

  function openWhere(condition: SQL): Open[] {
    const rows = db.select().from(sessions).where(and(condition, isOpen)).all();
    return rows.flatMap((row) => openOnly(load(row)) ?? []);
  }

  function endedWhere(condition: SQL): Ended[] {
    const rows = db.select().from(sessions).where(condition).all();
    return rows.map(load).filter((session) => session?.phase === 'ended');
  }

  function membersOf(sessionId: string): Member[] {
    return stored.members.all({ id: sessionId }).map((row) => ({
      id: row.userId,
      joinedAt: row.joinedAt,
      guest: row.guest,
      entered: row.entered,
      tops: row.tops === null ? null : shapes.tracks.parse(row.tops),
      spare: shapes.tracks.parse(row.spare),
      hidden: shapes.tracks.parse(row.hidden),
      added: shapes.tracks.parse(row.added),
    }));
  }

  function setlistOf(sessionId: string): Pick[] {
    return stored.picks.all({ id: sessionId }).map((row) => ({
      id: row.id,
      round: row.round,
      track: shapes.track.parse(row.track),
      bringers: shapes.texts.parse(row.bringers),
      addedBy: row.addedBy,
      fate: shapes.fate.parse(row.fate),
    }));
  }

  function programmeOf(sessionId: string): Programme {
    const row = stored.programme.get({ id: sessionId });
    if (!row) throw new Error(`live session ${sessionId} has no programme`);
    const { sessionId: _, device, list, ...rest } = row;
    return { ...rest, device: shapes.device.parse(device), list: shapes.texts.parse(list) };
  }

  function write(session: Session): void {
    const row = toRow(session);
    db.insert(sessions).values(row).onConflictDoUpdate({ target: sessions.id, set: row }).run();
    writeMembers(session);
    writeSetlist(session);
    writeProgramme(session);
  }

  function writeMembers(session: Session): void {
    const rows = session.members.map(({ id, ...member }, place) => ({
      ...member,
      sessionId: session.id,
      userId: id,
      place,
    }));
    if (isDeepStrictEqual(rows, stored.members.all({ id: session.id }))) return;
    db.delete(members).where(eq(members.sessionId, session.id)).run();
    if (rows.length > 0) db.insert(members).values(rows).run();
  }

  /** From one save to the next hardly a pick changes: only those that did are written. */
  function writeSetlist(session: Session): void {
    const before = new Map(stored.picks.all({ id: session.id }).map((row) => [row.id, row]));
    const setlist = session.phase === 'lobby' ? [] : session.setlist;
    const rows = setlist.map((pick, place) => ({ ...pick, sessionId: session.id, place }));
    const changed = rows.filter((row) => !isDeepStrictEqual(row, before.get(row.id)));
    if (changed.length > 0) db.insert(picks).values(changed).onConflictDoUpdate(REPLACED_PICK).run();
    for (const { id } of rows) before.delete(id);
    if (before.size === 0) return;
    const isGone = and(eq(picks.sessionId, session.id), inArray(picks.id, [...before.keys()]));
    db.delete(picks).where(isGone).run();
  }

  function writeProgramme(session: Session): void {
    if (session.phase !== 'live') {
      db.delete(programmes).where(eq(programmes.sessionId, session.id)).run();
      return;
    }
    const row = { ...session.programme, sessionId: session.id };
    db.insert(programmes).values(row).onConflictDoUpdate({ target: programmes.sessionId, set: row }).run();
  }

  return {
    find: (id) => load(stored.session.get({ id })),
    openIn: (channelId) => openOnly(load(stored.openIn.get({ id: channelId }))),
    openHostedBy: (userId) => openWhere(eq(sessions.hostId, userId))[0] ?? null,
    openWith(userId) {
      const theirs = db.select({ id: members.sessionId }).from(members).where(eq(members.userId, userId));
      return openWhere(inArray(sessions.id, theirs));
    },
    naming(userId) {
      // Names stand in JSON as quoted texts; no Discord id is part of another one's quotes.
      const quoted = JSON.stringify(userId);
      const named = sql`instr(${picks.bringers}, ${quoted}) > 0 or instr(${picks.fate}, ${quoted}) > 0 or ${picks.addedBy} = ${userId}`;
      const aside = sql`instr(${sessions.kicked}, ${quoted}) > 0 or instr(${sessions.offer}, ${quoted}) > 0 or instr(${sessions.votes}, ${quoted}) > 0`;
      const leading = or(eq(sessions.hostId, userId), eq(sessions.leftPlaying, userId), aside);
      const rows = union(
        db.select({ id: sessions.id }).from(sessions).where(leading),
        db.select({ id: members.sessionId }).from(members).where(eq(members.userId, userId)),
        db.select({ id: picks.sessionId }).from(picks).where(named),
      ).all();
      return rows.map(({ id }) => id);
    },
    allOpen: () => stored.allOpen.all(),
    endedSince: (time) => endedWhere(gte(sessions.endedAt, time)),
    save: (session) => db.transaction(() => write(session)),
    placeCard(id, { messageId, postedAt }) {
      const set = { cardMessageId: messageId, cardPostedAt: postedAt };
      db.update(sessions).set(set).where(eq(sessions.id, id)).run();
    },
    remove(id) {
      db.delete(sessions).where(eq(sessions.id, id)).run();
    },
    forgetEndedBefore(time) {
      return db.transaction(() => {
        const forgotten = endedWhere(lt(sessions.endedAt, time));
        for (const { id } of forgotten) db.delete(sessions).where(eq(sessions.id, id)).run();
        return forgotten;
      });
    },
  };
}

function openOnly(session: Session | null): Open | null {
  return session && session.phase !== 'ended' ? session : null;
}

const REPLACED_PICK = {
  target: [picks.sessionId, picks.id],
  set: {
    place: sql`excluded.place`,
    round: sql`excluded.round`,
    track: sql`excluded.track`,
    bringers: sql`excluded.bringers`,
    addedBy: sql`excluded.added_by`,
    fate: sql`excluded.fate`,
  },
};

function toSession(row: SessionRow, memberList: Member[], setlist: () => Pick[], programme: () => Programme): Session {
  const { id, guildId, channelId, hostId, seed, songs, period, order, createdAt, touchedAt } = row;
  const card =
    row.cardMessageId !== null && row.cardPostedAt !== null
      ? { messageId: row.cardMessageId, postedAt: row.cardPostedAt }
      : null;
  const common = {
    id,
    guildId,
    channelId,
    hostId,
    seed,
    settings: { songs, period, order },
    createdAt,
    touchedAt,
    kicked: shapes.texts.parse(row.kicked),
    offer: row.offer === null ? null : shapes.offer.parse(row.offer),
    card,
  };
  switch (row.phase) {
    case 'lobby':
      return {
        ...common,
        phase: 'lobby',
        members: memberList,
        lights: row.lights === null ? null : shapes.lights.parse(row.lights),
      };
    case 'live':
      return {
        ...common,
        phase: 'live',
        members: memberList,
        setlist: setlist(),
        programme: programme(),
        ...toLive(row),
      };
    case 'ended':
      return {
        ...common,
        phase: 'ended',
        members: memberList,
        setlist: setlist(),
        startedAt: row.startedAt,
        endedAt: row.endedAt ?? row.touchedAt,
        why: shapes.endReason.parse(row.why),
      };
  }
}

function toLive(row: SessionRow) {
  return {
    startedAt: row.startedAt ?? row.createdAt,
    playback: shapes.playback.parse(row.playback),
    ownQueued: row.ownQueued,
    lookedAt: row.lookedAt,
    trouble: row.trouble === null ? null : shapes.trouble.parse(row.trouble),
    votes: row.votes === null ? null : shapes.votes.parse(row.votes),
    call: row.call === null ? null : shapes.call.parse(row.call),
    leftPlaying: row.leftPlaying,
  };
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
    leftPlaying: live?.leftPlaying ?? null,
    lights: session.phase === 'lobby' ? session.lights : null,
    kicked: [...session.kicked],
    offer: session.offer,
  };
}
