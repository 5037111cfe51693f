import { createBareBenchWorld, createBenchWorld } from './bench-world.ts';
import { type MeasuredEvening, openLobbyForAll } from './evening.ts';
import { type Figure, measureEveryWay, median, valueOfEach } from './figure.ts';
import { linkDirectly, openBareEvening, type Way } from './other-ways.ts';
import { longestSilence } from './player-record.ts';

export const LATENCY_MS = 100;
export const STARTS = 10;
const STAGE = { latencyMs: LATENCY_MS, songMs: 30_000 };
const SONGS_HEARD = 4;
/** Spotify counts calls over this long; each evening begins with nothing counted. */
const HALF_MINUTE_MS = 31_000;

type StartTimes = { startsMs: number[]; silenceMs: number };

/** Measures how long people wait when every Spotify call takes its time, on a running clock. */
export async function measureStart(): Promise<Figure[]> {
  const sesh = await timeSesh();
  const others = await measureEveryWay(timeOther);
  const slowest = (values: readonly number[]) => Math.max(...values);
  return [
    {
      label: `press on Start to play request, ${LATENCY_MS} ms per Spotify call: median of ${STARTS}`,
      unit: 'ms',
      aim: 130,
      sesh: median(sesh.startsMs),
      ...valueOfEach(others, ({ startsMs }) => median(startsMs)),
    },
    {
      label: '   … the slowest',
      unit: 'ms',
      aim: null,
      sesh: slowest(sesh.startsMs),
      ...valueOfEach(others, ({ startsMs }) => slowest(startsMs)),
    },
    {
      label: `silence between two songs, ${LATENCY_MS} ms per Spotify call`,
      unit: 's',
      aim: 0,
      sesh: sesh.silenceMs / 1_000,
      ...valueOfEach(others, ({ silenceMs }) => silenceMs / 1_000),
    },
  ];
}

async function timeSesh(): Promise<StartTimes> {
  const stage = await createBenchWorld(STAGE);
  const felt = await timeStarts(() => openLobbyForAll(stage));
  await stage.close();
  return felt;
}

async function timeOther(way: Way): Promise<StartTimes> {
  const stage = await createBareBenchWorld(STAGE);
  const accounts = await linkDirectly(stage.world);
  const felt = await timeStarts(() => openBareEvening(stage.world, accounts, { way }));
  await stage.close();
  return felt;
}

/** Starts one evening after the other, and listens to the first songs of the last. */
async function timeStarts(open: () => Promise<MeasuredEvening>): Promise<StartTimes> {
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
