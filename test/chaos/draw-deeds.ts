import type { Chance } from '../../sim/spotify/chance.ts';
import { among, between, oftenAs, weighted } from './draw.ts';
import type { Feature, Possible } from './features.ts';
import type { Name, Party } from './party.ts';
import type { Deed, Fault, Press } from './plan.ts';

/** Something that happens, with what has to undo it later. */
export type Drawn = { deed: Deed; undone?: Deed };

/** One way to draw, as often as its weight says among those of its kind that are possible in an evening. */
type Row = readonly [weight: number, feature: Feature, draw: () => Drawn];

const SECOND = 1_000;
const MINUTE = 60_000;
/** Few evenings have more songs than this to choose from, and nobody minds a place that is not there. */
const PLACES = 4;

/** One of what is possible; null where nothing is. */
export function drawDeed(chance: Chance, party: Party, possible: Possible): Drawn | null {
  const kinds: readonly (readonly [weight: number, rows: readonly Row[]])[] = [
    [30, presses(chance, party)],
    [14, songPresses(chance, party)],
    [5, [[1, 'queueDoubt', () => drawQueueDoubt(chance, party)]]],
    [30, hands(chance)],
    [20, faults(chance)],
    [12, [[1, 'restart', () => drawRestart(chance)]]],
    [3, [[1, 'revoke', () => ({ deed: { is: 'revoke' }, undone: { is: 'link', who: hostOf(party) } })]]],
    [10, oddities(chance)],
  ];
  const drawable = kinds.flatMap(([weight, rows]): [number, [number, Row[2]][]][] => {
    const left = rows.flatMap(([often, feature, draw]): [number, Row[2]][] =>
      possible.has(feature) ? [[often, draw]] : [],
    );
    return left.length > 0 ? [[weight, left]] : [];
  });
  return drawable.length > 0 ? weighted(chance, weighted(chance, drawable))() : null;
}

/** Something that somebody presses or types; null where nothing of it is possible. */
export function drawPress(chance: Chance, party: Party, possible: Possible): Deed | null {
  const rows = [...presses(chance, party), ...songPresses(chance, party)];
  const drawable = rows.flatMap(([often, feature, draw]): [number, Row[2]][] =>
    possible.has(feature) ? [[often, draw]] : [],
  );
  return drawable.length > 0 ? weighted(chance, drawable)().deed : null;
}

function hostOf({ people }: Party): Name {
  return people[0]?.name ?? 'ada';
}

function presses(chance: Chance, party: Party): Row[] {
  const host = hostOf(party);
  const anybody = () => among(chance, party.people).name;
  const mostlyHost = (percent: number) => (oftenAs(chance, percent) ? host : anybody());
  const twice = () => oftenAs(chance, 25);
  const press = (deed: Press): Drawn => ({ deed });
  return [
    [22, 'skip', () => press({ is: 'skip', who: mostlyHost(60), twice: twice(), stale: oftenAs(chance, 15) })],
    [8, 'typedSkip', () => press({ is: 'skip', who: host, twice: true, stale: false, typed: true })],
    [12, 'pause', () => press({ is: 'pause', who: host, twice: twice() })],
    [14, 'resume', () => press({ is: 'resume', who: host, twice: twice() })],
    [12, 'takeBack', () => press({ is: 'takeBack', who: host, twice: twice() })],
    [12, 'leave', () => press({ is: 'leave', who: anybody() })],
    [8, 'join', () => press({ is: 'join', who: anybody() })],
    [5, 'link', () => press({ is: 'link', who: anybody() })],
    [6, 'everybodySkips', () => press({ is: 'everybodySkips', who: host })],
    [3, 'kick', () => press({ is: 'kick', who: host, whom: anybody() })],
    [7, 'takeOver', () => press({ is: 'takeOver', who: host, whom: anybody() })],
    [5, 'device', () => press({ is: 'device', who: host, name: among(chance, ['Phone', 'Computer']) })],
    [4, 'unlink', () => press({ is: 'unlink', who: anybody() })],
    [4, 'ask', () => press({ is: 'ask', who: anybody(), what: among(chance, ['queue', 'now', 'privacy', 'help']) })],
    [3, 'end', () => press({ is: 'end', who: mostlyHost(70), twice: twice() })],
  ];
}

const WAYS = ['uri', 'uri', 'link', 'suggested', 'name'] as const;

/** What people do with songs. */
function songPresses(chance: Chance, party: Party): Row[] {
  const host = hostOf(party);
  const anybody = () => among(chance, party.people).name;
  const place = () => chance.below(PLACES);
  const press = (deed: Press): Drawn => ({ deed });
  return [
    [
      50,
      'add',
      () => press({ is: 'add', who: anybody(), song: among(chance, party.songs).key, how: among(chance, WAYS) }),
    ],
    [12, 'remove', () => press({ is: 'remove', who: oftenAs(chance, 40) ? host : anybody(), place: place() })],
    [12, 'encore', () => press({ is: 'encore', who: host })],
    [10, 'bring', () => press({ is: 'bring', who: anybody() })],
    [8, 'hide', () => press({ is: 'hide', who: anybody(), place: place() })],
    [8, 'swap', () => press({ is: 'swap', who: anybody(), place: place() })],
  ];
}

