import type { Request as Asked, Response as Asking, Router } from 'express';
import type { Clock } from '../../sim/clock.ts';
import type { Chance } from '../../sim/spotify/chance.ts';
import { type FaultRule, type OddRead, oddRead, type Spotify } from '../../sim/spotify/spotify.ts';
import { oftenAs } from './draw.ts';
import type { Fault } from './plan.ts';

export const API = 'http://127.0.0.1:8001';
export const ACCOUNTS = 'http://127.0.0.1:8002';

/**
 * The wire between our Spotify adapter and the simulation, in this process: it stands where the platform's `fetch`
 * stands, and hands method, address, headers and body to the simulation's routers and status, headers and body back.
 * Requests and answers take their time on the evening's clock, so that anything may happen while they are under way.
 */
export type Line = {
  fetch: typeof fetch;
  /** What goes wrong from now on for a while. */
  break(fault: Fault): void;
  /** The next look at a player that comes through is answered oddly. */
  lookOddly(how: OddRead): void;
  /** The looks that were answered oddly. */
  readonly oddLooks: readonly OddLook[];
  /** Every request, from when to when it was under way. */
  readonly exchanges: readonly Exchange[];
  /** From when on nothing of all that was broken or refused is felt any more. */
  readonly calmFrom: number;
  /** Nobody waits any more for the answers that are under way. */
  hangUp(): void;
  /** Calls `struck` at the next command: before it leaves, or when it has been carried out and not yet answered. */
  strikeAt(when: 'beforeCommand' | 'afterCommand', struck: () => void): void;
  /** Nothing is struck any more. */
  disarm(): void;
  /** Resolves once nothing more follows from what has happened. */
  settle(): Promise<void>;
};

/** `arrivedAt`: when it reached Spotify, if it did. */
export type Exchange = { from: number; arrivedAt: number | null; until: number; method: string; path: string };

export type OddLook = { at: number; how: OddRead };

type Reply = { status: number; headers: Record<string, string>; body: string | null };
/** What comes back, and when: null for a connection that breaks. */
type Served = { reply: Reply | null; afterMs: number };
type Window = { fault: Fault; until: number };

const CALM_TURNS = 4;
/** What our adapter waits for an answer at most; a silence is that long, or a broken connection. */
const PATIENCE_MS = 10_000;
/** How long a late answer takes: it still tells what was so when it was asked for. */
const LATE_MS = 2_500;

export function createLine(world: { clock: Clock; spotify: Spotify; chance: Chance; latencyMs: number }): Line {
  const { clock, spotify, chance } = world;
  let windows: Window[] = [];
  let calmFrom = clock.now();
  let caller = 0;
  let activity = 0;
  let strike: { when: 'beforeCommand' | 'afterCommand'; struck: () => void } | null = null;
  let isCut = false;
  let oddly: OddRead | null = null;
  const oddLooks: OddLook[] = [];
  const exchanges: Exchange[] = [];

  const leg = () => Math.max(1, Math.round((world.latencyMs * (50 + chance.below(100))) / 200));
  const later = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  const forEver = () => new Promise<never>(() => {});

  async function send(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    activity++;
    const mine = caller;
    const request = new Request(input, init);
    const text = await request.text();
    const exchange = begin(request);
    const isCommand = request.method !== 'GET' && request.url.startsWith(API);
    if (isCommand) strikeIf('beforeCommand');
    if (isCut && mine === caller) return forEver();
    await later(leg());
    exchange.arrivedAt = clock.now();
    const { reply, afterMs } = await serve(request, text);
    if (isCommand) strikeIf('afterCommand');
    await later(afterMs);
    activity++;
    if (mine !== caller || isCut) return forEver();
    exchange.until = clock.now();
    if (!reply) throw new DOMException('no answer', 'TimeoutError');
    return new Response(reply.status === 204 || reply.status === 304 ? null : reply.body, reply);
  }

  function begin({ method, url }: Request): Exchange {
    const { pathname: path } = new URL(url);
    const exchange = { from: clock.now(), arrivedAt: null, until: Number.POSITIVE_INFINITY, method, path };
    exchanges.push(exchange);
    return exchange;
  }

  function strikeIf(when: 'beforeCommand' | 'afterCommand'): void {
    if (strike?.when !== when) return;
    const { struck } = strike;
    strike = null;
    isCut = true;
    clock.after(0, struck);
  }

  async function serve(request: Request, text: string): Promise<Served> {
    const url = new URL(request.url);
    const isApi = url.origin === API;
    if (!isApi && url.origin !== ACCOUNTS) throw new Error(`nobody listens at ${url.origin}`);
    const window = windows.find(
      ({ fault, until }) => until > clock.now() && concerns(fault, request.method, url.pathname),
    );
    const struck = window && oftenAs(chance, window.fault.percent) ? window.fault : null;
    const rule = struck ? ruleOf(struck, url.pathname) : oddlyAnswered(request.method, url.pathname);
    if (rule) spotify.failNext(rule);
    const reply = await passThrough(isApi ? spotify.apiRouter : spotify.accountsRouter, request, url, text);
    return { reply, afterMs: (struck && TAKES_MS[struck.how]) ?? leg() };
  }

  function oddlyAnswered(method: string, path: string): FaultRule | null {
    if (oddly === null || method !== 'GET' || path !== '/v1/me/player') return null;
    const rule = oddRead(oddly);
    oddLooks.push({ at: clock.now(), how: oddly });
    oddly = null;
    return rule;
  }

  return {
    fetch: send,
    break(fault) {
      const until = clock.now() + fault.forMs;
      windows = [...windows.filter((window) => window.until > clock.now()), { fault, until }];
      calmFrom = Math.max(calmFrom, until + fault.waitS * 1_000);
    },
    lookOddly(how) {
      oddly = how;
    },
    oddLooks,
    exchanges,
    get calmFrom() {
      return calmFrom;
    },
    hangUp() {
      caller++;
      isCut = false;
      strike = null;
    },
    strikeAt(when, struck) {
      strike = { when, struck };
    },
    disarm() {
      strike = null;
      oddly = null;
    },
    async settle() {
      for (let calm = 0, seen = activity; calm < CALM_TURNS; ) {
        await new Promise((resolve) => setImmediate(resolve));
        calm = seen === activity ? calm + 1 : 0;
        seen = activity;
      }
    },
  };
}

