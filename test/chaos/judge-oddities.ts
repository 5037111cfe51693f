import { type Piece, piecesOf, SLACK_MS } from './heard.ts';
import { clockOf, unseenFadeMs } from './judge-card.ts';
import { isUnwanted } from './judge-sound.ts';
import { readCard } from './stage.ts';
import type { Witnessed } from './witnessed.ts';

/** Within so long an odd look is followed by another one. */
const AGAIN_WITHIN_MS = 10_000;
/** A silence of two minutes calls the host, once it is seen. */
const CALLED_WITHIN_MS = 3 * 60_000;

/** What the oddities of players must not lead to, where nothing else happens meanwhile. */
export function judgeOddities(seen: Witnessed): string[] {
  const pieces = piecesOf(seen).filter(({ who, from }) => who === seen.world.hostAt(from));
  return [...believed(seen, pieces), ...movedEnds(seen, pieces), ...closedTabs(seen, pieces)];
}

/** One odd look is looked at again before anybody is told. */
function believed(seen: Witnessed, pieces: readonly Piece[]): string[] {
  const { world } = seen;
  return world.line.oddLooks.flatMap(({ at, how }) => {
    const until = at + AGAIN_WITHIN_MS;
    const before = cardAt(seen, at);
    const sounding = pieces.find((piece) => piece.from <= at && piece.until >= until && isOfSetlist(seen, piece));
    if (how === 'noPosition' || !sounding || !isCertain(before) || isPrivate(seen, at)) return [];
    if (!isUndisturbed(seen, at - SLACK_MS, until)) return [];
    const again = world.spotify.requests.some((request) => {
      return request.path === '/v1/me/player' && request.at > at && request.at <= until;
    });
    const told = world.shown.find((shown) => shown.at >= at && shown.at <= until && !isCertain(readCard(shown)));
    // What has been heard already and sounds again is nothing to look for once all is over.
    if (told && readCard(told).isOver && isUnwanted(seen, sounding, pieces)) return [];
    return [
      ...(again ? [] : [`odd: nobody looked again after ${how} at ${clockOf(at)}`]),
      ...(told ? [`odd: ${how} at ${clockOf(at)} was told as "${readCard(told).title}" at ${clockOf(told.at)}`] : []),
    ];
  });
}

/** Whether the host's session was private then, so that every look is as blank as the odd one. */
function isPrivate({ deeds }: Witnessed, at: number): boolean {
  const last = deeds.findLast(({ at: then, deed }) => then <= at && ['privateOn', 'privateOff'].includes(deed.is));
  return last?.deed.is === 'privateOn';
}

/** Whether a song that sounds is one of those that people may bring; what a player begins by itself is nobody's. */
function isOfSetlist({ plan }: Witnessed, { key, why }: Piece): boolean {
  return why !== 'autoplay' && plan.party.songs.some((song) => song.key === key);
}

/** A position that nobody tells moves no end. */
function movedEnds(seen: Witnessed, pieces: readonly Piece[]): string[] {
  const { world, plan } = seen;
  const odd = world.line.oddLooks.filter(({ how }) => how === 'noPosition');
  const times = [...world.hiddenTimes, ...odd.map(({ at }) => ({ from: at, until: at + AGAIN_WITHIN_MS }))];
  return world.shown.flatMap((shown) => {
    const { text, trackId, says } = readCard(shown);
    const ends = Number(/<t:(\d+):R>/.exec(text)?.[1]) * 1_000;
    const piece = pieces.findLast(({ from }) => from <= shown.at);
    const hidden = times.find(({ from, until }) => shown.at >= from && shown.at <= until);
    if (!hidden || says !== 'playing' || Number.isNaN(ends) || !piece || piece.until < shown.at) return [];
    if (trackId === null || world.keyOf(trackId) !== piece.key) return [];
    // The last song whose position was known; what came between it and the end of the hiding can only be guessed.
    const known = pieces.findLast(({ from }) => from <= Math.min(hidden.from, piece.from - 1));
    if (!known || !isUndisturbed(seen, known.from - SLACK_MS, shown.at) || piece.why !== 'end of track') return [];
    const offMs = Math.abs(ends - (piece.from - piece.fromMs + piece.lengthMs));
    const mayBeMs = 1_000 + SLACK_MS + plan.spotify.progressJitterMs + 2 * unseenFadeMs(seen, shown.at);
    return offMs <= mayBeMs
      ? []
      : [`odd: the end of ${piece.key} is off by ${offMs / 1_000} s at ${clockOf(shown.at)}`];
  });
}

