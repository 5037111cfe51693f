import type { Channel } from '../sim/discord/discord.ts';
import type { World } from '../sim/world.ts';
import { type Evening, gather, type SeshEvening } from './evening.ts';
import { type Figure, inEveryWay, ofEach, type PerWay } from './figure.ts';
import { flawedSongs, longestSilence } from './listening.ts';
import { type Reading, startMeter } from './meter.ts';
import { gatherBarely, linkBarely, type Way } from './other-ways.ts';
import { NAMES, type Name, setBareStage, setStage } from './stage.ts';
import { type Spent, spendBareEvening, spendEvening } from './whole-evening.ts';

const LATE = 'elif';
const PUNCTUAL = NAMES.filter((name) => name !== LATE);
const SHORT_SONG_MS = 30_000;
/** Spotify counts calls over this long. */
const HALF_MINUTE_MS = 30_000;

/** What evenings cost Spotify and Discord, on time wound by hand. */
export async function measureCalls(): Promise<Figure[]> {
  const plain = await spendEvening();
  const others = await inEveryWay((way) => spendBareEvening({ way }));
  const short = await spendEvening({ songMs: SHORT_SONG_MS });
  const othersShort = await inEveryWay((way) => spendBareEvening({ way, songMs: SHORT_SONG_MS }));
  const bySkip = await spendEvening({ event: pressSkip });
  const byHand = await spendEvening({ event: async ({ account }) => account.pressNext() });
  const withOne = { songs: { [LATE]: 1 } };
  const oneInTime = await spendEvening(withOne);
  const oneLate = await spendEvening({ ...withOne, present: PUNCTUAL, event: ({ join }) => join(LATE) });
  const fiveLate = await spendEvening({ present: PUNCTUAL, event: ({ join }) => join(LATE) });
  const parallel = await spendParallelEvenings();
  const othersParallel = await inEveryWay(spendBareParallelEvenings);
  const untouched = [plain, short, oneInTime, oneLate, fiveLate, parallel];
  const all = [...untouched, bySkip, byHand];

  const calls = (what: string, aim: number | null, sesh: number, others: PerWay<number> = {}): Figure => {
    return { what, unit: 'calls', aim, sesh, ...others };
  };
  return [
    calls(
      'Web API calls per song of 3½ minutes',
      2,
      plain.perSong.api,
      ofEach(others, ({ perSong }) => perSong.api),
    ),
    calls(
      'Web API calls per song of 30 seconds',
      null,
      short.perSong.api,
      ofEach(othersShort, ({ perSong }) => perSong.api),
    ),
    calls(
      'an evening of 25 songs, five joins, start and end: Web API calls',
      60,
      plain.whole.api,
      ofEach(others, ({ whole }) => whole.api),
    ),
    calls(
      '   … and refreshes of tokens',
      null,
      plain.whole.accounts,
      ofEach(others, ({ whole }) => whole.accounts),
    ),
    calls('   … together', 60, together(plain), ofEach(others, together)),
    calls(
      '   … besides, linking five accounts for the first time',
      null,
      plain.whole.linking,
      ofEach(others, ({ whole }) => whole.linking),
    ),
    calls('on top: one insertion (a late joiner with one song)', 2, oneLate.whole.api - oneInTime.whole.api),
    calls('on top: a late joiner with five songs', null, fiveLate.whole.api - plain.whole.api),
    calls('on top: a skip by press', 2, bySkip.whole.api - plain.whole.api),
    calls('on top: a skip by hand on the phone', 2, byHand.whole.api - plain.whole.api),
    calls('five parallel evenings of 25 songs, together', 400, together(parallel), ofEach(othersParallel, together)),
    {
      what: 'edits of the card per song',
      unit: 'edits',
      aim: 1,
      sesh: plain.perSong.edits,
      ...ofEach(others, ({ perSong }) => perSong.edits),
    },
    {
      what: 'songs lost, doubled or cut, evenings without a skip',
      unit: 'songs',
      aim: 0,
      sesh: sum(untouched.map(({ flawed }) => flawed)),
      ...ofEach(others, ({ flawed }) => flawed),
    },
    {
      what: 'silence between two songs, no latency',
      unit: 's',
      aim: 0,
      sesh: Math.max(...all.map(({ silenceMs }) => silenceMs)) / 1_000,
      ...ofEach(others, ({ silenceMs }) => silenceMs / 1_000),
    },
  ];
}

async function pressSkip({ host, card, world }: SeshEvening): Promise<void> {
  await host.press(card(), 'Skip');
  await world.settle();
}

function together({ whole }: Pick<Spent, 'whole'>): number {
  return whole.api + whole.accounts;
}

/** Everybody hosts one evening and takes part in all. */
async function spendParallelEvenings(): Promise<Omit<Spent, 'perSong'>> {
  const stage = await setStage();
  const read = startMeter(stage.world);
  const evenings: SeshEvening[] = [];
  for (const place of places(stage.world)) evenings.push(await gather(stage, { ...place, present: [] }));
  for (const { join, hostName } of evenings) {
    for (const name of NAMES) if (name !== hostName) await join(name);
  }
  await stage.world.advance(HALF_MINUTE_MS);
  const spent = await spendTogether(evenings, read);
  await stage.close();
  return spent;
}

async function spendBareParallelEvenings(way: Way): Promise<Omit<Spent, 'perSong'>> {
  const stage = await setBareStage();
  const read = startMeter(stage.world);
  const accounts = await linkBarely(stage.world);
  const evenings: Evening[] = [];
  for (const place of places(stage.world)) evenings.push(await gatherBarely(stage.world, accounts, { way, ...place }));
  const spent = await spendTogether(evenings, read);
  await stage.close();
  return spent;
}

function places({ guild }: World): { hostName: Name; channel: Channel }[] {
  return NAMES.map((hostName) => ({ hostName, channel: guild.addChannel(`music-of-${hostName}`) }));
}

async function spendTogether(evenings: readonly Evening[], read: () => Reading): Promise<Omit<Spent, 'perSong'>> {
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
