import { type Ordered, ordersOf, type Piece, piecesOf, showsFrom } from './heard.ts';
import { clockOf } from './judge-card.ts';
import type { Name } from './party.ts';
import { readCard } from './stage.ts';
import type { Witnessed } from './witnessed.ts';
import type { Asked } from './world.ts';

/** Nobody who asks waits longer than this, whatever Spotify does. */
const ANSWERED_WITHIN_MS = 60_000;
/** So long a press may wait for what it did not ask Spotify for itself. */
const PATIENCE_MS = 1_000;

/** Whoever types or presses is answered, and waits for nothing but their own questions to Spotify. */
export function judgePresses(seen: Witnessed): string[] {
  const each = seen.world.asked.flatMap((asked) => [...unanswered(seen, asked), ...keptWaiting(seen, asked)]);
  return [...each, ...goneAndIn(seen), ...goneSongs(seen), ...skippedAgain(seen), ...woken(seen)];
}

function unanswered({ world }: Witnessed, { at, who, what, end }: Asked): string[] {
  const hasDied = world.downTimes.some(({ from }) => from >= at);
  if (end !== 'under way' || hasDied || world.clock.now() - at < ANSWERED_WITHIN_MS) return [];
  return [`unanswered: ${what} by ${who} at ${clockOf(at)}`];
}

/** What somebody else asked for just before may be waited for; what was under way of itself may not. */
function keptWaiting(seen: Witnessed, { at, who, what, doneAt }: Asked): string[] {
  const { world } = seen;
  if (doneAt === null || doneAt - at <= PATIENCE_MS || PAUSES.test(what)) return [];
  const others = world.asked.filter((other) => other.at <= at && (other.doneAt ?? at) >= at);
  const since = Math.min(...others.map((other) => other.at));
  const own = world.line.exchanges.filter(({ from, until }) => from >= since && until > at && from < doneAt);
  const waitedMs = doneAt - at - coveredMs([...own, ...waitsOf(seen)], at, doneAt);
  return waitedMs <= PATIENCE_MS
    ? []
    : [`waited: ${who} for ${waitedMs / 1_000} s of ${(doneAt - at) / 1_000} s to ${what}, at ${clockOf(at)}`];
}

/** When Spotify wanted to be left alone. */
function waitsOf({ world, deeds }: Witnessed): { from: number; until: number }[] {
  return world.spotify.requests.flatMap(({ at, status }) => {
    if (status !== 429) return [];
    const waits = deeds.flatMap(({ at: from, deed }) => {
      return deed.is === 'fault' && from <= at && from + deed.forMs >= at - PATIENCE_MS ? deed.waitS * 1_000 : [];
    });
    return [{ from: at, until: at + Math.max(0, ...waits) + PATIENCE_MS }];
  });
}

/** Whoever types is waited for, and their suggestions come when they pause. */
const PAUSES = /^(letters|look) /;

/** Who was sent away is not in any more, also if their join was still being answered; whoever left may join again meanwhile. */
function goneAndIn({ world, left }: Witnessed): string[] {
  return left.flatMap(({ who, at }) => {
    const kick = world.asked.find(({ what, end, doneAt }) => what === `kick ${who}` && end === 'done' && doneAt === at);
    const presses = world.asked.filter((one) => one.who === who && one.what === 'join');
    const joins = presses.filter(({ end }) => end === 'done');
    const isBackBy = (moment: number) => presses.some((again) => again.at >= at && again.at <= moment);
    const isIn = joins.find(({ at: pressed, doneAt }) => {
      if (doneAt === null || doneAt <= at) return false;
      return kick !== undefined || (pressed < at && !isBackBy(doneAt));
    });
    return isIn ? [`gone: ${who} at ${clockOf(at)}, and told to be in at ${clockOf(isIn.doneAt ?? 0)}`] : [];
  });
}

/** Nothing is handed over any more that only somebody likes who has left. */
function goneSongs(seen: Witnessed): string[] {
  const { world, left, plan, added } = seen;
  return left.flatMap(({ who, at }) => {
    const liked = (name: Name) => plan.party.people.find((one) => one.name === name)?.tops.map(world.keyOf) ?? [];
    const others = plan.party.people.filter(({ name }) => name !== who).flatMap(({ name }) => liked(name));
    const brought = added.flatMap(({ keys }) => keys);
    const named = world.shown.findLast((shown) => shown.at < at);
    const trackId = named ? readCard(named).trackId : null;
    const sounds = trackId === null ? null : world.keyOf(trackId); // it goes on, also after a pause
    const theirs = liked(who).filter((key) => !others.includes(key) && !brought.includes(key) && key !== sounds);
    const back = world.asked.find((one) => one.who === who && one.what === 'join' && one.at >= at)?.at ?? Infinity;
    const wrong = ordersOf(seen).find((order) => {
      return order.at > at + IN_FLIGHT_MS && order.at < back && begun(order).some((key) => theirs.includes(key));
    });
    return wrong ? [`gone: ${who} at ${clockOf(at)}, but ${wrong.keys.join(', ')} sent at ${clockOf(wrong.at)}`] : [];
  });
}

/** The songs of a request that begin with it: the first may only go on from where it was. */
function begun({ keys, request }: Ordered): string[] {
  const { position_ms: positionMs = 0 } = (request.body ?? {}) as { position_ms?: number };
  return positionMs > 0 ? keys.slice(1) : keys;
}

