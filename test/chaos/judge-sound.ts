import type { RequestLog } from '../../sim/spotify/spotify.ts';
import { isSurelyWhole, isWhole, type Ordered, ordersOf, type Piece, piecesOf, SLACK_MS, showsFrom } from './heard.ts';
import { clockOf } from './judge-card.ts';
import type { Name } from './party.ts';
import { readCard } from './stage.ts';
import type { Promised, Witnessed } from './witnessed.ts';

/** A change so early in a song is not heard as a cut; a slow answer and a wrong position may add to it. */
const EARLY_MS = 3_000 + 2_500;
/** How long after a press its command may still come: put off for two seconds, refused three times, tried again after 20 s. */
const PRESS_MS = 32_000;
/** An effect that cannot be seen is worth one repetition so long after. */
const REPEATABLE_MS = 60_000;

/** What the player's own record says: one source, nothing twice, nothing cut, nothing lost, the order kept. */
export function judgeSound(seen: Witnessed): string[] {
  const pieces = piecesOf(seen);
  const orders = ordersOf(seen);
  return [
    ...oneSource(seen, pieces),
    ...twice(seen, pieces, orders),
    ...queuedTwice(seen, pieces, orders),
    ...(isCalm(seen) ? [...again(seen, pieces), ...takenOut(seen, pieces)] : []),
    ...cuts(seen, pieces, orders),
    ...lost(seen, pieces, orders),
    ...outOfOrder(seen, pieces, orders),
  ];
}

/** Nobody's player sounds but the host's; a former host's that could not be paused goes on until they do that. */
function oneSource(seen: Witnessed, pieces: readonly Piece[]): string[] {
  return pieces.flatMap((piece) => {
    const { who, key, from, until } = piece;
    const others = pieces.filter(
      (other) => other.who !== who && other.from < until - SLACK_MS && from < other.until - SLACK_MS,
    );
    const isStranger = !seen.world.hosts.some(({ name }) => name === who) && !mayHaveTakenOver(seen, who, from);
    const doubled = others.find(
      (other) =>
        // What a player goes on with by itself is the former host's own.
        piece.why !== 'autoplay' &&
        ![piece, other].some((one) => wasBegunAfterTheEnd(seen, one, pieces)) &&
        other.from >= from &&
        !wasNotPaused(seen, who, other.from) &&
        !isPrivate(seen, other.from),
    );
    return [
      ...(isStranger ? [`source: ${who}'s player sounded at ${clockOf(from)}`] : []),
      ...(doubled
        ? [`source: ${key} on ${who}'s player and ${doubled.key} on ${doubled.who}'s at ${clockOf(doubled.from)}`]
        : []),
    ];
  });
}

/** Whether the host's hands began it, or what it followed on, while the card named no song: nothing is stopped then that is their own. */
function wasBegunAfterTheEnd(seen: Witnessed, { who, from, why }: Piece, pieces: readonly Piece[]): boolean {
  if (why === 'hand') {
    const shown = seen.world.shown.findLast(({ at }) => at < from);
    return shown !== undefined && readCard(shown).says === 'nothing';
  }
  const before = pieces.find((one) => one.who === who && one.until === from && one.from < from);
  return why === 'end of track' && before !== undefined && wasBegunAfterTheEnd(seen, before, pieces);
}

/** Whether somebody's press on Take over was under way, whatever became of it. */
function mayHaveTakenOver({ world }: Witnessed, name: Name, at: number): boolean {
  return world.asked.some(({ who, what, at: pressed, doneAt }) => {
    return who === name && what === 'takeOver' && pressed <= at && at <= (doneAt ?? pressed) + PRESS_MS;
  });
}

/** Whether a player was told to pause about then, and gave no clear yes. */
function wasNotPaused({ world }: Witnessed, name: Name, at: number): boolean {
  const person = world.accounts.get(name)?.accountId;
  const pauses = world.spotify.requests.filter(
    (request) => request.person === person && request.path.endsWith('/pause') && Math.abs(request.at - at) <= PRESS_MS,
  );
  return (
    pauses.some(({ status }) => status === null || status >= 400) ||
    world.downTimes.some(({ from }) => Math.abs(from - at) <= PRESS_MS)
  );
}

