import { type BenchWorldOptions, createBareBenchWorld, createBenchWorld } from './bench-world.ts';
import { type EveningOptions, type MeasuredEvening, openLobbyForAll, type SeshEvening } from './evening.ts';
import { linkDirectly, openBareEvening, type Way } from './other-ways.ts';
import { flawedSongs, longestSilence } from './player-record.ts';
import { countTraffic, type TrafficCounts } from './traffic.ts';

/** The cost of one evening. */
export type EveningCost = {
  /** From the first command to the recap. */
  whole: TrafficCounts;
  /** On average, somewhere in the middle of the evening. */
  perSong: TrafficCounts;
  /** The longest pause between two songs. */
  silenceMs: number;
  /** Songs that did not sound exactly once from beginning to end. */
  flawed: number;
};

/** The song early in which something happens that is not part of every evening. */
const EVENT = { song: 5, share: 0.3 };
const STEADY = { from: 7, to: 17, share: 0.25 };

export async function runEvening(
  options: BenchWorldOptions & EveningOptions & { event?: (evening: SeshEvening) => Promise<void> } = {},
): Promise<EveningCost> {
  const { event, ...setting } = options;
  const stage = await createBenchWorld(setting);
  const read = countTraffic(stage.world);
  const evening = await openLobbyForAll(stage, setting);
  await evening.start();
  await evening.windInto(EVENT.song, EVENT.share);
  await event?.(evening);
  const spent = await runToEnd(evening, read);
  await stage.close();
  return spent;
}

export async function runBareEvening({ way, ...options }: BenchWorldOptions & { way: Way }): Promise<EveningCost> {
  const stage = await createBareBenchWorld(options);
  const read = countTraffic(stage.world);
  const evening = await openBareEvening(stage.world, await linkDirectly(stage.world), { way });
  await evening.start();
  const spent = await runToEnd(evening, read);
  await stage.close();
  return spent;
}

async function runToEnd(evening: MeasuredEvening, read: () => TrafficCounts): Promise<EveningCost> {
  await evening.windInto(STEADY.from, STEADY.share);
  const readSteady = countTraffic(evening.world);
  await evening.windInto(STEADY.to, STEADY.share);
  const perSong = perUnit(readSteady(), STEADY.to - STEADY.from);
  await evening.windToSilence();
  await evening.end();
  const heard = evening.heard();
  return { whole: read(), perSong, silenceMs: longestSilence(heard), flawed: flawedSongs(evening.world, heard) };
}

function perUnit({ api, accounts, linking, edits }: TrafficCounts, by: number): TrafficCounts {
  return { api: api / by, accounts: accounts / by, linking: linking / by, edits: edits / by };
}
