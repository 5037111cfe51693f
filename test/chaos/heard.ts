import type { RequestLog, Sounding } from '../../sim/spotify/spotify.ts';
import { fadeOn, musicOf, type Name } from './party.ts';
import type { Witnessed } from './witnessed.ts';

/** A piece of music as the host's player let it hear, with whose doing it was. */
export type Piece = {
  key: string;
  /** On whose player. */
  who: Name;
  from: number;
  until: number;
  fromMs: number;
  toMs: number;
  lengthMs: number;
  /** Where it ends by itself at the earliest: where it begins to fade into the next one. */
  fadesAtMs: number;
  why: Sounding['why'];
  /** The command of ours that ended it, if one did. */
  endedBy: RequestLog | null;
  /** Whether the host's hands ended it. */
  leftByHand: boolean;
};

/** A play request with songs, or a queue write: what we asked the player to let hear. */
export type Ordered = { at: number; keys: string[]; how: 'list' | 'queue' | 'next'; request: RequestLog };

/** Sounding so long is having been heard. */
export const HEARD_MS = 30_000;
/** Positions on the wire, clocks and phones may disagree by so much. */
export const SLACK_MS = 3_000;

export function piecesOf({ world, deeds, plan }: Witnessed): Piece[] {
  const hands = new Set(deeds.map(({ at }) => at));
  const commands = commandsOf(world.spotify.requests);
  const lengths = new Map(musicOf(plan.party).map(({ key, durationMs }) => [key, durationMs]));
  const records = [...world.accounts].flatMap(([who, account]) =>
    account.record.map((sounding) => ({ who, account, ...sounding })),
  );
  records.sort((one, other) => one.startedAt - other.startedAt);
  return records.map(({ who, account, trackId, startedAt, endedAt, fromMs, toMs, why }) => {
    const key = world.keyOf(trackId);
    const until = endedAt ?? world.clock.now();
    const lengthMs = lengths.get(key) ?? 0;
    return {
      ...{ key, who, from: startedAt, until, fromMs, toMs, lengthMs, why },
      fadesAtMs: lengthMs - fadeOn(plan.party, who, lengthMs),
      endedBy: commands.find(({ at, person }) => at === until && person === account.accountId) ?? null,
      leftByHand: isNear(hands, until),
    };
  });
}

/** Two presses of one deed lie some hundred milliseconds apart. */
const DEED_MS = 2_200;

function isNear(hands: ReadonlySet<number>, at: number): boolean {
  return [...hands].some((hand) => at >= hand && at - hand <= DEED_MS);
}

function commandsOf(requests: readonly RequestLog[]): RequestLog[] {
  return requests.filter(({ method, path }) => method !== 'GET' && /\/player(\/(play|next|pause))?$/.test(path));
}

export function ordersOf({ world }: Witnessed): Ordered[] {
  return world.spotify.requests.flatMap((request): Ordered[] => {
    const { at, method, path, query, body } = request;
    const keyOf = (uri: string) => world.keyOf(uri.split(':')[2] ?? '');
    const { uris } = (body ?? {}) as { uris?: string[] };
    if (path.endsWith('/player/play') && uris) return [{ at, keys: uris.map(keyOf), how: 'list', request }];
    if (method === 'POST' && path.endsWith('/player/queue')) {
      return [{ at, keys: [keyOf(query.uri ?? '')], how: 'queue', request }];
    }
    if (path.endsWith('/player/next')) return [{ at, keys: [], how: 'next', request }];
    return [];
  });
}

/** Whether it was heard: long enough, or for as long as it sounds at all. */
export function isWhole({ fromMs, toMs, fadesAtMs }: Piece): boolean {
  return toMs - fromMs >= Math.min(HEARD_MS, fadesAtMs - SLACK_MS);
}

/** The same beyond doubt: whether a short song that was broken off near its end had come to it, nobody can tell. */
export function isSurelyWhole(piece: Piece): boolean {
  const cameToItsEnd = piece.toMs >= piece.fadesAtMs - 1;
  return isWhole(piece) && (cameToItsEnd || piece.toMs - piece.fromMs >= HEARD_MS);
}

/** From when on a look shows it: after a command of ours a player still shows what was before for a while. */
export function showsFrom({ plan }: Witnessed, { from, why }: Piece): number {
  return why === 'play request' || why === 'next' ? from + plan.spotify.staleReadsMs : from;
}
