import { describe, expect, it } from 'vitest';
import {
  ALBUM,
  afterLate,
  BEGAN,
  blank,
  END_MS,
  evening,
  follows,
  HOST,
  LENGTH_MS,
  last,
  late,
  MINUTE_MS,
  playing,
  playingFrom,
  type Row,
  showing,
  sounds,
  statuses,
  sureOf,
  told,
  wakeAfter,
} from '../../../test/judgement.ts';
import { track } from '../../../test/track.ts';
import type { Live, PickStatus } from '../session.ts';
import { judge } from './judge.ts';
import type { Observation } from './observation.ts';
import { plan } from './plan.ts';
import { answered, handedOver, repeated, skipped, stepped } from './programme.ts';
import { givesWayUntil } from './steer.ts';

/** Somebody pauses while a list that was put right is on its way to the device. */
const pausedMeanwhile: Live = {
  ...handedOver(playing(), ['p1', 'p3'], 1_400, BEGAN + 1_400),
  playback: { is: 'paused', what: { pick: 'p1' }, positionMs: 1_500, since: BEGAN + 1_500 },
};

const rows: Row[] = [
  {
    says: 'paused while a list was on its way: the music does not begin again',
    live: pausedMeanwhile,
    seen: showing('p1', 1_500, { at: BEGAN + 7_400, isPlaying: false }),
    follows: { event: 'standsStill', statuses: 'Swwwww', sounds: 'p1 paused', told: '', wake: 'look at 61.5 s' },
  },
  {
    says: 'the same on a player that shows nothing any more',
    live: pausedMeanwhile,
    seen: { at: BEGAN + 7_400, saw: 'nothing' },
    follows: { event: 'notYetSeen', statuses: 'Swwwww', sounds: 'p1 paused', told: '', wake: 'look at 61.4 s' },
  },
  {
    says: 'the first pick is seen after Start: it sounds, and is looked at in the middle',
    live: evening(),
    seen: showing('p1', 600),
    follows: { event: 'nextBegan', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 100 s' },
  },
  {
    says: 'what sounded before Start is not taken for its effect',
    live: evening(),
    seen: showing('own', 90_000, { at: BEGAN + 600 }),
    follows: { event: 'notYetSeen', statuses: 'wwwwww', sounds: 'starting', told: '', wake: 'look at 1.5 s' },
  },
  {
    says: 'a song that the host had queued by hand sounds first',
    live: evening(),
    seen: showing('own', 3_000, { at: BEGAN + 3_100 }),
    follows: { event: 'ownTrack', statuses: 'wwwwww', sounds: 'own', told: '', wake: 'look at 100.1 s' },
  },
  {
    says: 'the effect of a play request stays invisible: it is repeated once',
    live: { ...evening(), lookedAt: BEGAN + 3_000 },
    seen: { at: BEGAN + 6_000, saw: 'nothing' },
    follows: { event: 'neverSeen', statuses: 'wwwwww', sounds: 'starting', told: 'repeat', wake: 'look at 9 s' },
  },
  {
    says: 'the first look after a play request comes late and shows no track: it is not repeated before another look',
    live: evening(),
    seen: { at: BEGAN + 30_000, saw: 'other' },
    follows: { event: 'notYetSeen', statuses: 'wwwwww', sounds: 'starting', told: '', wake: 'look at 33 s' },
  },
  {
    says: 'the next one does not show it either',
    live: { ...evening(), lookedAt: BEGAN + 30_000 },
    seen: { at: BEGAN + 33_000, saw: 'nothing' },
    follows: { event: 'neverSeen', statuses: 'wwwwww', sounds: 'starting', told: 'repeat', wake: 'look at 36 s' },
  },
  {
    says: 'the player took the request but shows nothing, as in a private session: it is not repeated',
    live: { ...answered(evening()), lookedAt: BEGAN + 3_000 },
    seen: { at: BEGAN + 6_000, saw: 'nothing' },
    follows: { event: 'gaveUp', statuses: 'wwwwww', sounds: 'starting', told: '', wake: 'look at 60 s' },
  },
  {
    says: 'the repetition stays invisible too: trouble, and looks at growing intervals',
    live: repeated(evening(), BEGAN + 6_000),
    seen: { at: BEGAN + 12_000, saw: 'nothing' },
    follows: { event: 'gaveUp', statuses: 'wwwwww', sounds: 'starting', told: '', wake: 'look at 66 s' },
  },
  {
    says: 'an invisible play request older than a minute is not repeated',
    live: evening(),
    seen: { at: BEGAN + 10 * MINUTE_MS, saw: 'nothing' },
    follows: { event: 'gaveUp', statuses: 'wwwwww', sounds: 'starting', told: '', wake: 'look at 1200 s' },
  },
  {
    says: 'found three tracks on after a long absence, everything before has been played',
    live: evening(),
    seen: showing('p4', 30_000, { at: BEGAN + 3 * LENGTH_MS + 30_000 }),
    follows: { event: 'jumped', statuses: 'PPPSww', sounds: 'p4', told: '', wake: 'look at 700 s' },
  },
  {
    says: 'in the middle of a track nothing has changed: the boundary is next',
    live: playing(),
    seen: showing('p1', 100_000),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 201 s' },
  },
  {
    says: 'at the boundary the next one sounds',
    live: playing(),
    seen: showing('p2', 1_000, { at: BEGAN + 201_000 }),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 300 s' },
  },
  {
    says: 'at the boundary the old one still sounds for a moment: looked at again soon',
    live: playing(),
    seen: showing('p1', 199_500, { at: BEGAN + 201_000 }),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 202 s' },
  },
  {
    says: 'the host skips by hand early on',
    live: playing(),
    seen: showing('p2', 80_000, { at: BEGAN + 100_000 }),
    follows: { event: 'nextBegan', statuses: 'xSwwww', sounds: 'p2', told: '', wake: 'look at 120 s' },
  },
  {
    says: 'the host skips by hand what has sounded half a minute: it counts as played',
    live: playing(),
    seen: showing('p2', 10_000, { at: BEGAN + 100_000 }),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 190 s' },
  },
  {
    says: 'the host skips two at once: the one between is skipped',
    live: playing(),
    seen: showing('p3', 5_000, { at: BEGAN + 100_000 }),
    follows: { event: 'jumped', statuses: 'PxSwww', sounds: 'p3', told: '', wake: 'look at 195 s' },
  },
  {
    says: 'previous by hand: what was played stays played, and the list goes on with what was not',
    live: playingFrom(2),
    seen: showing('p1', 2_000, { at: BEGAN + 250_000 }),
    follows: {
      event: 'wentBack',
      statuses: 'PPwwww',
      sounds: 'p1',
      told: 'handOver p1,p3,p4,p5,p6',
      wake: 'look at 348 s',
    },
  },
  {
    says: 'the host seeks forward: the boundary comes earlier',
    live: playing(),
    seen: showing('p1', 150_000, { at: BEGAN + 100_000 }),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 151 s' },
  },
  {
    says: 'the host pauses by hand: looked at after a minute',
    live: playing(),
    seen: showing('p1', 50_000, { at: BEGAN + 100_000, isPlaying: false }),
    follows: { event: 'standsStill', statuses: 'Swwwww', sounds: 'p1 paused', told: '', wake: 'look at 160 s' },
  },
  {
    says: 'shuffle switched on by hand: nothing between is marked, and it is switched off',
    live: playing(),
    seen: showing('p5', 20_000, { at: BEGAN + 100_000, shuffle: true }),
    follows: {
      event: 'outOfOrder',
      statuses: 'PwwwSw',
      sounds: 'p5',
      told: 'turnOffShuffleAndRepeat',
      wake: 'look at 180 s',
    },
  },
  {
    says: 'repeat switched on by hand is switched off again',
    live: playing(),
    seen: showing('p1', 100_000, { repeat: 'track' }),
    follows: {
      event: 'goesOn',
      statuses: 'Swwwww',
      sounds: 'p1',
      told: 'turnOffShuffleAndRepeat',
      wake: 'look at 201 s',
    },
  },
  {
    says: 'one track of the host’s own is shown and waited for',
    live: playing(),
    seen: showing('own', 1_000, { at: BEGAN + 201_000 }),
    follows: { event: 'ownTrack', statuses: 'Pwwwww', sounds: 'own', told: '', wake: 'look at 300 s' },
  },
  {
    says: 'the host’s own album is shown and nothing is forced',
    live: playing(),
    seen: showing('own', 1_000, { at: BEGAN + 150_000, context: ALBUM }),
    follows: { event: 'slipped', statuses: 'Pwwwww', sounds: 'own', told: '', wake: 'look at 249 s' },
  },
  {
    says: 'the player says nothing once: it is looked at again after three seconds, and nothing is said of it',
    live: playing(),
    seen: { at: BEGAN + 201_000, saw: 'nothing' },
    follows: { event: 'blinked', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 204 s' },
  },
  {
    says: 'it had only blinked: the song goes on',
    live: blank(playing(), BEGAN + 100_000),
    seen: showing('p1', 103_000),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 201 s' },
  },
  {
    says: 'it had only blinked at the boundary: the next one sounds',
    live: blank(playing(), BEGAN + 201_000, 'other'),
    seen: showing('p2', 4_000, { at: BEGAN + 204_000 }),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 300 s' },
  },
  {
    says: 'the player says nothing twice: unknown since the first time, not over',
    live: blank(playing(), BEGAN + 100_000),
    seen: { at: BEGAN + 103_000, saw: 'nothing' },
    follows: { event: 'outOfSight', statuses: 'Swwwww', sounds: 'unknown', told: '', wake: 'look at 160 s' },
  },
  {
    says: 'an ad plays: unknown, not over',
    live: blank(playing(), BEGAN + 201_000, 'other'),
    seen: { at: BEGAN + 204_000, saw: 'other' },
    follows: { event: 'outOfSight', statuses: 'Swwwww', sounds: 'unknown', told: '', wake: 'look at 261 s' },
  },
  {
    says: 'a track nobody brought is the host’s own, even if it looks alike',
    live: playing(),
    seen: {
      ...showing('p2', 1_000, { at: BEGAN + 201_000 }),
      track: { ...track('relinked'), title: 'x', isrc: 'I' },
    } as Observation,
    follows: { event: 'ownTrack', statuses: 'Pwwwww', sounds: 'own', told: '', wake: 'look at 300 s' },
  },
  {
    says: 'after the last one the player stands still at its beginning: over',
    live: last,
    seen: showing('p6', 0, { at: BEGAN + END_MS + 1_000, isPlaying: false }),
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'after the last one the player is stuck at its end: over',
    live: last,
    seen: showing('p6', LENGTH_MS, { at: BEGAN + END_MS + 1_000 }),
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'after the last one the player says nothing: over',
    live: last,
    seen: { at: BEGAN + END_MS + 1_000, saw: 'nothing' },
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'after the last one the player plays on by itself: over',
    live: last,
    seen: showing('own', 1_000, { at: BEGAN + END_MS + 1_000, context: ALBUM }),
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'found silent after so long that everything had its time: over',
    live: playing(),
    seen: { at: BEGAN + END_MS + 10 * MINUTE_MS, saw: 'nothing' },
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'found standing still on the last one after so long: over',
    live: playing(),
    seen: showing('p6', 0, { at: BEGAN + END_MS + 10 * MINUTE_MS, isPlaying: false }),
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'the list ran out before a late joiner’s song could be queued: it is handed over at once',
    live: late(1, BEGAN, last),
    seen: showing('p6', 0, { at: BEGAN + END_MS + 1_000, isPlaying: false }),
    follows: {
      event: 'ranOut',
      statuses: 'PPPPPPw',
      sounds: 'over',
      told: 'handOver p7',
      wake: `look at ${END_MS / 1_000 + 61} s`,
    },
  },
  {
    says: 'the last one is still sounding: not over yet',
    live: last,
    seen: showing('p6', 100_000, { at: BEGAN + END_MS - 100_000 }),
    follows: { event: 'goesOn', statuses: 'PPPPPS', sounds: 'p6', told: '', wake: `look at ${END_MS / 1_000 + 1} s` },
  },
  {
    says: 'a late joiner’s song enters at the first boundary a minute after joining',
    live: late(1, BEGAN + 10_000),
    seen: showing('p2', 1_000, { at: BEGAN + 201_000 }),
    follows: { event: 'nextBegan', statuses: 'PSwwwww', sounds: 'p2', told: '', wake: 'look at 300 s' },
  },
  {
    says: 'a late joiner’s song does not enter at a boundary within the first minute',
    live: late(1, BEGAN + 160_000),
    seen: showing('p2', 1_000, { at: BEGAN + 201_000 }),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 300 s' },
  },
  {
    says: 'an insertion is queued in the middle of the track before it',
    live: afterLate,
    seen: showing('p2', 100_000, { at: BEGAN + 300_000 }),
    follows: { event: 'goesOn', statuses: 'PSwwwww', sounds: 'p2', told: 'enqueue p7', wake: 'look at 401 s' },
  },
  {
    says: 'an insertion is not queued shortly before the end',
    live: afterLate,
    seen: showing('p2', 185_000, { at: BEGAN + 385_000 }),
    follows: { event: 'goesOn', statuses: 'PSwwwww', sounds: 'p2', told: '', wake: 'look at 401 s' },
  },
  {
    says: 'a queued pick is queued once',
    live: sureOf(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p2', 110_000, { at: BEGAN + 310_000 }),
    follows: { event: 'goesOn', statuses: 'PSqwwww', sounds: 'p2', told: '', wake: 'look at 401 s' },
  },
  {
    says: 'a queued pick that never sounded waits again, behind the one that did',
    live: sureOf(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p3', 1_000, { at: BEGAN + 401_000 }),
    follows: { event: 'jumped', statuses: 'PPwSwww', sounds: 'p3', told: '', wake: 'look at 500 s' },
  },
  {
    says: 'after a queued pick the programme goes on where it was',
    live: sureOf(afterLate, 'p7', BEGAN + 300_000),
    seen: { ...showing('own', 1_000, { at: BEGAN + 401_000 }), track: track('d1') } as Observation,
    follows: { event: 'nextBegan', statuses: 'PPSwwww', sounds: 'p7', told: '', wake: 'look at 500 s' },
  },
];

describe('the judgement', () => {
  it.each(rows)('$says', (row) => expect(follows(row)).toEqual(row.follows));

  it('recognises a relinked track by its ISRC', () => {
    const live = playing();
    const second = live.setlist[1];
    if (!second) throw new Error('no second pick');
    const coded = { ...live, setlist: live.setlist.with(1, { ...second, track: { ...second.track, isrc: 'I' } }) };
    const seen = {
      ...showing('p2', 1_000, { at: BEGAN + 201_000 }),
      track: { ...track('relinked'), isrc: 'I' },
    } as Observation;
    expect(sounds(judge(coded, seen, BEGAN + 201_000).live)).toBe('p2');
  });

  const dropping = (id: string): Live => {
    const live = playing();
    const status: PickStatus = { state: 'dropped', at: BEGAN };
    return { ...live, setlist: live.setlist.map((pick) => (pick.id === id ? { ...pick, status } : pick)) };
  };

  it('hands over without a dropped pick as it begins, and lets it play when it is well under way', () => {
    const dropped = dropping('p2');
    const began = judge(dropped, showing('p2', 1_000, { at: BEGAN + 201_000 }), BEGAN + 201_200);
    expect(began.commands).toEqual([{ do: 'handOver', picks: ['p3', 'p4', 'p5', 'p6'], positionMs: 0 }]);
    expect(statuses(began.live)).toBe('Pdwwww');
    expect(told(judge(dropped, showing('p2', 60_000, { at: BEGAN + 260_000 }), BEGAN + 260_000).commands)).toBe('');
  });

  it('cuts a song no later than at its beginning; a dropped one that faded in later, for it was seen later', () => {
    const fading = (live: Live): Live => ({ ...live, programme: { ...live.programme, fadeMs: 5_000 } });
    const at = BEGAN + 201_000;
    const untilMs = (live: Live) => givesWayUntil(judge(fading(live), showing('p2', 6_000, { at }), at).live) - at;
    expect([untilMs(dropping('p3')), untilMs(dropping('p2'))]).toEqual([-3_000, 2_000]);
  });

  it('hands over as the pick before a dropped one begins, which then never sounds', () => {
    const judged = judge(dropping('p3'), showing('p2', 1_000, { at: BEGAN + 201_000 }), BEGAN + 201_200);
    expect(judged.commands).toEqual([{ do: 'handOver', picks: ['p2', 'p4', 'p5', 'p6'], positionMs: 1_200 }]);
  });

  it('takes the new list of a hand-over for seen only when it sounds', () => {
    const live = handedOver(
      skipped(playing(), 'p1', HOST, BEGAN + 50_000),
      ['p2', 'p3', 'p4', 'p5', 'p6'],
      0,
      BEGAN + 50_000,
    );
    const stale = judge(live, showing('p1', 50_600), BEGAN + 50_600);
    expect([sounds(stale.live), wakeAfter(plan(stale.live, BEGAN + 50_600))]).toEqual(['starting', 'look at 51.5 s']);
    const seen = judge(stale.live, showing('p2', 1_400, { at: BEGAN + 51_500 }), BEGAN + 51_500);
    expect([statuses(seen.live), sounds(seen.live)]).toEqual(['xSwwww', 'p2']);
  });

  it('sees a queued pick begin after next, and repeats nothing if it does not', () => {
    const live = stepped(
      skipped(sureOf(afterLate, 'p7', BEGAN + 300_000), 'p2', HOST, BEGAN + 320_000),
      BEGAN + 320_000,
    );
    const began = { ...showing('own', 500, { at: BEGAN + 320_600 }), track: track('d1') } as Observation;
    expect(statuses(judge(live, began, BEGAN + 320_600).live)).toBe('PxSwwww');
    const invisible = judge(live, showing('p2', 126_000, { at: BEGAN + 326_000 }), BEGAN + 326_000);
    expect([told(invisible.commands), sounds(invisible.live), statuses(invisible.live)]).toEqual(['', 'p2', 'Pxqwwww']);
  });

  it('plays a late joiner’s songs at once when the setlist is over and nothing sounds', () => {
    const over = judge(last, { at: BEGAN + END_MS + 1_000, saw: 'nothing' }, BEGAN + END_MS + 1_000).live;
    const joined = late(1, BEGAN + END_MS + 10_000, over);
    expect(wakeAfter(plan(joined, BEGAN + END_MS + 10_000))).toBe(`look at ${END_MS / 1_000 + 70} s`);
    const at = BEGAN + END_MS + 70_000;
    expect(told(judge(joined, { at, saw: 'nothing' }, at).commands)).toBe('handOver p7');
    expect(told(judge(joined, showing('own', 1_000, { at }), at).commands)).toBe('');
  });

  it('looks once at a short track, and wakes without looking to queue behind it', () => {
    const short = playing(60_000);
    expect(wakeAfter(plan(short, BEGAN + 700))).toBe('look at 61 s');
    const joined = late(1, BEGAN - MINUTE_MS, short);
    const boundary = judge(joined, showing('p2', 1_000, { at: BEGAN + 61_000, live: short }), BEGAN + 61_000);
    expect(wakeAfter(plan(boundary.live, BEGAN + 61_000))).toBe('wake at 90 s');
    expect(told(judge(boundary.live, null, BEGAN + 90_000).commands)).toBe('enqueue p7');
  });
});
