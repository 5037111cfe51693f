import type { Clock } from '../src/sim/clock.ts';
import type { SpotifyPerson } from '../src/sim/spotify.ts';
import type { World } from '../src/sim/world.ts';

/** Somebody's tokens. */
export type Account = { person: SpotifyPerson; accessToken: string; refreshToken: string; expiresAt: number };

export type UsualPlayer = {
  /** Fetches everybody's top songs, shuffles them and plays the first on the host's active device. */
  start(): Promise<void>;
  /** How often the card was edited so far, and what it says. */
  card(): { edits: number; text: string };
  stop(): void;
};

type State = {
  is_playing: boolean;
  progress_ms: number | null;
  item: { name: string; uri: string; duration_ms: number } | null;
};
type Song = { uri: string };

const POLL_MS = 5_000;
const SONGS_EACH = 5;
const SCOPES = 'user-top-read user-read-playback-state user-modify-playback-state';

/**
 * What Sesh is measured against: the listening party as it is usually written, in an afternoon and with care. The player
 * is asked every five seconds, which is also when the card's progress bar moves; each song is a play request of its own,
 * sent to the moment by a timer when the poll says that the end is near.
 */
export function createUsualPlayer(world: World, host: Account, everybody: readonly Account[]): UsualPlayer {
  const { clock } = world;
  const songs: Song[] = [];
  const timers = { poll: () => {}, next: () => {} };
  let edits = 0;
  let text = '';

  async function call(account: Account, method: string, path: string, body?: object): Promise<unknown> {
    if (account.expiresAt <= clock.now()) await refresh(world, account);
    const response = await fetch(`${world.url}/spotify/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`);
    return method === 'GET' && answer !== '' ? JSON.parse(answer) : null;
  }

  async function playNext(): Promise<void> {
    const song = songs.shift();
    if (song) await call(host, 'PUT', '/me/player/play', { uris: [song.uri] });
  }

  async function poll(): Promise<void> {
    timers.poll = clock.after(POLL_MS, () => void poll());
    timers.next();
    // As Spotify answers it; the shape is not checked, as it usually is not.
    const state = (await call(host, 'GET', '/me/player')) as State | null;
    if (!state?.item) return;
    const leftMs = state.item.duration_ms - (state.progress_ms ?? 0);
    if (!state.is_playing && state.progress_ms === 0) await playNext();
    else if (state.is_playing && leftMs < POLL_MS) timers.next = clock.after(leftMs, () => void playNext());
    edits++;
    text = `${state.item.name} ${state.progress_ms} of ${state.item.duration_ms}`;
  }

  return {
    async start() {
      for (const account of everybody) {
        const tops = (await call(account, 'GET', `/me/top/tracks?time_range=medium_term&limit=${SONGS_EACH}`)) as { items: Song[] };
        songs.push(...tops.items);
      }
      shuffle(songs);
      await playNext();
      timers.poll = clock.after(POLL_MS, () => void poll());
    },
    card: () => ({ edits, text }),
    stop() {
      timers.poll();
      timers.next();
    },
  };
}

function shuffle(songs: Song[]): void {
  for (let last = songs.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [songs[last], songs[other]] = [songs[other] as Song, songs[last] as Song];
  }
}

/** Takes somebody through the consent page, without a browser. */
export async function linkUsually(world: World, person: SpotifyPerson): Promise<Account> {
  const redirectUri = 'http://127.0.0.1/oauth/spotify/callback';
  const asked = { client_id: world.spotify.clientId, response_type: 'code', redirect_uri: redirectUri, state: 'usual' };
  const consent = await fetch(`${world.url}/accounts/authorize?${new URLSearchParams({ ...asked, scope: SCOPES })}`, {
    method: 'POST',
    body: new URLSearchParams({ account: person.accountId, decision: 'agree' }),
    redirect: 'manual',
  });
  const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const account: Account = { person, accessToken: '', refreshToken: '', expiresAt: 0 };
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
  account.expiresAt = expiry(clock, tokens.expires_in);
}

function expiry(clock: Clock, seconds: number): number {
  return clock.now() + seconds * 1_000 - 60_000;
}
