import type { World } from '../src/sim/world.ts';
import { type Evening, gather } from './evening.ts';
import { type Figure, median } from './figure.ts';
import { longestSilence } from './listening.ts';
import { setBareStage, setStage } from './stage.ts';
import { gatherUsually, linkUsually } from './usual-way.ts';

export const LATENCY_MS = 100;
export const STARTS = 10;
const SHORT_SONG_MS = 30_000;
/** Sesh spreads many calls at once over this long. */
const HALF_MINUTE_MS = 31_000;

type Measured = { startMs: number[]; silenceMs: number };

/** What is felt when every Spotify call takes its time, on a clock that runs by itself. */
export async function measureStart(): Promise<Figure[]> {
  const sesh = await startOverAndOver();
  const usual = await startUsually();
  const ms = (what: string, aim: number | null, of: (values: readonly number[]) => number): Figure => {
    return { what, unit: 'ms', aim, sesh: of(sesh.startMs), usual: of(usual.startMs) };
  };
  return [
    ms(`Start to play request, ${LATENCY_MS} ms per call: median of ${STARTS}`, 130, median),
    ms('   … the slowest', null, (values) => Math.max(...values)),
    { what: `silence between two songs, ${LATENCY_MS} ms per call`, unit: 's', aim: 0, sesh: sesh.silenceMs / 1_000, usual: usual.silenceMs / 1_000 },
  ];
}

async function startOverAndOver(): Promise<Measured> {
  const stage = await setStage({ latencyMs: LATENCY_MS, songMs: SHORT_SONG_MS });
  const startMs: number[] = [];
  let last: Evening;
  do {
    last = await gather(stage);
    await stage.world.advance(HALF_MINUTE_MS);
    startMs.push(await timeStart(last));
    await stage.world.advance(HALF_MINUTE_MS);
  } while (startMs.length < STARTS && (await last.end(), true));
  return finish(stage, last, startMs);
}

async function startUsually(): Promise<Measured> {
  throw new Error('later');
}

/** From the press to the arrival of the play request; the simulation notes it before it takes its time to answer. */
async function timeStart(evening: Evening): Promise<number> {
  const { world } = evening;
  return 0;
}
