import { createChance } from '../sim/spotify/chance.ts';
import type { SpotifyPerson } from '../sim/spotify/spotify.ts';
import type { World } from '../sim/world.ts';
import { type HostName, NAMES } from './bench-world.ts';
import { activatePhone, type EveningOptions, type MeasuredEvening, required } from './evening.ts';
import { recordPlayer } from './player-record.ts';

/** The order in which the other ways play is drawn from this. */
export const SEED = 1;

/**
 * How others keep a party's songs going. `usual`: each song is a play request of its own, sent by a timer once one of the
 * looks at the player, every five seconds, has seen that the end is near. `queueing`: each song is put into the queue
 * during the one before, and a look every four seconds sees which one sounds. `ahead`: three songs are waiting in the
 * queue, and one look per song, timed by its length, sees that the next has begun.
 */
export const WAYS = ['usual', 'queueing', 'ahead'] as const;
export type Way = (typeof WAYS)[number];

/** Somebody's tokens. */
export type BareAccount = { accessToken: string; refreshToken: string; expiresAt: number };
type BarePlayerState = {
  is_playing: boolean;
  progress_ms: number | null;
  item: { uri: string; name: string; duration_ms: number } | null;
};
type BareSong = { uri: string };

const POLL_MS = { usual: 5_000, queueing: 4_000 };
/** The number of songs kept in the queue. */
const WAITING = { usual: 0, queueing: 1, ahead: 3 };
/** A timed poll comes this long after the song should have changed. */
const LATE_MS = 1_000;
const SONGS_EACH = 5;
const SCOPES = 'user-top-read user-read-playback-state user-modify-playback-state';
/** A token is refreshed this long before it expires. */
const TOKEN_MARGIN_MS = 60_000;

/**
 * What Sesh is measured against: a listening party as it is written in an afternoon, with care. The usual way moves a
 * progress bar on the card with each look; the other two edit the card when the song changes.
 */
