import { createChance } from '../src/sim/spotify/chance.ts';
import type { SpotifyPerson } from '../src/sim/spotify.ts';
import type { World } from '../src/sim/world.ts';
import { type Evening, existing, type Party, pickUpPhone } from './evening.ts';
import { listenTo } from './listening.ts';
import { NAMES, type Name } from './stage.ts';

/** The order in which the usual way plays is drawn from this. */
export const SEED = 1;

/** Somebody's tokens. */
export type Account = { accessToken: string; refreshToken: string; expiresAt: number };
type State = { is_playing: boolean; progress_ms: number | null; item: { name: string; duration_ms: number } | null };
type Song = { uri: string };

const POLL_MS = 5_000;
const SONGS_EACH = 5;
const SCOPES = 'user-top-read user-read-playback-state user-modify-playback-state';
/** A token is refreshed this long before it dies. */
const TOKEN_MARGIN_MS = 60_000;

/**
 * What Sesh is measured against: the listening party as it is usually written, in an afternoon and with care. The player
 * is asked every five seconds, and the progress bar on the card moves with it; each song is a play request of its own,
 * sent by a timer once a poll has seen that the end is near.
 */
export async function gatherUsually(
  world: World,
  everybody: Record<Name, Account>,
  { hostName = 'ada', channel = world.channel }: Pick<Party, 'hostName' | 'channel'> = {},
): Promise<Evening> {
  const account = world.accounts[hostName];
  const host = everybody[hostName];
  const messageId = await tell('POST', '', 'Who is in?');
  const listening = listenTo(world, account);
  let songs: Song[] = [];
  let cancel = () => {};

  async function ask(as: Account, method: string, path: string, body?: object): Promise<unknown> {
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
    after(POLL_MS, poll);
  }

  async function poll(): Promise<void> {
    // As Spotify answers it; the shape is not checked, as it usually is not.
    const state = (await ask(host, 'GET', '/me/player')) as State | null;
    if (!state?.item) return after(POLL_MS, poll);
    const leftMs = state.item.duration_ms - (state.progress_ms ?? 0);
    if (!state.is_playing && state.progress_ms === 0) await playNext();
    else if (state.is_playing && leftMs < POLL_MS) after(leftMs, playNext);
    else after(POLL_MS, poll);
    await tell('PATCH', `/${messageId}`, state.item.name, `${state.progress_ms} of ${state.item.duration_ms}`);
  }

  function after(ms: number, act: () => Promise<void>): void {
    cancel = world.clock.after(ms, () => void act());
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
    card: () => existing(world.discord.messages(channel).at(-1), 'card'),
    async start() {
      await pickUpPhone(world, account);
      listening.begin();
      for (const person of Object.values(everybody)) {
        const tops = await ask(person, 'GET', `/me/top/tracks?time_range=medium_term&limit=${SONGS_EACH}`);
        songs.push(...(tops as { items: Song[] }).items);
      }
      songs = createChance(SEED).shuffled(songs);
      await playNext();
    },
    async end() {
      cancel();
    },
  };
}

/** Takes everybody through the consent page. */
export async function linkUsually(world: World): Promise<Record<Name, Account>> {
  const links = NAMES.map(async (name) => [name, await link(world, world.accounts[name])] as const);
  return Object.fromEntries(await Promise.all(links)) as Record<Name, Account>;
}

async function link(world: World, person: SpotifyPerson): Promise<Account> {
  const redirectUri = 'http://127.0.0.1/oauth/spotify/callback';
  const asked = { client_id: world.spotify.clientId, response_type: 'code', redirect_uri: redirectUri, state: 'usual' };
  const consent = await fetch(`${world.url}/accounts/authorize?${new URLSearchParams({ ...asked, scope: SCOPES })}`, {
    method: 'POST',
    body: new URLSearchParams({ account: person.accountId, decision: 'agree' }),
    redirect: 'manual',
  });
  const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const account: Account = { accessToken: '', refreshToken: '', expiresAt: 0 };
  await obtain(world, account, { grant_type: 'authorization_code', code, redirect_uri: redirectUri });
  return account;
}

function refresh(world: World, account: Account): Promise<void> {
  return obtain(world, account, { grant_type: 'refresh_token', refresh_token: account.refreshToken });
}

async function obtain({ url, clock, spotify }: World, account: Account, form: Record<string, string>): Promise<void> {
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
