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
  OWN,
  playing,
  playingFrom,
  type Row,
  showing,
  sounds,
  statuses,
  sureOf,
  told,
} from '../../../test/judgement.ts';
import { track } from '../../../test/track.ts';
import { leave } from '../members.ts';
import type { Live, PickStatus } from '../session.ts';
import { pickById } from '../setlist.ts';
import { add } from '../songs.ts';
import { isByTheClock } from './by-the-clock.ts';
import { judge } from './judge.ts';
import type { Observation } from './observation.ts';
import { finish, resumeOurs } from './outcomes.ts';
import {
  answered,
  foundInQueue,
  foundList,
  handedOver,
  inAlbum,
  queued,
  repeated,
  stepped,
  surelyQueued,
} from './programme.ts';
import { BLANK_MS } from './tolerances.ts';
import { canTakeBack } from './trouble.ts';

/** The moment a number of milliseconds into the evening. */
const at = (ms: number) => ({ at: BEGAN + ms });

/** Any track on the player, as a bare list shows it. */
function hearing(name: string, progressMs: number, ms: number, more: object = {}): Observation {
  return { ...showing('own', progressMs, at(ms)), track: track(name), ...more } as Observation;
}

function seeing(live: Live, ...seen: Observation[]): Live {
  return seen.reduce((now, look) => judge(now, look, look.at).live, live);
}

/** Two looks at a player that hides. */
function hiding(ms: number): Observation[] {
  return [ms, ms + BLANK_MS].map((moment) => ({ ...at(moment), saw: 'nothing' }));
}

function withStatus(live: Live, id: string, status: PickStatus): Live {
  return { ...live, setlist: live.setlist.map((pick) => (pick.id === id ? { ...pick, status } : pick)) };
}

/** Every track of the evening within an album of its own, as Spotify answers. */
function withAlbums(live: Live): Live {
  const setlist = live.setlist.map((pick) => ({
    ...pick,
    track: { ...pick.track, albumUri: `spotify:album:${pick.id}` },
  }));
  return { ...live, setlist };
}

const fifthInShuffle = seeing(playing(), showing('p5', 20_000, { ...at(100_000), shuffle: true }));
const backToSecond = seeing(playingFrom(3), showing('p2', 1_000, at(405_000)));
const fading = seeing(playing(), showing('p2', 13_000, at(201_000)));
const firstAgain = seeing(playingFrom(2), showing('p1', 40_000, at(300_000)));
const albumWithFourth = seeing(playing(), showing('p4', 20_000, { ...at(150_000), context: ALBUM }));
const oneByHand = seeing(playing(), showing('own', 1_000, at(201_000)));
const hidden = blank(blank(playing(), BEGAN + 100_000), BEGAN + 103_000);
const ignored = { ...answered(withAlbums(evening())), lookedAt: BEGAN + 3_000 };
const firstInAlbum = seeing(inAlbum(withAlbums(evening())), showing('p1', 600, { context: 'spotify:album:p1' }));
const takenBack = handedOver(sureOf(afterLate, 'p7', BEGAN + 300_000), ['p3', 'p4', 'p5', 'p6'], 0, BEGAN + 320_000);

const lostHandOver = handedOver(playing(), ['p1', 'p2', 'p3'], 1_000, BEGAN + 1_000);

const lastWasDropped = withStatus(playingFrom(5), 'p6', { state: 'dropped', at: BEGAN + 900_000 });
const goingOn: Live = {
  ...handedOver(playing(), ['p1', 'p2', 'p3'], 60_000, BEGAN + 500_000),
  playback: { is: 'playing', what: { pick: 'p1' }, startedAt: BEGAN + 440_000, byHand: true },
};

/** A skip that was pressed when the next song had just begun: its request begins that song. */
const skippedLate = handedOver(
  withStatus(playing(), 'p1', { state: 'skipped', at: BEGAN + 203_000, by: HOST }),
  ['p2', 'p3', 'p4', 'p5', 'p6'],
  0,
  BEGAN + 203_000,
);