export async function openBareEvening(
  world: World,
  everybody: Record<HostName, BareAccount>,
  {
    way = 'usual',
    hostName = 'ada',
    channel = world.channel,
  }: { way?: Way } & Pick<EveningOptions, 'hostName' | 'channel'> = {},
): Promise<MeasuredEvening> {
  const account = world.accounts[hostName];
  const host = everybody[hostName];
  const messageId = await tell('POST', '', 'Who is in?');
  const listening = recordPlayer(world, account);
  let songs: BareSong[] = [];
  let shown = '';
  let cancel = () => {};

  async function ask(as: BareAccount, method: string, path: string, body?: object): Promise<unknown> {
    if (as.expiresAt <= world.clock.now()) await refresh(world, as);
    const response = await fetch(`${world.url}/spotify/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${as.accessToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`);
    return method === 'GET' && answer !== '' ? JSON.parse(answer) : null;
  }

  async function playNext(): Promise<void> {
    const song = songs.shift();
    if (!song) return;
    await ask(host, 'PUT', '/me/player/play', { uris: [song.uri] });
    for (let waiting = 0; waiting < WAITING[way]; waiting++) await queueNext();
    await (way === 'usual' ? after(POLL_MS.usual, poll) : look());
  }

  async function queueNext(): Promise<void> {
    const song = songs.shift();
    if (song) await ask(host, 'POST', `/me/player/queue?uri=${encodeURIComponent(song.uri)}`);
  }

  async function poll(): Promise<void> {
    const state = await seePlayer();
    if (!state?.item) return after(POLL_MS.usual, poll);
    const leftMs = state.item.duration_ms - (state.progress_ms ?? 0);
    if (!state.is_playing && state.progress_ms === 0) await playNext();
    else if (state.is_playing && leftMs < POLL_MS.usual) after(leftMs, playNext);
    else after(POLL_MS.usual, poll);
    await tell('PATCH', `/${messageId}`, state.item.name, `${state.progress_ms} of ${state.item.duration_ms}`);
  }

  /** Sees which song sounds; one that is new makes room in the queue. */
  async function look(): Promise<void> {
    const state = await seePlayer();
    const item = state?.item;
    if (item && item.uri !== shown) {
      if (shown !== '') await queueNext();
      shown = item.uri;
      await tell('PATCH', `/${messageId}`, item.name);
    }
    const leftMs = (item?.duration_ms ?? 0) - (state?.progress_ms ?? 0);
    after(way === 'queueing' ? POLL_MS.queueing : leftMs + LATE_MS, look);
  }

  async function seePlayer(): Promise<BarePlayerState | null> {
    // As Spotify answers it; the shape is not checked, as it usually is not.
    return (await ask(host, 'GET', '/me/player')) as BarePlayerState | null;
  }

  /** A baseline that fails would look cheap. */
  function fail(error: unknown): never {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }

  function after(ms: number, act: () => Promise<void>): void {
    cancel = world.clock.after(ms, () => act().catch(fail));
  }

  /** Posts or changes the card; returns its id. */
  async function tell(method: string, path: string, title: string, description = ''): Promise<string> {
    const response = await fetch(`${world.url}/discord/api/v10/channels/${channel.id}/messages${path}`, {
      method,
      headers: { authorization: `Bot ${world.discord.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ embeds: [{ title, description }] }),
    });
    return ((await response.json()) as { id: string }).id;
  }

  return {
    ...listening,
    world,
    channel,
    account,
    card: () => required(world.discord.messages(channel).at(-1), 'card'),
    async start() {
      await activatePhone(world, account);
      listening.begin();
      for (const person of Object.values(everybody)) {
        const tops = await ask(person, 'GET', `/me/top/tracks?time_range=medium_term&limit=${SONGS_EACH}`);
        songs.push(...(tops as { items: BareSong[] }).items);
      }
      songs = createChance(SEED).shuffled(songs);
      await playNext();
    },
    async end() {
      cancel();
    },
  };
}

/** Links everybody's account through the consent page. */
export async function linkDirectly(world: World): Promise<Record<HostName, BareAccount>> {
  const links = NAMES.map(async (name) => [name, await link(world, world.accounts[name])] as const);
  return Object.fromEntries(await Promise.all(links)) as Record<HostName, BareAccount>;
}

async function link(world: World, person: SpotifyPerson): Promise<BareAccount> {
  const redirectUri = 'http://127.0.0.1/oauth/spotify/callback';
  const asked = { client_id: world.spotify.clientId, response_type: 'code', redirect_uri: redirectUri, state: 'usual' };
  const consent = await fetch(`${world.url}/accounts/authorize?${new URLSearchParams({ ...asked, scope: SCOPES })}`, {
    method: 'POST',
    body: new URLSearchParams({ account: person.accountId, decision: 'agree' }),
    redirect: 'manual',
  });
  const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const account: BareAccount = { accessToken: '', refreshToken: '', expiresAt: 0 };
  await obtain(world, account, { grant_type: 'authorization_code', code, redirect_uri: redirectUri });
  return account;
}

function refresh(world: World, account: BareAccount): Promise<void> {
  return obtain(world, account, { grant_type: 'refresh_token', refresh_token: account.refreshToken });
}

async function obtain(
  { url, clock, spotify }: World,
  account: BareAccount,
  form: Record<string, string>,
): Promise<void> {
  const credentials = Buffer.from(`${spotify.clientId}:${spotify.clientSecret}`).toString('base64');
  const response = await fetch(`${url}/accounts/api/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams(form),
  });
  const tokens = (await response.json()) as { access_token: string; refresh_token?: string; expires_in: number };
  account.accessToken = tokens.access_token;
  account.refreshToken = tokens.refresh_token ?? account.refreshToken;
  account.expiresAt = clock.now() + tokens.expires_in * 1_000 - TOKEN_MARGIN_MS;
}