/** A player that plays beyond the end of its song stands still: where more is to come the host is called, and nothing is over. */
function closedTabs(seen: Witnessed, pieces: readonly Piece[]): string[] {
  const { world, deeds, plan } = seen;
  return deeds.flatMap(({ at, deed }) => {
    const piece = deed.is === 'closeTab' ? pieces.find(({ until }) => until === at) : undefined;
    if (!piece || piece.why === 'hand' || piece.why === 'autoplay') return [];
    // Closed in the moment between two songs it shows the next one, of which nothing is heard.
    if (piece.toMs >= piece.lengthMs) return [];
    const until = at + piece.lengthMs - piece.toMs + CALLED_WITHIN_MS + plan.spotify.progressJitterMs;
    const isOurs = plan.party.songs.some(({ key }) => key === piece.key) && isCertain(cardAt(seen, at));
    if (!cardAt(seen, until)?.namesNext && !cardAt(seen, at)?.namesNext) return [];
    if (!isOurs || until > world.clock.now() || !isUndisturbed(seen, at - SLACK_MS, until, at)) return [];
    // Where no position is told, a song that stands at its end looks like one that was begun again.
    if (world.hiddenTimes.some((hidden) => hidden.from <= until && hidden.until >= at)) return [];
    const over = world.shown.find((shown) => shown.at > at && shown.at <= until && readCard(shown).isOver);
    return [
      ...(world.calls.some((call) => call > at && call <= until)
        ? []
        : [`tab: nobody called the host, closed at ${clockOf(at)}`]),
      ...(over ? [`tab: closed at ${clockOf(at)}, and all is over at ${clockOf(over.at)}`] : []),
    ];
  });
}

type Card = ReturnType<typeof readCard> | undefined;

/** Whether the card says that a song plays, without a doubt. */
function isCertain(card: Card): boolean {
  return card?.says === 'playing' && !card.text.includes('⚠️');
}

function cardAt({ world }: Witnessed, at: number): Card {
  const shown = world.shown.findLast((one) => one.at <= at);
  return shown && readCard(shown);
}

const ODDITIES = ['oddRead', 'hidePosition'];

/** Whether nobody did anything and nothing was broken in the meantime, but for the tab that was closed at a moment. */
function isUndisturbed({ world, deeds }: Witnessed, from: number, until: number, but = Number.NaN): boolean {
  const isWithin = (at: number) => at >= from && at <= until;
  const isFelt = ({ at, deed }: Witnessed['deeds'][number]) => {
    const lasts = deed.is === 'fault' ? deed.forMs + deed.waitS * 1_000 + AFTER_MS : 0;
    const isTheDeed = at === but && deed.is === 'closeTab';
    return at <= until && at + lasts >= from && !isTheDeed && !ODDITIES.includes(deed.is);
  };
  return (
    !deeds.some(isFelt) &&
    !world.asked.some(({ at, doneAt }) => at <= until && (doneAt ?? at) + AFTER_MS >= from) &&
    !world.downTimes.some((down) => down.from <= until && down.until + AFTER_MS >= from) &&
    !world.shown.some((shown) => isWithin(shown.at) && readCard(shown).isEnded)
  );
}

/** What was broken, or asked for, may still be felt for so long. */
const AFTER_MS = 60_000;
