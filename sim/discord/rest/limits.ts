import type { Clock } from '../../clock.ts';
import { type RefusedRequest, refuse } from './refuse.ts';
import { type Allowance, createWindow, type Take, type Window } from './window.ts';

const GLOBAL = { limit: 50, windowMs: 1_000 };
/** As measured; Discord does not say (https://github.com/discord-userdoccers/discord-userdoccers/pull/551). */
const OLD_MESSAGE_EDITS = { limit: 3, windowMs: 6_000 };

/** From how many windows on we look for those that are over. */
const SWEEP_FROM = 1_000;

export type Limits = ReturnType<typeof createLimits>;

/** Creates the rate limits; `announced`: answers say beforehand how much is left. */
export function createLimits(clock: Clock, announced: boolean) {
  const windows = new Map<string, Window>();
  const global = createWindow(clock, GLOBAL);

  function windowOf(key: string, allowance: Allowance): Window {
    const known = windows.get(key);
    if (known) return known;
    if (windows.size >= SWEEP_FROM) dropExpired();
    const fresh = createWindow(clock, allowance);
    windows.set(key, fresh);
    return fresh;
  }

  function dropExpired() {
    for (const [key, window] of windows) if (window.isOver()) windows.delete(key);
  }

  return {
    takeGlobal() {
      const take = global.take();
      if (!take.isAllowed) throw tooMany('global-rate-limit', take, { global: true });
    },
    /** Counts a use of a bucket; returns the headers that tell how it stands. */
    take(bucket: string, major: string, allowance: Allowance): Record<string, string> {
      const take = windowOf(`${bucket}:${major}`, allowance).take();
      const headers = {
        'X-RateLimit-Limit': String(allowance.limit),
        'X-RateLimit-Remaining': String(take.remaining),
        'X-RateLimit-Reset': ((clock.now() + take.resetMs) / 1_000).toFixed(3),
        'X-RateLimit-Reset-After': seconds(take),
        'X-RateLimit-Bucket': bucket,
      };
      if (!take.isAllowed) throw tooMany('route-rate-limit', take, { global: false, headers });
      return announced ? headers : {};
    },
    takeOldMessageEdit(channelId: string) {
      const take = windowOf(`old-message-edits:${channelId}`, OLD_MESSAGE_EDITS).take();
      if (!take.isAllowed) throw tooMany('old-message-edits', take, { global: false });
    },
  };
}

function tooMany(
  rule: 'global-rate-limit' | 'route-rate-limit' | 'old-message-edits',
  take: Take,
  more: { global: boolean; headers?: Record<string, string> },
): RefusedRequest {
  const scope = { 'X-RateLimit-Scope': more.global ? 'global' : 'user', 'Retry-After': seconds(take) };
  return refuse(rule, {
    body: { retry_after: Number(seconds(take)), global: more.global },
    headers: { ...more.headers, ...scope, ...(more.global && { 'X-RateLimit-Global': 'true' }) },
  });
}

function seconds(take: Take): string {
  return (take.resetMs / 1_000).toFixed(3);
}
