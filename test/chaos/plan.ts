import { type Chance, createChance } from '../../src/sim/spotify/chance.ts';
import type { OddRead } from '../../src/sim/spotify.ts';
import { among, between, oftenAs, weighted } from './draw.ts';
import { drawParty, type Name, type Party } from './party.ts';

/**
 * What somebody presses or types; what only a host may do falls from the first of the people to whoever hosts by then.
 * `twice`: a moment later again; `stale`: on the card as it was one song ago; `flood`: one search after the other.
 */
export type Press =
  | { is: 'join' | 'leave' | 'link' | 'unlink' | 'encore' | 'bring'; who: Name }
  | { is: 'add'; who: Name; song: string }
  | { is: 'flood'; who: Name; searches: number }
  | { is: 'remove' | 'hide' | 'swap'; who: Name; place: number }
  | { is: 'kick' | 'takeOver'; who: Name; whom: Name }
  | { is: 'everybodySkips'; who: Name }
  /** `typed`: by the command, which names no song; else by the button. */
  | { is: 'skip'; who: Name; twice: boolean; stale: boolean; typed?: boolean }
  | { is: 'pause' | 'resume' | 'takeBack'; who: Name; twice: boolean }
  | { is: 'device'; who: Name; name: string }
  | { is: 'end'; who: Name; twice: boolean };

/** What the host does on their own devices. */
export type Hand =
  | { is: 'next'; times: number }
  | {
      is:
        | 'previous'
        | 'handPause'
        | 'handPlay'
        | 'privateOn'
        | 'privateOff'
        | 'otherDevice'
        | 'ad'
        | 'wake'
        | 'wakeAsNew'
        | 'closeTab'
        | 'localFile';
    }
  | { is: 'seek'; share: number }
  | { is: 'shuffle'; on: boolean }
  | { is: 'repeat'; to: 'context' | 'track' }
  | { is: 'album'; songs: number }
  | { is: 'queue'; songs: number; alsoPick: boolean }
  | { is: 'episode'; minutes: number }
  | { is: 'sleep'; how: 'asleep' | 'dozing' };

/** What goes wrong on the way to Spotify for a while. */
export type Fault = {
  is: 'fault';
  on: 'reads' | 'commands' | 'queue' | 'play' | 'pause' | 'anything' | 'tokens' | 'tops';
  how:
    | 'shortWait'
    | 'longWait'
    | 'quota'
    | 'server'
    | 'serverAfter'
    | 'silent'
    | 'silentAfter'
    | 'hangs'
    | 'hangsAfter'
    | 'late'
    | 'unauthorized';
  forMs: number;
  /** Of a hundred requests so many are struck. */
  percent: number;
  waitS: number;
};

/** What players do though nothing is wrong: one look comes out odd, or the host's devices hide their positions for a while. */
export type Oddity = { is: 'oddRead'; how: OddRead } | { is: 'hidePosition'; forMs: number };

/** The end of our process without a word, and another one after a while. */
export type Restart = { is: 'restart'; when: 'now' | 'beforeCommand' | 'afterCommand'; downMs: number };

export type Deed = Press | Hand | Fault | Oddity | Restart | { is: 'revoke' };

/** `near`: not at once, but so long after (or before) the end of the song that sounds by then. */
export type Step = { at: number; near: number | null; deed: Deed };

export type Plan = {
  seed: number;
  party: Party;
  settings: { songs: number; period: 'half-year'; order: 'fair' | 'random' };
  spotify: {
    staleReadsMs: number;
    progressJitterMs: number;
    queuedTracksFirst: boolean;
    rotateRefreshTokens: 'never' | 'alternate' | 'always';
    latencyMs: number;
  };
  /** The press on Start, counted like everything here from the opening of the lobby. */
  startAt: number;
  /** So long after it the host presses next by hand; null for never. */
  nextAfterStartMs: number | null;
  steps: Step[];
  /** From when on nothing happens any more but what ends the evening well. */
  quietAt: number;
};

const SECOND = 1_000;
const MINUTE = 60_000;
/** Few evenings have more songs than this to choose from, and nobody minds a place that is not there. */
const PLACES = 4;

