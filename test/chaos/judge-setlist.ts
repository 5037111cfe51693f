import { type Ordered, ordersOf, type Piece, piecesOf, SLACK_MS, showsFrom } from './heard.ts';
import { clockOf } from './judge-card.ts';
import { readCard } from './stage.ts';
import type { Witnessed } from './witnessed.ts';
import type { Asked } from './world.ts';

/** What the lists themselves say: each song once, everybody heard in the first round, the host's own left alone. */
export function judgeSetlist(seen: Witnessed): string[] {
  const orders = ordersOf(seen).filter(({ how }) => how === 'list');
  return [
    ...orders.flatMap(repeats),
    ...firstRound(seen, orders[0]),
    ...skippedTwice(seen),
    ...skippedLate(seen),
    ...silenced(seen),
  ];
}

function repeats({ at, keys }: Ordered): string[] {
  const twice = keys.filter((key, place) => keys.indexOf(key) !== place);
  return twice.map((key) => `twice: ${key} in the list of ${clockOf(at)}`);
}

/** In fair order whoever brings a song that nobody else brings has a turn in the first round. */
function firstRound({ plan, joined, added, removed, left, world }: Witnessed, first: Ordered | undefined): string[] {
  if (!first || plan.settings.order !== 'fair') return [];
  if (removed.some(({ at }) => at < first.at)) return [];
  const hostKeys = (plan.party.people[0]?.tops ?? []).map(world.keyOf);
  const hosts = { who: world.firstHost, at: 0, keys: [...new Set(hostKeys)].slice(0, plan.settings.songs) };
  const here = [hosts, ...joined, ...added].filter(
    ({ who, at }) => at < first.at && !left.some((gone) => gone.who === who && gone.at < first.at),
  );
  const bringers = [...Map.groupBy(here, ({ who }) => who)].map(([who, promised]) => {
    return { who, keys: promised.flatMap(({ keys }) => keys) };
  });
  const known = new Set<string>(here.map(({ who }) => who));
  // Top songs that could not be fetched when somebody joined are fetched at Start, and nobody is told of them.
  const untold = plan.party.people.filter(({ name, linked }) => {
    const hasJoined = world.asked.some(({ who, what, at }) => who === name && what === 'join' && at < first.at);
    return linked && hasJoined && !known.has(name);
  });
  const round = first.keys.slice(0, bringers.length + untold.length);
  const unheard = bringers.filter(({ who, keys }) => {
    const others = bringers.filter((other) => other.who !== who).flatMap((other) => other.keys);
    const alone = keys.filter((key) => first.keys.includes(key) && !others.includes(key));
    return alone.length > 0 && !keys.some((key) => round.includes(key));
  });
  return unheard.map(({ who }) => `fairness: ${who} has no turn in ${round.join(', ')}`);
}

/** A Skip belongs to one pick: pressed twice, it never skips a second one. */
function skippedTwice(seen: Witnessed): string[] {
  const done = seen.world.asked.filter(({ what, end }) => /^skip p\d+$/.test(what) && end === 'done');
  const isBefore = (one: Asked, { what, at }: Asked) => one.what === what && at - one.at < TWICE_MS;
  return done
    .filter((again, place) =>
      done.slice(0, place).some((one) => isBefore(one, again) && !isStillNamed(seen, one, again)),
    )
    .map(({ what, at }) => `skip: "${what}" worked twice, at ${clockOf(at)}`);
}

const TWICE_MS = 5_000;

/**
 * Whether the card named the pick when the first press had been answered and the other one came: that one had only gone past
 * something of the host's own, or had been put off in vain.
 */
function isStillNamed({ world }: Witnessed, { what, doneAt }: Asked, { at }: Asked): boolean {
  const by = Math.max(doneAt ?? at, at);
  const card = world.shown.findLast((shown) => shown.at <= by);
  return card !== undefined && `skip ${readCard(card).skips}` === what;
}

/** A Skip on an old card does nothing, unless its song sounds (again) after all. */
function skippedLate({ world }: Witnessed): string[] {
  const cards = world.shown.map((shown) => ({ at: shown.at, ...readCard(shown) }));
  return world.asked.flatMap(({ what, at, end }) => {
    const wanted = /^skip (p\d+)$/.exec(what)?.[1];
    // What the press itself changed stands on the card within the same millisecond, as does what it was pressed on.
    const shown = cards.findLast((card) => card.at < at);
    if (wanted === undefined || end !== 'done' || !shown?.skips || shown.skips === wanted) return [];
    if (cards.some((card) => card.at === at && card.skips === wanted)) return [];
    const own = cards.find(({ skips, trackId }) => skips === wanted && trackId !== null)?.trackId;
    const sounded = world.host.record.find((one) => one.startedAt <= at && (one.endedAt ?? at) >= at)?.trackId;
    if (own && sounded && world.keyOf(own) === world.keyOf(sounded)) return [];
    return [`skip: "${what}" worked on the card of ${shown.skips}, at ${clockOf(at)}`];
  });
}

/** The end of a session pauses what is ours, never the host's own music. */
function silenced(seen: Witnessed): string[] {
  const { endedAt } = seen;
  if (endedAt === null) return [];
  const own = new Set([...seen.plan.party.own, seen.plan.party.file].map(({ key }) => key));
  const from = endingSince(seen, endedAt);
  return piecesOf(seen)
    .filter(({ key, until, endedBy }) => own.has(key) && until >= from && endedBy?.path.endsWith('/pause'))
    .filter(
      (piece) =>
        !hasJustBegun(seen, piece) && !wasUnseen(seen, piece.from, endedAt) && !wasPausedByPress(seen, piece.until),
    )
    .map(({ key, until }) => `forced: the end of the session silenced ${key} at ${clockOf(until)}`);
}

/** When the end was pressed: the recap is shown only after the player has answered, or has had its time to. */
function endingSince({ world }: Witnessed, endedAt: number): number {
  const isEnding = ({ what, end, at }: Asked) =>
    /^(end|unlink)$/.test(what) && end === 'done' && at <= endedAt && endedAt - at <= PRESS_MS;
  return world.asked.find(isEnding)?.at ?? endedAt;
}

function wasPausedByPress({ world }: Witnessed, until: number): boolean {
  return world.asked.some(({ what, at }) => /^(pause|takeOver)$/.test(what) && at <= until && until - at <= PRESS_MS);
}

const PRESS_MS = 15_000;

/** Whether it had begun so shortly before that no look could show it. */
function hasJustBegun(seen: Witnessed, piece: Piece): boolean {
  const { from, until } = piece;
  const looks = seen.world.spotify.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/player'));
  return until - from <= SLACK_MS && !looks.some(({ at }) => at >= showsFrom(seen, piece) && at <= until);
}

/** Whether a look in the meantime failed, so that nobody knew what played. */
function wasUnseen({ world }: Witnessed, from: number, endedAt: number): boolean {
  return world.spotify.requests.some(({ method, path, status, at }) => {
    const isBlind = status !== 200 || world.line.oddLooks.some((odd) => odd.at === at);
    return method === 'GET' && path.endsWith('/player') && isBlind && at >= from && at <= endedAt + SLACK_MS;
  });
}