/** A song is brought while nobody can tell what becomes of a queue write. */
function drawQueueDoubt(chance: Chance, { people, songs }: Party): Drawn {
  const how = among(chance, ['server', 'serverAfter', 'silent', 'silentAfter', 'hangs', 'hangsAfter'] as const);
  const forMs = between(chance, 8, 30) * MINUTE;
  return {
    deed: { is: 'fault', on: 'queue', how, forMs, waitS: 0, percent: among(chance, [50, 100]) },
    undone: { is: 'add', who: among(chance, people).name, song: among(chance, songs).key },
  };
}

function hands(chance: Chance): Row[] {
  return [
    [20, 'next', () => ({ deed: { is: 'next', times: among(chance, [1, 1, 2, 3]) } })],
    [8, 'previous', () => ({ deed: { is: 'previous' } })],
    [8, 'seek', () => ({ deed: { is: 'seek', share: between(chance, 0, 100) / 100 } })],
    [8, 'handPause', () => ({ deed: { is: 'handPause' }, undone: { is: 'handPlay' } })],
    [6, 'shuffle', () => ({ deed: { is: 'shuffle', on: true } })],
    [5, 'repeat', () => ({ deed: { is: 'repeat', to: among(chance, ['context', 'track']) } })],
    [8, 'album', () => ({ deed: { is: 'album', songs: between(chance, 1, 4) } })],
    [10, 'queue', () => ({ deed: { is: 'queue', songs: between(chance, 1, 2), alsoPick: oftenAs(chance, 20) } })],
    [6, 'localFile', () => ({ deed: { is: 'localFile' } })],
    [6, 'otherDevice', () => ({ deed: { is: 'otherDevice' } })],
    [9, 'sleep', () => ({ deed: { is: 'sleep', how: among(chance, ['asleep', 'dozing']) }, undone: wake(chance) })],
    [6, 'closeTab', () => ({ deed: { is: 'closeTab' }, undone: wake(chance) })],
    [5, 'private', () => ({ deed: { is: 'privateOn' }, undone: { is: 'privateOff' } })],
    [4, 'ad', () => ({ deed: { is: 'ad' } })],
    [3, 'episode', () => ({ deed: { is: 'episode', minutes: between(chance, 2, 30) } })],
  ];
}

function wake(chance: Chance): Deed {
  return { is: oftenAs(chance, 20) ? 'wakeAsNew' : 'wake' };
}

function faults(chance: Chance): Row[] {
  const fault = (on: Fault['on'], how: Fault['how'], forMs: number, waitS = 0, percent = 100): Drawn => ({
    deed: { is: 'fault', on, how, forMs, waitS, percent },
  });
  const where = () => among(chance, ['reads', 'commands', 'queue', 'play', 'anything'] as const);
  const seconds = (least: number, most: number) => between(chance, least, most) * SECOND;
  const broken = (how: Fault['how']) => () => {
    const on = where();
    // A queue is written to once in a song at most: only a long trouble meets that.
    return fault(on, how, seconds(1, 240) * (on === 'queue' ? 6 : 1), 0, among(chance, [30, 100]));
  };
  return [
    [12, 'shortWait', () => fault(where(), 'shortWait', seconds(1, 30), between(chance, 1, 30))],
    [8, 'longWait', () => fault(where(), 'longWait', seconds(5, 60), between(chance, 60, 2_400))],
    [6, 'quota', () => fault(where(), 'quota', seconds(5, 60), between(chance, 120, 5_400))],
    [16, 'server', broken('server')],
    [14, 'serverAfter', broken('serverAfter')],
    [14, 'silent', broken('silent')],
    [10, 'silentAfter', broken('silentAfter')],
    [6, 'hangs', broken('hangs')],
    [8, 'hangsAfter', broken('hangsAfter')],
    [6, 'late', broken('late')],
    [6, 'unauthorized', () => fault('reads', 'unauthorized', 10 * SECOND, 0, 50)],
    [4, 'tokens', () => fault('tokens', 'server', seconds(1, 240))],
    [4, 'tops', () => fault('tops', 'server', seconds(1, 240))],
  ];
}

function oddities(chance: Chance): Row[] {
  const how = () => among(chance, ['noPosition', 'noItem', 'nothing', 'empty'] as const);
  return [
    [20, 'oddRead', () => ({ deed: { is: 'oddRead', how: how() } })],
    [5, 'hidePosition', () => ({ deed: { is: 'hidePosition', forMs: between(chance, 1, 30) * MINUTE } })],
  ];
}

function drawRestart(chance: Chance): Drawn {
  const when = among(chance, ['now', 'beforeCommand', 'afterCommand'] as const);
  const downMs = weighted(chance, [
    [60, between(chance, 1, 20) * SECOND],
    [30, between(chance, 20, 240) * SECOND],
    [10, between(chance, 4, 25) * MINUTE],
  ]);
  return { deed: { is: 'restart', when, downMs } };
}