/** Some silences last as long as our adapter waits, others end with the connection. */
const TAKES_MS: Partial<Record<Fault['how'], number>> = { hangs: PATIENCE_MS, hangsAfter: PATIENCE_MS, late: LATE_MS };

/** What an Express handler needs of a request and a response, filled from and read back as those of the platform. */
function passThrough(router: Router, request: Request, url: URL, text: string): Promise<Reply | null> {
  return new Promise((resolve, reject) => {
    let head = { status: 200, headers: {} as Record<string, string> };
    const asking = {
      writeHead(status: number, headers: Record<string, string>) {
        head = { status, headers };
        return asking;
      },
      end: (body?: string) => resolve({ ...head, body: body ?? null }),
    };
    const asked = {
      method: request.method,
      url: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      body: text,
      complete: true, // the body has been read already
      socket: { destroy: () => resolve(null) },
    };
    router(asked as unknown as Asked, asking as unknown as Asking, (error: unknown) => {
      reject(error ?? new Error(`no route for ${request.method} ${url.pathname}`));
    });
  });
}

const MATCHES: Record<Fault['on'], (method: string, path: string) => boolean> = {
  reads: (method, path) => method === 'GET' && path.startsWith('/v1/me/player'),
  commands: (method, path) => method !== 'GET' && path.startsWith('/v1/me/player'),
  queue: (method, path) => method === 'POST' && path === '/v1/me/player/queue',
  play: (_, path) => path === '/v1/me/player/play',
  pause: (_, path) => path === '/v1/me/player/pause',
  anything: (_, path) => path.startsWith('/v1/me/player'),
  tokens: (_, path) => path === '/api/token',
  tops: (_, path) => path === '/v1/me/top/tracks',
};

function concerns({ on }: Fault, method: string, path: string): boolean {
  return MATCHES[on](method, path);
}

function ruleOf({ how, waitS }: Fault, path: string): FaultRule | null {
  const rule = { path: new RegExp(`^${path}$`) };
  const wait = { 'retry-after': String(waitS) };
  switch (how) {
    case 'shortWait':
    case 'longWait':
      return { ...rule, status: 429, body: 'Too many requests', headers: wait };
    case 'quota': {
      const error = { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' };
      return { ...rule, status: 429, body: { error }, headers: wait };
    }
    case 'server':
      return { ...rule, status: 502, body: 'Bad gateway' };
    case 'serverAfter':
      return { ...rule, status: 500, body: { error: { status: 500, message: 'Server error.' } }, afterEffect: true };
    case 'silent':
    case 'hangs':
      return { ...rule, reset: true };
    case 'silentAfter':
    case 'hangsAfter':
      return { ...rule, reset: true, afterEffect: true };
    case 'late':
      return null;
    case 'unauthorized':
      return { ...rule, status: 401, body: { error: { status: 401, message: 'The access token expired' } } };
  }
}