/** A song that had been heard whole was asked for again, and sounded again. */
function twice(seen: Witnessed, pieces: readonly Piece[], orders: readonly Ordered[]): string[] {
  return pieces.flatMap((again, place) => {
    if (again.toMs - again.fromMs <= EARLY_MS || again.why === 'hand' || again.why === 'autoplay') return [];
    const order = orderBehind(again, orders);
    if (!order || handsBetween(seen, order.at, again.from) || isRepetition(order, orders)) return [];
    const first = pieces.slice(0, place).find((piece) => {
      const isBefore =
        piece.until <= order.at - SLACK_MS && isSurelyWhole(piece) && piece.from >= (seen.startedAt ?? 0);
      return piece.key === again.key && isBefore && askedFrom(seen, again) < piece.toMs - EARLY_MS;
    });
    const isBehindOwn = seen.deeds.some(({ at, deed }) => ['queue', 'localFile'].includes(deed.is) && at <= order.at); // took the position instead
    if (!first || isBehindOwn || wasHidden(seen, first, order.at) || wasSentBack(seen, first, order.at)) return [];
    if (isUntamed(seen, first.from) || goesOnAsSeen(seen, first, again)) return [];
    const when = `${clockOf(first.from)} and ${clockOf(again.from)}`;
    return [`twice: ${again.key} at ${when}, ${order.how} of ${clockOf(order.at)}`];
  });
}

/** Whether nothing but presses happened, so that there is nothing to excuse. */
function isCalm({ deeds }: Witnessed): boolean {
  const hands = [...SHADOWS, ...SILENCING, 'fault', 'restart', 'revoke', 'privateOn', 'privateOff'];
  return !deeds.some(({ deed }) => hands.includes(deed.is) && deed.is !== 'wake' && deed.is !== 'handPlay');
}

function again(seen: Witnessed, pieces: readonly Piece[]): string[] {
  const whole = pieces.filter((piece) => isWhole(piece) && piece.why !== 'autoplay' && piece.why !== 'hand');
  return whole.flatMap((piece, place) => {
    const fromMs = askedFrom(seen, piece);
    const first = whole.slice(0, place).find(({ key, toMs }) => key === piece.key && fromMs < toMs - EARLY_MS);
    return first ? [`twice: ${piece.key} at ${clockOf(first.from)} and ${clockOf(piece.from)}`] : [];
  });
}

/**
 * Where in a song a play request asked the player to begin: one that lets queued songs come first goes to that position in the
 * queued one, past its end, and begins the song that was asked for at its beginning.
 */
function askedFrom({ plan, world }: Witnessed, { from, fromMs }: Piece): number {
  const request = world.spotify.requests.find(({ at, path }) => at === from && path.endsWith('/player/play'));
  const { position_ms = 0 } = (request?.body ?? {}) as { position_ms?: number };
  return plan.spotify.queuedTracksFirst ? Math.max(fromMs, position_ms) : fromMs;
}

/**
 * Whether a song that the host's hands stopped goes on from where it was last seen, or later: how far it had come, nobody can
 * tell of a player that shows it at its beginning, as one does that hides positions.
 */
function goesOnAsSeen(seen: Witnessed, first: Piece, { fromMs }: Piece): boolean {
  const look = looksOf(seen).findLast(({ at }) => at >= showsFrom(seen, first) && at < first.until);
  const seenMs = first.fromMs + (look ? look.at - first.from : 0);
  return first.leftByHand && fromMs > 0 && fromMs >= seenMs - seen.plan.spotify.progressJitterMs;
}

