import type { RequestLog } from '../../sim/spotify/spotify.ts';
import { piecesOf } from './heard.ts';
import { clockOf } from './judge-card.ts';
import type { Name } from './party.ts';
import { FLOODED, SEARCH_EVERY_MS } from './people.ts';
import { readCard } from './stage.ts';
import type { Witnessed } from './witnessed.ts';

/** What set out before somebody ended may still arrive. */
const IN_FLIGHT_MS = 1_000;

/** Who was asked, until when, and how often. */
export function judgeCalls(seen: Witnessed): string[] {
  const calls = seen.world.spotify.requests.filter(
    ({ service, path }) => service === 'api' && path.includes('/player'),
  );
  return [...strangers(seen, calls), ...afterTheEnd(seen, calls), ...budget(seen, calls), ...takenFromOthers(seen)];
}

/** What a person may search at once, and how often after that. */
const SEARCHES = { atOnce: 6, everyMs: 5_000 };

/** Whoever floods gets a share and no more; nobody else is told to slow down, or to wait though Spotify asked nobody to. */
function takenFromOthers({ world, deeds }: Witnessed): string[] {
  const floods = deeds.flatMap(({ deed }) => (deed.is === 'flood' ? deed : []));
  const flooding = new Set(floods.map(({ who }) => who));
  const allowed = floods
    .map(({ searches }) => searches)
    .reduce((sum, times) => sum + SEARCHES.atOnce + Math.ceil((times * SEARCH_EVERY_MS) / SEARCHES.everyMs), 0);
  // Whoever adds a song may search for it: while typing, and by what was typed.
  const added = world.asked.filter(({ what }) => /^(letters of song|add) /.test(what)).length;
  const searches = world.spotify.requests.filter(({ path }) => path === '/v1/search').length;
  const isRefused = world.spotify.requests.some(({ status }) => status === 429);
  const unfair = world.asked.filter(({ who, at, end }) => {
    const isFlooding = flooding.has(who) || hasPressedMuch(world, who, at);
    return (!isFlooding && end === 'refused: slowDown') || (end === 'unavailable: wait' && !isRefused);
  });
  return [
    // A process that begins anew knows nothing of shares; what Spotify failed to answer is asked for again.
    ...(searches > (allowed + added) * (1 + world.downTimes.length)
      ? [`calls: ${searches} searches of ${allowed + added}`]
      : []),
    ...unfair.map(({ at, who, what, end }) => `share: ${who} could not ${what} at ${clockOf(at)}: ${end}`),
  ];
}

/** Whether somebody had pressed as often before as anybody may at once. */
function hasPressedMuch({ asked }: Witnessed['world'], who: Name, at: number): boolean {
  const lately = asked.filter((one) => one.who === who && one.at < at && one.at >= at - PRESSES.withinMs);
  return lately.length >= PRESSES.atOnce;
}

const PRESSES = { atOnce: 12, withinMs: 30_000 };

/** Only the player of whoever hosts is touched, and that of whoever is just taking over, or has just given over. */
function strangers(seen: Witnessed, calls: readonly RequestLog[]): string[] {
  const { world } = seen;
  const others = calls.filter((call) => {
    const name = [...world.accounts].find(([, { accountId }]) => accountId === call.person)?.[0];
    if (name === undefined || name === world.hostAt(call.at)) return false;
    const at = refusedPauseBefore(call, calls)?.at ?? call.at;
    return !isChangingHands(seen, name, at) && !isQuieted(seen, name, at);
  });
  return others.map(({ at, method, path, person }) => `source: ${method} ${path} as ${person} at ${clockOf(at)}`);
}

/** The pause that was refused just before a look, which tells whether that player was silent already. */
function refusedPauseBefore({ method, person, at }: RequestLog, calls: readonly RequestLog[]): RequestLog | undefined {
  return calls.findLast((pause) => {
    const isJustBefore = pause.person === person && pause.at <= at && at - pause.at <= IN_FLIGHT_MS;
    return method === 'GET' && isJustBefore && pause.path.endsWith('/pause') && pause.status === 403;
  });
}

