import type { TrackId } from '../sim/spotify/spotify.ts';
import { createWorld, type World } from '../sim/world.ts';
import { createLog } from '../src/log.ts';

export type Name = keyof World['accounts'];
export const NAMES: readonly Name[] = ['ada', 'ben', 'chloe', 'dev', 'elif'];

/** The length of a song, unless told. */
export const SONG_MS = 210_000;
/** Songs of one evening differ a little, so that nothing falls into step with anybody's timers; on average as told. */
const SPREAD = [-0.031, -0.013, 0, 0.013, 0.031];
const SATURDAY_EVENING = Date.UTC(2026, 10, 21, 19);

export type StageOptions = {
  songMs?: number;
  /** How many songs somebody likes; five unless told. */
  songs?: Partial<Record<Name, number>>;
  /** Of every Spotify call, on the wall clock; time then runs by itself. Without it time stands and is wound. */
  latencyMs?: number;
};

/** A world with five people who like songs of about one length, each with a phone in hand, and perhaps Sesh. */
export type Stage = {
  world: World;
  /** Who has connected their account with Sesh. */
  linked: Set<Name>;
  close(): Promise<void>;
};

export async function setBareStage({ songMs = SONG_MS, songs = {}, latencyMs }: StageOptions = {}): Promise<Stage> {
  const world = await createWorld({
    awake: Object.fromEntries(NAMES.map((name) => [name, ['phone']])),
    ...(latencyMs === undefined ? { standingAt: SATURDAY_EVENING } : { spotify: { latencyMs } }),
  });
  for (const name of NAMES) {
    const liked = addSongs(world, name, songMs, songs[name] ?? SPREAD.length);
    world.accounts[name].tops = { short_term: liked, medium_term: liked, long_term: liked };
  }
  return { world, linked: new Set(), close: world.close };
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const stage = await setBareStage(options);
  const { world } = stage;
  const bot = await world.openBot(await world.config(), createLog({ level: 'error' }));
  const close = async () => {
    await bot.close();
    await world.close();
  };
  return { ...stage, close };
}

/** New songs by one artist. */
export function addSongs({ spotify }: World, artist: string, songMs: number, count: number): TrackId[] {
  return Array.from({ length: count }, (_, place) => {
    const durationMs = Math.round(songMs * (1 + (SPREAD[place % SPREAD.length] ?? 0)));
    return spotify.addTrack({ title: `Song ${place + 1} of ${artist}`, artists: [artist], album: 'Bench', durationMs })
      .id;
  });
}