/** An evening from its seed. */
export function planEvening(seed: number): Plan {
  const chance = createChance(seed);
  const songs = among(chance, [1, 1, 2, 2, 2, 3, 3, 4, 5, 6]);
  const order = oftenAs(chance, 65) ? 'fair' : 'random';
  const party = drawParty(chance, songs);
  // Some lobbies outlast the first access token, and the second.
  const startAt = oftenAs(chance, 8) ? between(chance, 50, 115) * MINUTE : between(chance, 110, 200) * SECOND;
  const lengthMs = songs * party.people.length * 3 * MINUTE;
  const quietAt = startAt + Math.round((lengthMs * between(chance, 20, 120)) / 100) + between(chance, 0, 90) * SECOND;
  const amount = weighted(chance, [
    [10, 0],
    [30, between(chance, 1, 3)],
    [40, between(chance, 3, 9)],
    [20, between(chance, 8, 22)],
  ]);
  const drawn = Array.from({ length: amount }, () => drawStep(chance, party, startAt, quietAt)).flat();
  return {
    seed,
    party,
    settings: { songs, period: 'half-year', order },
    spotify: {
      staleReadsMs: among(chance, [0, 400, 400, 1_500]),
      progressJitterMs: among(chance, [0, 0, 500, 1_200]),
      queuedTracksFirst: oftenAs(chance, 40),
      rotateRefreshTokens: among(chance, ['never', 'alternate', 'always'] as const),
      latencyMs: among(chance, [20, 120, 120, 600]),
    },
    startAt,
    nextAfterStartMs: null,
    steps: [...joins(party, quietAt), ...drawn, ...floods(seed, party, startAt, quietAt)].sort(
      (one, other) => one.at - other.at,
    ),
    quietAt,
  };
}

function joins({ people }: Party, quietAt: number): Step[] {
  return people.slice(1).flatMap(({ name, joinsAt }) => {
    if (joinsAt === null || joinsAt > quietAt - 2 * MINUTE) return [];
    return [{ at: joinsAt, near: null, deed: { is: 'join' as const, who: name } }];
  });
}

/** In one evening of six somebody cannot stop searching. */
function floods(seed: number, { people }: Party, from: number, until: number): Step[] {
  const chance = createChance(seed ^ 0xf100d);
  if (!oftenAs(chance, 17)) return [];
  const deed: Press = { is: 'flood', who: among(chance, people).name, searches: between(chance, 10, 60) };
  return [{ at: between(chance, from, until - SECOND), near: oftenAs(chance, 45) ? 0 : null, deed }];
}

/** One thing that happens, with what has to undo it later. */
function drawStep(chance: Chance, party: Party, from: number, until: number): Step[] {
  const at = between(chance, oftenAs(chance, 8) ? Math.round(from / 2) : from, until - SECOND);
  const near = oftenAs(chance, 45) ? between(chance, -3_000, 4_500) : null;
  const { deed, undone } = drawDeed(chance, party);
  const laterMs = between(chance, 5, 900) * SECOND;
  const undo = undone ? [{ at: Math.min(at + laterMs, until - 1), near: null, deed: undone }] : [];
  return [{ at, near, deed }, ...undo];
}

type Drawn = { deed: Deed; undone?: Deed };

function drawDeed(chance: Chance, party: Party): Drawn {
  const who = among(chance, party.people).name;
  const host = party.people[0]?.name ?? 'ada';
  return weighted<() => Drawn>(chance, [
    [30, () => ({ deed: drawPress(chance, who, host) })],
    [14, () => ({ deed: drawSongPress(chance, who, party) })],
    [5, () => drawQueueDoubt(chance, who, party)],
    [30, () => drawHand(chance)],
    [20, () => drawFault(chance)],
    [12, () => ({ deed: drawRestart(chance) })],
    [3, () => ({ deed: { is: 'revoke' }, undone: { is: 'link', who: host } })],
  ])();
}

function drawPress(chance: Chance, who: Name, host: Name): Press {
  const twice = oftenAs(chance, 25);
  return weighted<() => Press>(chance, [
    [22, () => ({ is: 'skip', who: oftenAs(chance, 60) ? host : who, twice, stale: oftenAs(chance, 15) })],
    [8, () => ({ is: 'skip', who: host, twice: true, stale: false, typed: true })],
    [12, () => ({ is: 'pause', who: host, twice })],
    [14, () => ({ is: 'resume', who: host, twice })],
    [12, () => ({ is: 'takeBack', who: host, twice })],
    [12, () => ({ is: 'leave', who })],
    [8, () => ({ is: 'join', who })],
    [5, () => ({ is: 'link', who })],
    [6, () => ({ is: 'everybodySkips', who: host })],
    [3, () => ({ is: 'kick', who: host, whom: who })],
    [7, () => ({ is: 'takeOver', who: host, whom: who })],
    [5, () => ({ is: 'device', who: host, name: among(chance, ['Phone', 'Computer']) })],
    [4, () => ({ is: 'unlink', who })],
    [3, () => ({ is: 'end', who: oftenAs(chance, 70) ? host : who, twice })],
  ])();
}