function isChangingHands({ world }: Witnessed, name: Name, at: number): boolean {
  const isFormer = world.hosts.some((host) => host.name === name && host.from <= at);
  return world.asked.some(({ who, what, at: pressed, doneAt }) => {
    const isTheirs = what === 'takeOver' && (who === name || isFormer);
    return isTheirs && pressed <= at && at <= (doneAt ?? pressed + CHANGING_MS) + IN_FLIGHT_MS;
  });
}

/** A command that hung while its player's host gave over may have been carried out: then that player is told to be quiet. */
function isQuieted({ world }: Witnessed, name: Name, at: number): boolean {
  const isFormer = world.hosts.some((host) => host.name === name && host.from <= at);
  const hung = world.line.exchanges.some(({ method, path, from, until }) => {
    const isOver = until <= at && at - until <= IN_FLIGHT_MS && until - from >= HUNG_MS;
    return isOver && method !== 'GET' && path.includes('/player') && world.hostAt(from) === name;
  });
  return isFormer && hung;
}

const HUNG_MS = 2_000;

/** How long a press on Take over may take that nobody answers. */
const CHANGING_MS = 60_000;

/** The pause is the last call ever made to a player for its session; after unlinking there is none at all. */
function afterTheEnd({ endedAt, world }: Witnessed, calls: readonly RequestLog[]): string[] {
  if (endedAt === null) return [];
  const another = world.shown.find((shown) => shown.at > endedAt && readCard(shown).isLobby)?.at ?? Infinity;
  const late = calls.filter(({ at }) => at > endedAt && at < another);
  const pauses = late.filter(({ path, at }) => path.endsWith('/pause') && at <= endedAt + PAUSE_WITHIN_MS);
  // What Spotify put off has not been done, and is asked for once more.
  const done = pauses.filter(({ status }) => status !== 429);
  const others = late.filter((call) => !pauses.includes(call) && !hadSetOut(world, call, endedAt));
  return [
    ...others.map(({ at, method, path }) => `after the end (${clockOf(endedAt)}): ${method} ${path} at ${clockOf(at)}`),
    ...(done.length > 1 ? [`after the end: ${done.length} pauses`] : []),
  ];
}

/** Whether it was on its way when the end was pressed. */
function hadSetOut({ line }: Witnessed['world'], { at, path }: RequestLog, endedAt: number): boolean {
  return line.exchanges.some((one) => one.arrivedAt === at && one.path === path && one.from <= endedAt);
}

const PAUSE_WITHIN_MS = 30_000;

/** Two a song and what each disturbance is worth: a start, an insertion, looking for trouble's end. */
const ALLOWED = {
  start: 14,
  song: 2,
  press: 4,
  hand: 4,
  fault: 30,
  hidden: 30,
  restart: 10,
  join: 3,
  quietMinute: 0.25,
};

function budget(seen: Witnessed, calls: readonly RequestLog[]): string[] {
  const { world, deeds, joined, plan } = seen;
  const songs = piecesOf(seen).length;
  const isKind = (kind: string) => deeds.filter(({ deed }) => deed.is === kind).length;
  const faults = isKind('fault');
  const restarts = world.downTimes.length;
  const minutes = (world.clock.now() - (calls[0]?.at ?? world.clock.now())) / 60_000;
  const allowed =
    ALLOWED.start +
    ALLOWED.song * songs +
    ALLOWED.press * world.asked.filter(({ what, isAside }) => what !== FLOODED && !isAside).length +
    ALLOWED.hand * (deeds.length - faults) +
    ALLOWED.fault * faults +
    ALLOWED.hidden * (world.hiddenTimes.length + isKind('closeTab')) +
    ALLOWED.restart * restarts +
    ALLOWED.join * (joined.length + plan.party.people.length) +
    ALLOWED.quietMinute * minutes;
  return calls.length <= allowed ? [] : [`calls: ${calls.length} where ${Math.round(allowed)} are allowed`];
}
