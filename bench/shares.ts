import { setTimeout as pause } from 'node:timers/promises';
import { createBrowser } from '../sim/browser.ts';
import { consent, createWorld, linkIn, type World } from '../sim/world.ts';
import { createLog } from '../src/log.ts';
import { addSongs, createBareBenchWorld, createBenchWorld, SONG_MS } from './bench-world.ts';
import { openLobbyForAll, required } from './evening.ts';
import type { Figure } from './figure.ts';
import { linkDirectly } from './other-ways.ts';

const LATENCY_MS = 100;
const FLOOD = { searches: 26, ms: 8_000 };
/** The host presses once in so many searches. */
const PRESS_EVERY = 5;
/** The simulated Spotify's rate limit during the flood. */
const RATE = 24;
const HALF_MINUTE_MS = 31_000;
const LOBBIES = 200;
const SONGS_EACH = 5;
const PATIENCE_S = 300;
const EVENING = Date.UTC(2026, 10, 21, 19);

/** Measures what others notice while one person sends too many requests, and while many start at once. */
export async function measureShares(): Promise<Figure[]> {
  const sesh = await measureFlood();
  const usual = await measureFloodWithoutShares();
  const openedS = await openManyLobbies();
  const flood = `one guest sends ${FLOOD.searches} searches in 8 s, Spotify taking ${RATE} calls in 30 s`;
  return [
    { label: `${flood}: searches that reach it`, unit: 'calls', aim: null, sesh: sesh.searches, usual: usual.searches },
    { label: "   … the host's presses refused", unit: 'presses', aim: 0, sesh: sesh.refused, usual: usual.refused },
    {
      label: '   … the slowest of them, at Spotify after',
      unit: 'ms',
      aim: 300,
      sesh: sesh.slowestMs,
      usual: usual.slowestMs,
    },
    {
      label: `${LOBBIES} accounts linked and lobbies opened, Spotify never saying 429: all within`,
      unit: 's',
      aim: 60,
      sesh: openedS,
    },
  ];
}

type FloodFigures = { searches: number; refused: number; slowestMs: number };

/** Measures Sesh under a flood, on a running clock and with latency. */
async function measureFlood(): Promise<FloodFigures> {
  const stage = await createBenchWorld({ latencyMs: LATENCY_MS });
  const { world } = stage;
  const evening = await openLobbyForAll(stage, { present: [] });
  await world.people.finn.press(evening.card(), 'Join');
  await evening.start();
  await world.advance(HALF_MINUTE_MS);
  const felt = await runFlood(world, {
    search: (words) => world.people.finn.type(evening.channel, `/sesh add song:${words}`),
    press: (command) => evening.host.type(evening.channel, `/sesh ${command}`),
  });
  await stage.close();
  return felt;
}

/** Measures the usual way: each search and each press is a call at once. */
async function measureFloodWithoutShares(): Promise<FloodFigures> {
  const stage = await createBareBenchWorld({ latencyMs: LATENCY_MS });
  const { world } = stage;
  const { accessToken } = (await linkDirectly(world)).ada;
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${world.url}/spotify/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const uris = addSongs(world, 'Ada', SONG_MS, SONGS_EACH).map((id) => `spotify:track:${id}`);
  await ask('PUT', '/me/player/play', { uris, device_id: required(world.accounts.ada.devices[0], 'phone').id });
  await world.advance(HALF_MINUTE_MS);
  const felt = await runFlood(world, {
    search: (words) => ask('GET', `/search?q=${encodeURIComponent(words)}&type=track&limit=10`),
    press: (command) => ask('PUT', command === 'pause' ? '/me/player/pause' : '/me/player/play'),
  });
  await stage.close();
  return felt;
}

type FloodActions = { search(words: string): Promise<unknown>; press(command: 'pause' | 'resume'): Promise<unknown> };

/** Sends searches without waiting for answers, with presses in between. */
async function runFlood({ spotify, clock }: World, { search, press }: FloodActions): Promise<FloodFigures> {
  spotify.rate = RATE;
  const before = spotify.requests.length;
  const doings: Promise<unknown>[] = [];
  const presses: { at: number; path: RegExp }[] = [];
  for (let time = 0; time < FLOOD.searches; time++) {
    doings.push(search(`zzq ${time} word`));
    if (time % PRESS_EVERY === PRESS_EVERY - 1) {
      const command = presses.length % 2 === 0 ? 'pause' : 'resume';
      presses.push({ at: clock.now(), path: command === 'pause' ? /pause$/ : /play$/ });
      doings.push(press(command));
    }
    await pause(FLOOD.ms / FLOOD.searches);
  }
  await Promise.all(doings);
  const asked = spotify.requests.slice(before);
  const waits = presses.flatMap(({ at, path }) => {
    const taken = asked.find((request) => request.at >= at && path.test(request.path) && request.status !== 429);
    return taken ? taken.at - at : [];
  });
  return {
    searches: asked.filter(({ path }) => path === '/v1/search').length,
    refused: presses.length - waits.length,
    slowestMs: Math.max(...waits),
  };
}

/** Everybody types `/sesh create` and follows the link, one right after the other; says in how many seconds of the clock. */
async function openManyLobbies(): Promise<number> {
  const world = await createWorld({ standingAt: EVENING });
  world.spotify.rate = Number.POSITIVE_INFINITY;
  const config = await world.config();
  const web = { ...config.web, trustProxy: 'loopback' };
  const bot = await world.openBot({ ...config, web }, createLog({ level: 'error' }));
  const songs = addSongs(world, 'Everybody', SONG_MS, SONGS_EACH);
  const channels = Array.from({ length: LOBBIES }, (_, place) => world.guild.addChannel(`music-${place}`));
  const isOpen: (() => boolean)[] = [];
  for (const [place, channel] of channels.entries()) {
    const name = `Host ${place + 1}`;
    const tops = { medium_term: songs };
    const devices = [{ name: 'Phone', type: 'Smartphone', awake: true }] as const;
    const account = world.spotify.addPerson({ displayName: name, accountId: `account${place}`, tops, devices });
    const person = world.guild.addPerson(world.discord.addUser(name));
    const browser = createBrowser(`203.0.113.${place}`);
    await browser.open(linkIn(await person.type(channel, '/sesh create')));
    await consent(browser, person.user.id, account.accountId);
    isOpen.push(() =>
      world.discord.messages(channel).some((message) => /awake|Phone/.test(JSON.stringify(message.embeds))),
    );
  }
  const until = EVENING + PATIENCE_S * 1_000;
  while (!isOpen.every((isSo) => isSo()) && world.clock.now() < until) await world.advance(1_000);
  const takenS = (world.clock.now() - EVENING) / 1_000;
  await bot.close();
  await world.close();
  return isOpen.every((isSo) => isSo()) ? takenS : Number.POSITIVE_INFINITY;
}
