import type { Config } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { createBrowser } from '../src/sim/browser.ts';
import type { Channel, Guild, Message, Person } from '../src/sim/discord.ts';
import type { TrackId } from '../src/sim/spotify.ts';
import { consent, linkIn, type World } from '../src/sim/world.ts';
import { existing, pickUpPhone } from './evening.ts';
import { addSongs, SONG_MS } from './stage.ts';

/** The host of one of many live sessions. */
export type Host = { person: Person; channel: Channel };

const CHANNELS_PER_GUILD = 25;
const SONGS_EACH = 10;
/**
 * Sesh makes one call a second in the long run, and a song costs two: songs are so long that the sessions which are
 * live already need no more than half of that, and the rest is left for starting more.
 */
const SONG_MS_PER_SESSION = 4_000;
const STEP_MS = 1_000;

export function songMsFor(sessions: number): number {
  return Math.max(SONG_MS, sessions * SONG_MS_PER_SESSION);
}

/** Opens that many sessions the way people do, each with a host of its own who links an account, and lets them play. */
export async function openSessions(world: World, config: Config, count: number): Promise<Host[]> {
  const songs = addSongs(world, 'Everybody', songMsFor(count), SONGS_EACH);
  const guilds = Array.from({ length: Math.ceil(count / CHANNELS_PER_GUILD) }, (_, place) =>
    world.discord.addGuild(`Server ${place + 1}`),
  );
  const bot = await world.openBot(config, createLog({ level: 'error' }));
  const hosts: Host[] = [];
  while (hosts.length < count) {
    const guild = existing(guilds[Math.floor(hosts.length / CHANNELS_PER_GUILD)], 'guild');
    hosts.push(await openSession(world, guild, `Host ${hosts.length + 1}`, songs));
  }
  await bot.close();
  return hosts;
}

async function openSession(world: World, guild: Guild, name: string, songs: TrackId[]): Promise<Host> {
  const channel = guild.addChannel(name.toLowerCase().replace(' ', '-'));
  const person = guild.addPerson(world.discord.addUser(name));
  const account = world.spotify.addPerson({
    displayName: name,
    tops: { medium_term: songs },
    devices: [{ name: 'Phone', type: 'Smartphone', awake: true }],
  });
  const card = (): Message | undefined => world.discord.messages(channel).findLast(({ embeds }) => embeds.length > 0);

  const offer = await person.type(channel, `/sesh create songs:${SONGS_EACH}`);
  const browser = createBrowser();
  await browser.open(linkIn(offer));
  await wind(world, consent(browser, person.user.id, account.accountId));
  await windUntil(world, () => card() !== undefined);
  await pickUpPhone(world, account);
  await person.press(existing(card(), 'card'), 'Start');
  await windUntil(world, () => account.now().isPlaying);
  return { person, channel };
}

/** Winds time on for as long as something takes. */
async function wind(world: World, doing: Promise<unknown>): Promise<void> {
  let isDone = false;
  const done = doing.finally(() => {
    isDone = true;
  });
  await windUntil(world, () => isDone);
  await done;
}

async function windUntil(world: World, isSo: () => boolean): Promise<void> {
  while (!isSo()) await world.advance(STEP_MS);
}
