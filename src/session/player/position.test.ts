import { describe, expect, it } from 'vitest';
import { BEGAN, blank, evening, playing, playingFrom, showing } from '../../../test/judgement.ts';
import { track } from '../../../test/track.ts';
import type { Live } from '../session.ts';
import { add } from '../songs.ts';
import { judge } from './judge.ts';

/** The first pick stands paused in its 90th second. */
function paused(): Live {
  const seen = showing('p1', 90_000, { isPlaying: false });
  return judge(playing(), seen, seen.at).live;
}

it.each([
  ['stays where it was', paused(), 0, 90_000],
  ['is where the player shows it', paused(), 95_000, 95_000],
  ['that nobody saw begin lies between the last look and this one', playing(), 0, (600 + 120_000) / 2],
])('a pause of a player that hides positions %s', (_, live, progressMs, positionMs) => {
  const seen = showing('p1', progressMs, { at: BEGAN + 120_000, isPlaying: false });
  expect(judge(live, seen, seen.at).live.playback).toMatchObject({ is: 'paused', positionMs });
});

it.each([
  ['in its middle', 90_000],
  ['just before its end', 199_500],
  ['at its end', 200_000],
])('the last song of the list, paused %s and then seen at its beginning, stays paused', (_, pausedMs) => {
  const alone = { ...playing(), setlist: playing().setlist.slice(0, 1) };
  const programme = { ...alone.programme, list: alone.programme.list.slice(0, 1) };
  const playback = { is: 'paused', what: { pick: 'p1' }, positionMs: pausedMs, since: BEGAN + pausedMs } as const;
  const live = add({ ...alone, programme, playback }, 'ben', track('new')).session;
  const seen = showing('p1', 0, { at: BEGAN + 900_000, isPlaying: false });
  const judged = judge(live, seen, seen.at);
  expect(judged.live.playback).toMatchObject({ is: 'paused', positionMs: pausedMs });
  expect(judged.commands).toEqual([]);
});

it('a pause of a song that was not heard yet is at its beginning', () => {
  const seen = showing('p2', 0, { at: BEGAN + 120_000, isPlaying: false });
  expect(judge(playing(), seen, seen.at).live.playback).toMatchObject({ is: 'paused', positionMs: 0 });
});

it.each([
  ['the first song of the list began with the play request', 'p1', 60_000, 0],
  ['the first song, long after that, began at some time', 'p1', 300_000, 200_000],
  ['any other one began at some time since the play request', 'p3', 60_000, 30_000],
])('on a player that hides positions %s', (_, song, ms, startedMs) => {
  const seen = showing(song, 0, { at: BEGAN + ms });
  const { playback } = judge(evening(), seen, seen.at).live;
  expect(playback).toMatchObject({ is: 'playing', startedAt: BEGAN + startedMs });
});

it('a song that the device does not have ahead, on a player that hides positions, came by hand at some time', () => {
  const seen = showing('p1', 0, { at: BEGAN + 415_000 });
  const { live, commands } = judge(playingFrom(2), seen, seen.at);
  expect(live.playback).toMatchObject({ startedAt: BEGAN + 315_000, byHand: true });
  expect(commands).toEqual([]);
});

it('any song of the list follows by itself on a player that shuffles, though it hides positions', () => {
  const seen = showing('p4', 0, { at: BEGAN + 203_000, shuffle: true });
  expect(judge(playing(), seen, seen.at).live.playback).toMatchObject({ startedAt: BEGAN + 200_000, byHand: false });
});

it('a song that nobody saw begin, on a player that hides positions, is not known to end when the next one comes', () => {
  const unseen = blank(blank(playing(), BEGAN + 100_000), BEGAN + 103_000);
  const began = judge(unseen, showing('p2', 0, { at: BEGAN + 303_000 }), BEGAN + 303_000).live; // at 203 s, it is taken
  const seen = showing('p3', 0, { at: BEGAN + 404_000 });
  expect(judge(began, seen, seen.at).live.playback).toMatchObject({ startedAt: BEGAN + 404_000 - 101_000 / 2 });
});

it('a song by hand whose position was seen ends when it should, though the player hides positions by then', () => {
  const byHand = judge(playing(), showing('p2', 1_000, { at: BEGAN + 101_000 }), BEGAN + 101_000).live;
  const seen = showing('p3', 0, { at: BEGAN + 301_000 });
  expect(judge(byHand, seen, seen.at).live.playback).toMatchObject({ startedAt: BEGAN + 300_000, byHand: false });
});

describe('a song by hand, on a player that hides positions, began at some time since the last look', () => {
  // p3 is seen at 101 s, so it is taken to have begun at 50.8 s.
  const byHand = judge(playing(), showing('p3', 0, { at: BEGAN + 101_000 }), BEGAN + 101_000).live;

  it('so nobody knows either when the next one began', () => {
    const looked = judge(byHand, showing('p3', 0, { at: BEGAN + 231_000 }), BEGAN + 231_000).live;
    const seen = showing('p4', 0, { at: BEGAN + 251_000 });
    expect(judge(looked, seen, seen.at).live.playback).toMatchObject({ startedAt: BEGAN + 241_000 });
  });

  it('and if it goes on for longer than it lasts, it began later', () => {
    const seen = showing('p3', 0, { at: BEGAN + 262_000 });
    expect(judge(byHand, seen, seen.at).live.playback).toMatchObject({ startedAt: BEGAN + 262_000 - 150_000 });
  });
});

it('a song of ours in an album of the host’s, on a player that hides positions, began at the boundary', () => {
  const album = { context: 'spotify:album:own' };
  const slipped = judge(playing(), showing('own', 1_000, { at: BEGAN + 201_000, ...album }), BEGAN + 201_000).live;
  const seen = showing('p4', 0, { at: BEGAN + 401_000, ...album });
  expect(judge(slipped, seen, seen.at).live.playback).toMatchObject({ startedAt: BEGAN + 400_000 });
});