/** What was taken out is heard for moments at most. */
function takenOut(seen: Witnessed, pieces: readonly Piece[]): string[] {
  const { removed, added, joined } = seen;
  return removed.flatMap(({ key, at }) => {
    const isBack = [...added, ...joined].some((one) => one.at >= at && one.keys.includes(key));
    const heard = pieces.find((piece) => piece.key === key && piece.from > at && piece.toMs - piece.fromMs > EARLY_MS);
    return heard && !isBack && heard.why !== 'autoplay' && heard.why !== 'hand' && !gaveWay(seen, heard, pieces)
      ? [`taken out: ${key} at ${clockOf(at)}, heard at ${clockOf(heard.from)}`]
      : [];
  });
}

/** A song that was put into the queue twice before it sounded once. */
function queuedTwice(seen: Witnessed, pieces: readonly Piece[], orders: readonly Ordered[]): string[] {
  return pieces.flatMap((again, place) => {
    const first = pieces.slice(0, place).findLast(({ key, why }) => key === again.key && why === 'queue');
    if (again.why !== 'queue' || !first || again.toMs - again.fromMs <= EARLY_MS) return [];
    const writes = orders.filter(
      ({ how, keys, at }) => how === 'queue' && keys.includes(again.key) && at <= first.from,
    );
    const isByHand = seen.deeds.some(({ deed }) => deed.is === 'queue' && deed.alsoPick);
    if (
      writes.length < 2 ||
      isByHand ||
      orders.some(({ how, at }) => how === 'queue' && at > first.from && at < again.from)
    )
      return [];
    return [`twice: ${again.key} was queued ${writes.length} times by ${clockOf(first.from)}`];
  });
}

/** The last thing we asked for that has to do with this song. */
function orderBehind({ key, from }: Piece, orders: readonly Ordered[]): Ordered | undefined {
  return orders.findLast(({ at, keys }) => at <= from && keys.includes(key));
}

const SHADOWS = [
  'previous',
  'seek',
  'album',
  'shuffle',
  'repeat',
  'queue',
  'localFile',
  'handPlay',
  'otherDevice',
  'wake',
  'wakeAsNew',
];

/** What the host did meanwhile that makes a player go back or leap. */
function handsBetween({ deeds }: Witnessed, from: number, until: number): boolean {
  return deeds.some(({ at, deed }) => at >= from - SLACK_MS && at <= until && SHADOWS.includes(deed.is));
}

function isRepetition(order: Ordered, orders: readonly Ordered[]): boolean {
  const before = orders[orders.indexOf(order) - 1];
  if (order.how !== 'list' || before?.request.status === 429) return false;
  return before?.keys.join() === order.keys.join() && order.at - before.at < REPEATABLE_MS + PRESS_MS;
}

/** Whether the host went back in a paused song, which Resume then takes up from there. */
function wasSentBack({ deeds }: Witnessed, first: Piece, until: number): boolean {
  return deeds.some(({ at, deed }) => at >= first.from && at <= until && ['previous', 'seek'].includes(deed.is));
}

/** Whether the host's shuffle or repeat was on, of which nothing is marked. */
function isUntamed({ deeds, world }: Witnessed, at: number): boolean {
  const switched = deeds.findLast(({ at: then, deed }) => then <= at && ['shuffle', 'repeat'].includes(deed.is));
  return (
    switched !== undefined &&
    !world.spotify.requests.some(
      ({ at: then, path }) => then >= switched.at && then <= at && /\/player\/(shuffle|repeat)$/.test(path),
    )
  );
}

/** Whether nobody could know that it sounded: brought to sound by the host's hands, or seen by no look and then gone. */
function wasHidden(seen: Witnessed, piece: Piece, asked: number): boolean {
  const { who, key, from, until, why } = piece;
  if (seen.world.hostAt(from) !== who) return true;
  if (why === 'hand' || why === 'autoplay' || isPrivate(seen, from) || wasLeftUnanswered(seen, from)) return true;
  const looks = looksOf(seen).filter(({ at }) => at >= showsFrom(seen, piece));
  if (looks.some(({ at }) => at <= until)) return false;
  if (wasQueuedInVain(seen, key, from) || wasAskedForInVain(seen, piece)) return true;
  const next = looks[0]?.at ?? asked;
  const isSilent = !piecesOf(seen).some((piece) => piece.from <= next && piece.until >= next);
  const before = looksOf(seen).findLast(({ at }) => at < from)?.at ?? from;
  return isSilent || isNoSong(seen, before) || followsOnHands(seen, piece, before) || handsBetween(seen, before, asked);
}

