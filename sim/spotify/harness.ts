import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { onTestFinished } from 'vitest';
import { createClock, type WindableClock } from '../clock.ts';
import { createSpotify, type Spotify, type SpotifyOptions, type SpotifyPerson } from './spotify.ts';

/** What came back; `json` in the shape that the asker expects, undefined if it was none. */
export type SpotifyReply<T = unknown> = { status: number; headers: Headers; text: string; json: T };

export type RequestParts = { token?: string; json?: unknown; text?: string; headers?: Record<string, string> };

/** The simulation on loopback with a standing clock, and short ways to ask it things. */
export type SpotifyHarness = {
  clock: WindableClock;
  spotify: Spotify;
  ask<T>(method: string, path: string, asking?: RequestParts): Promise<SpotifyReply<T>>;
  api<T>(person: SpotifyPerson, method: string, path: string, json?: unknown): Promise<SpotifyReply<T>>;
  authorize(changes?: Record<string, string | null>): string;
  consent(person: SpotifyPerson | null, changes?: Record<string, string | null>): Promise<URL>;
  exchange(form: Record<string, string>, headers?: Record<string, string>): Promise<SpotifyReply<TokenAnswer>>;
  link(person: SpotifyPerson, scope?: string, changes?: Record<string, string | null>): Promise<TokenAnswer>;
};

export type TokenAnswer = { access_token: string; refresh_token: string; scope: string; expires_in: number };

export const REDIRECT_URI = 'http://127.0.0.1:8888/oauth/spotify/callback';
export const VERIFIER = 'a-verifier-that-is-long-enough-to-be-taken-for-one';
export const ALL_SCOPES = [
  'user-top-read',
  'user-read-playback-state',
  'user-modify-playback-state',
  'user-read-currently-playing',
  'playlist-modify-private',
  'playlist-modify-public',
  'playlist-read-private',
].join(' ');

export async function createSpotifyHarness(options: Partial<SpotifyOptions> = {}): Promise<SpotifyHarness> {
  const clock = createClock({ start: Date.UTC(2026, 10, 20, 18) });
  const spotify = createSpotify({ clock, ...options });
  const app = express().use('/api', spotify.apiRouter).use('/accounts', spotify.accountsRouter);
  const server = createServer(app.use('/art', spotify.artRouter));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    spotify.close();
    clock.stop();
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokens = new Map<SpotifyPerson, string>();

  async function ask<T>(method: string, path: string, asking: RequestParts = {}): Promise<SpotifyReply<T>> {
    const { token, json, text, headers } = asking;
    const body = json === undefined ? text : JSON.stringify(json);
    const response = await fetch(`${base}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, text: answer, json: parsed<T>(answer) };
  }

  function authorize(changes: Record<string, string | null> = {}): string {
    const query = new URLSearchParams({
      client_id: spotify.clientId,
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
      scope: ALL_SCOPES,
      state: 'of-the-union',
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
    });
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    return `/accounts/authorize?${query}`;
  }

  async function consent(person: SpotifyPerson | null, changes: Record<string, string | null> = {}): Promise<URL> {
    const form = person ? { account: person.accountId, decision: 'agree' } : { decision: 'cancel' };
    const reply = await ask('POST', authorize(changes), {
      text: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    return new URL(reply.headers.get('location') ?? `about:blank#${reply.text}`);
  }

  function exchange(form: Record<string, string>, headers: Record<string, string> = {}) {
    const credentials = Buffer.from(`${spotify.clientId}:${spotify.clientSecret}`).toString('base64');
    return ask<TokenAnswer>('POST', '/accounts/api/token', {
      text: new URLSearchParams(form).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${credentials}`,
        ...headers,
      },
    });
  }

  async function link(person: SpotifyPerson, scope = ALL_SCOPES, changes: Record<string, string | null> = {}) {
    const back = await consent(person, { scope, ...changes });
    const code = back.searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER };
    return (await exchange(form)).json;
  }

  async function api<T>(person: SpotifyPerson, method: string, path: string, json?: unknown) {
    const token = tokens.get(person) ?? (await link(person)).access_token;
    tokens.set(person, token);
    return ask<T>(method, `/api/v1${path}`, { token, json });
  }

  return { clock, spotify, ask, api, authorize, consent, exchange, link };
}

/** Taken at its word: each test says what it expects. */
function parsed<T>(text: string): T {
  try {
    return JSON.parse(text);
  } catch {
    return undefined as T;
  }
}

/** Six songs of three minutes each, by six artists. */
export function addSongs(spotify: Spotify, count = 6) {
  return Array.from({ length: count }, (_, place) =>
    spotify.addTrack({
      title: `Song ${place + 1}`,
      artists: [`Artist ${place + 1}`],
      album: `Album ${place < 3 ? 1 : 2}`,
      durationMs: 180_000,
    }),
  );
}

export const uriOf = (id: string) => `spotify:track:${id}`;
