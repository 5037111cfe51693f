import type { Channel } from '../sim/discord/discord.ts';
import type { World } from '../sim/world.ts';
import { createBareBenchWorld, createBenchWorld, type HostName, NAMES } from './bench-world.ts';
import { type MeasuredEvening, openLobbyForAll, type SeshEvening } from './evening.ts';
import { type Figure, measureEveryWay, type PerWay, valueOfEach } from './figure.ts';
import { linkDirectly, openBareEvening, type Way } from './other-ways.ts';
import { flawedSongs, longestSilence } from './player-record.ts';
import { countTraffic, type TrafficCounts } from './traffic.ts';
import { type EveningCost, runBareEvening, runEvening } from './whole-evening.ts';

const LATE = 'elif';
const PUNCTUAL = NAMES.filter((name) => name !== LATE);
const SHORT_SONG_MS = 30_000;
/** The window of Spotify's rate limit. */
const HALF_MINUTE_MS = 30_000;

/** Measures the calls that evenings cost at Spotify and Discord, on a wound clock. */
export async function measureCalls(): Promise<Figure[]> {
  const plain = await runEvening();
  const others = await measureEveryWay((way) => runBareEvening({ way }));
  const short = await runEvening({ songMs: SHORT_SONG_MS });
  const othersShort = await measureEveryWay((way) => runBareEvening({ way, songMs: SHORT_SONG_MS }));
  const bySkip = await runEvening({ event: pressSkip });
  const byHand = await runEvening({ event: async ({ account }) => account.pressNext() });
  const withOne = { songs: { [LATE]: 1 } };
  const oneInTime = await runEvening(withOne);
  const oneLate = await runEvening({ ...withOne, present: PUNCTUAL, event: ({ join }) => join(LATE) });
  const fiveLate = await runEvening({ present: PUNCTUAL, event: ({ join }) => join(LATE) });
  const parallel = await runParallelEvenings();
  const othersParallel = await measureEveryWay(runBareParallelEvenings);
  const untouched = [plain, short, oneInTime, oneLate, fiveLate, parallel];
  const all = [...untouched, bySkip, byHand];

  const calls = (label: string, aim: number | null, sesh: number, others: PerWay<number> = {}): Figure => {
    return { label, unit: 'calls', aim, sesh, ...others };
  };
  return [
    calls(
      'Web API calls per song of 3½ minutes',
      2,
      plain.perSong.api,
      valueOfEach(others, ({ perSong }) => perSong.api),
    ),
    calls(
      'Web API calls per song of 30 seconds',
      null,
      short.perSong.api,
      valueOfEach(othersShort, ({ perSong }) => perSong.api),
    ),
    calls(
      'an evening of 25 songs, five joins, start and end: Web API calls',
      60,
      plain.whole.api,
      valueOfEach(others, ({ whole }) => whole.api),
    ),
    calls(
      '   … and refreshes of tokens',
      null,
      plain.whole.accounts,
      valueOfEach(others, ({ whole }) => whole.accounts),
    ),
    calls('   … together', 60, totalCalls(plain), valueOfEach(others, totalCalls)),
    calls(
      '   … besides, linking five accounts for the first time',
      null,
      plain.whole.linking,
      valueOfEach(others, ({ whole }) => whole.linking),
    ),
    calls('on top: one insertion (a late joiner with one song)', 2, oneLate.whole.api - oneInTime.whole.api),
    calls('on top: a late joiner with five songs', null, fiveLate.whole.api - plain.whole.api),
    calls('on top: a skip by press', 2, bySkip.whole.api - plain.whole.api),
    calls('on top: a skip by hand on the phone', 2, byHand.whole.api - plain.whole.api),
    calls(
      'five parallel evenings of 25 songs, together',
      400,
      totalCalls(parallel),
      valueOfEach(othersParallel, totalCalls),
    ),
    {
      label: 'edits of the card per song',
      unit: 'edits',
      aim: 1,
      sesh: plain.perSong.edits,
      ...valueOfEach(others, ({ perSong }) => perSong.edits),
    },
    {
      label: 'songs lost, doubled or cut, evenings without a skip',
      unit: 'songs',
      aim: 0,
      sesh: sum(untouched.map(({ flawed }) => flawed)),
      ...valueOfEach(others, ({ flawed }) => flawed),
    },
    {
      label: 'silence between two songs, no latency',
      unit: 's',
      aim: 0,
      sesh: Math.max(...all.map(({ silenceMs }) => silenceMs)) / 1_000,
      ...valueOfEach(others, ({ silenceMs }) => silenceMs / 1_000),
    },
  ];
}

async function pressSkip({ host, card, world }: SeshEvening): Promise<void> {
  await host.press(card(), 'Skip');
  await world.settle();
}

function totalCalls({ whole }: Pick<EveningCost, 'whole'>): number {
  return whole.api + whole.accounts;
}

/** Everybody hosts one evening and takes part in all. */
async function runParallelEvenings(): Promise<Omit<EveningCost, 'perSong'>> {
  const stage = await createBenchWorld();
  const read = countTraffic(stage.world);
  const evenings: SeshEvening[] = [];
  for (const place of places(stage.world)) evenings.push(await openLobbyForAll(stage, { ...place, present: [] }));
  for (const { join, hostName } of evenings) {
    for (const name of NAMES) if (name !== hostName) await join(name);
  }
  await stage.world.advance(HALF_MINUTE_MS);
  const spent = await runTogether(evenings, read);
  await stage.close();
  return spent;
}

async function runBareParallelEvenings(way: Way): Promise<Omit<EveningCost, 'perSong'>> {
  const stage = await createBareBenchWorld();
  const read = countTraffic(stage.world);
  const accounts = await linkDirectly(stage.world);
  const evenings: MeasuredEvening[] = [];
  for (const place of places(stage.world))
    evenings.push(await openBareEvening(stage.world, accounts, { way, ...place }));
  const spent = await runTogether(evenings, read);
  await stage.close();
  return spent;
}

function places({ guild }: World): { hostName: HostName; channel: Channel }[] {
  return NAMES.map((hostName) => ({ hostName, channel: guild.addChannel(`music-of-${hostName}`) }));
}

async function runTogether(
  evenings: readonly MeasuredEvening[],
  read: () => TrafficCounts,
): Promise<Omit<EveningCost, 'perSong'>> {
  for (const evening of evenings) await evening.start();
  for (const evening of evenings) await evening.windToSilence();
  for (const evening of evenings) await evening.end();
  const records = evenings.map(({ heard }) => heard());
  return {
    whole: read(),
    silenceMs: Math.max(...records.map(longestSilence)),
    flawed: sum(evenings.map(({ world }, place) => flawedSongs(world, records[place] ?? []))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
