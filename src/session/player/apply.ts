import { admit } from '../members.ts';
import type { Live, Playback } from '../session.ts';
import type { Evidence } from './evidence.ts';
import type { Observation, SeenTrack } from './observation.ts';
import { begin, closePrevious, finish, passOver, runDry } from './outcomes.ts';
import { onDevice, surelyQueued } from './programme.ts';
import type { BlankEvent, TrackEvent } from './recognise.ts';
import { endOf, hadEnded, lastSounding } from './sounding.ts';
import { LONGEST_FADE_MS, TOLERANCE_MS } from './tolerances.ts';

type Applied<Event extends string, Known> = Record<Event, (known: Known) => Live>;

type Blank = { live: Live; seen: Observation };

const ON_BLANK: Applied<BlankEvent, Blank> = {
  afterTheEnd: noteBlank,
  standsStill: ({ live }) => live,
  ranOut: ({ live, seen }) => noteBlank({ live: finish(live, seen.at), seen }),
  blinked: ({ live, seen }) => ({ ...live, playback: { ...live.playback, blankSince: seen.at } }),
  outOfSight: markUnknown,
};

const ON_TRACK: Applied<TrackEvent, Evidence> = {
  afterTheEnd: ({ live, seen }) => noteDevice(live, seen),
  ranOut: ({ live, seen, brought }) => finish(surelyQueued(live, brought?.id ?? ''), seen.at),
  vanished: ({ live, seen }) => markUnknown({ live, seen: { at: seen.at, saw: 'nothing' } }),
  ranDry: ({ live, seen }) => runDry(live, seen.at),
  goesOn: (evidence) => shown(evidence, evidence.live),
  standsStill: (evidence) => shown(evidence, evidence.live),
  ownEnded: (evidence) => shown(evidence, closePrevious(evidence.live, evidence.seen.at, 'waiting')),
  ownTrack: ownSounds,
  slipped: ownSounds,
  nextBegan: (evidence) => pickFollows(withFade(evidence)),
  jumped: pickFollows,
  cameBeforeList: pickSounds,
  outOfOrder: pickSounds,
  wentBack: pickSounds,
};

/** Applies what happened on a player that shows no track. */
export function applyBlank(event: BlankEvent, blank: Blank): Live {
  return ON_BLANK[event](blank);
}

/** Applies what happened on a player that shows a track. */
export function applyTrack(event: TrackEvent, evidence: Evidence): Live {
  return ON_TRACK[event](evidence);
}

/** One look without a track does not tell yet that nothing sounds, so that a song that comes may begin. */
function noteBlank({ live, seen }: Blank): Live {
  const { playback } = live;
  if (playback.is !== 'over' || playback.blankSince !== undefined) return live;
  return { ...live, playback: { ...playback, blankSince: seen.at } };
}

/** Songs that come after the end are to play where the host listens. */
function noteDevice(live: Live, { device }: SeenTrack): Live {
  const { playback } = live;
  const there = device ? onDevice(live, device) : live;
  return playback.is === 'over' ? { ...there, playback: { is: 'over', since: playback.since } } : there;
}

function markUnknown({ live, seen }: Blank): Live {
  const saw = seen.saw === 'other' ? 'other' : 'nothing';
  const { playback } = live;
  if (playback.is === 'unknown') return { ...live, playback: { ...playback, saw } };
  const since = (playback.is === 'playing' ? playback.blankSince : null) ?? seen.at;
  return { ...live, playback: { is: 'unknown', since, saw, last: lastSounding(live) } };
}

function ownSounds(evidence: Evidence): Live {
  const { live, seen, began } = evidence;
  return changed(evidence, closePrevious(live, began, seen.context === null ? 'skipped' : 'waiting'));
}

/** Learns how long before its end a track gives way by itself, on players that fade one into the next. */
function withFade(evidence: Evidence): Evidence {
  const { live, last, began } = evidence;
  if (!last || live.playback.is !== 'playing') return evidence;
  const earlyMs = endOf(live, last) - began;
  if (earlyMs > LONGEST_FADE_MS + TOLERANCE_MS) return evidence; // somebody went on by hand
  const fadeMs = earlyMs > TOLERANCE_MS ? Math.min(earlyMs, LONGEST_FADE_MS) : 0;
  return { ...evidence, live: { ...live, programme: { ...live.programme, fadeMs } } };
}

function pickFollows(evidence: Evidence): Live {
  const { live, brought, began, facts } = evidence;
  const closed = closePrevious(live, began, 'skipped');
  const id = brought?.id ?? '';
  return changed(evidence, begin(passOver(live, closed, id, began, facts.position === 'end'), id, began));
}

function pickSounds(evidence: Evidence): Live {
  const { live, brought, began } = evidence;
  return changed(evidence, begin(closePrevious(live, began, 'waiting'), brought?.id ?? '', began));
}

/** Something else sounds than before: votes are void, and this is when late joiners' songs come in. */
function changed(evidence: Evidence, live: Live): Live {
  return shown(evidence, admit({ ...live, votes: null }, evidence.seen.at));
}

function shown(evidence: Evidence, live: Live): Live {
  return { ...live, programme: programmeAt(evidence, live), playback: playbackOf(evidence) };
}

function programmeAt({ what, seen }: Evidence, { programme }: Live): Live['programme'] {
  const place = 'pick' in what ? programme.list.indexOf(what.pick) : -1;
  const cursor = place >= 0 ? place : programme.cursor;
  return { ...programme, cursor, device: seen.device ?? programme.device };
}

function playbackOf(evidence: Evidence): Playback {
  const { isPlaying, isStuck } = evidence.facts;
  return isPlaying && !isStuck ? going(evidence) : standing(evidence);
}

function standing({ live, seen, what, facts }: Evidence): Playback {
  const before = live.playback;
  const stood = before.is === 'paused' && facts.isSame ? before : null;
  if (stood?.positionMs === seen.progressMs) return stood;
  return { is: 'paused', what, positionMs: seen.progressMs, since: stood?.since ?? seen.at };
}

function going(evidence: Evidence): Playback {
  const { live, seen, what, began, facts, last } = evidence;
  const guess = seen.isGuess ? { isGuess: true } : {};
  const went = live.playback.is === 'playing' && facts.isSame ? live.playback : null;
  if (went && isWhereExpected(evidence, went.startedAt))
    return { is: 'playing', what, startedAt: went.startedAt, byHand: went.byHand, ...guess };
  const cameByHand = last !== null && !hadEnded(live, last, began);
  return { is: 'playing', what, startedAt: began, byHand: cameByHand && (went?.byHand ?? true), ...guess };
}

/** Returns true if a track that goes on has come about as far as its beginning tells; at its end it may stand for a while. */
function isWhereExpected({ began, facts }: Evidence, startedAt: number): boolean {
  const isStanding = facts.position === 'end' && facts.lastEnded; // an end before its time is a seek
  return isStanding || Math.abs(startedAt - began) < TOLERANCE_MS;
}
