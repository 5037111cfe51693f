import { judgeCalls } from './judge-calls.ts';
import { clockOf } from './judge-card.ts';
import { judgeOddities } from './judge-oddities.ts';
import { judgePresses } from './judge-presses.ts';
import { judgeSetlist } from './judge-setlist.ts';
import { judgeSound } from './judge-sound.ts';
import type { Deed } from './plan.ts';
import { readCard } from './stage.ts';
import type { Witnessed } from './witnessed.ts';
import type { Asked } from './world.ts';

/** Warnings that only say what went wrong elsewhere. */
const EXPECTED = [
  'the player cannot be reached',
  'top songs could not be fetched',
  'no clear answer to the first play request',
  'the player did not pause at the end',
  'spotify refuses a group of calls until a time',
  'what a link was for could not be done',
  'the old device did not pause',
  'a device did not follow while the session was taken over',
  'a press failed: spotify is unavailable',
  'no suggestions',
];

/** Everything that was wrong with an evening, as seen from outside; nothing if it was as it is promised. */
export function judgeEvening(seen: Witnessed): string[] {
  const { failures, world, ranOut } = seen;
  const unexpected = world.lines.filter(({ msg, level }) => level >= ERROR_LEVEL || !EXPECTED.includes(msg));
  return [
    ...distinct(failures),
    ...counted(world.spotify.violations.filter((violation) => !isExcused(seen, violation))),
    ...unexpected.map(({ text }) => `log: ${text}`),
    ...linksAsked(seen),
    ...(ranOut === 'no' ? [`stuck: the card says "${world.card()?.title}"`] : []),
    ...judgeSetlist(seen),
    ...judgeSound(seen),
    ...judgeOddities(seen),
    ...judgeCalls(seen),
    ...judgePresses(seen),
  ];
}

/** Nobody is asked to link again whose link nobody ended, and whose fresh tokens Spotify takes. */
function linksAsked({ world, deeds }: Witnessed): string[] {
  const isRefused = (deed: Deed) => deed.is === 'fault' && deed.how === 'unauthorized';
  if (deeds.some(({ deed }) => deed.is === 'revoke' || deed.is === 'unlink' || isRefused(deed))) return [];
  const asked = world.shown.find((shown) => readCard(shown).text.includes('link again'));
  return asked ? [`link: asked for again at ${clockOf(asked.at)}`] : [];
}

const ERROR_LEVEL = 50;

/** A refusal whose answer was lost with the process was heard by nobody; who presses again may not be able to look first. */
function isExcused({ world }: Witnessed, violation: string): boolean {
  if (violation.startsWith('look-before-repeat: POST /v1/me/player/next')) return world.asked.some(isBlindSkip(world));
  if (!violation.startsWith('retry-after')) return false;
  return world.spotify.requests.some(({ at, status }) => {
    return status === 429 && world.downTimes.some(({ from }) => Math.abs(from - at) <= IN_FLIGHT_MS);
  });
}

/** Whether a press on Skip had to do without a look, because that was not answered. */
function isBlindSkip({ spotify }: Witnessed['world']): (asked: Asked) => boolean {
  return ({ what, at }) => {
    const soon = spotify.requests.filter((request) => request.at >= at && request.at <= at + IN_FLIGHT_MS);
    const isBlind = soon.some(({ path, status }) => path === '/v1/me/player' && status !== 200);
    return what.startsWith('skip') && isBlind && soon.some(({ path }) => path.endsWith('/next'));
  };
}

const IN_FLIGHT_MS = 2_000;

/** Each rule that was broken, with the first time and how often. */
function counted(violations: readonly string[]): string[] {
  const rules = Map.groupBy(violations, (violation) => violation.split(':')[0]);
  return [...rules.values()].map((ones) => `violation: ${ones[0]} (${ones.length} times)`);
}

/** One of each kind: what stays wrong is seen again every minute. */
function distinct(failures: readonly string[]): string[] {
  const kinds = new Set<string>();
  return failures.filter((failure) => {
    const kind = failure.replace(/undisturbed.*/, '');
    const isNew = !kinds.has(kind);
    kinds.add(kind);
    return isNew;
  });
}