/** What was skipped is not handed over again. A press for a song that comes after one of the host's own goes past that one. */
function skippedAgain(seen: Witnessed): string[] {
  const { world } = seen;
  const cards = world.shown.map(readCard);
  return world.asked.flatMap(({ what, end, at: pressed, doneAt }) => {
    const pick = /^skip (p\d+)$/.exec(what)?.[1];
    const trackId = cards.find(({ skips }) => skips === pick)?.trackId;
    if (end !== 'done' || doneAt === null || !trackId) return [];
    const key = world.keyOf(trackId);
    if (!wasThere(seen, key, pressed, doneAt) || hadNoEffect(seen, pressed)) return [];
    if (wentPastAnother(seen, key, pressed, doneAt)) return [];
    const wrong = ordersOf(seen).find(({ at, keys }) => at > doneAt + IN_FLIGHT_MS && keys.includes(key));
    return wrong ? [`skip: ${key} was skipped by ${clockOf(doneAt)} and sent at ${clockOf(wrong.at)}`] : [];
  });
}

/** Whether a song sounded while Skip was pressed, or had just been asked for. */
function wasThere(seen: Witnessed, key: string, pressed: number, doneAt: number): boolean {
  const last = ordersOf(seen).findLast(({ how, at }) => how === 'list' && at <= pressed);
  const sounds = piecesOf(seen).some((piece) => piece.key === key && piece.from <= doneAt && piece.until >= pressed);
  return sounds || last?.keys[0] === key;
}

/**
 * Whether a press went on from something else instead, which the host had begun by hand before it, or which the look still
 * showed that it took right after a command.
 */
function wentPastAnother(seen: Witnessed, key: string, pressed: number, doneAt: number): boolean {
  const pieces = piecesOf(seen);
  return pieces.some((piece, place) => {
    const { key: other, endedBy } = piece;
    if (!endedBy?.path.endsWith('/next') || endedBy.at < pressed || endedBy.at > doneAt) return false;
    return other !== key || (isOwn(seen, pieces[place - 1]) && !wasSeenBy(seen, piece, endedBy.at));
  });
}

function isOwn({ plan }: Witnessed, piece: Piece | undefined): boolean {
  return piece !== undefined && [...plan.party.own, plan.party.file].some(({ key }) => key === piece.key);
}

/** Whether the last look before a moment could show this piece, and not what sounded before it. */
function wasSeenBy(seen: Witnessed, piece: Piece, moment: number): boolean {
  const look = seen.world.spotify.requests.findLast(({ method, path, at }) => {
    return method === 'GET' && path.endsWith('/player') && at < moment;
  });
  return look !== undefined && look.at >= showsFrom(seen, piece);
}

/** Whether a command that followed on a press got no clear yes. */
function hadNoEffect({ world }: Witnessed, pressed: number): boolean {
  return world.spotify.requests.some(({ at, method, status }) => {
    return (
      method !== 'GET' &&
      at >= pressed - COMMANDED_BEFORE_MS &&
      at <= pressed + COMMANDED_WITHIN_MS &&
      (status ?? 500) >= 400
    );
  });
}

/** What was paused stays so until somebody wants it to go on. */
function woken({ world, deeds }: Witnessed): string[] {
  return world.asked.flatMap(({ what, end, doneAt, at }) => {
    if (what !== 'pause' || end !== 'done' || doneAt === null) return [];
    const touched = [
      // One that came before the pause may be carried out after it.
      ...world.asked
        .filter((one) => (one.doneAt ?? one.at) >= at && STEERS.test(one.what))
        .map((one) => Math.max(one.at, at)),
      ...deeds.filter((one) => one.at >= at && HANDS.has(one.deed.is)).map((one) => one.at),
      ...world.shown.filter((one) => one.at >= at && readCard(one).isOver).map((one) => one.at), // nothing is left to pause
    ];
    const until = Math.min(Number.POSITIVE_INFINITY, ...touched);
    const wrong = world.spotify.requests.find((request) => {
      return request.at > doneAt + IN_FLIGHT_MS && request.at < until && /\/player\/(play|next)$/.test(request.path);
    });
    return wrong ? [`woken: paused by ${clockOf(doneAt)}, and ${wrong.path} at ${clockOf(wrong.at)}`] : [];
  });
}

/** What set out before may still arrive. */
const IN_FLIGHT_MS = 1_000;
/** A press that was put off, or waits for its share of the calls, is carried out this soon. */
const COMMANDED_WITHIN_MS = 25_000;
/** What went out this shortly before a press may be undone together with it. */
const COMMANDED_BEFORE_MS = 5_000;
const STEERS = /^(skip|takeBack|takeOver|start|resume|device|encore|link|end|unlink)/;
const HANDS = new Set([
  'handPlay',
  'next',
  'previous',
  'seek',
  'album',
  'otherDevice',
  'wake',
  'wakeAsNew',
  'episode',
  'ad',
]);

/** How much of a time is covered by others. */
function coveredMs(times: readonly { from: number; until: number }[], from: number, until: number): number {
  const sorted = times.toSorted((one, other) => one.from - other.from);
  let covered = 0;
  let end = from;
  for (const time of sorted) {
    const last = Math.min(time.until, until);
    covered += Math.max(0, last - Math.max(end, time.from));
    end = Math.max(end, last);
  }
  return covered;
}