/** Whether, since the last look, the host's hands had gone on to a song before it: then nobody knew when its turn came. */
function followsOnHands(seen: Witnessed, { who, from }: Piece, looked: number): boolean {
  return piecesOf(seen).some((one) => one.who === who && one.why === 'hand' && one.from >= looked && one.from <= from);
}

/** Whether something that is not a song sounded then: whether our list still stood behind it, no look could tell. */
function isNoSong(seen: Witnessed, at: number): boolean {
  return piecesOf(seen).some(({ key, from, until }) => ['episode', 'ad'].includes(key) && from <= at && until > at);
}

/** Whether the process died while the play request behind a song was under way: nobody knows whether it arrived. */
function wasLeftUnanswered(seen: Witnessed, from: number): boolean {
  const request = seen.world.spotify.requests.findLast(({ at, path }) => at <= from && path.endsWith('/player/play'));
  return (
    request !== undefined && seen.world.downTimes.some(({ from: died }) => Math.abs(died - request.at) <= SLACK_MS)
  );
}

/** Whether neither an answer nor a look told, until a song was over, that the play request behind it had arrived. */
function wasAskedForInVain(seen: Witnessed, { from, until }: Piece): boolean {
  const { requests } = seen.world.spotify;
  const request = requests.findLast(({ at, path }) => at <= from && path.endsWith('/player/play'));
  if (!request || (request.status !== null && request.status < 500)) return false;
  return !looksOf(seen).some(({ at }) => at >= request.at && at <= until);
}

/** Whether the process died while the queue write behind a song was under way. */
function wasQueuedInVain(seen: Witnessed, key: string, from: number): boolean {
  const write = ordersOf(seen).findLast(({ at, keys }) => at <= from && keys.includes(key));
  return write?.how === 'queue' && seen.world.downTimes.some(({ from: died }) => Math.abs(died - write.at) <= SLACK_MS);
}

/** The looks that showed something. */
function looksOf(seen: Witnessed): RequestLog[] {
  const blind = blindLooks(seen);
  return answeredLooks(seen).filter(({ status, at }) => status === 200 && !blind.has(at));
}

function answeredLooks({ world }: Witnessed): RequestLog[] {
  return world.spotify.requests.filter(({ method, path, status }) => {
    return method === 'GET' && path.endsWith('/player') && (status === 200 || status === 204);
  });
}

/** When a look was answered with nothing, though something may have sounded. */
function blindLooks({ world }: Witnessed): ReadonlySet<number> {
  return new Set(world.line.oddLooks.flatMap(({ at, how }) => (how === 'noPosition' ? [] : at)));
}

/** Nothing we do by ourselves is heard as a cut later in a track, and nothing of the host's own is taken away. */
function cuts(seen: Witnessed, pieces: readonly Piece[], orders: readonly Ordered[]): string[] {
  return pieces.flatMap((piece, place) => {
    const { endedBy } = piece;
    if (!endedBy || piece.leftByHand || wasAskedFor(seen, endedBy.at) || piece.toMs <= EARLY_MS) return [];
    if (isHidden(seen, endedBy.at) && (isUntamed(seen, piece.from) || followsOnLeap(seen, piece, orders))) return [];
    if (isSilentAsSeen(seen, piece)) return [];
    if (isAtEnd(seen, piece) || gaveWay(seen, piece, pieces) || isPrivate(seen, endedBy.at)) return [];
    const next = pieces[place + 1];
    if (next && next.key === piece.key && Math.abs(next.fromMs - piece.toMs) <= SLACK_MS) return [];
    const order = orders.find(({ request }) => request === endedBy);
    if ((order && isRepetition(order, orders)) || wasLeftBehind(seen, endedBy)) return [];
    return [`cut: ${piece.key} after ${piece.toMs / 1_000} s, at ${clockOf(endedBy.at)} by ${endedBy.path}`];
  });
}

