import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { onTestFinished } from 'vitest';
import { populate } from '../sim/cast.ts';
import { createClock } from '../sim/clock.ts';
import { watchRequests } from '../sim/request-watcher.ts';
import { createSpotify, type SpotifyOptions, type SpotifyPerson } from '../sim/spotify/spotify.ts';
import { createCallStore } from '../src/db/calls.ts';
import { createLinkStore } from '../src/db/links.ts';
import { openDb } from '../src/db/open.ts';
import { createSeal } from '../src/db/seal.ts';
import { createLog } from '../src/log.ts';
import type { Grant, Permission } from '../src/ports/accounts.ts';
import { Unavailable } from '../src/ports/unavailable.ts';
import { createAccounts } from '../src/spotify/accounts.ts';
import { createClient } from '../src/spotify/client.ts';
import { createLibrary } from '../src/spotify/library.ts';
import { createPlayer } from '../src/spotify/player.ts';

const REDIRECT = 'http://127.0.0.1:9/oauth/spotify/callback';
export const ADA = 'ada-on-discord';
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const ALL: Permission[] = ['tops', 'playback', 'saving'];
export const VERIFIER = 'a-verifier-that-is-long-enough-for-the-rule-of-43-characters';
const CHALLENGE = 'DvT5P1SaaXdTHM2lJjQ8znZXEI9Tegk_t4NFIsNP5TM';

type SpotifyAdapterOptions = Omit<SpotifyOptions, 'clock'> & {
  /** The app's secret as the bot has it, if that is wrong. */
  secret?: string;
  /** The adapter's timeout, on the wall clock. */
  timeoutMs?: number;
};

/** The Spotify adapter with a database, against the simulated service over real HTTP. */
export async function createSpotifyAdapter({ secret, timeoutMs = 5_000, ...options }: SpotifyAdapterOptions = {}) {
  const quiet = watchRequests();
  const clock = createClock({ start: Date.UTC(2026, 10, 21, 20), settle: quiet.settle });
  const spotify = createSpotify({ clock, staleReadsMs: 0, ...options });
  const cast = populate(spotify, { ada: ['phone'] });
  const { ada } = cast;
  const server = createServer(express().use('/api', spotify.apiRouter).use('/accounts', spotify.accountsRouter));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const db = openDb(':memory:');
  onTestFinished(() => {
    quiet.stop();
    spotify.close();
    server.closeAllConnections();
    server.close();
    db.$client.close();
  });

  const lines: string[] = [];
  const log = createLog({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
  const links = createLinkStore(db, createSeal([Buffer.alloc(32, 7)]), log);
  const { clientId } = spotify;
  const urls = { apiUrl: `${base}/api`, accountsUrl: `${base}/accounts`, timeoutMs };
  const asBot = { clientId, clientSecret: secret ?? spotify.clientSecret, ...urls, clock, vault: links, log };

  /** The adapter as it is after a start of the process. */
  async function open() {
    const calls = createCallStore(db);
    const client = createClient({ ...asBot, calls, callsBefore: await calls.read() });
    const accounts = createAccounts(client, { clientId, ...urls, redirectUri: () => REDIRECT });
    return { client, accounts, player: createPlayer(client, clock), library: createLibrary(client) };
  }
  const opened = await open();
  const { accounts } = opened;

  async function consent(permissions = ALL, account: SpotifyPerson = ada): Promise<string> {
    const url = accounts.consentUrl({ state: 'state', challenge: CHALLENGE, permissions });
    const body = new URLSearchParams({ account: account.accountId, decision: 'agree' });
    const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
    return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
  }

  /** Somebody links; their first access token lives an hour. */
  async function link(permissions = ALL, account: SpotifyPerson = ada, userId = ADA): Promise<Grant> {
    const grant = await accounts.redeem(await consent(permissions, account), VERIFIER, permissions);
    const { accountId } = account;
    accounts.adopt(userId, grant);
    await links.save(
      { userId, accountId, permissions, authorizedAt: clock.now(), dead: false, reminded: false },
      grant,
    );
    return grant;
  }

  return {
    ...opened,
    clock,
    spotify,
    cast,
    ada,
    db,
    links,
    /** What the bot logged, warnings and worse, as written. */
    lines,
    open,
    consent,
    link,
    async unlink(userId = ADA) {
      await links.remove(userId);
      accounts.forget(userId);
    },
    device: () => ({ id: ada.devices[0]?.id ?? '', name: 'phone' }),
    /** How often something was asked. */
    asked: (path: RegExp) => spotify.requests.filter((request) => path.test(request.path)).length,
  };
}

/** For answers that keep waiting: patience for a moment only. */
export const IMPATIENT = { timeoutMs: 200 };

/** Returns the `Unavailable` with which a call was refused. */
export async function refusalOf(call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    if (error instanceof Unavailable) return { kind: error.kind, unsure: error.unsure };
    throw error;
  }
  return 'no refusal';
}
