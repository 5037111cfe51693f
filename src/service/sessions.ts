import type { Files } from '../ports/files.ts';
import type { Fingerprints } from '../ports/secrets.ts';
import type { SessionStore } from '../ports/sessions.ts';
import { Refusal } from '../session/refusal.ts';
import { type CardPlace, type Live, type Lobby, memberOf, type Open, type Session } from '../session/session.ts';
import { createRecognition } from './recognition.ts';
import { createTurns } from './turns.ts';

/** The right to change one session, for as long as the function it was given to runs. */
export type Turn = {
  /** The session as it is now; null if there is none. */
  readonly session: Session | null;
  /**
   * Resolves once the session is durable; until then everybody sees it as it was.
   * @throws Refusal if it would be a second open session of its channel or its host
   */
  save(session: Session): Promise<void>;
};

/** The one door to the open sessions. */
export type Sessions = {
  /** Returns an open session as it is now; null if it has ended or never was. */
  find(id: string): Open | null;
  openIn(channelId: string): Open | null;
  hostedBy(userId: string): Open | null;
  /** Returns the open sessions in which this person is a member. */
  openWith(userId: string): Open[];
  allOpen(): Open[];
  /** Returns a session in whatever phase: those that have ended are kept in the store only. */
  read(id: string): Promise<Session | null>;
  /** @throws Refusal if this channel or this host has an open session */
  requireFree(channelId: string, hostId: string): void;
  /** Opens a session, and runs `first` in its first turn. @throws Refusal as `Turn.save` */
  open<T>(lobby: Lobby, first: () => Promise<T>): Promise<T>;
  /** Runs `act` in the turn of a session in whatever phase: when everything asked for it before has ended. */
  take<T>(id: string, act: (turn: Turn) => Promise<T>): Promise<T>;
  /** Runs `act` in the turn of an open session, with the session as it is by then. @throws Refusal if it has ended */
  takeOpen<T>(id: string, act: (session: Open, turn: Turn) => Promise<T>): Promise<T>;
  /** Runs `act` in the turn of a session, if the music still plays by then. */
  takeLive(id: string, act: (live: Live, turn: Turn) => Promise<void>): Promise<void>;
  /** Returns the names under which this session may remember what somebody did before they unlinked, newest first. */
  aliasesOf(sessionId: string, userId: string): readonly string[];
  /** Notes where the card is; it moves at any time, and belongs to no turn. */
  placeCard(id: string, card: CardPlace): Promise<void>;
  /** Deletes a session that never showed a card. */
  remove(id: string): Promise<void>;
  /** Resolves when no turn is under way or waited for any more. */
  idle(): Promise<void>;
} & Pick<SessionStore, 'naming' | 'endedUnshown' | 'noteRecapShown' | 'forgetEndedBefore' | 'onBroken'>;

/**
 * Reads the open sessions into memory, and keeps them there, each change to one in its turn: docs/decisions/016. Members
 * who unlinked and came back are known again in what it returns; that is not written down.
 */
export async function openSessions(stores: {
  sessions: SessionStore;
  fingerprints: Fingerprints;
  files: Files;
}): Promise<Sessions> {
  const { sessions: store, files } = stores;
  const recognition = createRecognition(stores);
  const open = new Map<string, Open>();
  /** Sessions that are being written and have a new host or place, which nobody else may have meanwhile. */
  const claims = new Set<Open>();
  const turns = createTurns();

  function first(fits: (session: Open) => boolean): Open | null {
    for (const session of open.values()) if (fits(session)) return session;
    return null;
  }

  const find = (id: string) => open.get(id) ?? null;
  const read = async (id: string) => find(id) ?? (await store.find(id));

  function keep(session: Open): void {
    open.set(session.id, deepFreeze(recognition.knowing(session)));
  }

  async function save(session: Session): Promise<void> {
    const before = find(session.id);
    const claim = session.phase !== 'ended' && session.hostId !== before?.hostId ? session : null;
    if (claim) requireFree(claim.channelId, claim.hostId, claim.id);
    if (claim) claims.add(claim);
    try {
      await store.save(recognition.withoutAliases(session));
      if (session.phase === 'ended') await ended(session.id, before);
      else keep({ ...session, card: find(session.id)?.card ?? session.card });
    } finally {
      if (claim) claims.delete(claim);
    }
  }

  function requireFree(channelId: string, hostId: string, id?: string): void {
    const others = [...open.values(), ...claims].filter((other) => other.id !== id);
    if (others.some((other) => other.channelId === channelId)) throw new Refusal('sessionOpenHere');
    if (others.some((other) => other.hostId === hostId)) throw new Refusal('hostingElsewhere');
  }

  /** When an evening ends its fingerprints go, from the files as well. */
  async function ended(id: string, before: Open | null): Promise<void> {
    open.delete(id);
    if (before && recognition.remembersSomebody(before)) await files.tidy();
  }

  async function take<T>(id: string, act: (turn: Turn) => Promise<T>): Promise<T> {
    return turns.take(id, async () => {
      let session = await read(id);
      let isOver = false;
      const turn: Turn = {
        get session() {
          return find(id) ?? session;
        },
        async save(next) {
          if (isOver || next.id !== id) throw new Error('a session is changed in its own turn only');
          await save(next);
          session = next;
        },
      };
      try {
        return await act(turn);
      } finally {
        isOver = true;
      }
    });
  }

  for (const session of await store.allOpen()) keep(session);

  return {
    find,
    openIn: (channelId) => first((session) => session.channelId === channelId),
    hostedBy: (userId) => first((session) => session.hostId === userId),
    openWith: (userId) => [...open.values()].filter((session) => memberOf(session, userId)),
    allOpen: () => [...open.values()],
    read,
    requireFree,
    async open(lobby, first) {
      requireFree(lobby.channelId, lobby.hostId);
      claims.add(lobby); // nobody opens another one here before the turn begins
      try {
        return await take(lobby.id, async (turn) => {
          await turn.save(lobby);
          return first();
        });
      } finally {
        claims.delete(lobby); // the turn may not even have begun
      }
    },
    take,
    takeOpen: (id, act) =>
      take(id, async (turn) => {
        const { session } = turn;
        if (!session || session.phase === 'ended') throw new Refusal('sessionOver');
        return act(session, turn);
      }),
    takeLive: (id, act) =>
      take(id, async (turn) => {
        if (turn.session?.phase === 'live') await act(turn.session, turn);
      }),
    async placeCard(id, card) {
      await store.placeCard(id, card);
      const session = find(id);
      if (session) keep({ ...session, card });
    },
    async remove(id) {
      await store.remove(id);
      open.delete(id);
    },
    aliasesOf: recognition.aliasesOf,
    idle: turns.idle,
    naming: store.naming,
    endedUnshown: store.endedUnshown,
    noteRecapShown: store.noteRecapShown,
    forgetEndedBefore: store.forgetEndedBefore,
    onBroken: store.onBroken,
  };
}

/** Everybody who asks for a session gets the same one. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
