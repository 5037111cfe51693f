import { type Evening, gather, type Party, type SeshEvening } from './evening.ts';
import { flawedSongs, longestSilence } from './listening.ts';
import { type Reading, startMeter } from './meter.ts';
import { gatherBarely, linkBarely, type Way } from './other-ways.ts';
import { type StageOptions, setBareStage, setStage } from './stage.ts';

/** What one evening cost. */
export type Spent = {
  /** From the first command to the recap. */
  whole: Reading;
  /** On average, somewhere in the middle of the evening. */
  perSong: Reading;
  /** The longest pause between two songs. */
  silenceMs: number;
  /** Songs that did not sound exactly once from beginning to end. */
  flawed: number;
};

/** Early in which song something happens that is not part of every evening. */
const EVENT = { song: 5, share: 0.3 };
const STEADY = { from: 7, to: 17, share: 0.25 };

export async function spendEvening(
  options: StageOptions & Party & { event?: (evening: SeshEvening) => Promise<void> } = {},
): Promise<Spent> {
  const { event, ...setting } = options;
  const stage = await setStage(setting);
  const read = startMeter(stage.world);
  const evening = await gather(stage, setting);
  await evening.start();
  await evening.windInto(EVENT.song, EVENT.share);
  await event?.(evening);
  const spent = await spendRest(evening, read);
  await stage.close();
  return spent;
}

export async function spendBareEvening({ way, ...options }: StageOptions & { way: Way }): Promise<Spent> {
  const stage = await setBareStage(options);
  const read = startMeter(stage.world);
  const evening = await gatherBarely(stage.world, await linkBarely(stage.world), { way });
  await evening.start();
  const spent = await spendRest(evening, read);
  await stage.close();
  return spent;
}

async function spendRest(evening: Evening, read: () => Reading): Promise<Spent> {
  await evening.windInto(STEADY.from, STEADY.share);
  const readSteady = startMeter(evening.world);
  await evening.windInto(STEADY.to, STEADY.share);
  const perSong = divided(readSteady(), STEADY.to - STEADY.from);
  await evening.windToSilence();
  await evening.end();
  const heard = evening.heard();
  return { whole: read(), perSong, silenceMs: longestSilence(heard), flawed: flawedSongs(evening.world, heard) };
}

function divided({ api, accounts, linking, edits }: Reading, by: number): Reading {
  return { api: api / by, accounts: accounts / by, linking: linking / by, edits: edits / by };
}
