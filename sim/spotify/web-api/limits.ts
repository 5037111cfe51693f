import type { Clock } from '../../clock.ts';
import { Refusal, type RuleId } from '../rules/rules.ts';
import type { Answer } from './answer.ts';

/** Endpoints that share one daily count. Spotify does not publish its own grouping; this one is an assumption. */
export type Group = 'player' | 'top tracks' | 'search' | 'playlists' | 'profile';

/** The two ways in which Spotify says "not so much": a rolling half minute per app, a rolling day per group. */
export type Limits = {
  setQuota(group: Group, calls: number, retryAfterSeconds: number): void;
  /** Counts a call, or refuses it. */
  count(group: Group): void;
  /** Remembers what an answer asked the caller to wait. */
  noteAnswer(group: Group, answer: Answer): void;
};

const RATE_WINDOW_MS = 30_000;
const QUOTA_WINDOW_MS = 24 * 3_600_000;
/** Calls that set out before the refusal was heard are nobody's mistake. */
const IN_FLIGHT_MS = 1_000;

type Quota = { calls: number; retryAfterMs: number; made: number[]; closedUntil: number };
type AskedWait = { group: Group | null; from: number; until: number };

/** The rate limit looks back half a minute. */
const LONGEST_RATE_WAIT_S = 60;

export function createLimits(options: {
  clock: Clock;
  /** Calls per rolling half minute. */
  settings: { rate: number };
  violate(rule: RuleId, detail: string): void;
}): Limits {
  const { clock, settings, violate } = options;
  const quotas = new Map<Group, Quota>();
  let recent: number[] = [];
  let waits: AskedWait[] = [];

  function reportIgnoredWait(group: Group, now: number) {
    waits = waits.filter((wait) => wait.until > now);
    const ignored = waits.find((wait) => (wait.group ?? group) === group && now > wait.from + IN_FLIGHT_MS);
    if (ignored) violate('retry-after', `${group}: asked again ${Math.ceil((ignored.until - now) / 1000)} s too early`);
  }

  function countRate(now: number) {
    recent = recent.filter((at) => at > now - RATE_WINDOW_MS);
    const [oldest = now] = recent;
    if (recent.length >= settings.rate) refuse('rate-limit', oldest + RATE_WINDOW_MS - now);
    recent.push(now);
  }

  function countQuota(group: Group, now: number) {
    const quota = quotas.get(group);
    if (!quota) return;
    if (quota.closedUntil > now) refuse('quota', quota.closedUntil - now);
    quota.made = quota.made.filter((at) => at > now - QUOTA_WINDOW_MS);
    if (quota.made.length >= quota.calls) {
      quota.made = [];
      quota.closedUntil = now + quota.retryAfterMs;
      refuse('quota', quota.retryAfterMs);
    }
    quota.made.push(now);
  }

  return {
    setQuota(group, calls, retryAfterSeconds) {
      quotas.set(group, { calls, retryAfterMs: retryAfterSeconds * 1000, made: [], closedUntil: 0 });
    },
    count(group) {
      const now = clock.now();
      reportIgnoredWait(group, now);
      countRate(now);
      countQuota(group, now);
    },
    noteAnswer(group, { status, headers, body }) {
      const seconds = Number(new Headers(headers).get('retry-after'));
      if (status !== 429 || !(seconds > 0)) return;
      const now = clock.now();
      // A wait of minutes or hours is a quota's, also where the answer does not say so: quotas are counted by group.
      const isQuota = seconds > LONGEST_RATE_WAIT_S || JSON.stringify(body ?? null).includes('QUOTA_EXCEEDED');
      waits.push({ group: isQuota ? group : null, from: now, until: now + seconds * 1000 });
    },
  };
}

function refuse(rule: 'rate-limit' | 'quota', waitMs: number): never {
  const { answer } = new Refusal(rule);
  throw new Refusal(rule, { ...answer, headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } });
}