const rows: Row[] = [
  {
    says: 'previous in the first seconds of a song: it was not heard and comes again',
    live: playingFrom(3),
    seen: showing('p2', 1_000, at(405_000)),
    follows: { event: 'wentBack', statuses: 'PPwwww', sounds: 'p2', told: '', wake: 'look at 504 s' },
  },
  {
    says: 'after going back the next one follows as it would have',
    live: backToSecond,
    seen: showing('p3', 1_000, at(605_000)),
    follows: { event: 'nextBegan', statuses: 'PPSwww', sounds: 'p3', told: '', wake: 'look at 704 s' },
  },
  {
    says: 'going back far: a song that was over does not play by itself a second time',
    live: firstAgain,
    seen: showing('p2', 1_000, at(461_000)),
    follows: {
      event: 'wentBack',
      statuses: 'PPwwww',
      sounds: 'p2',
      told: 'handOver p3,p4,p5,p6',
      wake: 'look at 560 s',
    },
  },
  {
    says: 'repeat of one track: it is switched off and the rest handed over as the track begins again',
    live: playing(),
    seen: showing('p1', 1_000, { ...at(201_000), repeat: 'track' }),
    follows: {
      event: 'wentBack',
      statuses: 'Pwwwww',
      sounds: 'p1',
      told: 'turnOffShuffleAndRepeat; handOver p2,p3,p4,p5,p6',
      wake: 'look at 300 s',
    },
  },
  {
    says: 'repeat of the list: when it begins again everything is over, and it is stopped',
    live: last,
    seen: showing('p1', 1_000, { ...at(END_MS + 1_000), repeat: 'context' }),
    follows: {
      event: 'playedOut',
      statuses: 'PPPPPP',
      sounds: 'over',
      told: 'turnOffShuffleAndRepeat; pause',
      wake: 'none',
    },
  },
  {
    says: 'after shuffle was switched off the rest is handed over at the next boundary',
    live: fifthInShuffle,
    seen: showing('p6', 1_000, at(281_000)),
    follows: {
      event: 'nextBegan',
      statuses: 'PwwwPS',
      sounds: 'p6',
      told: 'handOver p6,p2,p3,p4',
      wake: 'look at 380 s',
    },
  },
  {
    says: 'the host plays an album that holds a pick: it is theirs, and nothing before it was skipped',
    live: playing(),
    seen: showing('p4', 20_000, { ...at(150_000), context: ALBUM }),
    follows: { event: 'slipped', statuses: 'Pwwwww', sounds: 'own', told: '', wake: 'look at 230 s' },
  },
  {
    says: 'a pick heard in the host’s own album counts as played',
    live: albumWithFourth,
    seen: showing('own', 1_000, { ...at(200_000), context: ALBUM }),
    follows: { event: 'slipped', statuses: 'PwwPww', sounds: 'own', told: '', wake: 'look at 299 s' },
  },
  {
    says: 'an album put on in the first seconds of a pick: the pick was not skipped, it waits',
    live: playingFrom(3),
    seen: showing('own', 2_000, { ...at(410_000), context: ALBUM }),
    follows: { event: 'slipped', statuses: 'PPwwww', sounds: 'own', told: '', wake: 'look at 508 s' },
  },
  {
    says: 'a song queued by hand is over: the programme goes on',
    live: oneByHand,
    seen: showing('p2', 1_000, at(401_000)),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 500 s' },
  },
  {
    says: 'an insertion is queued behind a song of the host’s as behind any other',
    live: seeing(late(1, BEGAN), showing('own', 1_000, at(201_000))),
    seen: showing('own', 100_000, at(300_000)),
    follows: { event: 'goesOn', statuses: 'Pwwwwww', sounds: 'own', told: 'enqueue p7', wake: 'look at 401 s' },
  },
  {
    says: 'a hidden player shows itself again a song later',
    live: hidden,
    seen: showing('p2', 60_000, at(260_000)),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 300 s' },
  },
  {
    says: 'a late joiner’s pick is queued, then they leave: it plays all the same',
    live: leave(sureOf(afterLate, 'p7', BEGAN + 300_000), 'dev', BEGAN + 320_000),
    seen: hearing('d1', 1_000, 401_000),
    follows: { event: 'nextBegan', statuses: 'PPSwwww', sounds: 'p7', told: '', wake: 'look at 500 s' },
  },
  {
    says: 'a late joiner’s pick gives way to an album of the host’s after they have left: it does not come again',
    live: leave(
      seeing(sureOf(afterLate, 'p7', BEGAN + 300_000), hearing('d1', 1_000, 401_000)),
      'dev',
      BEGAN + 402_000,
    ),
    seen: showing('own', 1_000, { ...at(405_000), context: ALBUM }),
    follows: { event: 'slipped', statuses: 'PPdwwww', sounds: 'own', told: '', wake: 'look at 504 s' },
  },
  {
    says: 'a queue write that was lost is not sent again for a late joiner who has left',
    live: leave(sureOf(afterLate, 'p7', BEGAN + 300_000), 'dev', BEGAN + 320_000),
    seen: showing('p5', 30_000, at(830_000)),
    follows: { event: 'jumped', statuses: 'PPdPPSw', sounds: 'p5', told: '', wake: 'look at 900 s' },
  },
  {
    says: 'a queue write without an answer is looked for after five seconds',
    live: queued(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p2', 105_500, at(305_500)),
    follows: { event: 'goesOn', statuses: 'PSqwwww', sounds: 'p2', told: 'findQueued p7', wake: 'look at 401 s' },
  },
  {
    says: 'a queue write that was lost, found out late: it waits, and what came after it has been played',
    live: sureOf(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p5', 30_000, at(830_000)),
    follows: { event: 'jumped', statuses: 'PPwPPSw', sounds: 'p5', told: '', wake: 'look at 900 s' },
  },
  {
    says: 'queued without a yes, before a song that has stood at its end for who knows how long: it waits again',
    live: queued(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p4', LENGTH_MS, at(1_000_000)),
    follows: { event: 'jumped', statuses: 'PPwPSww', sounds: 'p4', told: '', wake: 'look at 1001 s' },
  },
  {
    says: 'what was queued after the song had begun has not been passed over: it stays queued',
    live: sureOf(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p3', 40_000, at(330_000)),
    follows: { event: 'nextBegan', statuses: 'PPqSwww', sounds: 'p3', told: '', wake: 'look at 390 s' },
  },
  {
    says: 'what was queued before a hand-over may sound after its first song: it stays queued',
    live: takenBack,
    seen: showing('p3', 1_000, at(321_000)),
    follows: { event: 'nextBegan', statuses: 'PPqSwww', sounds: 'p3', told: '', wake: 'look at 420 s' },
  },
  {
    says: 'a dropped pick that was heard counts as played',
    live: seeing(withStatus(playing(), 'p2', { state: 'dropped', at: BEGAN }), showing('p2', 60_000, at(260_000))),
    seen: showing('p3', 1_000, at(401_000)),
    follows: { event: 'nextBegan', statuses: 'PPSwww', sounds: 'p3', told: '', wake: 'look at 500 s' },
  },
  {
    says: 'the device takes the list and plays nothing: the first song goes out within its album',
    live: ignored,
    seen: { ...at(6_000), saw: 'idle' },
    follows: {
      event: 'ignoresLists',
      statuses: 'wwwwww',
      sounds: 'starting',
      told: 'playInAlbum',
      wake: 'look at 9 s',
    },
  },
  {
    says: 'on such a device every next song is queued',
    live: firstInAlbum,
    seen: showing('p1', 100_000, { context: 'spotify:album:p1' }),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: 'enqueue p2', wake: 'look at 201 s' },
  },
  {
    says: 'a queued song is ours though it seems to come out of the album before it',
    live: sureOf(firstInAlbum, 'p2', BEGAN + 100_000),
    seen: showing('p2', 1_000, { ...at(201_000), context: 'spotify:album:p1' }),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 300 s' },
  },
  {
    says: 'the same though a pick was queued: it is looked for, and the others are handed over behind it',
    live: sureOf(firstInAlbum, 'p2', BEGAN + 100_000),
    seen: showing('own', 1_000, { ...at(201_000), context: 'spotify:album:p1' }),
    follows: {
      event: 'ownTrack',
      statuses: 'Pqwwww',
      sounds: 'own',
      told: 'findQueued p2; handOver p3,p4,p5,p6',
      wake: 'look at 300 s',
    },
  },
  {
    says: 'the album of our pick goes on by itself: the next pick is played instead',
    live: firstInAlbum,
    seen: showing('own', 1_000, { ...at(201_000), context: 'spotify:album:p1' }),
    follows: {
      event: 'ownTrack',
      statuses: 'Pwwwww',
      sounds: 'own',
      told: 'handOver p2,p3,p4,p5,p6',
      wake: 'look at 300 s',
    },
  },
  {
    says: 'an invisible hand-over while the song before it plays on: it is sent once more',
    live: { ...handedOver(playing(), ['p2', 'p3'], 0, BEGAN + 100_000), lookedAt: BEGAN + 103_000 },
    seen: showing('p1', 106_000),
    follows: { event: 'neverSeen', statuses: 'Pwwwww', sounds: 'starting', told: 'repeat', wake: 'look at 109 s' },
  },
  {
    says: 'a song that has been heard, queued by hand, sounds before a hand-over: that is not sent once more',
    live: { ...handedOver(playingFrom(3), ['p4', 'p5', 'p6'], 0, BEGAN + 450_000), lookedAt: BEGAN + 453_000 },
    seen: showing('p1', 5_000, at(456_000)),
    follows: { event: 'wentBack', statuses: 'PPPwww', sounds: 'p1', told: '', wake: 'look at 551 s' },
  },
  {
    says: 'the last song of a list that repeats is let sound to its end',
    live: playingFrom(6),
    seen: showing('p6', LENGTH_MS - 1_000, { ...at(END_MS - 1_000), repeat: 'context' }),
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: 'turnOffShuffleAndRepeat', wake: 'none' },
  },
  {
    says: 'a hidden player’s last song is over, and nobody knows whether another one was queued: that one is handed over',
    live: seeing(queued(late(1, BEGAN, last), 'p7', BEGAN + END_MS - 60_000), ...hiding(END_MS - 50_000)),
    seen: showing('p6', 0, { ...at(END_MS + 60_000), isPlaying: false }),
    follows: { event: 'ranOut', statuses: 'PPPPPPw', sounds: 'over', told: 'handOver p7', wake: 'look at 1320 s' },
  },
  {
    says: 'the last song of the list was taken out and fades in before anybody looks: that was everybody’s music',
    live: withStatus(playingFrom(5), 'p6', { state: 'dropped', at: BEGAN + 5 * LENGTH_MS - 100_000 }),
    seen: showing('p6', 11_000, at(5 * LENGTH_MS + 1_000)),
    follows: { event: 'playedOut', statuses: 'PPPPPd', sounds: 'over', told: 'pause', wake: 'none' },
  },
  {
    says: 'a song queued by hand is over and the device stands still: what waits is handed over',
    live: oneByHand,
    seen: showing('own', 0, { ...at(402_000), isPlaying: false }),
    follows: {
      event: 'ranDry',
      statuses: 'Pwwwww',
      sounds: 'over',
      told: 'handOver p2,p3,p4,p5,p6',
      wake: 'look at 462 s',
    },
  },
  {
    says: 'the player sticks at the end of a pick though more should follow: the rest is handed over',
    live: playing(),
    seen: showing('p1', LENGTH_MS, at(212_000)),
    follows: {
      event: 'ranDry',
      statuses: 'Pwwwww',
      sounds: 'over',
      told: 'handOver p2,p3,p4,p5,p6',
      wake: 'look at 272 s',
    },
  },
  {
    says: 'the device stopped after a pick, which is seen only when all would have been over: what it still had waits',
    live: playingFrom(2),
    seen: showing('p2', 0, { ...at(END_MS + 60_000), isPlaying: false }),
    follows: {
      event: 'ranDry',
      statuses: 'PPwwww',
      sounds: 'over',
      told: 'handOver p3,p4,p5,p6',
      wake: `look at ${END_MS / 1_000 + 120} s`,
    },
  },
  {
    says: 'the same on a player that sticks at the end and still says that it plays',
    live: playingFrom(2),
    seen: showing('p2', LENGTH_MS, at(END_MS + 60_000)),
    follows: {
      event: 'ranDry',
      statuses: 'PPwwww',
      sounds: 'over',
      told: 'handOver p3,p4,p5,p6',
      wake: `look at ${END_MS / 1_000 + 120} s`,
    },
  },
  {
    says: 'the device stands at the first song of its list when all would have been over: it went back there at the end',
    live: playing(),
    seen: showing('p1', 0, { ...at(END_MS + 60_000), isPlaying: false }),
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'among songs of the host’s own somebody’s pick comes up out of turn: nothing before it was skipped',
    live: seeing(oneByHand, hearing('another', 1_000, 401_000)),
    seen: showing('p4', 1_000, at(601_000)),
    follows: { event: 'slipped', statuses: 'Pwwwww', sounds: 'own', told: '', wake: 'look at 700 s' },
  },
  {
    says: 'a later pick comes by itself, for the host queued it: those before it were not skipped',
    live: playing(),
    seen: showing('p4', 1_000, at(201_000)),
    follows: {
      event: 'jumped',
      statuses: 'PwwSww',
      sounds: 'p4',
      told: 'handOver p4,p2,p3,p5,p6',
      wake: 'look at 300 s',
    },
  },
  {
    says: 'the same while the device’s queue has a pick of ours: that follows on it, and no list is put behind it',
    live: sureOf(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p4', 1_000, at(401_000)),
    follows: { event: 'jumped', statuses: 'PPqwSww', sounds: 'p4', told: '', wake: 'look at 500 s' },
  },
  {
    says: 'a queue write without an answer, and the position is unknown: the pick may not have been there, it waits',
    live: queued(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p3', 0, at(540_000)),
    follows: { event: 'jumped', statuses: 'PPwSwww', sounds: 'p3', told: 'enqueue p7', wake: 'look at 601 s' },
  },
  {
    says: 'a hand-over that nobody answered, and then songs of the host’s: its picks have not been played',
    live: lostHandOver,
    seen: hearing('own', 100_000, 1_500_000),
    follows: { event: 'ownTrack', statuses: 'Pwwwww', sounds: 'own', told: 'enqueue p2', wake: 'look at 1601 s' },
  },
  {
    says: 'a shuffled player begins the list with another song: shuffle off, and the list once more',
    live: evening(),
    seen: showing('p3', 600, { shuffle: true }),
    follows: {
      event: 'cameOutShuffled',
      statuses: 'wwwwww',
      sounds: 'starting',
      told: 'turnOffShuffleAndRepeat; repeat',
      wake: 'look at 1.5 s',
    },
  },
  {
    says: 'right after the list was sent once more, what the shuffled one began with is no sign of it',
    live: { ...evening(), programme: { ...evening().programme, attempt: 'last', sentAt: BEGAN + 1_200 } },
    seen: showing('p3', 1_600, at(1_600)),
    follows: { event: 'notYetSeen', statuses: 'wwwwww', sounds: 'starting', told: '', wake: 'look at 1.8 s' },
  },
  {
    says: 'a pick that the host had queued by hand sounds before the list: the others wait, and follow it',
    live: answered(evening()),
    seen: showing('p3', 2_900, at(3_000)),
    follows: {
      event: 'cameBeforeList',
      statuses: 'wwSwww',
      sounds: 'p3',
      told: 'handOver p3,p1,p2,p4,p5,p6',
      wake: 'look at 100.1 s',
    },
  },
  {
    says: 'a pick that was to go on from its middle gives way to another at once: it has been heard before',
    live: goingOn,
    seen: showing('p2', 2_500, at(503_000)),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 600.5 s' },
  },
  {
    says: 'the host goes on to the second song within three seconds of Start: the first one was skipped',
    live: answered(evening()),
    seen: showing('p2', 1_000, at(3_000)),
    follows: { event: 'jumped', statuses: 'xSwwww', sounds: 'p2', told: '', wake: 'look at 102 s' },
  },
  {
    says: 'a song that began by hand while Start was on its way may have given way to it already: the next look tells',
    live: answered(evening()),
    seen: showing('p2', 500, at(600)),
    follows: { event: 'notYetSeen', statuses: 'wwwwww', sounds: 'starting', told: '', wake: 'look at 1.5 s' },
  },
  {
    says: 'a song that is asked for when it has just begun by itself is not begun again, though nobody answers',
    live: skippedLate,
    seen: showing('p2', 9_000, at(209_000)),
    follows: { event: 'nextBegan', statuses: 'xSwwww', sounds: 'p2', told: 'findList', wake: 'look at 300 s' },
  },
  {
    says: 'nobody could look since a list was taken, until all of it would have been over: it has been played',
    live: answered(evening()),
    seen: showing('own', 20_000, at(END_MS + 20_000)),
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'the same, though looks have shown that nothing sounds: nobody has heard it',
    live: { ...answered(evening()), lookedAt: BEGAN + 60_000 },
    seen: showing('own', 20_000, at(END_MS + 20_000)),
    follows: {
      event: 'ownTrack',
      statuses: 'wwwwww',
      sounds: 'own',
      told: '',
      wake: `look at ${END_MS / 1_000 + 100} s`,
    },
  },
  {
    says: 'the player loses its position for one read: the song goes on from where it must be',
    live: playing(),
    seen: showing('p1', 0, at(103_000)),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 201 s' },
  },
  {
    says: 'a player that never knows its position goes on to the next song: that began at the boundary',
    live: playing(),
    seen: showing('p2', 0, at(201_000)),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 300 s' },
  },
  {
    says: 'a song repeats on a player that never knows its position: it began again, and the rest is not handed over into it',
    live: playing(),
    seen: showing('p1', 0, { ...at(230_000), repeat: 'track' }),
    follows: {
      event: 'wentBack',
      statuses: 'Pwwwww',
      sounds: 'p1',
      told: 'turnOffShuffleAndRepeat',
      wake: 'look at 300 s',
    },
  },
  {
    says: 'nobody could look for a while, and the position is unknown: what the list has before the song has sounded',
    live: playing(),
    seen: showing('p3', 0, at(405_000)),
    follows: { event: 'jumped', statuses: 'PPSwww', sounds: 'p3', told: '', wake: 'look at 500 s' },
  },
  {
    says: 'a song that is heard before its turn, at an unknown position, came by hand: nothing is handed over into it',
    live: playing(),
    seen: showing('p4', 0, at(201_000)),
    follows: { event: 'jumped', statuses: 'PxxSww', sounds: 'p4', told: '', wake: 'look at 302 s' },
  },
  {
    says: 'another song instead of the paused one, at an unknown position: nothing is handed over into it',
    live: seeing(playingFrom(3), showing('p3', 50_000, { ...at(450_000), isPlaying: false })),
    seen: showing('p1', 0, at(600_000)),
    follows: { event: 'wentBack', statuses: 'PPPwww', sounds: 'p1', told: '', wake: 'look at 625 s' },
  },
  {
    says: 'the paused song goes on, at an unknown position: not from its start',
    live: seeing(playing(), showing('p1', 150_000, { ...at(150_000), isPlaying: false })),
    seen: showing('p1', 0, at(170_000)),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 211 s' },
  },
  {
    says: 'the same, seen late: a song cannot have begun before the look that still showed the one before',
    live: seeing(playing(), showing('p1', 0, at(206_000))),
    seen: showing('p2', 0, at(215_000)),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 306 s' },
  },
  {
    says: 'an insertion is queued on a player that never knows its position, and no song begins again',
    live: afterLate,
    seen: showing('p2', 0, at(303_000)),
    follows: { event: 'goesOn', statuses: 'PSwwwww', sounds: 'p2', told: 'enqueue p7', wake: 'look at 401 s' },
  },
  {
    says: 'the host seeks to the last moment of a song: its end is now, not where it would have been',
    live: playing(),
    seen: showing('p1', LENGTH_MS, at(100_000)),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 101 s' },
  },
  {
    says: 'found far ahead after the host went on by hand: what the player had queued for sure was not lost',
    live: sureOf(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p5', 20_000, at(900_000)),
    follows: { event: 'jumped', statuses: 'PPPPxSw', sounds: 'p5', told: '', wake: 'look at 980 s' },
  },
  {
    says: 'the next song fades in twelve seconds before the end: it came by itself',
    live: playing(),
    seen: showing('p2', 13_000, at(201_000)),
    follows: { event: 'nextBegan', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 288 s' },
  },
  {
    says: 'from then on the boundary is expected where the fade begins',
    live: fading,
    seen: showing('p2', 112_000, at(300_000)),
    follows: { event: 'goesOn', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 377 s' },
  },
  {
    says: 'where no fade begins when it should, it is looked for soon again',
    live: fading,
    seen: showing('p2', 189_000, at(377_000)),
    follows: { event: 'goesOn', statuses: 'PSwwww', sounds: 'p2', told: '', wake: 'look at 378 s' },
  },
  {
    says: 'without the fade it is looked for at the end as well, and the fade is forgotten',
    live: seeing(fading, showing('p2', 189_000, at(377_000))),
    seen: showing('p3', 1_000, at(389_000)),
    follows: { event: 'nextBegan', statuses: 'PPSwww', sounds: 'p3', told: '', wake: 'look at 488 s' },
  },
  {
    says: 'a song that was taken out fades in: it is left as soon as it is seen',
    live: withStatus(playing(), 'p2', { state: 'dropped', at: BEGAN + 100_000 }),
    seen: showing('p2', 13_000, at(201_000)),
    follows: {
      event: 'nextBegan',
      statuses: 'Pdwwww',
      sounds: 'p2',
      told: 'handOver p3,p4,p5,p6',
      wake: 'look at 288 s',
    },
  },
  {
    says: 'the setlist has been over for long, and one look showed no track: what plays is the host’s, and is not stopped',
    live: blank(seeing(last, showing('p6', 0, { ...at(END_MS + 1_000), isPlaying: false })), BEGAN + END_MS + 120_000),
    seen: showing('p1', 60_000, { ...at(END_MS + 123_000), repeat: 'context' }),
    follows: { event: 'afterTheEnd', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'the setlist is over and a song came: a first look without a track does not tell yet that nothing sounds',
    live: late(1, BEGAN, seeing(last, showing('p6', 0, { ...at(END_MS + 1_000), isPlaying: false }))),
    seen: { at: BEGAN + END_MS + 120_000, saw: 'nothing' },
    follows: {
      event: 'afterTheEnd',
      statuses: 'PPPPPPw',
      sounds: 'over',
      told: '',
      wake: `look at ${END_MS / 1_000 + 123} s`,
    },
  },
  {
    says: 'the position grows past the end: the tab is closed, and what waits still waits',
    live: playing(),
    seen: showing('p1', LENGTH_MS + 4_000, at(LENGTH_MS + 4_000)),
    follows: { event: 'vanished', statuses: 'Swwwww', sounds: 'unknown', told: '', wake: 'look at 264 s' },
  },
  {
    says: 'it grows on: out of sight since the first time',
    live: seeing(playing(), showing('p1', LENGTH_MS + 4_000, at(LENGTH_MS + 4_000))),
    seen: showing('p1', LENGTH_MS + 64_000, at(LENGTH_MS + 64_000)),
    follows: { event: 'vanished', statuses: 'Swwwww', sounds: 'unknown', told: '', wake: 'look at 324 s' },
  },
  {
    says: 'the position grows past the end of the last song: over',
    live: last,
    seen: showing('p6', LENGTH_MS + 4_000, at(END_MS + 4_000)),
    follows: { event: 'ranOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'the player says nothing long after an album of the host’s: nobody has heard what waits',
    live: blank(seeing(playing(), showing('own', 1_000, { ...at(60_000), context: ALBUM })), BEGAN + END_MS + 600_000),
    seen: { at: BEGAN + END_MS + 603_000, saw: 'nothing' },
    follows: {
      event: 'outOfSight',
      statuses: 'Pwwwww',
      sounds: 'unknown',
      told: '',
      wake: `look at ${END_MS / 1_000 + 660} s`,
    },
  },
  {
    says: 'shortly before the end of the last song that is left: what was taken out may come up yet',
    live: lastWasDropped,
    seen: showing('p5', LENGTH_MS - 1_000, at(5 * LENGTH_MS - 1_000)),
    follows: { event: 'goesOn', statuses: 'PPPPSd', sounds: 'p5', told: '', wake: 'look at 1001 s' },
  },
  {
    says: 'queued songs came before a list that went on with its first song, heard long ago: that is stopped',
    live: { ...last, programme: { ...last.programme, list: ['p1'], cursor: -1, positionMs: 120_000 } },
    seen: showing('p1', 1_000, at(END_MS + 1_000)),
    follows: { event: 'playedOut', statuses: 'PPPPPP', sounds: 'over', told: 'pause', wake: 'none' },
  },
  {
    says: 'the host went back from the last song, and that comes again: it is left alone',
    live: seeing(last, showing('p5', 1_000, at(END_MS - 150_000))),
    seen: showing('p6', 1_000, at(END_MS + 50_000)),
    follows: { event: 'playedOut', statuses: 'PPPPPP', sounds: 'over', told: '', wake: 'none' },
  },
  {
    says: 'nothing is left and a song that was taken out comes up: it is stopped',
    live: lastWasDropped,
    seen: showing('p6', 1_000, at(5 * LENGTH_MS + 1_000)),
    follows: { event: 'playedOut', statuses: 'PPPPPd', sounds: 'over', told: 'pause', wake: 'none' },
  },
  {
    says: 'a queue write without an answer is not looked for when its song may sound by now',
    live: queued(afterLate, 'p7', BEGAN + 300_000),
    seen: showing('p2', 198_500, at(398_500)),
    follows: { event: 'goesOn', statuses: 'PSqwwww', sounds: 'p2', told: '', wake: 'look at 401 s' },
  },
  {
    says: 'found in a pick that was taken out: what stood before it has been played',
    live: withStatus(playing(), 'p3', { state: 'dropped', at: BEGAN + 410_000 }),
    seen: showing('p3', 60_000, at(460_000)),
    follows: { event: 'jumped', statuses: 'PPdwww', sounds: 'p3', told: '', wake: 'look at 500 s' },
  },
  {
    says: 'a track of twenty minutes is looked at once in its middle',
    live: playing(1_200_000),
    seen: showing('p1', 10_000),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 600 s' },
  },
  {
    says: 'a track of twenty seconds is looked at only after its end',
    live: playing(20_000),
    seen: showing('p1', 2_000, { live: playing(20_000) }),
    follows: { event: 'goesOn', statuses: 'Swwwww', sounds: 'p1', told: '', wake: 'look at 21 s' },
  },
];

describe('what the host does by hand, and what players do by themselves', () => {
  it.each(rows)('$says', (row) => expect(follows(row)).toEqual(row.follows));

  it('one song of the host’s is waited for; at the second in a row the music can be taken back', () => {
    expect(canTakeBack(oneByHand)).toBe(false);
    const two = seeing(oneByHand, hearing('another', 1_000, 401_000));
    expect([sounds(two), canTakeBack(two)]).toEqual(['own', true]);
    const back = seeing(two, showing('p2', 1_000, at(601_000)));
    expect([statuses(back), canTakeBack(back)]).toEqual(['PSwwww', false]);
  });

  it('what was queued and came up among the host’s own has been played when the music is taken back', () => {
    const album = seeing(
      sureOf(afterLate, 'p7', BEGAN + 300_000),
      showing('own', 1_000, { ...at(301_000), context: ALBUM }),
    );
    const heard = seeing(album, hearing('d1', 40_000, 540_000, { context: ALBUM }));
    expect([sounds(heard), canTakeBack(heard)]).toEqual(['own', true]);
    expect(statuses(resumeOurs(heard, BEGAN + 541_000))).toBe('PPPwwww');
    expect(
      statuses(resumeOurs(seeing(album, hearing('d1', 4_000, 540_000, { context: ALBUM })), BEGAN + 541_000)),
    ).toBe('PPqwwww');
  });

  it('a hand-over that stays unseen while its first song may play on can be taken back', () => {
    const troubled: Live = { ...lostHandOver, trouble: { kind: 'asleep', since: BEGAN + 61_000 } };
    expect([canTakeBack(lostHandOver), canTakeBack(troubled)]).toEqual([false, true]);
  });

  it('the clock follows no list that may never have reached the device', () => {
    const blind = { ...lostHandOver, trouble: { kind: 'unreachable' as const, since: BEGAN + 2_000 } };
    expect([isByTheClock(blind), isByTheClock(answered(blind))]).toEqual([false, true]);
  });

  it('a hand-over that began with what sounded already proves nothing until the queue shows its second song', () => {
    const judged = judge(lostHandOver, showing('p1', 101_000, at(101_000)), BEGAN + 101_000);
    expect(told(judged.commands)).toBe('findList');
    const [own, ...picks] = ['own', 'p2', 'p3'].map((name) => pickById(lostHandOver, name)?.track ?? track(name));
    const lists = [[own, ...picks], [own, ...picks.toReversed()], [picks[1]], []].map(
      (upNext) =>
        foundList(
          judged.live,
          upNext.filter((one) => one !== undefined),
        ).programme,
    );
    expect(lists.map(({ list, effect }) => [list.join(), effect])).toEqual([
      ['p1,p2,p3', 'seen'],
      ['p1', 'assumed'],
      ['p1', 'assumed'],
      ['p1', 'assumed'],
    ]);
    const blind = { ...judged.live, trouble: { kind: 'unreachable' as const, since: BEGAN + 102_000 } };
    expect([isByTheClock(blind), isByTheClock(answered(blind))]).toEqual([false, true]);
    expect(statuses(judge(blind, { saw: 'nothing', at: BEGAN + END_MS }, BEGAN + END_MS).live)).toMatch(/w{5}$/);
  });

  it('a last song that the host went on to on a standing player is paused, not over', () => {
    const stands = showing('p6', 0, { ...at(900_000), isPlaying: false });
    const paused = seeing(playingFrom(5), { saw: 'nothing', at: BEGAN + 880_000 }, stands, {
      ...stands,
      at: BEGAN + 960_000,
    });
    expect(sounds(paused)).toBe('p6 paused');
  });

  it('a pause has no end: nothing is over, and nothing plays by itself, however long it lasts', () => {
    const pausedAt = 5 * LENGTH_MS + 50_000;
    const looks = [0, 60_000, 120_000, 240_000, 3_600_000].map((ms) => pausedAt + ms);
    const withMore = add(last, 'ben', track('new')).session;
    for (const before of [last, withMore]) {
      const paused = looks.map((ms) => showing('p6', 50_000, { ...at(ms), isPlaying: false }));
      const judged = judge(seeing(before, ...paused), paused[4] ?? null, BEGAN + pausedAt + 3_600_000);
      expect([sounds(judged.live), told(judged.commands)]).toEqual(['p6 paused', '']);
      expect(sounds(seeing(judged.live, { saw: 'nothing', at: BEGAN + 9_000_000 }))).toBe('p6 paused');
    }
    const still = showing('p6', 50_000, { ...at(pausedAt), isPlaying: false });
    const ended = showing('p6', LENGTH_MS, { ...at(pausedAt + 300_000), isPlaying: false });
    expect(sounds(seeing(last, still, ended))).toBe('over');
  });

  it('a song of the host’s that was paused for long and goes on is still the one that is waited for', () => {
    const own = seeing(playing(), showing('own', 1_000, at(201_000)));
    const still = [250_000, 310_000].map((ms) => showing('own', 50_000, { ...at(ms), isPlaying: false }));
    expect(canTakeBack(seeing(own, ...still, showing('own', 51_000, at(490_000))))).toBe(false);
  });

  it('while a song was paused the next one had no time: going past it skips it', () => {
    const still = [50_000, 110_000, 170_000, 290_000].map((ms) =>
      showing('p1', 50_000, { ...at(ms), isPlaying: false }),
    );
    expect(statuses(seeing(playing(), ...still, showing('p3', 5_000, at(530_000))))).toBe('PxSwww');
  });

  it('a song that repeats while a pick is queued gives way to that', () => {
    const seen = showing('p2', 1_000, { ...at(401_000), repeat: 'track' });
    const judged = judge(sureOf(afterLate, 'p7', BEGAN + 300_000), seen, seen.at);
    expect(told(judged.commands)).toBe('turnOffShuffleAndRepeat; next');
  });

  it('of two songs that look alike the one with the same recording is what plays', () => {
    const named = { title: 'Hurt', artists: ['J'] };
    const change = (live: Live, place: number, more: object): Live => {
      const pick = live.setlist[place];
      return pick
        ? { ...live, setlist: live.setlist.with(place, { ...pick, track: { ...pick.track, ...named, ...more } }) }
        : live;
    };
    const alike = change(change(playing(), 0, { isrc: 'I1', durationMs: 200_000 }), 3, {
      isrc: 'I4',
      durationMs: 203_000,
    });
    const seen = hearing('relinked', 100_000, 100_000);
    const relinked = {
      ...seen,
      track: { ...track('relinked'), ...named, isrc: 'I1', durationMs: 201_500 },
    } as Observation;
    expect([sounds(seeing(alike, relinked)), statuses(seeing(alike, relinked))]).toEqual(['p1', 'Swwwww']);
  });

  it('a skip on an album of the host’s that leads to a later song of ours passes over nothing', () => {
    const album = seeing(playing(), showing('own', 2_000, { ...at(50_000), context: ALBUM }));
    const skip = stepped(album, BEGAN + 60_000);
    const later = seeing(skip, showing('p4', 2_500, at(63_000)));
    expect([statuses(later), sounds(later), canTakeBack(later)]).toEqual([statuses(skip), 'own', true]);
    const next = seeing(
      stepped(seeing(playing(), showing('own', 1_000, at(201_000))), BEGAN + 205_000),
      showing('p2', 2_500, at(208_000)),
    );
    expect([sounds(next), canTakeBack(next)]).toEqual(['p2', false]);
  });

  it('what was queued without a yes and never seen waits again when the clock says that all is over', () => {
    const unsure = queued(afterLate, 'p7', BEGAN + 300_000);
    const until = BEGAN + 10 * END_MS;
    const overBy = (live: Live) => pickById(finish(live, until), 'p7')?.status.state;
    expect([overBy(unsure), overBy(surelyQueued(unsure, 'p7'))]).toEqual(['waiting', 'played']);
  });

  it('a song of the host’s that comes round again can be taken back', () => {
    expect(canTakeBack(seeing(oneByHand, hearing('own', 1_000, 401_000, { repeat: 'track' })))).toBe(true);
  });

  it('by the clock it is not over while the device may have a song that was taken out', () => {
    const trouble = { kind: 'unreachable' as const, since: BEGAN + 900_000, againAt: BEGAN + 1_200_000 };
    const overBy = (live: Live) => sounds(judge({ ...live, trouble }, null, BEGAN + END_MS + 1_000).live);
    expect([overBy(last), overBy(lastWasDropped)]).toEqual(['over', 'p5']);
    expect([overBy(answered(evening())), overBy(evening())]).toEqual(['over', 'starting']);
  });

  it('an album of the host’s can be taken back at once, and its shuffle is left alone', () => {
    const seen = showing('own', 2_000, { ...at(50_000), context: ALBUM, shuffle: true });
    const judged = judge(playing(), seen, seen.at);
    expect([canTakeBack(judged.live), told(judged.commands)]).toEqual([true, '']);
  });

  it('a hand-over that stays invisible twice is given up, and what plays is followed', () => {
    const sent = { ...handedOver(playing(), ['p2', 'p3'], 0, BEGAN + 100_000), lookedAt: BEGAN + 103_000 };
    const again = { ...repeated(sent, BEGAN + 106_000), lookedAt: BEGAN + 109_000 };
    const judged = judge(again, showing('p1', 112_000), BEGAN + 112_000);
    expect([told(judged.commands), sounds(judged.live), judged.live.trouble]).toEqual(['', 'p1', null]);
  });

  it('after the end, too, the host’s device is where they listen', () => {
    const speaker = { id: 'speaker', name: 'Speaker' };
    const over = seeing(last, { ...at(END_MS + 1_000), saw: 'nothing' });
    const later = seeing(over, showing('own', 1_000, { ...at(END_MS + 60_000), device: speaker }));
    expect([sounds(later), later.programme.device]).toEqual(['over', speaker]);
  });

  it('another device by hand is steered from then on', () => {
    const speaker = { id: 'speaker', name: 'Speaker' };
    expect(seeing(playing(), showing('p1', 100_000, { device: speaker })).programme.device).toEqual(speaker);
  });

  it('two insertions before the same boundary are queued one after the other', () => {
    const both = seeing(
      late(1, BEGAN + 2_000, late(1, BEGAN, playing(), 'elif'), 'dev'),
      showing('p2', 1_000, at(201_000)),
    );
    const [first = '', second = ''] = both.setlist.filter(({ id }) => ['p7', 'p8'].includes(id)).map(({ id }) => id);
    const queuedFirst = judge(both, showing('p2', 100_000, at(300_000)), BEGAN + 300_000);
    expect(told(queuedFirst.commands)).toBe(`enqueue ${first}`);
    const sure = sureOf(queuedFirst.live, first, BEGAN + 300_000);
    expect(told(judge(sure, showing('p2', 120_000, at(320_000)), BEGAN + 320_000).commands)).toBe('');
    const sounding = pickById(sure, first)?.track ?? OWN;
    const began = seeing(sure, { ...showing('own', 1_000, at(401_000)), track: sounding } as Observation);
    const middle = { ...showing('own', 100_000, at(500_000)), track: sounding } as Observation;
    expect(told(judge(began, middle, middle.at).commands)).toBe(`enqueue ${second}`);
  });

  it('a doubtful queue write is settled by what the device has next', () => {
    const doubtful = queued(afterLate, 'p7', BEGAN + 300_000);
    const titles = (...names: string[]) => names.map((name) => pickById(doubtful, name)?.track ?? track(name));
    const settled = (...names: string[]) => pickById(foundInQueue(doubtful, 'p7', titles(...names)), 'p7')?.status;
    expect(settled('p7', 'p3', 'p4')).toEqual({ state: 'queued', at: BEGAN + 300_000, sure: true });
    expect(settled('own', 'p7', 'p3')).toEqual({ state: 'queued', at: BEGAN + 300_000, sure: true });
    expect(settled('p3', 'p4')).toEqual({ state: 'waiting' });
    expect(settled('p3', 'p7')).toEqual({ state: 'waiting' });
  });

  it('when the list is about to run out and more than one pick waits, the rest is handed over at the boundary', () => {
    const joined = late(3, BEGAN + END_MS - 2 * LENGTH_MS, playingFrom(5));
    const seen = showing('p6', 1_000, at(5 * LENGTH_MS + 1_000));
    expect(told(judge(joined, seen, seen.at).commands)).toBe('handOver p6,p7,p8,p9');
  });
});