/**
 * Whether every look since a song began was answered with nothing, as it was rightly before: nobody could know that the
 * silence was over.
 */
function isSilentAsSeen(seen: Witnessed, { from, until }: Piece): boolean {
  const blind = blindLooks(seen);
  const looks = answeredLooks(seen).filter(({ at }) => at <= until);
  const since = looks.filter(({ at }) => at >= from);
  const before = looks.findLast(({ at }) => at < from);
  return before?.status === 204 && !blind.has(before.at) && since.length > 0 && since.every(({ at }) => blind.has(at));
}

/** Whether the player told no positions then, so that nobody knew how far a song had come. */
function isHidden({ world }: Witnessed, at: number): boolean {
  return world.hiddenTimes.some(({ from, until }) => at >= from && at <= until);
}

/**
 * Whether the host leapt within a song while the player told no positions: nobody could know when that song ended, nor any after
 * it, until a new one was asked for.
 */
function followsOnLeap({ world, deeds }: Witnessed, { from, until }: Piece, orders: readonly Ordered[]): boolean {
  const hidden = world.hiddenTimes.find((time) => until >= time.from && until <= time.until);
  const leap = deeds.findLast(({ at, deed }) => deed.is === 'seek' && at <= from);
  if (!hidden || !leap || leap.at < hidden.from) return false;
  return !orders.some(({ how, at }) => how === 'list' && at >= leap.at && at <= from);
}

/** Whether it had come to its end; a player that says too much of its progress may seem to stand there. */
function isAtEnd({ plan }: Witnessed, { toMs, fadesAtMs, lengthMs }: Piece): boolean {
  const slackMs = 1 + plan.spotify.progressJitterMs;
  return toMs >= lengthMs - slackMs || Math.abs(toMs - fadesAtMs) <= slackMs;
}

/**
 * Whether a song that nobody wanted any more was cut as soon as it was seen: it has begun before anybody looks where songs
 * fade into each other, or where the list begins again while nobody can look. Until then nobody can know that it has begun.
 */
function gaveWay(seen: Witnessed, piece: Piece, pieces: readonly Piece[]): boolean {
  const { from, until, why } = piece;
  const look = looksOf(seen).find(({ at }) => at >= from && at < until);
  if (why === 'hand' || !look || !isUnwanted(seen, { ...piece, from: look.at }, pieces)) return false;
  return until - look.at <= GIVES_WAY_MS + seen.plan.spotify.latencyMs;
}

const GIVES_WAY_MS = 2_000;

/** Whether a song had been taken out, or heard, or all who brought it had left, before it began. */
export function isUnwanted(seen: Witnessed, { key, from }: Piece, pieces: readonly Piece[]): boolean {
  const bringers = [...seen.joined, ...seen.added].filter(({ keys, at }) => keys.includes(key) && at <= from);
  const isGone = (one: Promised) => seen.left.some(({ who, at }) => who === one.who && at >= one.at && at <= from);
  return (
    seen.removed.some((gone) => gone.key === key && gone.at <= from) ||
    pieces.some((before) => before.key === key && before.until <= from && isWhole(before)) ||
    (bringers.length > 0 && bringers.every(isGone) && !hostKeys(seen).includes(key))
  );
}

/** A request that a process had written down when it died is sent by the next one, if that is soon. */
function wasLeftBehind({ world }: Witnessed, { at }: { at: number }): boolean {
  return world.downTimes.some(({ from }) => at >= from && at - from <= REPEATABLE_MS + PRESS_MS);
}

function isPrivate({ deeds, world }: Witnessed, at: number): boolean {
  return privateTimes(deeds, world.clock.now()).some(({ from, until }) => at >= from && at <= until);
}

const STEERING = /^(skip|takeBack|takeOver|start|resume|pause|device|end|unlink)/;

