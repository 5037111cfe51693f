import type { TrackId } from '../sim/spotify/spotify.ts';
import { createBareBenchWorld, createBenchWorld, SONG_MS } from './bench-world.ts';
import { type MeasuredEvening, openLobbyForAll } from './evening.ts';
import { type Figure, measureEveryWay, valueOfEach } from './figure.ts';
import { linkDirectly, openBareEvening } from './other-ways.ts';

/** The positions in a song at which the host presses next on the phone. */
const AT_A_BOUNDARY = 0.998;
const ELSEWHERE = [0.05, 0.3, 0.49, 0.51, 0.7, 0.95];
const LAST_SONG = 23;
const PRESSED_AFTER_MS = 30_000;
const STEP_MS = 100;
const PATIENCE_MS = SONG_MS;

/** Measures how long the card shows a song that the host has left by hand, on a wound clock. */
export async function measureChanges(): Promise<Figure[]> {
  const stage = await createBenchWorld();
  const evening = await openLobbyForAll(stage);
  await evening.start();
  const sesh = await slowestOf(evening);
  const pressed = await afterAPress(evening, () => evening.host.press(evening.card(), 'Pause'));
  await stage.close();

  const others = await measureEveryWay(async (way) => {
    const bare = await createBareBenchWorld();
    const another = await openBareEvening(bare.world, await linkDirectly(bare.world), { way });
    await another.start();
    const slowest = await slowestOf(another);
    await bare.close();
    return slowest;
  });

  return [
    {
      label: 'next by hand is on the card, just before a boundary',
      unit: 's',
      aim: 2,
      sesh: sesh.boundary,
      ...valueOfEach(others, ({ boundary }) => boundary),
    },
    {
      label: '   … elsewhere, the slowest of six, as a part of the song that was left',
      unit: '%',
      aim: 50,
      sesh: sesh.elsewhere,
      ...valueOfEach(others, ({ elsewhere }) => elsewhere),
    },
    { label: '   … after a press that steers', unit: 's', aim: 1, sesh: pressed },
  ];
}

/** Returns the slowest update: at a boundary in seconds, elsewhere in hundredths of the song that was left. */
async function slowestOf(evening: MeasuredEvening): Promise<{ boundary: number; elsewhere: number }> {
  const shown: { afterS: number; ofSong: number }[] = [];
  for (const [place, share] of [AT_A_BOUNDARY, ...ELSEWHERE].entries()) {
    await evening.windInto(2 + 3 * place, share);
    const left = evening.account.now().track;
    evening.account.pressNext();
    const afterS = await untilShown(evening, left);
    shown.push({ afterS, ofSong: (afterS * 100_000) / lengthOf(evening, left) });
  }
  const [atBoundary, ...elsewhere] = shown;
  return {
    boundary: atBoundary?.afterS ?? Number.NaN,
    elsewhere: Math.max(...elsewhere.map(({ ofSong }) => ofSong)),
  };
}

async function afterAPress(evening: MeasuredEvening, press: () => Promise<unknown>): Promise<number> {
  await evening.windInto(LAST_SONG, 0.2);
  const left = evening.account.now().track;
  evening.account.pressNext();
  await evening.world.advance(PRESSED_AFTER_MS);
  await press();
  await evening.world.settle();
  return untilShown(evening, left);
}

/** Returns the seconds until the card shows what is loaded now, and no longer the song that was left. */
async function untilShown({ world, account, card }: MeasuredEvening, left: TrackId | null): Promise<number> {
  const began = world.clock.now();
  const isShown = () => {
    const { track } = account.now();
    const title = track !== null && track !== left ? world.spotify.track(track)?.title : undefined;
    return title !== undefined && card().embeds[0]?.title?.includes(title);
  };
  while (!isShown() && world.clock.now() - began < PATIENCE_MS) await world.advance(STEP_MS);
  return (world.clock.now() - began) / 1_000;
}

function lengthOf({ world }: MeasuredEvening, track: TrackId | null): number {
  return (track ? world.spotify.track(track)?.durationMs : undefined) ?? Number.NaN;
}