/** What people do with songs. */
function drawSongPress(chance: Chance, who: Name, { people, songs }: Party): Press {
  const host = people[0]?.name ?? 'ada';
  const place = chance.below(PLACES);
  return weighted<() => Press>(chance, [
    [50, () => ({ is: 'add', who, song: among(chance, songs).key })],
    [12, () => ({ is: 'remove', who: oftenAs(chance, 40) ? host : who, place })],
    [12, () => ({ is: 'encore', who: host })],
    [10, () => ({ is: 'bring', who })],
    [8, () => ({ is: 'hide', who, place })],
    [8, () => ({ is: 'swap', who, place })],
  ])();
}

/** A song is brought while nobody can tell what becomes of a queue write. */
function drawQueueDoubt(chance: Chance, who: Name, { songs }: Party): Drawn {
  const how = among(chance, ['server', 'serverAfter', 'silent', 'silentAfter', 'hangs', 'hangsAfter'] as const);
  const forMs = between(chance, 8, 30) * MINUTE;
  return {
    deed: { is: 'fault', on: 'queue', how, forMs, waitS: 0, percent: among(chance, [50, 100]) },
    undone: { is: 'add', who, song: among(chance, songs).key },
  };
}

function drawHand(chance: Chance): Drawn {
  return weighted<() => Drawn>(chance, [
    [20, () => ({ deed: { is: 'next', times: among(chance, [1, 1, 2, 3]) } })],
    [8, () => ({ deed: { is: 'previous' } })],
    [8, () => ({ deed: { is: 'seek', share: between(chance, 0, 100) / 100 } })],
    [8, () => ({ deed: { is: 'handPause' }, undone: { is: 'handPlay' } })],
    [6, () => ({ deed: { is: 'shuffle', on: true } })],
    [5, () => ({ deed: { is: 'repeat', to: among(chance, ['context', 'track']) } })],
    [8, () => ({ deed: { is: 'album', songs: between(chance, 1, 4) } })],
    [10, () => ({ deed: { is: 'queue', songs: between(chance, 1, 2), alsoPick: oftenAs(chance, 20) } })],
    [6, () => ({ deed: { is: 'otherDevice' } })],
    [
      9,
      () => ({
        deed: { is: 'sleep', how: among(chance, ['asleep', 'dozing']) },
        undone: { is: oftenAs(chance, 20) ? 'wakeAsNew' : 'wake' },
      }),
    ],
    [5, () => ({ deed: { is: 'privateOn' }, undone: { is: 'privateOff' } })],
    [4, () => ({ deed: { is: 'ad' } })],
    [3, () => ({ deed: { is: 'episode', minutes: between(chance, 2, 30) } })],
  ])();
}

function drawFault(chance: Chance): Drawn {
  const fault = (on: Fault['on'], how: Fault['how'], forMs: number, waitS = 0, percent = 100): Drawn => ({
    deed: { is: 'fault', on, how, forMs, waitS, percent },
  });
  const on = among(chance, ['reads', 'commands', 'queue', 'play', 'anything'] as const);
  // A queue is written to once in a song at most: only a long trouble meets that.
  const forMs = between(chance, 1, 240) * SECOND * (on === 'queue' ? 6 : 1);
  return weighted<() => Drawn>(chance, [
    [12, () => fault(on, 'shortWait', between(chance, 1, 30) * SECOND, between(chance, 1, 30))],
    [8, () => fault(on, 'longWait', between(chance, 5, 60) * SECOND, between(chance, 60, 2_400))],
    [6, () => fault(on, 'quota', between(chance, 5, 60) * SECOND, between(chance, 120, 5_400))],
    [16, () => fault(on, 'server', forMs, 0, among(chance, [30, 100]))],
    [14, () => fault(on, 'serverAfter', forMs, 0, among(chance, [30, 100]))],
    [14, () => fault(on, 'silent', forMs, 0, among(chance, [30, 100]))],
    [10, () => fault(on, 'silentAfter', forMs, 0, among(chance, [30, 100]))],
    [6, () => fault(on, 'hangs', forMs, 0, among(chance, [30, 100]))],
    [8, () => fault(on, 'hangsAfter', forMs, 0, among(chance, [30, 100]))],
    [6, () => fault(on, 'late', forMs, 0, among(chance, [30, 100]))],
    [6, () => fault('reads', 'unauthorized', 10 * SECOND, 0, 50)],
    [4, () => fault('tokens', 'server', forMs)],
    [4, () => fault('tops', 'server', forMs)],
  ])();
}

function drawRestart(chance: Chance): Restart {
  const when = among(chance, ['now', 'beforeCommand', 'afterCommand'] as const);
  const downMs = weighted(chance, [
    [60, between(chance, 1, 20) * SECOND],
    [30, between(chance, 20, 240) * SECOND],
    [10, between(chance, 4, 25) * MINUTE],
  ]);
  return { is: 'restart', when, downMs };
}
