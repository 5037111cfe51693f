import { type Chance, createChance } from '../../sim/spotify/chance.ts';
import type { OddRead } from '../../sim/spotify/spotify.ts';
import { among, between, oftenAs, weighted } from './draw.ts';
import { drawDeed } from './draw-deeds.ts';
import { drawFeatures, FEATURES, type Feature, type Possible } from './features.ts';
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

/** What may happen at a party, and when. */
type Span = { party: Party; possible: Possible; from: number; until: number };

/** An evening from its seed; `allowed`: what may be in it. */
export function planEvening(seed: number, allowed: readonly Feature[] = FEATURES): Plan {
  const chance = createChance(seed);
  const possible = drawFeatures(createChance(seed ^ 0x5a7a), allowed);
  const songs = among(chance, [1, 1, 2, 2, 2, 3, 3, 4, 5, 6]);
  const order = oftenAs(chance, 65) ? 'fair' : 'random';
  const party = drawParty(chance, songs, possible);
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
  const drawn = Array.from({ length: amount }, () =>
    drawStep(chance, { party, possible, from: startAt, until: quietAt }),
  ).flat();
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
    nextAfterStartMs: possible.has('earlyNext') && oftenAs(chance, 25) ? between(chance, 200, 3_000) : null,
    steps: [
      ...joins(party, quietAt),
      ...drawn,
      ...(possible.has('flood') ? floods(seed, party, startAt, quietAt) : []),
    ].sort((one, other) => one.at - other.at),
    quietAt,
  };
}

function joins({ people }: Party, quietAt: number): Step[] {
  return people.slice(1).flatMap(({ name, joinsAt }) => {
    if (joinsAt === null || joinsAt > quietAt - 2 * MINUTE) return [];
    return [{ at: joinsAt, near: null, deed: { is: 'join' as const, who: name } }];
  });
}

/** In one evening of three where it is possible somebody cannot stop searching. */
function floods(seed: number, { people }: Party, from: number, until: number): Step[] {
  const chance = createChance(seed ^ 0xf100d);
  if (!oftenAs(chance, 33)) return [];
  const deed: Press = { is: 'flood', who: among(chance, people).name, searches: between(chance, 10, 60) };
  return [{ at: between(chance, from, until - SECOND), near: oftenAs(chance, 45) ? 0 : null, deed }];
}

/** One thing that happens, with what has to undo it later. */
function drawStep(chance: Chance, { party, possible, from, until }: Span): Step[] {
  const at = between(chance, oftenAs(chance, 8) ? Math.round(from / 2) : from, until - SECOND);
  const near = oftenAs(chance, 45) ? between(chance, -3_000, 4_500) : null;
  const drawn = drawDeed(chance, party, possible);
  if (!drawn) return [];
  const laterMs = between(chance, 5, 900) * SECOND;
  const undo = drawn.undone ? [{ at: Math.min(at + laterMs, until - 1), near: null, deed: drawn.undone }] : [];
  return [{ at, near: nearOf(drawn.deed, near), deed: drawn.deed }, ...undo];
}

/** An odd look is one just after a boundary. */
function nearOf(deed: Deed, near: number | null): number | null {
  return deed.is === 'oddRead' ? Math.abs(near ?? 0) % SECOND : near;
}
