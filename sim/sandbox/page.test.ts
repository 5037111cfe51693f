import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { createLog } from '../../src/log.ts';
import { createWorld, type World } from '../world.ts';
import { sandboxPage } from './page.ts';
import type { PageState } from './protocol.ts';

const QUARTER_HOUR_MS = 15 * 60_000;

let world: World;
let bot: App;

beforeEach(async () => {
  world = await createWorld({ standingAt: Date.UTC(2026, 10, 21, 19), page: sandboxPage });
  bot = await world.openBot(await world.config(), createLog({ level: 'silent' }));
});

afterEach(async () => {
  await bot.close();
  await world.close();
});

type Answer = { status: number; body: Record<string, unknown> };
/** Sent by other means than `fetch`, for whose requests wound time waits. */
async function act(action: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = request(`${world.url}/sandbox/do/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  sent.end(JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: (await json(response)) as Answer['body'] };
}

async function look(as: string, player = 'ada'): Promise<PageState> {
  const response = await fetch(`${world.url}/sandbox/state?as=${as}&player=${player}`);
  return (await response.json()) as PageState;
}

/** Connects Ada's Spotify, so that her lobby opens. */
async function openLobby(): Promise<void> {
  await world.link('ada', await world.people.ada.type(world.channel, '/sesh create'));
  await world.settle();
}

function buttonOn(seen: PageState, label: string): { message: string; button: string } {
  for (const { id, components } of seen.messages) {
    const found = components.flatMap((row) => row.components ?? []).find((button) => button.label === label);
    if (found?.custom_id) return { message: id, button: found.custom_id };
  }
  throw new Error(`no button ${label}`);
}

describe('the channel', () => {
  it('shows to each what they would see', async () => {
    await act('type', { as: 'ada', text: '/sesh create' });
    const [offer] = (await look('ada')).messages;
    expect(offer).toMatchObject({ isPrivate: true, content: expect.stringContaining('connect Spotify') });
    expect((await look('ben')).messages).toEqual([]);
  });

  it('takes presses and plain words, and dismisses what one alone sees', async () => {
    await openLobby();
    const seen = await look('finn');
    expect(await act('press', { as: 'finn', ...buttonOn(seen, 'Join') })).toEqual({
      status: 200,
      body: { notice: null },
    });
    await world.settle();
    await act('say', { as: 'finn', text: 'Good evening' });

    const [card, welcome, said] = (await look('finn')).messages;
    expect(card?.embeds[0]?.title).toBe('Who brings the music tonight?');
    expect(said?.content).toBe('Good evening');
    await act('dismiss', { as: 'finn', message: welcome?.id });
    expect((await look('finn')).messages.map(({ id }) => id)).toEqual([card?.id, said?.id]);
    expect((await act('dismiss', { as: 'finn', message: card?.id })).status).toBe(422);
  });

  it('says in one sentence what cannot be sent', async () => {
    expect(await act('type', { as: 'ada', text: '/sesh craete' })).toEqual({
      status: 422,
      body: { error: expect.stringContaining('there is no subcommand "craete"') },
    });
    expect(await act('type', { as: 'nobody', text: '/sesh create' })).toEqual({
      status: 422,
      body: { error: 'Say who does this: one of the six people.' },
    });
    expect((await act('frobnicate', {})).status).toBe(404);
  });

  it('offers the commands that the bot registered, and what it completes', async () => {
    const commands = (await (await fetch(`${world.url}/sandbox/commands`)).json()) as { name: string }[];
    expect(commands.map(({ name }) => name)).toEqual(['sesh']);

    await openLobby();
    await act('wake', { player: 'ada', device: 0 });
    const { body } = await act('complete', { as: 'ada', text: '/sesh start device:pho' });
    expect(body).toEqual({ choices: [{ name: 'Ada’s phone', value: expect.any(String) }] });
  });

  it('tells of a command that nobody answered until it is dismissed', async () => {
    await bot.close();
    const told = new Promise<void>((resolve) => {
      const stop = world.discord.subscribe((change) => {
        if (change.kind !== 'interaction-changed') return;
        stop();
        resolve();
      });
    });
    const typing = act('type', { as: 'ben', text: '/sesh help' });
    await told;
    await world.advance(3_000);
    expect((await typing).body).toEqual({ notice: 'The application did not respond' });

    const { notices } = await look('ben');
    expect((await look('ada')).notices).toEqual([]);
    await act('dismiss', { as: 'ben', message: notices[0]?.id });
    expect((await look('ben')).notices).toEqual([]);
  });
});

describe('the player and the clock', () => {
  it('lets the host’s hands do what hands can', async () => {
    const shelf = (await (await fetch(`${world.url}/sandbox/shelf`)).json()) as {
      songs: { id: string; title: string }[];
      albums: { uri: string; name: string }[];
    };
    const lowTide = shelf.albums.find(({ name }) => name === 'Low Tide');
    const minibar = shelf.songs.find(({ title }) => title === 'Minibar');

    await act('wake', { player: 'ben', device: 1 });
    await act('album', { player: 'ben', album: lowTide?.uri });
    await act('queue', { player: 'ben', song: minibar?.id });
    await act('shuffle', { player: 'ben', on: true });
    await act('repeat', { player: 'ben', mode: 'context' });
    await act('seek', { player: 'ben', positionMs: 60_000 });
    expect((await look('ben', 'ben')).player).toMatchObject({
      isPlaying: true,
      track: { title: 'Harbour Lights', cover: expect.stringMatching(/^\/art\//) },
      progressMs: 60_000,
      album: 'Low Tide',
      shuffle: true,
      repeat: 'context',
      queued: 1,
    });

    await act('next', { player: 'ben' });
    expect((await look('ben', 'ben')).player.track?.title).toBe('Minibar');
    await act('previous', { player: 'ben' });
    await act('pause', { player: 'ben' });
    await act('transfer', { player: 'ben', device: 0 });
    await act('sleep', { player: 'ben', device: 1 });
    expect((await look('ben', 'ben')).player).toMatchObject({
      isPlaying: false,
      track: { title: 'Harbour Lights' },
      device: 'Ben’s phone',
      devices: [{ state: 'awake' }, { state: 'asleep' }],
    });
    expect((await act('seek', { player: 'ben', positionMs: -1 })).body).toEqual({
      error: '“positionMs” does not fit.',
    });
    expect((await act('wake', { player: 'finn', device: 0 })).status).toBe(422);
  });

  it('winds to just before the end of the track, and the evening goes on', async () => {
    await openLobby();
    await act('wake', { player: 'ada', device: 0 });
    await act('press', { as: 'ada', ...buttonOn(await look('ada'), 'Start') });
    await world.advance(2_000);
    const heard = async () => {
      const { player, messages } = await look('ada');
      return { sounds: player.track?.title, card: messages.find(({ isPrivate }) => !isPrivate)?.embeds[0]?.title };
    };
    const first = await heard();
    expect(first.card).toMatch(/^▶ /);

    await act('wind-to-end', { player: 'ada' });
    expect(await heard()).toEqual(first);
    expect((await act('wind-to-end', { player: 'ada' })).status).toBe(422);
    await act('wind', { ms: 10_000 });
    const second = await heard();
    expect(second.sounds).not.toBe(first.sounds);
    expect(second.card).toMatch(/^▶ /);
    expect(second.card).not.toBe(first.card);
  });

  it('lets people act while it winds', async () => {
    await openLobby();
    const [, press] = await Promise.all([
      act('wind', { ms: QUARTER_HOUR_MS }),
      act('press', { as: 'ben', ...buttonOn(await look('ben'), 'Join') }),
    ]);
    expect(press).toEqual({ status: 200, body: { notice: null } });
    expect(world.clock.now()).toBe(Date.UTC(2026, 10, 21, 19) + QUARTER_HOUR_MS);
  });
});

it('a phone that has been idle for long is shown as gone, and can be woken', async () => {
  const states = async () => (await look('ben', 'ben')).player.devices.map(({ state }) => state);
  await act('wake', { player: 'ben', device: 0 });
  expect((await states())[0]).toBe('awake');
  await world.advance(11 * 60_000);
  expect((await states())[0]).toBe('idle');
  await act('wake', { player: 'ben', device: 0 });
  expect((await states())[0]).toBe('awake');
});

describe('faults', () => {
  const play = (fault: string, on = true) => act('fault', { player: 'ada', fault, on });
  const seen = async (id: string) => (await look('ada')).faults.find((fault) => fault.id === id);

  async function startMusic(): Promise<void> {
    await openLobby();
    await act('wake', { player: 'ada', device: 0 });
    await act('press', { as: 'ada', ...buttonOn(await look('ada'), 'Start') });
    await world.advance(2_000);
  }

  it('puts the device in hand to sleep, wholly or half, and lets an advert in', async () => {
    expect(await seen('device-sleeps')).toMatchObject({ name: 'Ada’s phone falls asleep', isPossible: false });
    expect((await play('device-sleeps')).body).toEqual({ error: 'That cannot happen just now.' });

    await startMusic();
    await play('advert');
    expect((await look('ada')).player).toMatchObject({ isPlaying: true, track: null });
    await play('device-dozes');
    expect((await look('ada')).player.devices.map(({ state }) => state)).toEqual(['dozing', 'asleep']);
    await act('wake', { player: 'ada', device: 1 });
    expect(await seen('device-sleeps')).toMatchObject({ name: 'Ada’s computer falls asleep', isPossible: true });
    await play('device-sleeps');
    expect((await look('ada')).player.devices.map(({ state }) => state)).toEqual(['dozing', 'asleep']);
  });

  it('lets Spotify refuse every player for 15 hours, which are over by themselves', async () => {
    await startMusic();
    await play('quarantine');
    await act('press', { as: 'ada', ...buttonOn(await look('ada'), 'Pause') });
    await world.settle();
    const statuses = () => world.spotify.requests.slice(-1).map(({ path, status }) => [path, status]);
    expect(statuses()).toEqual([[expect.stringMatching(/^\/v1\/me\/player/), 429]]);
    expect(await seen('quarantine')).toMatchObject({ isOn: true });
    await world.advance(64 * QUARTER_HOUR_MS);
    expect(await seen('quarantine')).toMatchObject({ isOn: false });
    expect((await look('ada')).refused).toEqual([]);
  });

  it('begins and ends what lasts', async () => {
    for (const id of ['private-session', 'unlisted', 'lapsed', 'muted', 'outage', 'quarantine']) {
      expect(await seen(id)).toMatchObject({ id, isOn: false });
      expect((await play(id)).body).toMatchObject({ id, isOn: true });
      expect(await seen(id)).toMatchObject({ id, isOn: true });
      expect((await play(id, false)).body).toMatchObject({ id, isOn: false });
    }
  });

  it('strikes the services', async () => {
    await startMusic();
    const struck = async (fault: string) => {
      expect(await play(fault)).toMatchObject({ status: 200, body: { id: fault, isOn: null } });
      const from = world.spotify.requests.length;
      await act('press', { as: 'ada', ...buttonOn(await look('ada'), 'Skip') });
      await world.settle();
      return world.spotify.requests[from]?.status;
    };
    expect(await struck('breakdown')).toBe(503);
    await play('revoked');
    await world.advance(8 * QUARTER_HOUR_MS);
    await act('type', { as: 'ada', text: '/sesh create' });
    await world.settle();
    const refreshes = world.spotify.requests.filter(({ path }) => path === '/api/token');
    expect(refreshes.at(-1)?.status).toBe(400);
    expect((await play('bot-killed')).status).toBe(422);
    expect((await play('flood')).body).toEqual({ error: 'There is no such fault.' });
  });
});

describe('the tour', () => {
  it('knows how far the evening has come', async () => {
    const done = async () => (await look('ada')).tour;
    expect(await done()).toEqual([]);
    await openLobby();
    expect(await done()).toEqual(['lobby']);
    await act('wind', { ms: 1_000 });
    await act('press', { as: 'ben', ...buttonOn(await look('ben'), 'Join') });
    expect(await done()).toEqual(['lobby', 'friends']);
    expect((await look('ada')).people.find(({ key }) => key === 'ben')).toMatchObject({ told: 1 });

    await act('wake', { player: 'ada', device: 0 });
    await act('press', { as: 'ada', ...buttonOn(await look('ada'), 'Start') });
    await world.advance(2_000);
    await act('wind', { ms: 1_000 });
    expect(await done()).toEqual(['lobby', 'friends', 'music', 'time']);
    await act('fault', { player: 'ada', fault: 'gateway' });
    await act('type', { as: 'ada', text: '/sesh end' });
    expect(await done()).toEqual(['lobby', 'friends', 'music', 'time', 'fault', 'end']);
  });
});

describe('news', () => {
  it('come by themselves', async () => {
    const stream = await fetch(`${world.url}/sandbox/events`);
    const reader = stream.body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toContain('retry:');
    await act('say', { as: 'ada', text: 'hello' });
    expect(await next()).toBe(`data: ${world.clock.now()}\n\n`);
    await act('wake', { player: 'elif', device: 0 });
    expect(await next()).toBe(`data: ${world.clock.now()}\n\n`);
    await reader?.cancel();
  });
});

describe('who may ask', () => {
  const words = { as: 'ada', text: 'hello' };

  it('lets no other site act', async () => {
    expect((await act('say', words, { origin: 'https://evil.test' })).status).toBe(403);
    expect((await act('say', words, { origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await act('say', words, { origin: 'null' })).status).toBe(403);
    expect((await act('say', words, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await act('say', words, { 'content-type': 'text/plain' })).status).toBe(403);
    expect((await look('ada')).messages).toEqual([]);
    const own = { origin: world.url, 'sec-fetch-site': 'same-origin' };
    expect((await act('say', words, own)).status).toBe(200);
  });

  it('answers by the names of this computer only', async () => {
    const asked = async (host: string) => {
      const [response] = (await once(request(world.url, { headers: { host } }).end(), 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    const { port } = new URL(world.url);
    expect(await asked(`evil.test:${port}`)).toBe(403);
    expect(await asked('127.0.0.1.evil.test')).toBe(403);
    expect(await asked(`localhost:${port}`)).toBe(200);
    expect(await asked(`[::1]:${port}`)).toBe(200);
  });

  it('serves the parts of the page and nothing beside them', async () => {
    const page = await fetch(`${world.url}/`);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    const markup = await page.text();
    const parts = [...markup.matchAll(/(?:href|src)="(\/sandbox\/[^"]+)"/g)].map(([, path]) => path);
    for (const part of parts) expect((await fetch(`${world.url}${part}`)).status, part).toBe(200);
    expect(markup).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/);
    for (const hidden of ['state.ts', 'actions.ts', 'page.test.ts', '..%2fpage.ts', 'index.html']) {
      expect((await fetch(`${world.url}/sandbox/${hidden}`)).status, hidden).toBe(404);
    }
  });
});
