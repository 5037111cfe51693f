import { setTimeout as pause } from 'node:timers/promises';
import { createBrowser } from '../sim/browser.ts';
import type { Channel, Guild, Message, Person } from '../sim/discord/discord.ts';
import type { SpotifyPerson, TrackId } from '../sim/spotify/spotify.ts';
import { consent, linkIn, type World } from '../sim/world.ts';
import type { App } from '../src/app.ts';
import type { Config } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { addSongs, SONG_MS } from './bench-world.ts';
import { activatePhone, required } from './evening.ts';

/** The host of one of many sessions. */
export type Host = { person: Person; channel: Channel; account: SpotifyPerson };

const SONGS_EACH = 10;
/** The pace of calls that the simulated Spotify accepts in the long run, with a margin. */
const CALL_EVERY_MS = 1_000;
/** A song costs two calls: sessions that are live need half of that, and the rest is for starting more. */
const SONG_MS_PER_SESSION = 4 * CALL_EVERY_MS;
/** About how long one takes to open, on the clock; the rest is wound afterwards. */
export const OPENING_MS_PER_SESSION = 20_000;
/** As many channels with music as one server has. */
const CHANNELS = 25;
const STEP_MS = 1_000;
const WALL_STEP_MS = 20;
const PATIENCE_MS = 20 * 60_000;

export function songMsFor(sessions: number): number {
  return Math.max(SONG_MS, sessions * SONG_MS_PER_SESSION);
}

/** Opens that many sessions the way people do, each with a host of its own who links an account, and lets them play. */
export async function openSessions(world: World, config: Config, count: number): Promise<Host[]> {
  const songs = addSongs(world, 'Everybody', songMsFor(count), SONGS_EACH);
  const hosts: Host[] = [];
  while (hosts.length < count)
    hosts.push(...(await openLobbies(world, config, songs, Math.min(CHANNELS, count - hosts.length))));
  await withBot(world, config, async () => {
    for (const host of hosts) await start(world, host);
  });
  return hosts;
}

/** The web server lets one address make so many requests a minute: each server's people meet a bot just begun. */
async function openLobbies(world: World, config: Config, songs: readonly TrackId[], count: number): Promise<Host[]> {
  const guild = world.discord.addGuild('A server');
  const hosts = Array.from({ length: count }, (_, place) => createHost(world, guild, `Host ${place + 1}`, songs));
  await withBot(world, config, async () => {
    for (const host of hosts) await openLobby(world, host);
  });
  return hosts;
}

async function withBot(world: World, config: Config, act: () => Promise<void>): Promise<void> {
  const bot = await world.openBot(config, createLog({ level: 'error' }));
  await act();
  await closeBot(world, bot);
}

/** Closes a bot, which finishes what it has begun: time has to pass on the clock and on the wall. */
async function closeBot(world: World, bot: App): Promise<void> {
  let isClosed = false;
  const closing = bot.close().finally(() => {
    isClosed = true;
  });
  while (!isClosed) await Promise.all([world.advance(STEP_MS), pause(WALL_STEP_MS)]);
  await closing;
}

function createHost({ discord, spotify }: World, guild: Guild, name: string, songs: readonly TrackId[]): Host {
  const account = spotify.addPerson({
    displayName: name,
    accountId: `account${spotify.people.length}`,
    id: `user${spotify.people.length}`,
    tops: { medium_term: songs },
    devices: [{ name: 'Phone', type: 'Smartphone', awake: true }],
  });
  return { person: guild.addPerson(discord.addUser(name)), channel: guild.addChannel('music'), account };
}

/** Linking, the songs and the lights of the lobby take five calls; winding first leaves room in Spotify's half minute. */
async function openLobby(world: World, { person, channel, account }: Host): Promise<void> {
  await world.advance(5 * CALL_EVERY_MS);
  const browser = createBrowser();
  await browser.open(linkIn(await person.type(channel, `/sesh create songs:${SONGS_EACH}`)));
  await consent(browser, person.user.id, account.accountId);
}

/** A start takes four calls, and what plays already needs some: winding first leaves room, well before a lobby closes. */
async function start(world: World, { person, channel, account }: Host): Promise<void> {
  await world.advance(6 * CALL_EVERY_MS);
  account.wake(required(account.devices[0], 'phone'));
  await activatePhone(world, account);
  await person.press(required(cardIn(world, channel), 'card'), 'Start');
  await advanceUntil(world, () => account.now().isPlaying);
}

function cardIn({ discord }: World, channel: Channel): Message | undefined {
  return discord.messages(channel).findLast(({ embeds }) => embeds.length > 0);
}

async function advanceUntil(world: World, isSo: () => boolean): Promise<void> {
  const until = world.clock.now() + PATIENCE_MS;
  while (!isSo()) {
    if (world.clock.now() > until) throw new Error('nothing happens');
    await world.advance(STEP_MS);
  }
}