function wasAskedFor({ world }: Witnessed, at: number): boolean {
  return world.asked.some(({ what, at: pressed, doneAt }) => {
    return STEERING.test(what) && pressed <= at && at <= (doneAt ?? pressed) + PRESS_MS;
  });
}

/** Whatever was promised sounded, unless those who brought it left or it was skipped. */
function lost(seen: Witnessed, pieces: readonly Piece[], orders: readonly Ordered[]): string[] {
  if (seen.ranOut !== 'yes' || seen.endedAt !== null || wasTouchedUnseen(seen)) return [];
  const first = orders.find(({ how }) => how === 'list');
  if (!first) return [];
  const skipped = skippedKeys(seen);
  const missing = [...promisedKeys(seen, first)].flatMap((key) => {
    if (skipped.has(key) || wasPassed(seen, key)) return [];
    const sounded = pieces.filter((piece) => piece.key === key);
    if (sounded.some((piece) => isWhole(piece) || piece.leftByHand || isLeftInPeace(piece))) return [];
    if (sounded.some(({ endedBy }) => endedBy && wasAskedFor(seen, endedBy.at))) return [];
    const heard = sounded.map(({ from, toMs }) => `${toMs / 1_000} s at ${clockOf(from)}`).join(', ');
    return [`lost: ${key} ${heard}`];
  });
  return missing.slice(typedSkips(seen));
}

/** How many songs were skipped by the command, which does not say which one it means. */
function typedSkips({ world }: Witnessed): number {
  const mayCount = /^(done|unavailable)/;
  return world.asked.filter(({ what, end }) => mayCount.test(end) && what.startsWith('skip typed')).length;
}

/** The songs that somebody skipped on the card, perhaps before they let hear anything; an answer may be lost. */
function skippedKeys({ world }: Witnessed): Set<string> {
  const cards = world.shown.map(readCard);
  const wanted = world.asked.flatMap(({ what, end }) =>
    /^(done|under way|unavailable)/.test(end) ? (/^skip (p\d+)$/.exec(what)?.[1] ?? []) : [],
  );
  const ids = wanted.flatMap((pick) => cards.find(({ skips }) => skips === pick)?.trackId ?? []);
  return new Set(ids.map(world.keyOf));
}

/** Whether the host went past a song by hand, and so skipped it: one that stood there paused need not have sounded at all. */
function wasPassed({ passed, startedAt }: Witnessed, key: string): boolean {
  return passed.some((one) => one.key === key && one.at > (startedAt ?? 0));
}

const SILENCING = [
  'sleep',
  'closeTab',
  'handPause',
  'next',
  'seek',
  'album',
  'previous',
  'episode',
  'otherDevice',
  'ad',
];

/** Whether the host changed the course of things while nobody could look: then only the clock can be followed. */
function wasTouchedUnseen(seen: Witnessed): boolean {
  const { deeds, world } = seen;
  const blind = deeds.flatMap(({ at, deed }) => {
    if (deed.is !== 'fault' || !['reads', 'anything', 'tokens'].includes(deed.on)) return [];
    return [{ from: at, until: at + deed.forMs + deed.waitS * 1_000 + LOOKS_AGAIN_MS }];
  });
  const links = world.asked.filter(({ what, end }) => what === 'link' && end === 'done');
  const revoked = deeds.flatMap(({ at, deed }) => {
    if (deed.is !== 'revoke') return [];
    return [{ from: at, until: links.find((link) => link.at > at)?.at ?? world.clock.now() }];
  });
  const periods = [...blind, ...revoked, ...world.downTimes, ...privateTimes(deeds, world.clock.now())];
  const looks = looksOf(seen);
  const lastSeen = (from: number) => looks.findLast(({ at }) => at <= from)?.at ?? 0;
  return deeds.some(({ at, deed }) => {
    // A song that the host lets repeat keeps all others from sounding.
    const isSilencing = SILENCING.includes(deed.is) || (deed.is === 'repeat' && deed.to === 'track');
    return isSilencing && periods.some(({ from, until }) => at >= lastSeen(from) && at <= until);
  });
}

