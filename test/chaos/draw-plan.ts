import { type Chance, createChance } from '../../sim/spotify/chance.ts';
import { among, between, oftenAs, weighted } from './draw.ts';
import { drawDeed, drawPress } from './draw-deeds.ts';
import { drawFeatures, FEATURES, type Feature, type Possible } from './features.ts';
import { drawParty, type Party } from './party.ts';
import type { Deed, Plan, Press, Step } from './plan.ts';

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
      ...(possible.has('rush') ? rushes(seed, { party, possible, from: startAt, until: quietAt }) : []),
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

/** Several people press within a second or two, mostly while Spotify is slow, silent or asks to wait. */
function rushes(seed: number, span: Span): Step[] {
  const chance = createChance(seed ^ 0x2b5a);
  return Array.from({ length: among(chance, [1, 1, 2, 3]) }, () => drawRush(chance, span)).flat();
}

function drawRush(chance: Chance, { party, possible, from, until }: Span): Step[] {
  const at = between(chance, from, until - SECOND);
  const near = oftenAs(chance, 60) ? between(chance, -3_000, 2_000) : null;
  const slow = oftenAs(chance, 80) ? [drawSlowness(chance)] : [];
  const drawn = Array.from({ length: between(chance, 2, 5) }, () => drawPress(chance, party, possible));
  const pressed = drawn.filter((deed) => deed !== null);
  const deeds = [...slow, ...(oftenAs(chance, 25) ? drawRace(chance, party) : []), ...pressed];
  return deeds.map((deed, place) => {
    return place === 0 ? { at, near, deed } : { at, near: null, soon: between(chance, 0, 500), deed };
  });
}

function drawSlowness(chance: Chance): Deed {
  const on = among(chance, ['reads', 'commands', 'commands', 'queue', 'play', 'anything', 'tops'] as const);
  const how = among(chance, ['late', 'late', 'hangs', 'hangsAfter', 'shortWait'] as const);
  const waitS = how === 'shortWait' ? between(chance, 1, 8) : 0;
  return { is: 'fault', on, how, forMs: between(chance, 1, 12) * SECOND, percent: among(chance, [50, 100]), waitS };
}

/** Somebody comes, and is gone before they are in. */
function drawRace(chance: Chance, { people }: Party): Deed[] {
  const [host] = people;
  const other = among(chance, people.slice(1));
  if (!host || !other) return [];
  const who = other.name;
  const goes: readonly Press[] = [
    { is: 'kick', who: host.name, whom: who },
    { is: 'leave', who },
    { is: 'unlink', who },
  ];
  return [{ is: 'join', who }, among(chance, goes)];
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
