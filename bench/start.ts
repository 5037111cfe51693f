import { type Evening, gather } from './evening.ts';
import { type Figure, inEveryWay, median, ofEach } from './figure.ts';
import { longestSilence } from './listening.ts';
import { gatherBarely, linkBarely, type Way } from './other-ways.ts';
import { setBareStage, setStage } from './stage.ts';

export const LATENCY_MS = 100;
export const STARTS = 10;
const STAGE = { latencyMs: LATENCY_MS, songMs: 30_000 };
const SONGS_HEARD = 4;
/** Spotify counts calls over this long; each evening begins with nothing counted. */
const HALF_MINUTE_MS = 31_000;

type Felt = { startsMs: number[]; silenceMs: number };

/** What people feel when every Spotify call takes its time, on a clock that runs by itself. */
export async function measureStart(): Promise<Figure[]> {
  const sesh = await feelSesh();
  const others = await inEveryWay(feelAnother);
  const slowest = (values: readonly number[]) => Math.max(...values);
  return [
    {
      what: `press on Start to play request, ${LATENCY_MS} ms per Spotify call: median of ${STARTS}`,
      unit: 'ms',
      aim: 130,
      sesh: median(sesh.startsMs),
      ...ofEach(others, ({ startsMs }) => median(startsMs)),
    },
    {
      what: '   … the slowest',
      unit: 'ms',
      aim: null,
      sesh: slowest(sesh.startsMs),
      ...ofEach(others, ({ startsMs }) => slowest(startsMs)),
    },
    {
      what: `silence between two songs, ${LATENCY_MS} ms per Spotify call`,
      unit: 's',
      aim: 0,
      sesh: sesh.silenceMs / 1_000,
      ...ofEach(others, ({ silenceMs }) => silenceMs / 1_000),
    },
  ];
}

async function feelSesh(): Promise<Felt> {
  const stage = await setStage(STAGE);
  const felt = await feel(() => gather(stage));
  await stage.close();
  return felt;
}

async function feelAnother(way: Way): Promise<Felt> {
  const stage = await setBareStage(STAGE);
  const accounts = await linkBarely(stage.world);
  const felt = await feel(() => gatherBarely(stage.world, accounts, { way }));
  await stage.close();
  return felt;
}

/** Starts one evening after the other, and listens to the first songs of the last. */
async function feel(open: () => Promise<Evening>): Promise<Felt> {
  const startsMs: number[] = [];
  let silenceMs = 0;
  for (let start = 1; start <= STARTS; start++) {
    const evening = await open();
    await evening.world.advance(HALF_MINUTE_MS);
    await evening.start();
    startsMs.push(evening.silentMs());
    if (start === STARTS) await evening.windInto(SONGS_HEARD, 0.5);
    silenceMs = Math.max(silenceMs, longestSilence(evening.heard()));
    await evening.end();
    await evening.world.advance(HALF_MINUTE_MS);
  }
  return { startsMs, silenceMs };
}
