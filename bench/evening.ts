import { createLog } from '../src/log.ts';
import type { Channel, Interaction, Message, Person } from '../src/sim/discord.ts';
import type { NewTrack, Sounding, SpotifyPerson, TrackId } from '../src/sim/spotify.ts';
import { createWorld, type World } from '../src/sim/world.ts';

export type Name = keyof World['accounts'];
export const NAMES: readonly Name[] = ['ada', 'ben', 'chloe', 'dev', 'elif'];

/** The length of a song, unless told. */
export const SONG_MS = 210_000;
/** Songs of one evening differ a little, so that nothing falls into step with anybody's timers; on average as told. */
const SPREAD = [-0.031, -0.013, 0, 0.013, 0.031];
const SONGS_EACH = SPREAD.length;
const SATURDAY_EVENING = Date.UTC(2026, 10, 21, 19);

export type StageOptions = {
  songMs?: number;
  /** How many songs somebody likes; five unless told. */
  songs?: Partial<Record<Name, number>>;
  /** Of every Spotify call, on the wall clock; time then runs by itself. Without it time stands and is wound. */
  latencyMs?: number;
};

/** A world with a bot in it, and five people who like songs of about one length. */
export type Stage = {
  world: World;
  /** Who has connected their account. */
  linked: Set<Name>;
  close(): Promise<void>;
};

export async function setStage({ songMs = SONG_MS, songs = {}, latencyMs }: StageOptions = {}): Promise<Stage> {
  const world = await createWorld({
    awake: Object.fromEntries(NAMES.map((name) => [name, ['phone']])),
    ...(latencyMs === undefined ? { standingAt: SATURDAY_EVENING } : { spotify: { latencyMs } }),
  });
  for (const name of NAMES) {
    const liked = addSongs(world, name, songMs, songs[name] ?? SONGS_EACH);
    world.accounts[name].tops = { short_term: liked, medium_term: liked, long_term: liked };
  }
  const bot = await world.openBot(await world.config(), createLog({ level: 'error' }));
  const close = async () => {
    await bot.close();
    await world.close();
  };
  return { world, linked: new Set(), close };
}

/** New songs by one artist. */
export function addSongs({ spotify }: World, artist: string, songMs: number, count: number): TrackId[] {
  return Array.from({ length: count }, (_, place) => {
    const spread = SPREAD[place % SPREAD.length] ?? 0;
    const song: NewTrack = {
      title: `Song ${place + 1} of ${artist}`,
      artists: [artist],
      album: 'Bench',
      durationMs: Math.round(songMs * (1 + spread)),
    };
    return spotify.addTrack(song).id;
  });
}

/** One session in one channel, with the people who take part, driven the way people do it. */
export type Evening = {
  world: World;
  channel: Channel;
  host: Person;
  /** The host's Spotify account. */
  account: SpotifyPerson;
  card(): Message;
  join(name: Name): Promise<void>;
  /** The host picks up the phone, and presses Start. */
  start(): Promise<Interaction>;
  /** What has come out of the host's devices since the start. */
  heard(): Sounding[];
  /** Winds on to somewhere in the `nth` song, counted from 1: 0.5 is its middle. */
  windInto(nth: number, share: number): Promise<void>;
  /** Winds on until a minute after the last song. */
  windToSilence(): Promise<void>;
  end(): Promise<void>;
};

/** Opens a lobby and lets everybody in. */
export async function gather(
  { world, linked }: Stage,
  { hostName = 'ada', others = NAMES, channel = world.channel }: { hostName?: Name; others?: readonly Name[]; channel?: Channel } = {},
): Promise<Evening> {
  const host = world.people[hostName];
  const account = world.accounts[hostName];
  let startedAt = Number.POSITIVE_INFINITY;

  async function connect(name: Name, interaction: Interaction) {
    await world.settle();
    if (!linked.has(name)) await world.link(name, interaction);
    linked.add(name);
    await world.settle();
  }

  const card = () => existing(world.discord.messages(channel).findLast(({ embeds }) => embeds.length > 0), 'card');
  const heard = () => account.record.filter((sounding) => sounding.startedAt >= startedAt);
  const song = () => {
    const { track, progressMs } = account.now();
    const durationMs = (track && world.spotify.track(track)?.durationMs) ?? 0;
    return { durationMs, leftMs: durationMs - progressMs };
  };

  const evening: Evening = {
    world,
    channel,
    host,
    account,
    card,
    heard,
    async join(name) {
      await connect(name, await world.people[name].press(card(), 'Join'));
    },
    async start() {
      account.pressPlay();
      account.pressPause();
      await world.settle();
      startedAt = world.clock.now();
      const press = await host.press(card(), 'Start');
      await world.settle();
      return press;
    },
    async windInto(nth, share) {
      while (songsIn(heard()) < nth) await world.advance(song().leftMs + 1);
      const { durationMs, leftMs } = song();
      await world.advance(Math.max(0, leftMs - durationMs * (1 - share)));
    },
    async windToSilence() {
      while (account.now().isPlaying) await world.advance(song().leftMs + 1);
      await world.advance(60_000);
    },
    async end() {
      const question = await host.press(card(), 'End');
      await world.settle();
      await host.press(existing(question.replies.at(-1), 'question'), 'End it');
      await world.settle();
    },
  };

  await connect(hostName, await host.type(channel, '/sesh create'));
  for (const name of others) if (name !== hostName) await evening.join(name);
  return evening;
}

/** How many songs these pieces belong to: a song that goes on elsewhere or after a pause is one. */
export function songsIn(heard: readonly Sounding[]): number {
  return heard.filter(({ trackId }, place) => heard[place - 1]?.trackId !== trackId).length;
}

export function existing<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
