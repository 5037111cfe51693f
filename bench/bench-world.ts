import type { TrackId } from '../sim/spotify/spotify.ts';
import { createWorld, type World } from '../sim/world.ts';
import { createLog } from '../src/log.ts';

export type HostName = keyof World['accounts'];
export const NAMES: readonly HostName[] = ['ada', 'ben', 'chloe', 'dev', 'elif'];

/** The default length of a song. */
export const SONG_MS = 210_000;
/** Songs of one evening differ a little, so that nothing falls into step with anybody's timers; on average as told. */
const SPREAD = [-0.031, -0.013, 0, 0.013, 0.031];
const SATURDAY_EVENING = Date.UTC(2026, 10, 21, 19);

export type BenchWorldOptions = {
  songMs?: number;
  /** How many songs somebody likes; five unless told. */
  songs?: Partial<Record<HostName, number>>;
  /** Of every Spotify call, on the wall clock; time then runs by itself. Without it time stands and is wound. */
  latencyMs?: number;
};

/** A world with five people who like songs of about one length, each with a phone in hand, and perhaps Sesh. */
export type BenchWorld = {
  world: World;
  /** Who has connected their account with Sesh. */
  linked: Set<HostName>;
  close(): Promise<void>;
};

export async function createBareBenchWorld({
  songMs = SONG_MS,
  songs = {},
  latencyMs,
}: BenchWorldOptions = {}): Promise<BenchWorld> {
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

export async function createBenchWorld(options: BenchWorldOptions = {}): Promise<BenchWorld> {
  const stage = await createBareBenchWorld(options);
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