const LOOKS_AGAIN_MS = 60_000;

function privateTimes(deeds: Witnessed['deeds'], now: number): { from: number; until: number }[] {
  const ends = deeds.filter(({ deed }) => deed.is === 'privateOff').map(({ at }) => at);
  return deeds
    .filter(({ deed }) => deed.is === 'privateOn')
    .map(({ at }) => ({ from: at, until: ends.find((end) => end > at) ?? now }));
}

/** It ended without us: the host or the device stopped it. */
function isLeftInPeace({ endedBy }: Piece): boolean {
  return endedBy === null;
}

function promisedKeys(seen: Witnessed, first: Ordered): Set<string> {
  const gone = [...seen.left, ...leavingUnanswered(seen)];
  const isGone = (who: string, at: number) => gone.some((one) => one.who === who && one.at >= at);
  const hosts = { who: seen.world.firstHost, at: 0, keys: hostKeys(seen) };
  const all = [...seen.joined, ...seen.added, hosts];
  const brought = all.filter(({ who, at }) => !isGone(who, at));
  const everybody = all.flatMap(({ keys }) => keys);
  const kept = new Set(brought.flatMap(({ keys }) => keys));
  const anonymous = first.keys.filter((key) => !everybody.includes(key));
  const startedWith = first.keys.filter((key) => kept.has(key));
  const later = brought.filter((promised) => promised !== hosts);
  const wanted = [...startedWith, ...anonymous, ...later.flatMap(({ keys }) => keys)];
  return new Set(wanted.filter((key) => !seen.removed.some((gone) => gone.key === key)));
}

/** Who was about to leave when the process died: nobody was told whether they had. */
function leavingUnanswered({ world }: Witnessed): { who: Name; at: number }[] {
  return world.asked.filter(({ what, end, at }) => {
    return what === 'leave' && end === 'under way' && world.downTimes.some(({ from }) => from >= at);
  });
}

/** The host's songs are not listed in private; what Spotify says of them is known all the same. */
function hostKeys({ world, plan }: Witnessed): string[] {
  const keys = plan.party.people[0]?.tops.map(world.keyOf) ?? [];
  return [...new Set(keys)].slice(0, plan.settings.songs);
}

/** Songs that may have come in a second time, behind all others: somebody took them out, or left with them. */
function wentOut({ removed, left, joined }: Witnessed): ReadonlySet<string> {
  const leavers = new Set(left.map(({ who }) => who));
  const taken = joined.filter(({ who }) => leavers.has(who)).flatMap(({ keys }) => keys);
  return new Set([...taken, ...removed.map(({ key }) => key)]);
}

/** The order once laid out stays: who was in the first list sounds in its order, unless the host's hands mixed it. */
function outOfOrder(seen: Witnessed, pieces: readonly Piece[], orders: readonly Ordered[]): string[] {
  const first = orders.find(({ how }) => how === 'list');
  const mixing = [
    'previous',
    'album',
    'episode', // what is queued comes behind the song that is taken back
    'shuffle',
    'repeat',
    'queue',
    'localFile',
    'handPlay',
    'next',
    'seek',
    'privateOn',
    'sleep',
    'closeTab',
  ];
  if (!first || seen.deeds.some(({ deed }) => mixing.includes(deed.is))) return [];
  const places = pieces
    .filter(({ from }) => from >= first.at) // what the host heard before is their own
    .filter(({ key, why }) => why !== 'autoplay' && why !== 'hand' && !wentOut(seen).has(key))
    .map(({ key }) => first.keys.indexOf(key));
  const known = places.filter((place, index) => place >= 0 && places.indexOf(place) === index);
  const isRising = known.every((place, index) => index === 0 || place > (known[index - 1] ?? 0));
  return isRising
    ? []
    : [`order: ${known.map((place) => first.keys[place]).join(', ')} instead of ${first.keys.join(', ')}`];
}
